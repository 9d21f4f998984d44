"""Conversations between families and their workers, as data and live."""
