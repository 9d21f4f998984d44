"""A family and their workers write to each other: lists, conversations, taking back, and what a reader chose."""
