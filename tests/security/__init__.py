"""What a stranger, a partner or a mistake must not be able to do."""
