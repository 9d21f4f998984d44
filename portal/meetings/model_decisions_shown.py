"""What was decided, as one reader is shown it: looked at before it is shared, and afterwards. No I/O."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.meetings.model import Reader, StaffMeeting
from portal.meetings.model_decisions import Agreed, Promise, ViewOfIt, WrittenUp
from portal.meetings.model_putting_right import Changed
from portal.web.times import london

LeaveOut = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """A decision as one reader will have it, or has it already."""

    body: str
    new: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """All that one reader will see once everything is shared."""

    reader: Reader
    lines: list[Line]
    agreed: list[tuple[str, str, date | None, bool]]

    @property
    def nothing(self) -> bool:
        return not self.lines and not self.agreed

    @property
    def texts(self) -> list[str]:
        return [*(line.body for line in self.lines), *(f"{who} {what}" for who, what, _, _ in self.agreed)]


def preview(written: WrittenUp, reader: Reader, leave_out: LeaveOut) -> Preview:
    """What this reader sees, with what they may not be shown left out of it."""
    lines = [
        Line(leave_out(body), one.shared_at is None)
        for one in written.decisions
        if (body := one.words_for(reader.id)) is not None
    ]
    owed: list[Agreed | Promise] = [*written.promises, *written.agreed]
    agreed = [
        (leave_out(one.who_words), leave_out(one.what), one.by_on, isinstance(one, Agreed))
        for one in council_first(owed)
        if reader.id in one.reader_ids
    ]
    return Preview(reader, lines, agreed)


def council_first(owed: Iterable[Agreed | Promise]) -> list[Agreed | Promise]:
    return sorted(owed, key=lambda one: (one.owed_by != "council", one.by_on or date.max))


def problem_of(written: WrittenUp, meeting: StaffMeeting) -> tuple[str, dict[str, object]] | None:
    """Why nothing can be shared as things stand; None where it can."""
    if meeting.state != "held":
        return "meetings.decisions.e_not_held", {}
    if not written.waits_to_be_shared:
        return "meetings.decisions.e_nothing", {}
    asked = {reader.id for reader in meeting.can_be_shown}
    for one in written.unshared:
        if not one.everybody:
            return "meetings.decisions.e_no_reader", {"what": one.body}
        if not one.everybody <= asked:
            return "meetings.decisions.e_reader_left", {"what": one.body}
    for agreed in written.agreed:
        if not agreed.reader_ids:
            return "meetings.decisions.e_no_reader", {"what": agreed.what}
        if not asked.issuperset(agreed.reader_ids):
            return "meetings.decisions.e_reader_left", {"what": agreed.what}
    return None


def names_in(texts: Sequence[str], people: Iterable[str]) -> list[str]:
    """Whose names stand in what a reader will see."""
    words = " ".join(texts).casefold()
    return sorted({name for name in people if name and name.casefold() in words})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was decided, as one person who was asked to the meeting has it. Only their own time is known of it."""

    id: UUID
    type: str
    kind: str
    starts_at: datetime
    minutes: int
    chair_called: str
    chair_name: str
    called_off: bool
    notes_by_on: date
    next_on: date | None
    shared_at: datetime | None
    decisions: list[str]
    promises: list[Promise]
    views: list[ViewOfIt]
    child_ids: list[UUID]
    changed: list[Changed]

    @property
    def day(self) -> date:
        return london(self.starts_at).date()

    @property
    def nothing(self) -> bool:
        return not self.decisions and not self.promises and not self.changed

    def is_over(self, now: datetime) -> bool:
        return self.starts_at + timedelta(minutes=self.minutes) <= now

    def is_late(self, today: date) -> bool:
        """Nothing has come by the day that was promised."""
        return self.nothing and self.notes_by_on < today
