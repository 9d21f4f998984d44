"""What a member of staff has before them today."""
