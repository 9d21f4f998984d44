"""What is typed about how a meeting ended: when it was, what was decided, who does what, and what is replied."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from portal.meetings.model import Reader, StaffMeeting
from portal.meetings.model_decisions import (
    MOST_LETTERS,
    MOST_LINES,
    Agreed,
    Decision,
    NewAgreed,
    NewDecision,
    Promise,
)
from portal.web.fields import (
    AtMost,
    Chosen,
    HiddenField,
    Message,
    NameField,
    Optional,
    RadioField,
    Required,
    SelectChoice,
    SelectMultiple,
    StringField,
    TextAreaField,
    refuse,
    stop,
)
from portal.web.fields_of_time import DayField
from portal.web.forms import Form

TOO_LONG = "meetings.decisions.e_long"
E_LINES: Message = ("meetings.decisions.e_lines", {"lines": MOST_LINES})
LONGEST_PROMISE, LONGEST_NAME, LONGEST_WORDS = 300, 120, 5_000
One = TypeVar("One", Decision, Agreed)
New = TypeVar("New", NewDecision, NewAgreed)


class DaysForm(Form):
    """When it was held, and by when the next one is."""

    version = HiddenField()
    held_on = DayField("meetings.days.l_held", "meetings.days.e_held")
    next_on = DayField("meetings.days.l_next", "meetings.days.e_next", needed=False)

    def check(self, meeting: StaffMeeting, today: date) -> bool:
        sound = self.validate()
        held, following = self.held_on.data, self.next_on.data
        if held is not None and not self.held_on.errors:
            last = max((slot.day for slot in meeting.slots), default=held)
            if held > today:
                refuse(self.held_on, "meetings.days.e_future")
            elif held < last:
                refuse(self.held_on, "meetings.days.e_before_last")
        if held and following and not self.next_on.errors and following <= held:
            refuse(self.next_on, "meetings.days.e_next_early")
        return sound and not self.held_on.errors and not self.next_on.errors


class WritingForm(Form, Generic[One, New]):
    """What is written down for readers, until it is shared. `main`: the field that holds the words of it."""

    main: ClassVar[str]
    version = HiddenField()
    readers = SelectMultiple("meetings.decisions.l_readers")

    def offer(self, meeting: StaffMeeting) -> None:
        self.readers.choices = [_choice(reader) for reader in meeting.can_be_shown]

    def ticked(self, field: SelectMultiple) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in dict.fromkeys(field.data or ()))

    @staticmethod
    def saved(one: One) -> dict[str, Any]:
        raise NotImplementedError

    def check(self) -> bool:
        raise NotImplementedError

    def new(self) -> New:
        raise NotImplementedError


class DecisionForm(WritingForm[Decision, NewDecision]):
    main = "body"
    body = TextAreaField(
        "meetings.decisions.l_body",
        validators=[Required("meetings.decisions.e_body"), AtMost(MOST_LETTERS, TOO_LONG)],
    )
    child_body = TextAreaField(
        "meetings.decisions.l_child_body", validators=[Optional(), AtMost(MOST_LETTERS, TOO_LONG)]
    )
    child_readers = SelectMultiple("meetings.decisions.l_child_readers")

    def offer(self, meeting: StaffMeeting) -> None:
        super().offer(meeting)
        self.child_readers.choices = [
            _choice(reader) for reader in meeting.can_be_shown if reader.person_kind == "young_person"
        ]

    def validate_body(self, field: TextAreaField) -> None:
        at_most_lines(field)

    def validate_child_body(self, field: TextAreaField) -> None:
        at_most_lines(field)

    @staticmethod
    def saved(one: Decision) -> dict[str, Any]:
        return {
            "version": str(one.version),
            "body": one.body,
            "readers": _ids(one.reader_ids),
            "child_body": one.child.body if one.child else "",
            "child_readers": _ids(one.child.reader_ids) if one.child else [],
        }

    def check(self) -> bool:
        """One person reads one of the two, and words for a child are for somebody."""
        sound = self.validate()
        if self.child_body.data and not self.child_readers.data:
            refuse(self.child_readers, "meetings.decisions.e_child_readers")
        elif self.child_readers.data and not self.child_body.data and not self.child_body.errors:
            refuse(self.child_body, "meetings.decisions.e_child_body")
        elif set(self.child_readers.data or ()) & set(self.readers.data or ()):
            refuse(self.child_readers, "meetings.decisions.e_both")
        return sound and not self.child_readers.errors and not self.child_body.errors

    def new(self) -> NewDecision:
        return NewDecision(
            self.body.data or "",
            self.ticked(self.readers),
            self.child_body.data or "",
            self.ticked(self.child_readers),
        )


class AgreedForm(WritingForm[Agreed, NewAgreed]):
    main = "what"
    owed_by = RadioField(
        "meetings.agreed.l_owed_by",
        validators=[Chosen("meetings.agreed.e_owed_by")],
        choices=[SelectChoice(side, f"meetings.agreed.{side}") for side in ("council", "family")],
    )
    who = NameField(
        "meetings.agreed.l_who",
        validators=[Required("meetings.agreed.e_who"), AtMost(LONGEST_NAME, TOO_LONG)],
    )
    what = StringField(
        "meetings.agreed.l_what",
        validators=[Required("meetings.agreed.e_what"), AtMost(LONGEST_PROMISE, TOO_LONG)],
    )
    by_on = DayField("meetings.agreed.l_by", "meetings.agreed.e_by", needed=False)

    @staticmethod
    def saved(one: Agreed) -> dict[str, Any]:
        return {
            "version": str(one.version),
            "owed_by": one.owed_by,
            "who": one.who_words,
            "what": one.what,
            "by_on": one.by_on,
            "readers": _ids(one.reader_ids),
        }

    def check(self) -> bool:
        sound = self.validate()
        if self.owed_by.data == "council" and self.by_on.data is None and not self.by_on.errors:
            refuse(self.by_on, "meetings.agreed.e_by")
        return sound and not self.by_on.errors

    def new(self) -> NewAgreed:
        return NewAgreed(
            self.owed_by.data or "",
            self.who.data or "",
            self.what.data or "",
            self.by_on.data,
            self.ticked(self.readers),
        )


class ShareForm(Form):
    seen = HiddenField()


class SettleForm(Form):
    """What became of one promise."""

    version = HiddenField()
    state = RadioField(
        "meetings.settle.l_state",
        validators=[Chosen("meetings.settle.e_state")],
        choices=[SelectChoice(state, f"meetings.promise.{state}") for state in ("open", "done", "not_done")],
    )
    because = StringField("meetings.settle.l_because", validators=[AtMost(LONGEST_PROMISE, TOO_LONG)])

    def validate_because(self, field: StringField) -> None:
        if self.state.data == "not_done" and not field.data:
            stop("meetings.settle.e_because")


class ViewOfItForm(Form):
    body = TextAreaField(
        "meetings.disagree.l_body",
        validators=[Required("meetings.disagree.e_body"), AtMost(LONGEST_WORDS, TOO_LONG)],
    )


class ReplyForm(Form):
    reply = TextAreaField(
        "meetings.disagree.l_reply",
        validators=[Required("meetings.disagree.e_reply"), AtMost(LONGEST_WORDS, TOO_LONG)],
    )


def saved_promise(one: Promise) -> dict[str, Any]:
    return {"version": str(one.version), "state": one.state, "because": one.because or ""}


def _ids(people: Sequence[UUID]) -> list[str]:
    return [str(person) for person in people]


def _choice(reader: Reader) -> SelectChoice:
    return SelectChoice(str(reader.id), f"={reader.name}")


def at_most_lines(field: TextAreaField) -> None:
    if len([line for line in (field.data or "").split("\n") if line.strip()]) > MOST_LINES:
        stop(E_LINES)
