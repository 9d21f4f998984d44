"""Who can sign in and how, as their worker sees it; and new card numbers."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.identity.sign_in_names import NameKind, as_written, luhn_digit, read_sign_in_name


@dataclass(frozen=True, slots=True)
class EnrolledPerson:
    """Somebody of a family that the actor works with; the account is None until they are given a way in."""

    id: UUID
    name: str
    called: str
    account_id: UUID | None
    state: str | None
    invited_until: datetime | None
    last_used_at: datetime | None
    signed_in_on: int
    # When the words or the password were last given or chosen, and whether that is longer ago than a double tap.
    words_at: datetime | None = None
    settled: bool = False

    @property
    def version(self) -> str:
        """What a page was shown with: an old page must not void words that were printed since."""
        return self.words_at.isoformat() if self.words_at else ""

    @property
    def paused(self) -> bool:
        return self.state == "paused"


@dataclass(frozen=True, slots=True)
class Way:
    """One name to sign in with."""

    kind: NameKind
    name: str

    @property
    def shown(self) -> str:
        return as_written(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What is shown once and then known to nobody but its holder. Never logged, stored or put in an address."""

    words: str
    until: datetime
    card_number: str | None = None

    def __repr__(self) -> str:
        return "PaperWords(…)"


def new_card_number() -> str:
    """Eight digits, the last a check digit. Says nothing about anybody."""
    seven = str(secrets.randbelow(9_000_000) + 1_000_000)
    return seven + luhn_digit(seven)


@dataclass(frozen=True, slots=True)
class SentLink:
    """The newest invitation, or the newest link that the person asked for, and what became of its letter."""

    kind: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    void_why: str | None
    channel: str | None
    letter: str | None
    why: str | None
    sent_at: datetime | None
    not_before: datetime | None

    def state(self, now: datetime, *, can_go: bool = True) -> str:
        """In one word that the page puts into a sentence. `can_go`: there is a safe way to send it."""
        if self.used_at is not None:
            return "used"
        if self.void_why is not None:
            return self.void_why
        if self.letter in ("sent", "delivered") and self.sent_at is not None:
            return "sent" if self.ends_at > now else "over"
        if self.letter == "failed" or not can_go:
            return "failed"
        if self.ends_at <= now:
            return "over" if self.kind == "invitation" else "failed"
        return "waits" if self.not_before is not None and self.not_before > now else "going"


@dataclass(frozen=True, slots=True)
class SafePoint:
    """A number or address that an invitation may go to: the person said that it is safe, and it works."""

    id: UUID
    kind: NameKind
    value: str
    shared: bool

    @property
    def shown(self) -> str:
        name = read_sign_in_name(self.value)
        return as_written(name.kind, name.value) if name else self.value


@dataclass(frozen=True, slots=True)
class ToldNumber:
    """What is shown once and told face to face. Never logged or stored."""

    number: str
    point: SafePoint
    until: datetime

    def __repr__(self) -> str:
        return "ToldNumber(…)"


class Paused(Exception):
    """Access is paused: a manager decides before anybody gets new words."""


class NameTaken(Exception):
    """The name signs in somebody already. Never says whom."""
