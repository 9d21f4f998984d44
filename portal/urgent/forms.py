"""What a family answers after sending, and what staff write when they raise or close an item."""

from portal.safety.model import Answer
from portal.urgent.model import Action
from portal.web.fields import (
    AtMost,
    Chosen,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from portal.web.forms import Form


class CallForm(Form):
    """Whether it is safe to phone somebody, and when or on what number: their words."""

    answer = RadioField(
        "urgent.call.l_answer",
        choices=[
            SelectChoice(Answer.CALL_YES.value, "urgent.call.yes"),
            SelectChoice(Answer.CALL_TIMES.value, "urgent.call.times"),
            SelectChoice(Answer.CALL_NO.value, "urgent.call.no"),
        ],
        validators=[Chosen("urgent.call.e_answer")],
    )
    words = StringField(
        "urgent.call.l_words",
        description="urgent.call.h_words",
        validators=[AtMost(300, "urgent.call.e_long")],
    )


class CloseForm(Form):
    """`seen`: how far the item had come when the page was shown."""

    seen = HiddenField()
    action = RadioField(
        "urgent.close.l_action",
        choices=[SelectChoice(action.value, f"urgent.action.{action.value}") for action in Action],
        validators=[Chosen("urgent.close.e_action")],
    )
    words = TextAreaField(
        "urgent.close.l_words",
        description="urgent.close.h_words",
        validators=[AtMost(2_000, "urgent.close.e_long")],
    )

    def check(self) -> bool:
        self.validate()
        if not self.action.errors and Action(self.action.data).is_explained and not self.words.data:
            self.words.errors = ["urgent.close.e_words"]
        return not self.errors
