"""Days and ages as they fall in England: a birthday begins at midnight in London."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(moment: datetime) -> date:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone has no day in London")
    return moment.astimezone(LONDON).date()


def midnight_of(day: date) -> datetime:
    """The moment a day begins. London's clocks change at 1am and 2am, so midnight always exists once."""
    return datetime.combine(day, time.min, tzinfo=LONDON)


def birthday(born_on: date, age: int) -> date:
    """The day somebody reaches an age. Born on 29 February, that is 1 March where there is no 29th."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def age_on(born_on: date, day: date) -> int:
    if day < born_on:
        raise ValueError("nobody has an age before they are born")
    years = day.year - born_on.year
    return years if birthday(born_on, years) <= day else years - 1
