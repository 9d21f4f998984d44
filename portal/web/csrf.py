"""Proof that a form came from our own page: a token bound to the session, and where the browser says it is from."""

import binascii
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest

from aiohttp import web

SECRET_BYTES = 16


def new_secret() -> bytes:
    return os.urandom(SECRET_BYTES)


def masked(secret: bytes) -> str:
    """The token for one answer. Masked afresh, because pages are compressed and lengths tell."""
    mask = os.urandom(len(secret))
    return urlsafe_b64encode(mask + _mixed(mask, secret)).decode()


def _mixed(mask: bytes, secret: bytes) -> bytes:
    """Exclusive or, as one number: every page has some of these."""
    return (int.from_bytes(mask, "big") ^ int.from_bytes(secret, "big")).to_bytes(len(mask), "big")


def matches(token: str, secret: bytes) -> bool:
    try:
        raw = urlsafe_b64decode(token.encode("ascii", "replace"))
    except (ValueError, binascii.Error):
        return False
    if not secret or len(raw) != 2 * len(secret):
        return False
    mask, hidden = raw[: len(secret)], raw[len(secret) :]
    return compare_digest(_mixed(mask, hidden), secret)


def secret_in(cookie: str | None) -> bytes:
    """The secret of someone who has not signed in, as their cookie carries it; empty where there is none."""
    try:
        secret = urlsafe_b64decode((cookie or "").encode("ascii", "replace"))
    except (ValueError, binascii.Error):
        return b""
    return secret if len(secret) == SECRET_BYTES else b""


def cookie_of(secret: bytes) -> str:
    return urlsafe_b64encode(secret).decode()


def is_from_here(request: web.Request, origins: tuple[str, ...]) -> bool:
    """Whether Origin is one of ours and the browser, if it says, calls the request same-origin."""
    headers = request.headers
    if len(headers.getall("Origin", ())) != 1 or headers["Origin"] not in origins:
        return False
    return headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
