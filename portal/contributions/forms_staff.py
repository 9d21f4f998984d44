"""What staff type: what was done about it, sharing it wider, and what they saw when they helped."""

from collections.abc import Sequence

from portal.contributions.forms_share import label_of
from portal.contributions.model_share import Somebody
from portal.contributions.model_staff import Done
from portal.web.fields import (
    AtMost,
    Chosen,
    Optional,
    RadioField,
    Required,
    SelectChoice,
    StringField,
    TextAreaField,
    stop,
)
from portal.web.fields_of_time import DayField
from portal.web.forms import Form

ALL = "all"


REASON_LETTERS = 1000


class OutcomeForm(Form):
    """You said, we did."""

    about = RadioField("contributions.reply.l_about", default=ALL, validators=[Optional()])
    state = RadioField(
        "contributions.reply.l_state",
        choices=[SelectChoice(one.value, f"contributions.done.{one.value}") for one in Done],
        validators=[Chosen("contributions.reply.e_state")],
    )
    what = TextAreaField(
        "contributions.reply.l_what",
        validators=[
            Required("contributions.reply.e_what"),
            AtMost(REASON_LETTERS, "contributions.e_too_long"),
        ],
    )
    because = TextAreaField(
        "contributions.reply.l_because", validators=[AtMost(REASON_LETTERS, "contributions.e_too_long")]
    )
    by_on = DayField("contributions.reply.l_by", "contributions.reply.e_by", needed=False)

    def validate_because(self, field: TextAreaField) -> None:
        if self.state.data == Done.COULD_NOT and not field.data:
            stop("contributions.reply.e_because")

    def offer(self, topics: Sequence[tuple[str, str]]) -> None:
        self.about.choices = _about(topics)


class WiderForm(Form):
    """Sharing wider than the person chose."""

    why = TextAreaField(
        "contributions.wider.l_why",
        validators=[
            Required("contributions.wider.e_why"),
            AtMost(REASON_LETTERS, "contributions.e_too_long"),
        ],
    )
    whom = RadioField("contributions.wider.l_whom", validators=[Chosen("contributions.wider.e_whom")])
    about = RadioField("contributions.wider.l_about", default=ALL, validators=[Optional()])
    tell = RadioField(
        "contributions.wider.l_tell",
        choices=[
            SelectChoice("tell", "contributions.wider.tell"),
            SelectChoice("unsafe", "contributions.wider.unsafe"),
        ],
        default="tell",
        validators=[Chosen("contributions.wider.e_tell")],
    )
    why_not_told = TextAreaField(
        "contributions.wider.l_not_told", validators=[AtMost(REASON_LETTERS, "contributions.e_too_long")]
    )

    def validate_why_not_told(self, field: TextAreaField) -> None:
        if self.tell.data == "unsafe" and not field.data:
            stop("contributions.wider.e_not_told")

    def offer(self, people: Sequence[Somebody], topics: Sequence[tuple[str, str]]) -> None:
        self.whom.choices = [SelectChoice(one.code, label_of(one, "relative")) for one in people]
        self.about.choices = _about(topics)


class HelperForm(Form):
    """What the helper saw, apart from the child's words, and who was in the room."""

    saw = TextAreaField("contributions.helper.l_saw", validators=[AtMost(2000, "contributions.e_too_long")])
    there = StringField("contributions.helper.l_there", validators=[AtMost(300, "contributions.e_too_long")])


def _about(topics: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    """All of it, or one of the questions: its key and its words."""
    return [
        SelectChoice(ALL, "contributions.reply.all"),
        *(SelectChoice(key, f"={words}") for key, words in topics),
    ]
