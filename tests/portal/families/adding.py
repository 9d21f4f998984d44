"""A child as somebody types her who adds her."""

NOOR: dict[str, object] = {
    "name": "Noor Ahmed-Ólafsdóttir", "called": "Noor", "pronoun": "she", "language": "ar", "interpreter": "Arabic",
    "born_on-day": "29", "born_on-month": "2", "born_on-year": "2016", "type": "child_in_need",
    "from_on-day": "1", "from_on-month": "6", "from_on-year": "2026",
}  # fmt: skip
