"""When a council's offices are open, and waiting counted in opening time: hours, days of the week, bank holidays."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from portal.statutory.birthdays import LONDON, london_day
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import DAY
from portal.statutory.model import OpeningHours as OpeningHours
from portal.statutory.store import get_opening_hours as get_opening_hours

Opening = tuple[datetime, datetime]


def is_open(hours: OpeningHours, moment: datetime) -> bool:
    """Whether somebody is there: from the minute of opening until the minute of closing, which is out already."""
    return next_opening(hours, moment) == moment


def is_open_on(hours: OpeningHours, day: date) -> bool:
    """Whether the offices open at all on this day."""
    return day.isoweekday() in hours.open_days and day not in bank_holidays_of_england()


def closed_among(hours: OpeningHours, days: Iterable[date]) -> list[date]:
    """Of these days those on which the offices stay closed, each once, in order."""
    return [day for day in sorted(set(days)) if not is_open_on(hours, day)]


def next_opening(hours: OpeningHours, moment: datetime) -> datetime:
    """When somebody is there next; the moment itself where somebody is there now."""
    begins, _ = next(_openings(hours, moment))
    return max(begins.astimezone(LONDON), moment)


def next_change(hours: OpeningHours, moment: datetime) -> datetime:
    """When somebody comes next, or goes."""
    begins, ends = next(_openings(hours, moment))
    return begins if begins > moment else ends


def add_working_days(hours: OpeningHours, moment: datetime, days: int) -> datetime:
    """The moment at which so many days of opening time have gone by."""
    if days < 0:
        raise ValueError("waiting is counted onwards")
    left = hours.length * days
    if not left:
        return moment
    for begins, ends in _openings(hours, moment):
        begins = max(begins, moment.astimezone(UTC))
        if left <= ends - begins:
            return (begins + left).astimezone(LONDON)
        left -= ends - begins
    raise AssertionError("openings never end")


def working_days_between(hours: OpeningHours, since: datetime, until: datetime) -> float:
    """How many days of opening time lie between two moments; 0.0 where the second is not after the first."""
    gone_by = timedelta()
    for begins, ends in _openings(hours, since):
        if begins >= until:
            break
        gone_by += min(ends, until.astimezone(UTC)) - max(begins, since.astimezone(UTC))
    return max(gone_by / hours.length, 0.0)


def _openings(hours: OpeningHours, moment: datetime) -> Iterator[Opening]:
    """The openings that are not over at a moment, in order and without end, in UTC: lengths are true there."""
    # The opening of the evening before may still last.
    day = london_day(moment) - DAY
    while True:
        if is_open_on(hours, day):
            begins, ends = _opening_of(hours, day)
            # On the night that the clocks go forward, hours within the hour that is skipped do not exist.
            if begins < ends and moment < ends:
                yield begins, ends
        day += DAY


def _opening_of(hours: OpeningHours, day: date) -> Opening:
    closing_day = day + DAY if hours.past_midnight else day
    begins = datetime.combine(day, hours.opens_at, LONDON).astimezone(UTC)
    return begins, datetime.combine(closing_day, hours.closes_at, LONDON).astimezone(UTC)
