"""What each person decides about their own account."""
