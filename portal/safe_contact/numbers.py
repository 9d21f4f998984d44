"""Numbers and addresses as people type them, in the one form in which they are kept."""

import re

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")
# Digits of other scripts are no digits here: a phone would take them, and what is compared is without them.
_MOBILE = re.compile(r"(?:\+44|0044|0)(7[0-9]{3})([0-9]{6})")
_LANDLINE = re.compile(r"(?:\+44|0044|0)([1238][0-9]{8,9})")


def read_point(kind: str, typed: str) -> str | None:
    """A mobile as “07700 900401”, an e-mail address in small letters; None where it can be none of its kind."""
    text = typed.strip()
    if kind == "email":
        return text.lower() if len(text) <= 254 and _EMAIL.fullmatch(text) else None
    digits = re.sub(r"[\s()./-]", "", text)
    if kind == "mobile":
        found = _MOBILE.fullmatch(digits)
        return f"0{found[1]} {found[2]}" if found else None
    found = _LANDLINE.fullmatch(digits)
    return f"0{found[1]}" if found else None
