"""What Notify posts to us: receipts of letters, and texts that people sent. Read here, and judged; pure.

A receipt names the number it is about. The number is not kept here: a receipt is believed by its reference alone.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from notifications.model import State

LONGEST_BODY = 16 * 1024
_LONGEST_NUMBER = 40
_STATUS = re.compile(r"[a-z-]{2,40}")
FINAL = frozenset({State.DELIVERED, State.FAILED})


class Unreadable(ValueError):
    """What was posted is no receipt and no text. The message says nothing of it."""


class Heard(Enum):
    """What a status of Notify's means for a letter."""

    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    TECHNICAL = "technical"


_MEANINGS: Mapping[str, Heard] = {
    "created": Heard.UNDER_WAY,
    "sending": Heard.UNDER_WAY,
    "pending": Heard.UNDER_WAY,
    # To a foreign number: networks abroad say no more than that.
    "sent": Heard.UNDER_WAY,
    "delivered": Heard.DELIVERED,
    "permanent-failure": Heard.PERMANENT,
    "temporary-failure": Heard.TEMPORARY,
    "technical-failure": Heard.TECHNICAL,
    # Post.
    "pending-virus-check": Heard.UNDER_WAY,
    "accepted": Heard.UNDER_WAY,
    "received": Heard.UNDER_WAY,
    "cancelled": Heard.TECHNICAL,
    "validation-failed": Heard.TECHNICAL,
    "virus-scan-failed": Heard.TECHNICAL,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one letter. `reference`: None where it is none of ours."""

    reference: UUID | None
    notify_id: UUID | None
    status: str


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text that somebody sent to the council's number."""

    id: UUID
    sender: str = field(repr=False)
    body: str = field(repr=False)


def read_receipt(body: bytes) -> Receipt:
    """Raises Unreadable."""
    said = _object(body)
    status = said.get("status")
    if not isinstance(status, str) or not _STATUS.fullmatch(status):
        raise Unreadable("no status")
    return Receipt(_uuid(said.get("reference")), _uuid(said.get("id")), status)


def read_text(body: bytes) -> InboundText:
    """Raises Unreadable."""
    said = _object(body)
    text_id, sender, words = _uuid(said.get("id")), said.get("source_number"), said.get("message")
    if text_id is None or not isinstance(sender, str) or not isinstance(words, str):
        raise Unreadable("no text")
    return InboundText(text_id, _sender(sender), words)


def meaning_of(status: str) -> Heard | None:
    """None for a status that we do not know: nothing follows from it."""
    return _MEANINGS.get(status)


def follows(state: State, heard: Heard) -> bool:
    """Whether a letter changes by what was heard. What is final stays, and a letter never goes back."""
    if state in FINAL:
        return False
    return heard is not Heard.UNDER_WAY or state is not State.SENT


def _sender(number: str) -> str:
    """As it can be kept: a text is never lost because of whom it says it is from."""
    return "".join(sign for sign in number[:_LONGEST_NUMBER] if sign.isprintable())


def _object(body: bytes) -> Mapping[str, object]:
    if len(body) > LONGEST_BODY:
        raise Unreadable("too long")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(said, dict):
        raise Unreadable("no object")
    return said


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
