"""The forms for stopping every letter, and for sending them again."""

from portal.families.model_stops import REASONS
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    RadioField,
    Required,
    TextAreaField,
    choices,
    refuse,
)
from portal.web.forms import Form


class StopForm(Form):
    who = RadioField(
        "families.stop.l_who",
        choices=choices("families.stop.who", ["person", "family"]),
        default="person",
        validators=[Chosen("families.stop.e_who")],
    )
    why = RadioField(
        "families.stop.l_why",
        choices=choices("families.stop.why", list(REASONS)),
        validators=[Chosen("families.stop.e_why")],
    )
    words = TextAreaField("families.stop.l_words", validators=[AtMost(300, "families.e_long")])
    sure = BooleanField("families.stop.l_sure")

    def check(self) -> bool:
        self.validate()
        if self.why.data == "other" and not self.words.data:
            refuse(self.words, "families.stop.e_words")
        if not self.sure.data:
            refuse(self.sure, "families.stop.e_sure")
        return not self.errors


class EndStopForm(Form):
    because = TextAreaField(
        "families.stop.l_because",
        validators=[Required("families.e_why"), AtMost(300, "families.e_long")],
    )
