"""Names to sign in with: an e-mail address, a mobile number or a card number, each in one written form."""

import re
from dataclasses import dataclass
from typing import Literal

NameKind = Literal["email", "mobile", "card"]


@dataclass(frozen=True, slots=True)
class SignInName:
    kind: NameKind
    value: str


def as_written(kind: str, value: str) -> str:
    """As people write it: 4821 7301, 07700 900401."""
    if kind == "card":
        return f"{value[:4]} {value[4:]}"
    if kind == "mobile":
        local = "0" + value.removeprefix("+44")
        return f"{local[:5]} {local[5:]}"
    return value


_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")
_MOBILE = re.compile(r"(?:\+44|0044|0)7[0-9]{9}")


def read_sign_in_name(typed: str) -> SignInName | None:
    """What somebody typed, in the form it is stored in; None where it is none of the three."""
    text = typed.strip()
    if _EMAIL.fullmatch(text):
        return SignInName("email", text.lower())
    digits = re.sub(r"[\s()./-]", "", text)
    if _MOBILE.fullmatch(digits):
        return SignInName("mobile", "+44" + digits[-10:])
    if re.fullmatch(r"[0-9]{8}", digits) and luhn_ok(digits):
        return SignInName("card", digits)
    return None


def luhn_ok(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it."""
    return luhn_digit(digits[:-1]) == digits[-1]


def luhn_digit(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
