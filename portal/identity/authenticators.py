"""An app that makes codes, and codes on paper for whoever lost it: what is secret about them, and what was typed.

The codes are those of RFC 6238 as every app makes them: 6 digits, SHA-1, half minutes. A secret is kept sealed: the
database alone, or a copy of it, makes nobody's codes.
"""

import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from uuid import UUID

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DIGITS = 6
# Half minutes by which a phone's clock may be wrong, or somebody's fingers late.
EITHER_SIDE = 1
SECRET_BYTES, NONCE_BYTES = 20, 12
# Ten, of 24 signs out of 31: 118 bits, which nobody tries through from a hash. None looks like another.
HOW_MANY, SIGNS, LENGTH = 10, "abcdefghjkmnpqrstuvwxyz23456789", 24


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def seal(key: bytes, account_id: UUID, secret: bytes) -> bytes:
    """AES-GCM under a key of its own, for this one account: in another's row it opens nothing."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, secret, account_id.bytes)


def unseal(key: bytes, account_id: UUID, sealed: bytes) -> bytes | None:
    """None where it was sealed with another key, for another account, or was changed."""
    try:
        return _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], account_id.bytes)
    except (InvalidTag, ValueError):
        return None


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(hmac.new(key, b"authenticator", hashlib.sha256).digest())


def as_typed(secret: bytes) -> str:
    """The secret as apps take it from a keyboard."""
    return b32encode(secret).decode()


def in_fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def app_address(secret: bytes, name: str, service: str) -> str:
    """What the square holds: the secret, and the two names that the app shows beside its codes."""
    return pyotp.TOTP(as_typed(secret)).provisioning_uri(name=name, issuer_name=service)


def read_code(typed: str) -> str | None:
    """The six digits of what somebody typed; None where it is something else."""
    found = re.sub(r"[\s.-]", "", typed)
    return found if re.fullmatch(rf"[0-9]{{{DIGITS}}}", found) else None


def step_of(secret: bytes, code: str, at: int) -> int | None:
    """The half minute that this is the code of, around the second `at`; None where it is of none of the three."""
    try:
        return pyotp.TOTP(as_typed(secret)).verify_and_get_timecode(
            code, for_time=at, valid_window=EITHER_SIDE
        )
    except pyotp.OTPVerificationError:
        return None


def new_recovery_codes() -> list[str]:
    """As they are printed."""
    made = ("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(HOW_MANY))
    return [in_fours(code) for code in made]


def read_recovery_code(typed: str) -> bytes | None:
    """The hash of a code from paper, however it was spaced; None where it cannot be one."""
    found = re.sub(r"[\s.-]", "", typed).lower()
    if len(found) != LENGTH or not set(found) <= set(SIGNS):
        return None
    return hashlib.sha256(f"recovery code\0{found}".encode()).digest()
