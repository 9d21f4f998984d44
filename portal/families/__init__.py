"""People of a family as staff keep them: how to reach them safely, who is kept apart, who works with them."""
