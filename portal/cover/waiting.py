"""How long a family has waited for an answer, and whose it is to see to it by then. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.statutory.opening import OpeningHours, working_days_between
from portal.web.landing import staff_conversation

# In working days: late for the worker, then for whoever covers, then for the manager.
LATE, TO_COVER, TO_MANAGER = 1.0, 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Waited:
    """Working time gone by since somebody wrote and nobody answered."""

    days: float
    hours_a_day: float

    @classmethod
    def since(cls, moment: datetime, now: datetime, hours: OpeningHours) -> "Waited":
        return cls(working_days_between(hours, moment, now), hours.length.total_seconds() / 3600)

    @property
    def late(self) -> bool:
        return self.days >= LATE

    @property
    def said(self) -> tuple[str, int]:
        """A message key and its number: whole working days, or under one, hours."""
        if self.days >= 1:
            return "cover.waited_days", int(self.days)
        return "cover.waited_hours", int(self.days * self.hours_a_day)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose last words nobody has answered; never the words.

    `mine`: the actor is one of the workers. `managed`: it came to the actor as a manager, who does not read it.
    """

    conversation_id: UUID
    person_id: UUID
    name: str
    called: str
    since: datetime
    mine: bool
    workers: tuple[str, ...]
    # Who covers at this moment.
    covers: tuple[str, ...]
    # Workers who are away at this moment, with their ids: one who is can be given cover.
    away: tuple[tuple[UUID, str], ...]
    waited: Waited
    managed: bool = False

    @property
    def href(self) -> str:
        """A manager says why before she reads."""
        return (
            f"/team/audit/{self.conversation_id}"
            if self.managed
            else staff_conversation(self.conversation_id)
        )

    @property
    def all_away(self) -> bool:
        return len(self.away) >= len(self.workers)

    @property
    def for_cover(self) -> bool:
        """On the list of whoever covers: at once while no worker is there, else when the worker let it lie."""
        return self.all_away or self.waited.days >= TO_COVER

    @property
    def for_manager(self) -> bool:
        """On the manager's own list: on the third day, and a day sooner where nobody covers."""
        return self.waited.days >= (TO_MANAGER if self.covers else TO_COVER)
