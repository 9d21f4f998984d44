"""The first time: five pages after somebody's own password, one thing a page, and only once."""
