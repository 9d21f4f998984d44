"""What people wrote to each other in the weeks before the first day, conversation by conversation."""
