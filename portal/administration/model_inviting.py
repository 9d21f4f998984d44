"""Somebody who was asked for and waits for a second person, or whom one has decided on. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.administration.model import NewStaff
from portal.web.marks import mark_for


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was asked for, by whom, and who can say yes.

    `waits_for`: an "administrator" other than who asked; where there is none a "manager"; None where there is nobody.
    `may_decide`: whether whoever reads this is one of them. `lapsed`: nobody said yes before `ends_at`, or who asked is
    here no more.
    """

    id: UUID
    name: str
    called: str
    email: str
    role: str
    job_title: str
    team_id: UUID | None
    team: str | None
    on_paper: bool
    asked_by: UUID
    asker: str
    asked_at: datetime
    outcome: str | None
    decider: str | None
    decided_at: datetime | None
    waits_for: str | None
    lapsed: bool
    ends_at: datetime
    may_decide: bool

    @property
    def version(self) -> str:
        """Of all that the check page shows: what is approved is what was looked at."""
        return mark_for(
            (self.name, self.email, self.role, self.job_title, self.team, self.on_paper, self.asked_by)
        )

    @property
    def new(self) -> NewStaff:
        return NewStaff(self.name, self.called, self.role, self.job_title, self.team_id)


class Changed(Exception):
    """Decided meanwhile, or no longer what was looked at."""
