"""Meetings, from the seat of a chair or a partner."""
