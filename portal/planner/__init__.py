"""Visits as staff plan them: who sees what, when, why, and what became of it."""
