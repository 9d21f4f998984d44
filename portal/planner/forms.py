"""What staff type into the planner, row by row, and what is wrong with it in the words of the screen."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from wtforms import FormField

from portal.planner.model import LENGTHS, MOST_OFFERED, MOST_TOPICS, MOST_WORDS, Moment, words_in
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    HiddenField,
    RadioField,
    Required,
    Rows,
    SelectChoice,
    SelectField,
    SelectMultiple,
    StringField,
    TextAreaField,
    refuse,
)
from portal.web.fields_of_time import DayField, TimeField, comes_twice, read_moment
from portal.web.forms import Form
from portal.web.times import london

PLACES = ("home", "school", "office", "other")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
MOST_CHILDREN = 15


class ChildRow(Form):
    child_id = HiddenField()
    on = BooleanField("planner.l_child")
    see = BooleanField("planner.l_see")
    alone = BooleanField("planner.l_alone")
    minutes = StringField("planner.l_alone_minutes")
    why = TextAreaField("planner.l_alone_why", validators=[AtMost(300, "planner.e_long")])

    def check(self) -> None:
        """Time alone says how long. Where it does not say why, the family reads our usual reason."""
        if self.on.data and self.alone.data and self.alone_minutes is None:
            refuse(self.minutes, "planner.e_alone_minutes")

    @property
    def alone_minutes(self) -> int | None:
        text = (self.minutes.data or "").strip()
        found = int(text) if re.fullmatch("[0-9]{1,3}", text) else 0
        return found if 5 <= found <= 120 else None


class LineRow(Form):
    line_id = HiddenField()
    body = StringField("planner.l_topic", validators=[AtMost(300, "planner.e_long")])


class ReadyRow(Form):
    line_id = HiddenField()
    body = StringField("planner.l_ready_item", validators=[AtMost(120, "planner.e_long")])


class OfferRow(Form):
    day = DayField("planner.l_offer_day", "planner.e_day", needed=False)
    time = TimeField("planner.l_offer_time", "planner.e_time", needed=False)
    which = RadioField("planner.l_which", choices=())

    @property
    def blank(self) -> bool:
        return not any(self.day.parts) and not self.time.data


class PlanForm(Form):
    """The planner's one page. `moments` and the rows hold what was understood once `check` has said yes."""

    version = HiddenField()
    children = Rows(FormField(ChildRow), max_entries=MOST_CHILDREN)
    worker = SelectField("planner.l_worker", validators=[Chosen("planner.e_worker")])
    day = DayField("planner.l_day", "planner.e_day")
    time = TimeField("planner.l_time", "planner.e_time")
    which = RadioField("planner.l_which", choices=())
    minutes = SelectField("planner.l_minutes", coerce=str, validators=[Chosen("planner.e_minutes")])
    place = RadioField(
        "planner.l_place",
        choices=[SelectChoice(place, f"planner.place.{place}") for place in PLACES],
        validators=[Chosen("planner.e_place")],
    )
    place_words = StringField("planner.l_place_words", validators=[AtMost(120, "planner.e_long")])
    purpose = TextAreaField(
        "planner.l_purpose", validators=[Required("planner.e_purpose"), AtMost(600, "planner.e_purpose_long")]
    )
    also_coming = StringField("planner.l_also_coming", validators=[AtMost(200, "planner.e_long")])
    topics = Rows(FormField(LineRow), max_entries=MOST_TOPICS)
    ready = Rows(FormField(ReadyRow), max_entries=MOST_TOPICS)
    interpreter = StringField("planner.l_interpreter", validators=[AtMost(60, "planner.e_long")])
    booked = BooleanField("planner.l_booked")
    offered = Rows(FormField(OfferRow), max_entries=MOST_OFFERED)
    readers = SelectMultiple("planner.l_readers")
    share = RadioField(
        "planner.l_share",
        choices=[SelectChoice("yes", "planner.share.yes"), SelectChoice("no", "planner.share.no")],
        validators=[Chosen("planner.e_share")],
    )

    def offer_choices(self, workers: Sequence[tuple[str, str]], minutes: int | None) -> None:
        """The choices that depend on who plans and on what the visit was before."""
        self.worker.choices = [SelectChoice(value, f"={name}") for value, name in workers]
        lengths = sorted({*LENGTHS, *([minutes] if minutes else [])})
        self.minutes.choices = [
            SelectChoice(str(each), ("planner.minutes", {"minutes": each})) for each in lengths
        ]
        rows: list[Any] = [self, *(entry.form for entry in self.offered.entries)]
        for row in rows:
            row.which.choices = [
                SelectChoice("first", "planner.which.first"),
                SelectChoice("second", "planner.which.second"),
            ]

    @property
    def about(self) -> list[Any]:
        """Rows of the children that the visit is for."""
        return [entry.form for entry in self.children.entries if entry.form.on.data]

    @property
    def announced(self) -> bool:
        return bool(self.share.data == "yes")

    def check(self, now: datetime) -> bool:
        """Every rule that needs no database. Looks at all of them, so that all errors show at once."""
        self.validate()
        if not self.about:
            refuse(self.children, "planner.e_children")
        for row in self.about:
            row.check()
        self._check_purpose()
        self._check_place()
        self.start = moment_of(self, now)
        self.moments = [
            moment
            for entry in self.offered.entries
            if not entry.form.blank and (moment := _offered(entry.form, now)) is not None
        ]
        if self.announced and not self.readers.data:
            refuse(self.readers, "planner.e_readers")
        return not self.errors

    def _check_purpose(self) -> None:
        typed = words_in(self.purpose.data or "")
        if typed > MOST_WORDS and not self.purpose.errors:
            refuse(self.purpose, ("planner.e_words", {"most": MOST_WORDS, "typed": typed}))

    def _check_place(self) -> None:
        words = self.place_words.data or ""
        if self.place.data == "other" and not words:
            refuse(self.place_words, "planner.e_place_words")
        if POSTCODE.search(words):
            refuse(self.place_words, "planner.e_address")


def _offered(row: OfferRow, now: datetime) -> Moment | None:
    if row.day.data is None and not row.day.errors:
        refuse(row.day, "planner.e_day")
    if not row.time.data and not row.time.errors:
        refuse(row.time, "planner.e_time")
    return moment_of(row, now)


def moment_of(row: Any, now: datetime) -> Moment | None:
    """The moment of a row's day and time; where there is none, the row says why."""
    day: date | None = row.day.data
    at = row.time.at
    if day is not None and not row.day.errors and day < london(now).date():
        refuse(row.day, "planner.e_past")
        return None
    if day is None or at is None or row.day.errors or row.time.errors:
        return None
    if comes_twice(day, at) and row.which.data not in ("first", "second"):
        refuse(row.which, "planner.e_twice")
        return None
    moment, problem = read_moment(day, at, later=row.which.data == "second")
    if problem is not None:
        refuse(row.time, problem)
    elif moment is not None and moment <= now:
        refuse(row.time, "planner.e_past_time")
        return None
    return None if moment is None else Moment(moment)
