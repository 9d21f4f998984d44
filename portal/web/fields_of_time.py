"""Days and times of day as people type them, with errors as message keys."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from portal.web.fields import Message, StringField, clean, stop
from portal.web.times import WallTime, first_after_gap, kind_of, london, moment_in_london, say_time


class DayField(Field):
    """A day, typed in three boxes: {name}-day, {name}-month (number or word), {name}-year."""

    def __init__(self, label: str, missing: str, *, needed: bool = True, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.missing = missing
        self.needed = needed
        self.parts: tuple[str, str, str] = ("", "", "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = (
            data if isinstance(data, date) else (self.default if isinstance(self.default, date) else None)
        )
        if self.data is not None:
            self.parts = (str(self.data.day), str(self.data.month), str(self.data.year))
        if formdata and any(f"{self.name}-{part}" in formdata for part in ("day", "month", "year")):
            typed = [
                clean("".join(formdata.getlist(f"{self.name}-{part}")[:1]))[:20]
                for part in ("day", "month", "year")
            ]
            self.parts = (typed[0], typed[1], typed[2])
            self.data = None
            self.raw_data = typed

    def pre_validate(self, form: object) -> None:
        if not self.raw_data:
            if self.data is None and self.needed:
                raise StopValidation(self.missing)
            return
        if not any(self.parts):
            if self.needed:
                raise StopValidation(self.missing)
            return
        try:
            self.data = read_day(self.parts)
        except ValueError:
            stop(("fields.e_day", {}))


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def read_day(parts: Sequence[str]) -> date:
    """The date of three typed parts. Raises ValueError for one that does not exist."""
    day, month, year = (part.strip().lower() for part in parts)
    number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else int(month)
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not 1900 <= full_year <= 2200:
        raise ValueError("no such year here")
    return date(full_year, number, int(day))


class TimeField(StringField):
    """A time of day as people write it: 4pm, 4:30pm, 16:30, midday. `at` holds the time once it is checked."""

    def __init__(self, label: str, missing: str, *, needed: bool = True, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.missing = missing
        self.needed = needed
        self.at: time | None = None

    def process_data(self, value: Any) -> None:
        self.data = say_time(value) if isinstance(value, time) else value

    def pre_validate(self, form: object) -> None:
        if not self.data:
            if self.needed:
                raise StopValidation(self.missing)
            return
        try:
            self.at = read_time(self.data)
        except ValueError:
            raise StopValidation(self.missing if self.needed else "fields.e_time") from None


_TIME = re.compile(r"(\d{1,2})(?:[:.\s]?([0-5]\d))?\s*(am|pm|a\.m\.|p\.m\.)?")


def read_time(text: str) -> time:
    """Raises ValueError where the text is no time of day."""
    text = text.strip().lower()
    if text in ("midday", "noon"):
        return time(12)
    if text == "midnight":
        return time(0)
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("not a time of day")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("not an hour of a 12-hour clock")
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        raise ValueError("4 in the morning or in the afternoon?")
    return time(hour, minute)


def read_moment(day: date, at: time, *, later: bool = False) -> tuple[datetime | None, Message | None]:
    """The moment of a London day and time, or the message that says why there is none or which to choose.

    A time that the clocks skip is refused with a suggestion; one that comes twice is the first, unless `later`.
    """
    if kind_of(datetime.combine(day, at)) is WallTime.NEVER:
        values: dict[str, object] = {"time": say_time(at), "instead": say_time(first_after_gap(day, at))}
        return None, ("fields.e_time_skipped", values)
    return moment_in_london(day, at, later=later), None


def comes_twice(day: date, at: time) -> bool:
    return kind_of(datetime.combine(day, at)) is WallTime.TWICE


def which_of(moment: datetime) -> str:
    """Which of two equal times on the night that the clocks go back."""
    return "second" if london(moment).fold else "first"


def asks_which(row: Any) -> bool:
    """Whether a page has to ask which of two equal times is meant. `row`: a form with a day and a time."""
    return bool(row.day.data and row.time.at and comes_twice(row.day.data, row.time.at))
