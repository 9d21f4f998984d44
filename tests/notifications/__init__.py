"""Letters on their way, without the portal."""
