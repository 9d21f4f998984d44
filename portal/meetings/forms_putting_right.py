"""What is typed where something was shared by mistake: whether it is taken back, from whom, or said in other words."""

from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from portal.meetings.forms_decisions import LONGEST_NAME, LONGEST_PROMISE, TOO_LONG, at_most_lines
from portal.meetings.model import StaffMeeting
from portal.meetings.model_decisions import MOST_LETTERS, Decision, Promise
from portal.meetings.model_putting_right import MOST_WHY, OtherDecision, OtherPromise, PuttingRight
from portal.web.fields import (
    AtMost,
    Chosen,
    HiddenField,
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

TAKE_BACK, OTHER_WORDS = "take_back", "other_words"
One = TypeVar("One", Decision, Promise)


class PutRightForm(Form, Generic[One]):
    """`main`: the field that holds the words of it."""

    main: ClassVar[str]
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

    def offer(self, meeting: StaffMeeting, one: One) -> None:
        self.readers.choices = [
            SelectChoice(str(reader.id), f"={reader.name}")
            for reader in meeting.readers
            if reader.id in one.everybody
        ]

    def validate_readers(self, field: SelectMultiple) -> None:
        if self.takes_back and not field.data:
            stop("meetings_right.e_readers")

    def check(self, one: One) -> bool:
        sound = self.validate()
        if self.how.data == OTHER_WORDS:
            self.check_words(one)
        return sound and not self.errors

    def right(self, one: One) -> PuttingRight:
        """Taken back from those who are ticked, or other words for everybody who has it."""
        because = self.because.data or ""
        if self.takes_back:
            ticked = tuple(UUID(reader) for reader in dict.fromkeys(self.readers.data or ()))
            return PuttingRight(because, ticked, None)
        return PuttingRight(because, tuple(one.everybody), self.instead(one))

    @staticmethod
    def saved(one: One) -> dict[str, Any]:
        raise NotImplementedError

    def check_words(self, one: One) -> None:
        """Other words are other words, for each who has some."""
        raise NotImplementedError

    def instead(self, one: One) -> OtherDecision | OtherPromise:
        raise NotImplementedError


class DecisionRightForm(PutRightForm[Decision]):
    main = "body"
    body = TextAreaField("meetings_right.l_body", validators=[Optional(), AtMost(MOST_LETTERS, TOO_LONG)])
    child_body = TextAreaField(
        "meetings.decisions.l_child_body", validators=[Optional(), AtMost(MOST_LETTERS, TOO_LONG)]
    )

    def validate_body(self, field: TextAreaField) -> None:
        at_most_lines(field)

    def validate_child_body(self, field: TextAreaField) -> None:
        at_most_lines(field)

    @staticmethod
    def saved(one: Decision) -> dict[str, Any]:
        child_body = one.child.body if one.child else ""
        return {"version": str(one.version), "body": one.body, "child_body": child_body}

    def check_words(self, one: Decision) -> None:
        for field in (self.body, self.child_body):
            if field is self.child_body and one.child is None:
                continue
            if not field.data:
                refuse(field, "meetings.decisions.e_body")
        same = self.body.data == one.body and (one.child is None or self.child_body.data == one.child.body)
        if same and not self.body.errors:
            refuse(self.body, "meetings_right.e_same")

    def instead(self, one: Decision) -> OtherDecision:
        return OtherDecision(self.body.data or "", (self.child_body.data or "") if one.child else "")


class PromiseRightForm(PutRightForm[Promise]):
    main = "what"
    who = NameField("meetings.agreed.l_who", validators=[Optional(), AtMost(LONGEST_NAME, TOO_LONG)])
    what = StringField("meetings.agreed.l_what", validators=[Optional(), AtMost(LONGEST_PROMISE, TOO_LONG)])
    by_on = DayField("meetings.agreed.l_by", "meetings.agreed.e_by", needed=False)

    @staticmethod
    def saved(one: Promise) -> dict[str, Any]:
        return {"version": str(one.version), "who": one.who_words, "what": one.what, "by_on": one.by_on}

    def check_words(self, one: Promise) -> None:
        if not self.who.data:
            refuse(self.who, "meetings.agreed.e_who")
        if not self.what.data:
            refuse(self.what, "meetings.agreed.e_what")
        if one.owed_by == "council" and self.by_on.data is None and not self.by_on.errors:
            refuse(self.by_on, "meetings.agreed.e_by")
        if (self.who.data, self.what.data, self.by_on.data) == (one.who_words, one.what, one.by_on):
            refuse(self.what, "meetings_right.e_same")

    def instead(self, one: Promise) -> OtherPromise:
        return OtherPromise(self.who.data or "", self.what.data or "", self.by_on.data)
