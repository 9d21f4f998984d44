"""Giving the people of a family their ways to sign in: in person, on paper."""
