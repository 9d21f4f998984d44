"""Signing in and out, leaving fast, and choosing a first password."""
