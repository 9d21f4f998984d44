"""What families open first: what is next, what is theirs to do, who works with them, and the list of visits."""
