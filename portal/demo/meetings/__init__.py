"""Meetings of the demonstration: planned, held, with several times where people must not meet."""
