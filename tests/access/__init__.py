"""Who may see what: every page, as everybody."""
