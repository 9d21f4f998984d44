"""Statutory clocks: by when a visit, a meeting or a paper is due, and why."""
