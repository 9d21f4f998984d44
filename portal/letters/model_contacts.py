"""Whom we may not be able to reach, and why that matters. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.safe_contact.model import SafeContact, has_own_plan, newest_incident
from portal.safe_contact.model_points import ContactPoint
from portal.safe_contact.rules import channels
from portal.web.times import london

# A visit that is nearer than this makes a number that fails urgent.
NEAR_DAYS = 7


class Trouble(StrEnum):
    """In the order of what it can cost."""

    UNSAFE = "unsafe"
    NO_WAY = "no_way"
    NEVER_ASKED = "never_asked"
    FAILING = "failing"
    WRONG = "wrong"
    DUPLICATE = "duplicate"
    SILENCED = "silenced"
    INCIDENT = "incident"
    OLD = "old"


# With one of these nothing that we send arrives.
CUT_OFF = frozenset({Trouble.UNSAFE, Trouble.NO_WAY, Trouble.NEVER_ASKED})
# Worth a line on Today where a visit is near. A phone that is not safe and a number of two people have lines of their
# own there, visit or not.
PRESSING = frozenset({Trouble.NO_WAY, Trouble.NEVER_ASKED, Trouble.FAILING})
ORDER = list(Trouble)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to put right. `kind`: of which number or address; `on`: since when."""

    trouble: Trouble
    kind: str | None = None
    on: date | None = None
    # What happened, where something did.
    incident: str | None = None

    @property
    def said(self) -> str:
        ending = self.incident or self.kind
        return f"letters.trouble.{self.trouble}" + (f"_{ending}" if ending else "")

    @property
    def to_do(self) -> str:
        return f"letters.do.{self.trouble}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person of this member of staff's families, and the next visit that they know of."""

    id: UUID
    name: str
    called: str
    kind: str
    born_on: date | None
    next_visit_at: datetime | None = None

    def days_to_visit(self, today: date) -> int | None:
        return max(0, (london(self.next_visit_at).date() - today).days) if self.next_visit_at else None

    def expects_soon(self, today: date) -> bool:
        return _is_near(self.days_to_visit(today))


@dataclass(frozen=True, slots=True)
class Health:
    person: Someone
    found: tuple[Found, ...]
    days: int | None

    @property
    def worst(self) -> Trouble:
        return self.found[0].trouble

    @property
    def is_cut_off(self) -> bool:
        return self.worst in CUT_OFF

    @property
    def presses(self) -> bool:
        """Worth a line on Today: something is on soon, and we may not be able to say if it changes."""
        return self._near and self.worst in PRESSING

    @property
    def _near(self) -> bool:
        return _is_near(self.days)

    @property
    def matters(self) -> str | None:
        """The key of why it matters; nothing where no visit is planned."""
        if self.days is None:
            return None
        return "letters.matters.no_way" if self.is_cut_off else "letters.matters.visit"

    @property
    def path(self) -> str:
        return f"/staff/people/{self.person.id}/contact"

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Who cannot be reached at all comes first, the soonest visit on top."""
        soon = self.days if self.days is not None else 10_000
        return (not (self.is_cut_off and self._near), *self._by_visit(soon), self.person.name)

    def _by_visit(self, soon: int) -> tuple[int, int]:
        return (soon, ORDER.index(self.worst)) if self._near else (10_000 + ORDER.index(self.worst), soon)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of how somebody may be reached."""

    plan: SafeContact | None
    points: Sequence[ContactPoint]
    incidents: Sequence[tuple[str, datetime]]


def look_at(person: Someone, known: Known, today: date) -> Health | None:
    """What is wrong with how we reach somebody; None where nothing is, or where they have no plan of their own."""
    if not has_own_plan(person.kind, person.born_on, today):
        return None
    found = sorted(_troubles(person, known, today), key=lambda one: ORDER.index(one.trouble))
    return Health(person, tuple(found), person.days_to_visit(today)) if found else None


def _troubles(person: Someone, known: Known, today: date) -> Iterable[Found]:
    plan, points = known.plan, known.points
    yield from _of_points(points)
    if plan is None:
        yield Found(Trouble.NEVER_ASKED)
        return
    if plan.unsafe_since is not None:
        yield Found(Trouble.UNSAFE, on=london(plan.unsafe_since).date())
        return
    if (plan.texts or plan.emails or plan.letters) and not plan.is_silent and not channels(plan, points):
        yield Found(Trouble.NO_WAY)
    if plan.checked_by == person.id and not (
        plan.texts or plan.emails or (plan.letters and not plan.is_silent)
    ):
        # Whoever holds an open phone can say so in its owner's name, and nothing would tell her that nothing comes.
        yield Found(Trouble.SILENCED, on=plan.checked_on)
    # A number that fails or that two people have is named already, with what to do about it.
    other = [one for one in known.incidents if one[0] not in ("number_failed", "number_shared")]
    again = newest_incident(other, plan, today)
    if again is not None:
        trouble = Trouble.INCIDENT if again.incident else Trouble.OLD
        yield Found(trouble, on=again.since, incident=again.incident)


def _of_points(points: Sequence[ContactPoint]) -> Iterable[Found]:
    for point in points:
        if point.state == "fails":
            yield Found(Trouble.FAILING, kind=point.kind)
        elif point.state == "wrong":
            yield Found(Trouble.WRONG, kind=point.kind)
        elif point.asks_who_shares:
            yield Found(Trouble.DUPLICATE, kind=point.kind)


def _is_near(days: int | None) -> bool:
    return days is not None and days <= NEAR_DAYS


def worst_first(found: Iterable[Health | None]) -> list[Health]:
    return sorted((one for one in found if one is not None), key=lambda one: one.rank)
