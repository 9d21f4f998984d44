"""A list of conversations: one row each, with what is new and how long somebody waits. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.messages.model import short_name
from portal.statutory.model import OpeningHours
from portal.statutory.opening import working_days_between
from portal.web.landing import BEFORE_WRITING
from portal.web.times import london

PREVIEW_LETTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One conversation in a list. `role` is the reader's own side: family, worker, cover or manager."""

    id: UUID
    role: str
    name: str
    called: str
    job: str | None
    covering: str | None
    closed: bool
    last_words: str | None
    last_at: datetime | None
    last_mine: bool
    new: int
    has_draft: bool
    waiting_since: datetime | None

    @property
    def preview(self) -> str:
        """The first letters of the last message, on one line."""
        found = self.last_words or ""
        words = " ".join(found.split())[:PREVIEW_LETTERS].rstrip()
        return f"{words}…" if len(found) > PREVIEW_LETTERS else words

    def said_at(self, now: datetime) -> tuple[str, datetime]:
        """By how long ago it was, “2:14pm”, “Yesterday”, “Monday” or “3 June”."""
        assert self.last_at is not None
        gone = (london(now).date() - london(self.last_at).date()).days
        kind = "today" if gone <= 0 else "yesterday" if gone == 1 else "weekday" if gone < 7 else "day"
        return kind, self.last_at

    @property
    def landing(self) -> str:
        """Where a family comes in: at what is new, or where they are told that nobody is called from here."""
        return "#new" if self.new else BEFORE_WRITING

    @property
    def short(self) -> str:
        return short_name(self.name, self.called)


TABS = ("waiting", "all", "covering")


def tab_in(text: str | None) -> str:
    return text if text in TABS else "waiting"


@dataclass(frozen=True, slots=True)
class Tabs:
    """The staff list, sorted so that who waited longest in opening time stands first."""

    rows: Sequence[Row]
    waited: dict[UUID, float]

    @classmethod
    def of(cls, rows: Iterable[Row], hours: OpeningHours, now: datetime) -> "Tabs":
        found = list(rows)
        waited = {
            row.id: working_days_between(hours, row.waiting_since, now) for row in found if row.waiting_since
        }
        return cls(sorted(found, key=lambda row: (-waited.get(row.id, -1.0), row.name, str(row.id))), waited)

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.waiting_since]

    @property
    def covering(self) -> list[Row]:
        return [row for row in self.rows if row.role == "cover"]

    def shown(self, tab: str) -> list[Row]:
        return {"waiting": self.waiting, "covering": self.covering}.get(tab, list(self.rows))

    @property
    def new(self) -> int:
        return sum(row.new for row in self.rows)


def waited_parts(days: float, hours_a_day: float) -> tuple[int, int, int]:
    """Working time waited: whole days, whole hours of a started day, and minutes where that is all."""
    minutes = round(days * hours_a_day * 60)
    a_day = round(hours_a_day * 60)
    whole, rest = divmod(minutes, a_day) if a_day else (0, minutes)
    return whole, rest // 60, rest % 60


def landing_of(row: Row, base: str) -> str:
    return f"{base}/{row.id}{row.landing}"
