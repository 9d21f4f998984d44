"""The forms of a person's ways to sign in."""

from collections.abc import Sequence
from typing import Self

from wtforms import Field

from portal.enrolment.model import EnrolledPerson, SafePoint
from portal.identity.sign_in_names import SignInName, read_sign_in_name
from portal.web.breaking import breakable
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    HiddenField,
    RadioField,
    Required,
    SelectChoice,
    StringField,
    TextAreaField,
    stop,
)
from portal.web.forms import Form


def _is_address(_: object, field: Field) -> None:
    """An e-mail address or a mobile number; card numbers come from us."""
    name = read_sign_in_name(field.data or "")
    if name is None or name.kind == "card":
        stop("enrolment.e_name")


class NameForm(Form):
    name = StringField(
        "enrolment.l_name",
        validators=[Required("enrolment.e_name"), AtMost(254, "enrolment.e_name"), _is_address],
    )

    @property
    def typed(self) -> SignInName:
        name = read_sign_in_name(self.name.data or "")
        assert name is not None
        return name


class WordsForm(Form):
    """`version`: what the page was shown with."""

    version = HiddenField(validators=[AtMost(60, "enrolment.e_again")])

    def is_old(self, person: EnrolledPerson) -> bool:
        """A second tap follows at once and gives words anew; the same page sent later does not."""
        return person.settled and not person.paused and self.version.data != person.version


class CardForm(WordsForm):
    with_name = BooleanField("enrolment.l_with_name", description="enrolment.h_with_name")


class InvitationForm(WordsForm):
    """`point`: one of the safe ways, which the handler puts here."""

    point = RadioField("enrolment.l_point", choices=[], validators=[Chosen("enrolment.e_point")])

    def offer(self, points: Sequence[SafePoint]) -> Self:
        self.point.choices = [
            SelectChoice(str(point.id), (f"enrolment.by.{point.kind}", {"to": breakable(point.shown)}))
            for point in points
        ]
        if len(points) == 1 and self.point.data is None:
            self.point.data = str(points[0].id)
        return self


class EndNameForm(Form):
    name = HiddenField(validators=[AtMost(254, "enrolment.e_name")])


class PauseForm(Form):
    reason = TextAreaField(
        "enrolment.l_reason",
        validators=[Required("enrolment.e_reason"), AtMost(300, "enrolment.e_reason_long")],
    )
