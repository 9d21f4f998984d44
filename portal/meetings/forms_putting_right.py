"""What is typed where something was shared by mistake: whether it is taken back, from whom, or said in other words."""

from typing import Any
from uuid import UUID

from portal.meetings.forms_decisions import LONGEST_NAME, LONGEST_PROMISE, TOO_LONG, at_most_lines
from portal.meetings.model import StaffMeeting
from portal.meetings.model_decisions import MOST_LETTERS, Decision, Promise
from portal.meetings.model_putting_right import MOST_WHY, OtherDecision, OtherPromise, PuttingRight
from portal.web.fields import (
    AtMost,
    Chosen,
    DayField,
    HiddenField,
    NameField,
    Optional,
    RadioField,
    Required,
    SelectChoice,
    SelectMultiple,
    StringField,
    TextAreaField,
    stop,
)
from portal.web.forms import Form

TAKE_BACK, OTHER_WORDS = "take_back", "other_words"


class _PutRightForm(Form):
    version = HiddenField()
    how = RadioField(
        "meetings_right.l_how",
        validators=[Chosen("meetings_right.e_how")],
        choices=[SelectChoice(one, f"meetings_right.{one}") for one in (OTHER_WORDS, TAKE_BACK)],
    )
    readers = SelectMultiple("meetings_right.l_readers")
    because = TextAreaField(
        "meetings_right.l_because",
        validators=[Required("meetings_right.e_because"), AtMost(MOST_WHY, TOO_LONG)],
    )

    @property
    def takes_back(self) -> bool:
        return bool(self.how.data == TAKE_BACK)

    def offer(self, meeting: StaffMeeting, had_by: frozenset[UUID]) -> None:
        self.readers.choices = [
            SelectChoice(str(reader.id), f"={reader.name}")
            for reader in meeting.readers
            if reader.id in had_by
        ]

    def validate_readers(self, field: SelectMultiple) -> None:
        if self.takes_back and not field.data:
            stop("meetings_right.e_readers")

    def _right(self, had_by: frozenset[UUID], instead: OtherDecision | OtherPromise | None) -> PuttingRight:
        ticked = tuple(UUID(one) for one in dict.fromkeys(self.readers.data or ()))
        return PuttingRight(self.because.data or "", ticked if instead is None else tuple(had_by), instead)


class DecisionRightForm(_PutRightForm):
    body = TextAreaField("meetings_right.l_body", validators=[Optional(), AtMost(MOST_LETTERS, TOO_LONG)])
    child_body = TextAreaField(
        "meetings.decisions.l_child_body", validators=[Optional(), AtMost(MOST_LETTERS, TOO_LONG)]
    )

    def validate_body(self, field: TextAreaField) -> None:
        at_most_lines(field)

    def validate_child_body(self, field: TextAreaField) -> None:
        at_most_lines(field)

    def check(self, one: Decision) -> bool:
        """Other words are other words, for each who has some."""
        sound = self.validate()
        if self.takes_back or self.how.data != OTHER_WORDS:
            return sound
        for field in (self.body, self.child_body):
            if field is self.child_body and one.child is None:
                continue
            if not field.data:
                field.errors = [*field.errors, "meetings.decisions.e_body"]
        same = self.body.data == one.body and (one.child is None or self.child_body.data == one.child.body)
        if same and not self.body.errors:
            self.body.errors = [*self.body.errors, "meetings_right.e_same"]
        return sound and not self.body.errors and not self.child_body.errors

    def right(self, one: Decision) -> PuttingRight:
        child = (self.child_body.data or "") if one.child else ""
        return self._right(
            one.everybody, None if self.takes_back else OtherDecision(self.body.data or "", child)
        )


class PromiseRightForm(_PutRightForm):
    who = NameField("meetings.agreed.l_who", validators=[Optional(), AtMost(LONGEST_NAME, TOO_LONG)])
    what = StringField("meetings.agreed.l_what", validators=[Optional(), AtMost(LONGEST_PROMISE, TOO_LONG)])
    by_on = DayField("meetings.agreed.l_by", "meetings.agreed.e_by", needed=False)

    def check(self, one: Promise) -> bool:
        sound = self.validate()
        if self.takes_back or self.how.data != OTHER_WORDS:
            return sound
        if not self.who.data:
            self.who.errors = [*self.who.errors, "meetings.agreed.e_who"]
        if not self.what.data:
            self.what.errors = [*self.what.errors, "meetings.agreed.e_what"]
        if one.owed_by == "council" and self.by_on.data is None and not self.by_on.errors:
            self.by_on.errors = [*self.by_on.errors, "meetings.agreed.e_by"]
        if (self.who.data, self.what.data, self.by_on.data) == (one.who_words, one.what, one.by_on):
            self.what.errors = [*self.what.errors, "meetings_right.e_same"]
        return sound and not (self.who.errors or self.what.errors or self.by_on.errors)

    def right(self, one: Promise) -> PuttingRight:
        other = OtherPromise(self.who.data or "", self.what.data or "", self.by_on.data)
        return self._right(frozenset(one.reader_ids), None if self.takes_back else other)


def begun_decision(one: Decision) -> dict[str, Any]:
    return {
        "version": str(one.version),
        "body": one.body,
        "child_body": one.child.body if one.child else "",
    }


def begun_promise(one: Promise) -> dict[str, Any]:
    return {"version": str(one.version), "who": one.who_words, "what": one.what, "by_on": one.by_on}
