"""Days and times as people read them: in London, in words, never relative alone."""

import re
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache

from babel.dates import format_date, format_time

from portal.clock import LONDON

_DAY_AND_MONTH = re.compile(r"(\b\d{1,2}) (?=[^\W\d])")


def london(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(LONDON)


@lru_cache(4096)
def say_day(day: date, this_year: int, language: str = "en") -> str:
    """“Tuesday 3 June”, with the year only where it is not this one."""
    pattern = "EEEE d MMMM" if day.year == this_year else "EEEE d MMMM y"
    return format_date(day, pattern, locale=_locale(language))


@lru_cache(4096)
def say_day_in_page(day: date, this_year: int, language: str = "en") -> str:
    """The same for HTML, where the number of the day stays in one line with its month.

    Nowhere else: one such space takes a text out of the letters that 160 of fit, and a table out of what can be sorted.
    """
    return _DAY_AND_MONTH.sub("\\1\N{NO-BREAK SPACE}", say_day(day, this_year, language))


@lru_cache(4096)
def say_time(at: time, language: str = "en") -> str:
    """“4pm”, “4:30pm”, “midday”, “midnight” in English; the language's own way elsewhere."""
    if language != "en":
        return format_time(at, "short", locale=_locale(language))
    if (at.hour, at.minute) == (12, 0):
        return "midday"
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def _locale(language: str) -> str:
    return "en_GB" if language == "en" else language.replace("-", "_")


class WallTime(Enum):
    """What a time on the wall can be on a night when the clocks change."""

    PLAIN = "plain"
    NEVER = "never"
    TWICE = "twice"


def kind_of(wall: datetime) -> WallTime:
    """Whether a naive London wall time happens once, never (spring) or twice (autumn)."""
    first, second = wall.replace(tzinfo=LONDON, fold=0), wall.replace(tzinfo=LONDON, fold=1)
    if first.utcoffset() == second.utcoffset():
        return WallTime.PLAIN
    return WallTime.NEVER if first.utcoffset() < second.utcoffset() else WallTime.TWICE  # type: ignore[operator]


def moment_in_london(day: date, at: time, *, later: bool = False) -> datetime:
    """The aware moment of a wall time. `later` takes the second of two. Raises ValueError where there is none."""
    wall = datetime.combine(day, at)
    if kind_of(wall) is WallTime.NEVER:
        raise ValueError("the clocks go forward over this time")
    return wall.replace(tzinfo=LONDON, fold=1 if later else 0)


def first_after_gap(day: date, at: time) -> time:
    """What to suggest instead of a time that the clocks skip: one hour later."""
    return (datetime.combine(day, at) + timedelta(hours=1)).time()
