"""Letters as staff and administrators see them."""
