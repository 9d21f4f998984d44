"""What somebody of staff has: the children whom their work is about."""
