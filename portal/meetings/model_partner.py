"""A meeting from the seat of somebody from outside: their own time, whom they speak up for, their report."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.meetings.model_family import Coming
from portal.meetings.model_papers import MOST_PARAGRAPHS, Written, split
from portal.meetings.types import MeetingType, type_of
from portal.web.times import london

# The three boxes of a report, in the order in which it is read.
BOXES = ("working_well", "worried_about", "happens_next")
LONGEST_BOX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerMeeting:
    """One meeting that a partner is asked to, made of their own slot alone.

    `speaks_for`: whom they speak up for, where that person chose them; else empty.
    """

    id: UUID
    type: str
    kind: str
    called_off: bool
    starts_at: datetime
    minutes: int
    how: str
    place_words: str
    joining_words: str
    chair_name: str
    why_now: str
    ended_words: str
    report_by_on: date | None
    begun: bool
    sent_at: datetime | None
    speaks_for: str
    children: list[str]
    child_ids: list[UUID]
    coming: list[Coming]

    @property
    def of(self) -> MeetingType:
        return type_of(self.type)

    @property
    def is_advocate(self) -> bool:
        return self.kind == "advocate"

    @property
    def day(self) -> date:
        return london(self.starts_at).date()

    @property
    def hours_and_minutes(self) -> tuple[int, int]:
        return divmod(self.minutes, 60)

    def is_over(self, now: datetime) -> bool:
        return self.starts_at + timedelta(minutes=self.minutes) <= now

    def takes_reports(self, now: datetime) -> bool:
        """Also late, and also the night before: what is not shared in time is shown as late, never refused."""
        return self.report_by_on is not None and not self.called_off and not self.is_over(now)

    def days_left(self, today: date) -> int:
        return (self.report_by_on - today).days if self.report_by_on else 0

    @property
    def report_state(self) -> str:
        if self.sent_at is not None:
            return "sent"
        return "begun" if self.begun else "not_begun"


@dataclass(frozen=True, slots=True)
class Report:
    """The three boxes as their writer has them now; `version` counts each time that they were saved."""

    working_well: str = ""
    worried_about: str = ""
    happens_next: str = ""
    version: int = 0
    paper_id: UUID | None = None
    sent_at: datetime | None = None

    @property
    def boxes(self) -> list[tuple[str, str]]:
        return [(name, str(getattr(self, name))) for name in BOXES]

    @property
    def empty(self) -> bool:
        return not any(text.strip() for _, text in self.boxes)


def as_paper(report: Report, headings: dict[str, str]) -> list[Written] | None:
    """What the family reads: each box that says something under its heading. None where it has too many parts."""
    parts: list[Written] = []
    for name, text in report.boxes:
        if text.strip():
            parts += [Written(headings[name], heading=True), *split(text)]
    return parts if len(parts) <= MOST_PARAGRAPHS else None
