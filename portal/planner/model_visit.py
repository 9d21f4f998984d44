"""A visit with everything that staff may know of it, and what still has to be done about it. No I/O."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.statutory.lateness import can_still_be_late
from portal.web.times import london

DONE = frozenset({"done", "partly"})
OFF = frozenset({"called_off", "family_called_off"})
LATE_BY = (10, 20, 30)
# How somebody told us something, and what it was.
WAYS_OF_TELLING = ("phone", "face")
OK, OTHER_TIME = "ok", "other_time"


def tag_of(state: str, announced: bool, asked: bool, confirmed: bool, over: bool) -> str:
    """Where a visit stands, for staff: the last part of a key of `planner.tag`. `over`: its time has passed."""
    if state != "planned":
        return state
    if over:
        return "over"
    if not announced:
        return "unshared"
    if asked:
        return "asked"
    return "confirmed" if confirmed else "waiting"


@dataclass(frozen=True, slots=True)
class VisitChild:
    id: UUID
    plan_id: UUID
    name: str
    called: str
    pronoun: str
    born_on: date
    plan_type: str
    wish_to_see: bool
    alone_minutes: int | None
    alone_why: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """`kept_away`: ticked as a reader once, and an order now keeps the plan from them."""

    id: UUID
    name: str
    called: str
    kind: str
    said_ok_at: datetime | None
    said_ok_to: datetime | None
    kept_away: bool


@dataclass(frozen=True, slots=True)
class ToldUs:
    """What one of us wrote down of what a reader said. `disowned`: the reader says that they did not say it."""

    person_id: UUID
    called: str
    by_name: str
    at: datetime
    how: str
    said: str
    disowned: bool


@dataclass(frozen=True, slots=True)
class Topic:
    id: UUID
    body: str
    by_name: str
    by_staff: bool
    audience: str
    in_private: bool


@dataclass(frozen=True, slots=True)
class Offered:
    id: UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody of the family asked for another time."""

    id: UUID
    by_id: UUID
    by_name: str
    by_called: str
    at: datetime
    offered_id: UUID | None
    offered_at: datetime | None
    when_better: str | None
    why: str | None
    reply_by_on: date
    state: str
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    kind: str
    at: datetime
    by_name: str
    late_minutes: int | None
    was_at: datetime | None
    now_at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    at: datetime
    by_name: str
    body: str


@dataclass(frozen=True, slots=True)
class ReadyItem:
    id: UUID
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffVisit:
    """One visit on the staff side."""

    id: UUID
    family_id: UUID
    family_name: str
    worker_id: UUID
    worker_name: str
    worker_called: str
    worker_pronoun: str
    worker_job: str | None
    announced: bool
    state: str
    starts_at: datetime
    minutes: int
    place: str
    place_words: str | None
    purpose: str
    also_coming: str | None
    interpreter_language: str | None
    interpreter_booked: bool
    planned_by: str
    planned_at: datetime
    shared_at: datetime | None
    ended_words: str | None
    our_mistake: bool
    version: int
    confirmed: bool
    children: list[VisitChild] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    ready: list[ReadyItem] = field(default_factory=list)
    offered: list[Offered] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def child_ids(self) -> list[UUID]:
        return [child.id for child in self.children]

    @property
    def about(self) -> list[UUID]:
        """Everybody whose record this page is part of."""
        return [*self.child_ids, *(reader.id for reader in self.readers)]

    @property
    def is_planned(self) -> bool:
        return self.state == "planned"

    @property
    def seen_by(self) -> list[Reader]:
        return [reader for reader in self.readers if not reader.kept_away]

    def tag(self, now: datetime) -> str:
        over = self.starts_at + timedelta(minutes=self.minutes) <= now
        return tag_of(self.state, self.announced, bool(self.open_requests), self.confirmed, over)

    @property
    def open_requests(self) -> list[Request]:
        return [request for request in self.requests if request.state == "open"]

    @property
    def staff_topics(self) -> list[Topic]:
        return [topic for topic in self.topics if topic.by_staff]

    @property
    def family_topics(self) -> list[Topic]:
        return [topic for topic in self.topics if not topic.by_staff]

    @property
    def alone(self) -> list[VisitChild]:
        return [child for child in self.children if child.wish_to_see and child.alone_minutes]

    def expected(self, minutes: int) -> datetime:
        """When the worker comes who is that late."""
        return self.starts_at + timedelta(minutes=minutes)

    def to_write_up(self, now: datetime) -> bool:
        """Its time has come and nothing is recorded yet."""
        return self.is_planned and self.starts_at <= now

    @property
    def day(self) -> date:
        """The day of the visit in London."""
        return london(self.starts_at).date()

    def can_be_answered(self, now: datetime) -> bool:
        """Somebody who sees the plan can say whether its time is OK."""
        return self.is_planned and self.announced and self.starts_at > now and bool(self.seen_by)

    def can_be_late(self, now: datetime) -> bool:
        """On its own day, until well after it should have begun, and only to people who know of it."""
        return self.is_planned and self.announced and can_still_be_late(self.starts_at, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """A visit as one line of a list. `asked`: how many of the family wait for an answer to another time."""

    id: UUID
    starts_at: datetime
    minutes: int
    state: str
    announced: bool
    place: str
    worker_id: UUID
    worker_name: str
    children: list[str]
    readers: list[str]
    confirmed: bool
    asked: int

    def tag(self, now: datetime) -> str:
        over = self.starts_at + timedelta(minutes=self.minutes) <= now
        return tag_of(self.state, self.announced, bool(self.asked), self.confirmed, over)


class Stale(Exception):
    """Somebody else changed the plan, or it is over: nothing was written."""
