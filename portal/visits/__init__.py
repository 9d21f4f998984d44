"""The family's side of a visit: seeing it, answering, adding to it, and what was said about it afterwards."""
