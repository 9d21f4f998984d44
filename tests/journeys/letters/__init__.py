"""Whole journeys of people, in a real browser."""
