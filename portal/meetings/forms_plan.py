"""What staff type when they plan a meeting: its times, who is asked to each, who will be there."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wtforms import Field, FormField

from portal.meetings.model import LENGTHS, WAYS
from portal.meetings.model_plan import MOST_SLOTS, MOST_THERE, Planning, Runner
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    HiddenField,
    NameField,
    RadioField,
    Required,
    Rows,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    refuse,
)
from portal.web.fields_of_time import DayField, TimeField, comes_twice, read_moment
from portal.web.forms import Form
from portal.web.times import london

E_LONG = "meetings_plan.e_long"
NOT_ASKED = ""
# Days since what a clock counts from: of a year.
LONGEST_AGO = 366


class ChildRow(Form):
    child_id = HiddenField()
    on = BooleanField("meetings_plan.l_children")


class ThereRow(Form):
    name = NameField("meetings_plan.l_there_name", validators=[AtMost(120, E_LONG)])
    role = StringField("meetings_plan.l_there_role", validators=[AtMost(120, E_LONG)])
    why = StringField("meetings_plan.l_there_why", validators=[AtMost(300, E_LONG)])

    @property
    def blank(self) -> bool:
        return not (self.name.data or self.role.data or self.why.data)

    def check(self) -> None:
        if self.blank:
            return
        if not self.name.data:
            refuse(self.name, "meetings_plan.e_there_name")
        elif not self.role.data:
            refuse(self.role, ("meetings_plan.e_there_role", {"name": self.name.data}))


class SlotRow(Form):
    slot_id = HiddenField()
    day = DayField("meetings_plan.l_day", "meetings_plan.e_day", needed=False)
    time = TimeField("meetings_plan.l_time", "meetings_plan.e_time", needed=False)
    which = RadioField(
        "meetings_plan.l_which",
        choices=[
            SelectChoice("first", "meetings_plan.which.first"),
            SelectChoice("second", "meetings_plan.which.second"),
        ],
    )
    minutes = SelectField("meetings_plan.l_minutes", coerce=str)
    how = RadioField(
        "meetings_plan.l_how", choices=[SelectChoice(way, f"meetings_plan.how.{way}") for way in WAYS]
    )
    place_words = StringField("meetings_plan.l_place", validators=[AtMost(300, E_LONG)])
    joining_words = TextAreaField("meetings_plan.l_joining", validators=[AtMost(1_000, E_LONG)])
    there = Rows(FormField(ThereRow), max_entries=MOST_THERE)

    @property
    def blank(self) -> bool:
        """Nothing was typed that makes it a time of the meeting."""
        return not any(self.day.parts) and not self.time.data and not self.place_words.data

    @property
    def rows(self) -> list[Any]:
        return [entry.form for entry in self.there.entries if not entry.form.blank]

    def check(self, now: datetime, before: datetime | None) -> None:
        """`before`: when it was before this change; a time that stays may be over by now."""
        self.start = _moment(self, now, before)
        if self.minutes.data is None:
            refuse(self.minutes, "meetings_plan.e_minutes")
        if self.how.data is None:
            refuse(self.how, "meetings_plan.e_how")
        elif self.how.data == "place" and not self.place_words.data:
            refuse(self.place_words, "meetings_plan.e_place")
        elif self.how.data != "place" and not self.joining_words.data:
            refuse(self.joining_words, "meetings_plan.e_joining")
        for entry in self.there.entries:
            entry.form.check()
        if not self.rows:
            refuse(self.there, "meetings_plan.e_nobody_there")


class PersonRow(Form):
    person_id = HiddenField()
    slot = SelectField("meetings_plan.l_asked")
    report = BooleanField("meetings_plan.l_report")


class MeetingForm(Form):
    """The page on which a meeting is planned. Rows keep the number that their names hold."""

    version = HiddenField()
    children = Rows(FormField(ChildRow), max_entries=20)
    chair = SelectField("meetings_plan.l_chair", validators=[Chosen("meetings_plan.e_chair")])
    why_now = TextAreaField(
        "meetings_plan.l_why_now", validators=[Required("meetings_plan.e_why_now"), AtMost(600, E_LONG)]
    )
    counts_from = DayField("meetings_plan.l_counts_from", "meetings_plan.e_counts_from", needed=False)
    slots = Rows(FormField(SlotRow), max_entries=MOST_SLOTS)
    people = Rows(FormField(PersonRow), max_entries=200)

    def offer_choices(self, planning: Planning, lengths: Iterable[int] = ()) -> None:
        """The choices that depend on the family, and on how many times there are."""
        self.chair.choices = [SelectChoice(str(one.id), f"={_runner(one)}") for one in planning.runners]
        for entry in self.slots.entries:
            entry.form.minutes.choices = [
                SelectChoice(str(each), ("meetings_plan.minutes", {"minutes": each}))
                for each in sorted({*LENGTHS, *lengths})
            ]
        times: list[SelectChoice] = [
            SelectChoice(key, ("meetings_plan.asked_to", {"number": number}))
            for number, key in enumerate(self.slot_keys, 1)
        ]
        for row in (asked.form for asked in self.people.entries):
            row.slot.choices = [SelectChoice(NOT_ASKED, "meetings_plan.not_asked"), *times]
            if row.slot.data not in self.slot_keys:
                row.slot.data = NOT_ASKED

    @property
    def slot_keys(self) -> list[str]:
        return [key_of(entry) for entry in self.slots.entries]

    @property
    def about(self) -> list[str]:
        """Ids of the children that it is about."""
        return [entry.form.child_id.data or "" for entry in self.children.entries if entry.form.on.data]

    @property
    def slot_rows(self) -> list[tuple[str, Any]]:
        """Times that are times: the first always, the others where something was typed."""
        rows = [(key_of(entry), entry.form) for entry in self.slots.entries]
        return [(key, row) for place, (key, row) in enumerate(rows) if not place or not row.blank]

    def check(self, now: datetime, before: dict[str, datetime]) -> bool:
        """Every rule that needs no database, so that all errors show at once."""
        self.validate()
        if not self.about:
            refuse(self.children, "meetings_plan.e_children")
        self._check_counts_from(london(now).date())
        for _key, row in self.slot_rows:
            row.check(now, before.get(row.slot_id.data or ""))
        kept = {key for key, _row in self.slot_rows}
        for entry in self.people.entries:
            if entry.form.slot.data and entry.form.slot.data not in kept:
                refuse(entry.form.slot, "meetings_plan.e_no_such_time")
        return not self.errors

    def _check_counts_from(self, today: date) -> None:
        """It has happened, and not so long ago that the year must be a slip."""
        day: date | None = self.counts_from.data
        if day is None or self.counts_from.errors:
            return
        if day > today:
            refuse(self.counts_from, "meetings_plan.e_counts_from_future")
        elif (today - day).days > LONGEST_AGO:
            refuse(self.counts_from, "meetings_plan.e_counts_from_old")


def key_of(entry: Field) -> str:
    """The number in a row's name: it stays the row's own when another is taken out."""
    return str(entry.name).rsplit("-", 1)[1]


def _runner(one: Runner) -> str:
    return f"{one.name}, {one.job_title}" if one.job_title else one.name


def _moment(row: Any, now: datetime, before: datetime | None) -> datetime | None:
    """The moment of a row's day and time; where there is none, the row says why."""
    day: date | None = row.day.data
    at = row.time.at
    if day is None and not row.day.errors:
        refuse(row.day, "meetings_plan.e_day")
    if not row.time.data and not row.time.errors:
        refuse(row.time, "meetings_plan.e_time")
    if day is None or at is None or row.day.errors or row.time.errors:
        return None
    if comes_twice(day, at) and row.which.data not in ("first", "second"):
        refuse(row.which, "meetings_plan.e_twice")
        return None
    moment, problem = read_moment(day, at, later=row.which.data == "second")
    if problem is not None:
        refuse(row.time, problem)
    elif moment is not None and moment <= now and moment != before:
        if day < london(now).date():
            refuse(row.day, "meetings_plan.e_past")
        else:
            refuse(row.time, "meetings_plan.e_past_time")
        return None
    return moment
