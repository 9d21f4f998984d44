"""What the family home gathers about one reader. No I/O."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from portal.home.model_list import Row, in_order
from portal.meetings.model_family import Card as MeetingCard
from portal.visits.model import Card, Standing
from portal.web.times import london

MOST_TO_DO = 5
MOST_LATELY = 3
MOST_MEETINGS = 3
# Where each thing is read that reached somebody lately.
LATELY = {
    "plan": "/visits/{}",
    "summary": "/visits/{}/after",
    "reply": "/visits/{}/after",
    "views": "/views/{}",
    "asked": "/meetings/{}",
    "decided": "/meetings/{}/decisions",
}
PROMISED = frozenset({"promise", "said", "agreed"})
NOT_NEXT = frozenset({Standing.OVER, Standing.OFF, Standing.MISSED, Standing.DONE})


class ToDo(NamedTuple):
    """One line. `kind`: "check" what was shared, get "ready" (for a "meeting"), a "promise" of one’s own, "contact".
    What was opened before and waits to be checked still is `done`.

    What was promised in a message is "said": `item_id` is the conversation then, and else the visit.
    """

    kind: str
    item_id: UUID
    on: date
    what: str = ""
    done: int = 0
    of: int = 0


class Shared(NamedTuple):
    """Something that reached this reader: a "plan", a "summary", a "reply", an answer to their "views", a meeting that
    they are "asked" to, or what one "decided".

    Of views, `visit_id` and `visit_at` are theirs and the moment that they were sent; of a meeting, its own.
    """

    kind: str
    visit_id: UUID
    visit_at: datetime
    by: str
    at: datetime

    @property
    def path(self) -> str:
        return LATELY[self.kind].format(self.visit_id)


class Worker(NamedTuple):
    """Somebody who works with this reader; `cover` stands in while they are away."""

    name: str
    called: str
    pronoun: str
    job_title: str | None
    works: str | None
    replies_within_days: int
    cover: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """Messages that this reader has not seen, and who wrote the newest."""

    count: int
    called: str | None


@dataclass(frozen=True, slots=True)
class Begun:
    """What this reader thinks, begun and not sent. `carry_on` is the last part of the address to go on at."""

    id: UUID
    place: int
    of: int
    carry_on: str


class Ahead(NamedTuple):
    """A meeting that this reader is asked to, from today on. `ready`: how far they have come, once it is near."""

    id: UUID
    starts_at: datetime
    minutes: int
    called_off: bool
    ready: tuple[int, int] | None

    def is_coming(self, now: datetime) -> bool:
        """Neither off nor over."""
        return not self.called_off and now < self.starts_at + timedelta(minutes=self.minutes)


class Asked(NamedTuple):
    """A meeting to come or of the last weeks: since when this reader knows of it, and of what it decided."""

    meeting: Ahead
    told_at: datetime
    decided_at: datetime | None

    def is_ahead(self, today: date) -> bool:
        return london(self.meeting.starts_at).date() >= today

    def lately(self, today: date) -> Iterator[Shared]:
        """Nobody is asked any more to what is off or was before today."""
        one = self.meeting
        if self.is_ahead(today) and not one.called_off:
            yield Shared("asked", one.id, one.starts_at, "", self.told_at)
        if self.decided_at:
            yield Shared("decided", one.id, one.starts_at, "", self.decided_at)


class Home(NamedTuple):
    """`ended`: there was a plan, and there is none any more."""

    cards: list[Card]
    meetings: list[Ahead]
    to_do: list[ToDo]
    lately: list[Shared]
    workers: list[Worker]
    ended: bool
    unread: Unread
    begun: Begun | None


def next_asked(asked: Sequence[Asked], today: date) -> list[Ahead]:
    """The next few meetings from today on."""
    ahead = [one.meeting for one in asked if one.is_ahead(today)]
    return sorted(ahead, key=lambda one: (one.starts_at, one.id))[:MOST_MEETINGS]


def newest_first(shared: Sequence[Shared], asked: Sequence[Asked], today: date) -> list[Shared]:
    """The last few things that reached somebody. `shared`: those that are no meetings, in this order."""
    told = [line for one in asked for line in one.lately(today)]
    if not told:
        return list(shared)
    found = sorted([*shared, *told], key=lambda line: (line.kind, line.visit_id))
    return sorted(found, key=lambda line: line.at, reverse=True)[:MOST_LATELY]


def next_cards(cards: Sequence[Card], now: datetime) -> list[Card]:
    """The soonest thing. Where that is off, missed or done today, what comes after it stands beside it."""
    if not cards:
        return []
    first = cards[0]
    if first.standing(now) not in NOT_NEXT:
        return [first]
    coming = (card for card in cards[1:] if card.standing(now) not in NOT_NEXT)
    return [first, *(card for card, _ in zip(coming, (0,), strict=False))]


def next_meeting(visits: Sequence[Card], meetings: Sequence[Ahead], now: datetime) -> Ahead | None:
    """The meeting that comes before any visit that is next; one that is off or over stands in nobody's way."""
    soonest = next((one for one in meetings if one.is_coming(now)), None)
    coming = [card.starts_at for card in visits if card.standing(now) not in NOT_NEXT]
    if soonest is None or (coming and coming[0] <= soonest.starts_at):
        return None
    return soonest


def next_things(visits: Sequence[Card], meeting: MeetingCard | None, now: datetime) -> list[Row]:
    """The soonest thing, visit or meeting. What happened to a visit of today is told beside a meeting."""
    if meeting is None:
        return in_order(visits, [], newest_first=False)
    return in_order(
        [card for card in visits if card.standing(now) in NOT_NEXT], [meeting], newest_first=False
    )


def ready_for(meetings: Sequence[Ahead], now: datetime) -> list[ToDo]:
    """Getting ready for the meetings of the next weeks: a line for each, until all of it is done."""
    return [
        ToDo("meeting", one.id, london(one.starts_at).date(), done=one.ready[0], of=one.ready[1])
        for one in meetings
        if one.ready and one.ready[0] < one.ready[1] and not one.called_off and one.starts_at > now
    ]


def ready_lines(visit_id: UUID, day: date, items: set[str], ticked: Collection[str]) -> list[ToDo]:
    """Getting ready for a visit: one line, until all of it is ticked."""
    done = len(items.intersection(ticked))
    return [] if done == len(items) else [ToDo("ready", visit_id, day, done=done, of=len(items))]


def with_meeting(lines: Sequence[ToDo], meetings: Sequence[ToDo], *, unread: bool) -> list[ToDo]:
    """The next meeting is always there, and so is a message to read, above these lines. On a full list they stand in
    for what was promised for the latest day."""
    kept = list(lines)
    while len(kept) + len(meetings[:1]) + unread > MOST_TO_DO:
        kept.remove(next((line for line in reversed(kept) if line.kind in PROMISED), kept[-1]))
    return sorted([*kept, *meetings[:1]], key=lambda line: line.on)


def first_to_do(lines: Sequence[ToDo]) -> list[ToDo]:
    return sorted(lines, key=lambda line: (line.on, line.kind, str(line.item_id)))[:MOST_TO_DO]
