"""The list of visits and meetings, both in the order of their times. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.meetings.model_family import Card as MeetingCard
from portal.visits.model import Card as VisitCard
from portal.visits.store import Listed

Thing = VisitCard | MeetingCard


@dataclass(frozen=True, slots=True)
class Row:
    """One card, and which kind it is."""

    is_meeting: bool
    card: Thing

    @property
    def starts_at(self) -> datetime:
        return self.card.starts_at


def in_order(
    visits: Sequence[VisitCard], meetings: Sequence[MeetingCard], *, newest_first: bool
) -> list[Row]:
    rows = [*(Row(False, card) for card in visits), *(Row(True, card) for card in meetings)]
    return sorted(rows, key=lambda row: (row.starts_at, str(row.card.id)), reverse=newest_first)


def with_meetings(
    visits: Listed, meetings: Sequence[MeetingCard], page: int, today: date
) -> tuple[list[Row], list[Row]]:
    """What is coming up, and what was: each with the meetings that fall between the visits of this page."""
    oldest = visits.before[-1].starts_at if visits.before and visits.has_older else None
    ahead = [card for card in meetings if card.day >= today] if page == 0 else []
    before = [
        card
        for card in meetings
        if card.day < today
        and (page == 0 or (visits.later is not None and card.starts_at < visits.later))
        and (oldest is None or card.starts_at >= oldest)
    ]
    return in_order(visits.ahead, ahead, newest_first=False), in_order(
        visits.before, before, newest_first=True
    )
