"""What a letter is: a text, an e-mail or a sheet of post that is due to one person. Values only; no I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID


class Channel(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    POST = "post"


class Wording(StrEnum):
    """Discreet letters say neither who writes nor where to sign in."""

    STANDARD = "standard"
    DISCREET = "discreet"


class State(StrEnum):
    QUEUED = "queued"
    HELD = "held"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    # Notify may or may not have it: it is asked by reference before anything is sent again.
    AMBIGUOUS = "ambiguous"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about. Another version is another letter: a visit's hour, somebody's last sign-in."""

    kind: str
    id: UUID
    version: str


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that somebody should have now, and by which way. Worked out anew at every look."""

    key: str
    channel: Channel
    person_id: UUID
    subject: Subject
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox that a worker is about to decide on."""

    id: UUID
    council_id: UUID
    key: str
    channel: Channel
    person_id: UUID
    subject: Subject
    state: State
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Go:
    """Send it now, with these words, to this address. Nobody keeps the address with the letter.

    `address`: a phone number, an e-mail address, or the 3 to 7 lines of a postal address.
    `told_key`: the same for two people on one phone who would hear of one event; None where that cannot be.
    `secret`: the words are not kept (links).
    """

    address: str | tuple[str, ...]
    wording: Wording
    language: str
    values: dict[str, str] = field(default_factory=dict)
    two_way: bool = False
    contact_point_id: UUID | None = None
    told_key: bytes | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now. It is asked again at `until`, a moment of the one clock."""

    why: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Not ever: it is no longer true, no longer theirs, or too late.

    `told_key`: of a letter that somebody on the same phone was told already; if they were not after all, it is revived.
    """

    why: str
    told_key: bytes | None = None


Verdict: TypeAlias = Go | Hold | Drop


def keepable(words: str) -> str:
    """Without what no database keeps: NUL, and halves of signs."""
    return "".join(sign for sign in words if sign != "\0" and not "\ud800" <= sign <= "\udfff")
