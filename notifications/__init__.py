"""Letters to families (texts, e-mails, post) and their journey."""
