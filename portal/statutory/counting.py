"""Counting days as rules count them: days, weeks, months and working days, on from a day or back from it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

Holidays = frozenset[date]

SATURDAY = 5
DAY = timedelta(days=1)


class Unit(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    WORKING_DAYS = "working_days"


class Counting(StrEnum):
    """Which day is day 1. "The trigger is day 0" is the first of these: the day after it is day 1."""

    DAY_AFTER_IS_ONE = "day_after_is_one"
    TRIGGER_IS_ONE = "trigger_is_one"
    DAY_BEFORE_IS_ONE = "day_before_is_one"

    @property
    def backwards(self) -> bool:
        return self is Counting.DAY_BEFORE_IS_ONE


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in the unit that its rule uses. It is never turned into another unit."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a span is at least one day, week or month long")


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a count ended, and what a reader needs to count it again by hand."""

    on: date
    bank_holidays: tuple[date, ...] = ()  # on weekdays, passed over
    short_month: bool = False  # the month that it ended in has no such day
    beyond_calendar: bool = False  # ended where bank holidays are not announced yet


def is_working_day(day: date, holidays: Holidays) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def working_days_after(day: date, count: int, holidays: Holidays) -> date:
    """The count-th working day after a day; the day itself never counts. Nought is the day itself."""
    return _step_working_days(day, count, DAY, holidays)


def working_days_before(day: date, count: int, holidays: Holidays) -> date:
    """The count-th working day before a day; the day itself never counts."""
    return _step_working_days(day, count, -DAY, holidays)


def reply_by(today: date, working_days: int, holidays: Holidays) -> date:
    """The day in "Amira will reply by …": 1 working day, promised on a Friday evening, ends on Monday."""
    return working_days_after(today, working_days, holidays)


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; where that month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def year_end(day: date) -> date:
    """The first day after the first year. From 29 February that is 1 March: the year is never cut short."""
    anniversary = add_months(day, 12)
    return anniversary if anniversary.day == day.day else anniversary + DAY


def counted(start: date, span: Span, counting: Counting, holidays: Holidays) -> Counted:
    if span.unit is Unit.WORKING_DAYS:
        return _counted_in_working_days(start, span.count, counting, holidays)
    sign = -1 if counting.backwards else 1
    # Where the trigger itself is day 1, the span ends one day earlier.
    less = DAY if counting is Counting.TRIGGER_IS_ONE else timedelta(0)
    if span.unit is Unit.MONTHS:
        end = add_months(start, sign * span.count)
        return Counted(end - less, short_month=end.day != start.day)
    days = span.count * (7 if span.unit is Unit.WEEKS else 1)
    return Counted(start + sign * timedelta(days=days) - less)


def _counted_in_working_days(start: date, count: int, counting: Counting, holidays: Holidays) -> Counted:
    if counting.backwards:
        end = working_days_before(start, count, holidays)
    else:
        eve = start - DAY if counting is Counting.TRIGGER_IS_ONE else start
        end = working_days_after(eve, count, holidays)
    first, last = min(start, end), max(start, end)
    passed = tuple(sorted(day for day in holidays if first <= day <= last and day.weekday() < SATURDAY))
    known_to = max(holidays, default=None)
    return Counted(end, passed, beyond_calendar=known_to is not None and last.year > known_to.year)


def _step_working_days(day: date, count: int, step: timedelta, holidays: Holidays) -> date:
    if count < 0:
        raise ValueError("working days are counted in one direction at a time")
    while count:
        day += step
        count -= is_working_day(day, holidays)
    return day
