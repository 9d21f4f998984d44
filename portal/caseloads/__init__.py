"""What somebody of staff has: the children whom their work is about, and who could have them after."""
