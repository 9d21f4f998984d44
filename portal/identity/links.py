"""Links that let somebody choose the words they sign in with: what is secret about them, and how long they last."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from string import ascii_letters, digits
from uuid import UUID

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(minutes=30)
# After so many wrong numbers an invitation opens nothing any more.
MOST_WRONG_NUMBERS = 5
# Within this time whoever presses the same button again is shown the same number again.
PRESSED_TWICE = timedelta(minutes=1)
# 22 of 62 signs are 131 bits. No sign that a phone might take for the end of an address.
SIGNS, LENGTH = ascii_letters + digits, 22
NUMBER_DIGITS = 6


def new_link_token() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def is_link_token(text: str) -> bool:
    return len(text) == LENGTH and set(text) <= set(SIGNS)


def link_address(origin: str, token: str) -> str:
    """`origin`: the one from the configuration, never what a request called itself."""
    return f"{origin}/sign-in/link/{token}"


def number_for(secret: bytes, link_id: UUID) -> str:
    """What the person is told face to face. Whoever reads their phone does not know it.

    Made from the link's random id, so that a button pressed twice is answered with the same number.
    """
    made = hmac.new(secret, f"number for\0{link_id}".encode(), hashlib.sha256).digest()
    least = 10 ** (NUMBER_DIGITS - 1)
    return str(int.from_bytes(made) % (9 * least) + least)


def as_told(number: str) -> str:
    """482 913: as it is said and written down."""
    return f"{number[:3]} {number[3:]}"


def read_number(typed: str) -> str | None:
    """The digits of what somebody typed; None where it cannot be such a number."""
    found = re.sub(r"[\s.-]", "", typed)
    return found if re.fullmatch(rf"[0-9]{{{NUMBER_DIGITS}}}", found) else None


def number_hash(secret: bytes, link_id: UUID, number: str) -> bytes:
    """Keyed, because six digits could be tried through by whoever found the table."""
    return hmac.new(secret, f"number told\0{link_id}\0{number}".encode(), hashlib.sha256).digest()
