"""One letter to one person, and its state in a sentence. No I/O."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeAlias
from uuid import UUID

from notifications.catalogue import LETTERS
from notifications.model import Channel, State, Wording

PAGE = 25
# Why a letter waits, could not arrive, or was left. Any other reason is told in general words.
HELD = frozenset({"hours", "five_a_day", "just_told", "no_safe_way", "carrier"})
FAILED = frozenset({"permanent", "temporary", "technical", "refused"})
LEFT = frozenset({"no_longer_true", "told_on_shared_phone", "not_wanted", "letters_stopped", "too_late"})
ABOUT_A_VISIT = frozenset({"visit", "changed", "cancelled", "late", "missed_by_us", "missed_no_answer"})
TONES = {
    State.DELIVERED: "good",
    State.SENT: "good",
    State.FAILED: "bad",
    State.HELD: "warn",
    State.AMBIGUOUS: "warn",
    State.SUPERSEDED: "off",
}
Message: TypeAlias = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the letters are to: somebody this member of staff works with."""

    id: UUID
    name: str
    called: str
    from_time: time | None
    to_time: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """A row of the ledger as staff read it. `body` is what it said: nothing for links, and what never left."""

    id: UUID
    key: str
    channel: str
    state: str
    why: str | None
    due_at: datetime
    not_before: datetime | None
    sent_at: datetime | None
    settled_at: datetime | None
    wording: str | None
    language: str | None
    title: str | None
    body: str | None

    @property
    def kind(self) -> str:
        """The key of its name."""
        return f"letters.kind.{self.key}" if self.key in LETTERS else "letters.kind.other"

    @property
    def keeps_quiet(self) -> bool:
        """It went, and what it said is not kept."""
        return self.sent_at is not None and self.body is None

    @property
    def is_discreet(self) -> bool:
        return self.wording == Wording.DISCREET

    @property
    def tone(self) -> str:
        return TONES.get(State(self.state), "")

    @property
    def short(self) -> str:
        """The key of its state in a word or two."""
        return f"letters.state.{self.state}"

    def said(self, person: Recipient) -> Message:
        """What became of it and why, as a key and what is filled in; moments are worded by the page."""
        state, values = State(self.state), {"name": person.called}
        if state in (State.SENT, State.DELIVERED):
            return f"letters.said.{state}", {"at": self._moment_of(state)}
        if state is State.HELD:
            return self._held(person, values)
        if state is State.FAILED:
            return self._failed(values)
        if state is State.SUPERSEDED:
            return self._left(values)
        return f"letters.said.{state}", {}

    def _moment_of(self, state: State) -> datetime:
        settled = self.settled_at if state is State.DELIVERED else None
        return settled or self.sent_at or self.due_at

    def _held(self, person: Recipient, values: dict[str, Any]) -> Message:
        why = self.why if self.why in HELD else "other"
        if why == "no_safe_way":
            return "letters.held.no_safe_way", values
        values["until"] = self.not_before or self.due_at
        if why == "hours" and person.from_time and person.to_time:
            return "letters.held.their_hours", values | {"start": person.from_time, "end": person.to_time}
        return f"letters.held.{why}", values

    def _failed(self, values: dict[str, Any]) -> Message:
        why = self.why if self.why in FAILED else "technical"
        if why in ("permanent", "temporary"):
            return f"letters.failed.{why}_{Channel(self.channel)}", values
        return f"letters.failed.{why}", values

    def _left(self, values: dict[str, Any]) -> Message:
        why = self.why if self.why in LEFT else "other"
        if why == "no_longer_true":
            about = "visit" if self.key in ABOUT_A_VISIT else "message" if self.key == "message" else "other"
            return f"letters.left.no_longer_true_{about}", values
        return f"letters.left.{why}", values


@dataclass(frozen=True, slots=True)
class Letters:
    """A page of them, the newest first."""

    found: list[SentLetter]
    page: int
    more: bool


def page_number(asked: str | None) -> int:
    """What is no number is the first page."""
    return int(asked) if asked and asked.isascii() and asked.isdecimal() and 1 <= len(asked) <= 4 else 1
