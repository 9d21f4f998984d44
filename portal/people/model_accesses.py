"""Who opened or changed a child's record: how far back to look, what was touched, and where an older page begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

ACCESSES_PAGE = 25
# The log begins with the portal; nothing in it is older.
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)

# What the log calls a thing, by what a manager calls the part of the record that it belongs to.
PARTS = {
    "person": "person name who_sees involvement workers plan new_family new_child new_sibling new_adult relationship "
    "change_of_manager change_of_worker",
    "lists": "people today team visits planning meetings conversations managers moves teams cover covering absence "
    "away handover papers views urgent_items replies search",
    "visit": "visit visit_after visit_calendar visit_change visit_change_request visit_ready visit_topic summary after "
    "correction",
    "promise": "promise promises",
    "words": "contribution contribution_sharing answer answer_reader outcome internal_note notes",
    "story": "story timeline copy_to_keep",
    "messages": "conversation message words reading manager_reading record_entry",
    "letters": "letters contacts reply",
    "meeting": "meeting meeting_ask meeting_calendar meeting_child meeting_part meeting_reader meeting_worry report "
    "decisions different_view",
    "paper": "paper paper_comment paper_reader paper_version redaction",
    "safety": "contact contact_unsafe contact_safe_again restriction urgent_item",
    "signing_in": "sign_in sign_in_name sign_in_card invitation secret_words sessions password pause stop_access "
    "authenticator recovery_code",
    "log": "accesses",
}
_PART_OF = {kind: part for part, kinds in PARTS.items() for kind in kinds.split()}
# Kinds whose reason a person typed, each time. Others hold a word of the program there, which says nothing to people.
_TYPED = {"reading", "workers", "plan", "relationship", "restriction"}


class Since(StrEnum):
    """How far back."""

    MONTH = "month"
    YEAR = "year"
    ALL = "all"

    @classmethod
    def read(cls, value: str | None) -> Self:
        """What is none of these is the month, which most people want."""
        return cls(value) if value in tuple(cls) else cls("month")

    def moment(self, now: datetime) -> datetime:
        days = {Since.MONTH: 30, Since.YEAR: 365}
        return now - timedelta(days=days[self]) if self in days else BEGINNING


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody who opened or changed a child's record, and how often."""

    id: UUID
    name: str
    role: str
    job_title: str | None
    opened: int
    changed: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """One time that somebody opened or changed one thing."""

    id: UUID
    at: datetime
    deed: str
    kind: str
    reason: str | None

    @property
    def part(self) -> str:
        return _PART_OF.get(self.kind, "other")

    @property
    def why(self) -> str | None:
        return self.reason if self.deed == "changed" and self.kind in _TYPED else None


@dataclass(frozen=True, slots=True)
class Before:
    """Where an older page begins. Several rows can be of one moment, so it is a moment and a row."""

    at: datetime
    id: UUID

    @classmethod
    def read(cls, value: str) -> Self | None:
        """What nobody was given leads to the first page."""
        moment, _, row = value.partition("_")
        try:
            at, found = datetime.fromisoformat(moment), UUID(row)
        except ValueError:
            return None
        return cls(at, found) if at.tzinfo and at >= BEGINNING else None

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.id}"


def page_of(accesses: Sequence[Access]) -> tuple[Sequence[Access], Before | None]:
    """The first page of what was asked one longer than a page, and where the next begins."""
    shown = accesses[:ACCESSES_PAGE]
    return shown, Before(shown[-1].at, shown[-1].id) if len(accesses) > ACCESSES_PAGE else None
