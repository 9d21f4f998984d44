"""What happened at a visit: how it went, what was said and agreed, and what the family says about our words."""
