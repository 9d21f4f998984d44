"""A conversation as one reader finds it: who is on the other side, and what stands above it. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.safe_contact.model import SafeContact
from portal.statutory.model import OpeningHours
from portal.statutory.opening import is_open, next_opening
from portal.web.times import london

AT_ONCE = 20
# A reader who was away for long finds what is new in one piece, up to this many.
MOST_AT_ONCE = 100
# So many messages of one sender in ten seconds are fast fingers; more are not.
FLOOD, FLOOD_SECONDS = 20, 10
# Languages that families of the council write in, besides the one of the pages.
LANGUAGES = ("cy", "pl", "ro", "uk", "pa", "ur", "bn", "ar", "so", "ps", "prs", "ti")


def short_name(name: str, called: str) -> str:
    """“Dani R”: enough for whoever knows them, little for who reads over a shoulder."""
    last = name.split()[-1]
    return called if last.casefold() == called.casefold() else f"{called} {last[0]}"


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker on the other side. `back_on`: the first day back of a leave that is near or has begun."""

    id: UUID
    name: str
    called: str
    pronoun: str
    replies_within_days: int
    new: bool
    away_from: date | None
    back_on: date | None
    cover: str | None
    cover_called: str | None


@dataclass(frozen=True, slots=True)
class Cover:
    """Who reads along for somebody who is away."""

    id: UUID
    name: str
    called: str
    worker_called: str


@dataclass(frozen=True, slots=True)
class Seen:
    """How far somebody of the other side has come."""

    called: str
    seen_seq: int
    seen_at: datetime | None
    delivered_seq: int
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """`mine`: the reader's own conversation; otherwise a member of staff reads it."""

    id: UUID
    mine: bool
    person_id: UUID
    name: str
    called: str
    kind: str
    language: str
    interpreter: str | None
    quiet: bool
    last_seq: int
    waiting_since: datetime | None
    seen_seq: int
    draft: str
    # Names the words of the draft; a page says with it which ones it had.
    draft_version: str
    saved_at: datetime | None
    enter_sends: bool
    role: str
    workers: tuple[Worker, ...]
    covers: tuple[Cover, ...]
    marks: tuple[Seen, ...]
    safe: SafeContact | None
    # Who is on the other side, as one number; none for staff.
    side: int | None
    # Since when the person whose conversation it is does not see what was said before, and its last number for them.
    hidden_at: datetime | None
    begins_after: int
    # When the offices of the council are open.
    hours: OpeningHours

    @property
    def closed(self) -> bool:
        return not self.workers and not self.covers

    @property
    def short(self) -> str:
        return short_name(self.name, self.called)

    @property
    def young(self) -> bool:
        return self.kind == "young_person"

    def away(self, today: date) -> list[Worker]:
        return [
            one
            for one in self.workers
            if one.back_on and one.away_from and one.away_from <= today < one.back_on
        ]

    def leaving(self, today: date) -> list[Worker]:
        return [one for one in self.workers if one.away_from and one.away_from > today]

    def next_reader(self, opens_on: date) -> str:
        """Who reads first on the day that the offices open: who is there then, else a cover, else the worker."""
        away = self.away(opens_on)
        there = [one.called for one in self.workers if one not in away]
        covers = [one.cover_called for one in away if one.cover_called]
        return (
            there or covers or [one.called for one in self.workers] or [one.called for one in self.covers]
        )[0]


Strip = tuple[str, dict[str, str | date | None]]


def strip_of(thread: Thread, now: datetime) -> Strip | None:
    """The one thing that stands above the conversation: the worst first."""
    if thread.closed:
        return "messages.strip.closed", {}
    today = london(now).date()
    away = thread.away(today)
    if away:
        # Without cover is the worse.
        one = min(away, key=lambda worker: (worker.cover is not None, worker.name))
        kind = "messages.strip.away_cover" if one.cover else "messages.strip.away"
        return kind, {"worker": one.called, "back_on": one.back_on, "cover": one.cover}
    if not is_open(thread.hours, now):
        opens_on = london(next_opening(thread.hours, now)).date()
        return "messages.strip.out_of_hours", {"worker": thread.next_reader(opens_on), "open_on": opens_on}
    leaving = thread.leaving(today)
    if leaving:
        one = min(leaving, key=lambda worker: worker.away_from or today)
        kind = "messages.strip.leaving_cover" if one.cover else "messages.strip.leaving"
        return kind, {
            "worker": one.called,
            "from_on": one.away_from,
            "back_on": one.back_on,
            "cover": one.cover,
        }
    for one in thread.workers:
        if one.new:
            return "messages.strip.new_worker", {"worker": one.name, "called": one.called}
    return None
