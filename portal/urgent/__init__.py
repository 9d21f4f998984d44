"""When somebody may not be safe: what the sender is asked, who has to look by when, and what was done."""
