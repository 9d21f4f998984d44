"""Accounts of staff and partners: who can sign in, inviting, and stopping access. No family's content."""
