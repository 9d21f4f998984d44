"""Form fields: what people type, made safe to store, with errors as message keys."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectMultipleField
from wtforms import Field as BaseField
from wtforms import RadioField as PlainRadio
from wtforms import SelectField as PlainSelect
from wtforms import StringField as PlainString
from wtforms import TextAreaField as PlainTextArea
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web.times import WallTime, first_after_gap, kind_of, moment_in_london, say_time

Message = str | tuple[str, dict[str, object]]
Choices = Sequence[SelectChoice]
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Tab and line feed are what people type; the other control characters no keyboard sends and some break.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """One kind of line end, no control characters, nothing around the edges."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class StringField(PlainString):
    """One line of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = re.sub(r"\s+", " ", clean(valuelist[0]))


class NameField(StringField):
    """A name: without the controls that could flip the words beside it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            self.data = unicodedata.normalize("NFC", BIDI_CONTROLS.sub("", self.data)).strip()


class PasswordField(PlainString):
    """Kept exactly as typed and never shown again."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist else ""

    def _value(self) -> str:
        return ""


class TextAreaField(PlainTextArea):
    """Several lines of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = clean(valuelist[0])


class RadioField(PlainRadio):
    """One of a few. `choices` are SelectChoice(value, label); what is no choice is an error by its own key."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, choices: Sequence[SelectChoice] = (), **rest: Any
    ) -> None:
        super().__init__(label, list(validators), choices=list(choices), validate_choice=False, **rest)

    def pre_validate(self, form: object) -> None:
        if self.data is not None and self.data not in {choice[0] for choice in self.iter_choices()}:
            self.data = None


class SelectField(PlainSelect):
    """One of several, in a list that opens."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, choices: Sequence[SelectChoice] = (), **rest: Any
    ) -> None:
        super().__init__(label, list(validators), choices=list(choices), validate_choice=False, **rest)

    def pre_validate(self, form: object) -> None:
        if self.data is not None and self.data not in {choice[0] for choice in self.iter_choices()}:
            self.data = None


class SelectMultiple(SelectMultipleField):
    """Ticks: any number of a few choices."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, choices: Sequence[SelectChoice] = (), **rest: Any
    ) -> None:
        super().__init__(label, list(validators), choices=list(choices), validate_choice=False, **rest)

    def pre_validate(self, form: object) -> None:
        offered = {choice[0] for choice in self.iter_choices()}
        self.data = [value for value in self.data or () if value in offered]


class Required:
    """Refuses an empty answer with the sentence of the screen."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: BaseField) -> None:
        if field.errors:
            raise StopValidation
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(self.message)


class Optional:
    """Nothing typed is fine; the checks after this one are for what was typed."""

    def __call__(self, form: object, field: BaseField) -> None:
        if not field.data and not field.errors:
            raise StopValidation


class AtMost:
    """Refuses what is longer, and leaves it in the box. Counts letters as people do: code points."""

    def __init__(self, limit: int, message: str) -> None:
        self.limit = limit
        self.message = message
        self.field_flags = {"maxletters": limit}

    def __call__(self, form: object, field: BaseField) -> None:
        if len(field.data or "") > self.limit:
            stop((self.message, {"limit": self.limit, "typed": len(field.data)}))


class Chosen:
    """Refuses a missing or made-up choice with one sentence. Turns off the library's own wording."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: BaseField) -> None:
        if field.data in (None, "", "None", []) or field.errors:
            field.errors = []
            raise StopValidation(self.message)


def stop(message: Message) -> None:
    """Ends a field's checks with a message key, or a key and its values."""
    raise StopValidation(message)  # type: ignore[arg-type]


class DayField(BaseField):
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


Validator = Callable[[object, BaseField], None]

__all__ = [
    "AtMost",
    "BooleanField",
    "Chosen",
    "DayField",
    "HiddenField",
    "IntegerField",
    "Message",
    "NameField",
    "Optional",
    "PasswordField",
    "RadioField",
    "Required",
    "SelectChoice",
    "SelectField",
    "SelectMultiple",
    "StringField",
    "TextAreaField",
    "TimeField",
    "clean",
    "comes_twice",
    "read_day",
    "read_moment",
    "read_time",
    "stop",
]
