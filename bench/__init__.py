"""Measures the portal beside floors that do the least that could be called the same work, in the same minute."""
