"""What staff type about a message: why it is kept, and what was promised."""

from collections.abc import Sequence
from datetime import date

from portal.messages.model_record import Child, NewPromise, Said, Talk
from portal.web.fields import (
    AtMost,
    Chosen,
    HiddenField,
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

LONGEST_WHY, LONGEST_PROMISE, LONGEST_NAME = 200, 300, 120
STATES = ("open", "done", "not_done")


class _AboutAChild(Form):
    child = RadioField("messages_record.l_child", validators=[Chosen("messages_record.e_child")])

    def offer(self, children: Sequence[Child]) -> None:
        """One child needs no choosing; who chose another one before is asked again."""
        self.child.choices = [SelectChoice(str(child.id), f"={child.called}") for child in children]
        if len(children) == 1 and not self.child.raw_data:
            self.child.data = str(children[0].id)

    def chosen(self, children: Sequence[Child]) -> Child:
        return next(child for child in children if str(child.id) == self.child.data)


class SaveForm(_AboutAChild):
    why = StringField(
        "messages_record.save.l_why",
        validators=[
            Required("messages_record.save.e_why"),
            AtMost(LONGEST_WHY, "messages_record.e_long"),
        ],
    )


class PromiseForm(_AboutAChild):
    owed_by = RadioField(
        "messages_record.promise.l_owed_by",
        validators=[Chosen("messages_record.promise.e_owed_by")],
    )
    who = StringField(
        "messages_record.promise.l_who",
        validators=[Optional(), AtMost(LONGEST_NAME, "messages_record.e_long")],
    )
    what = TextAreaField(
        "messages_record.promise.l_what",
        validators=[
            Required("messages_record.promise.e_what"),
            AtMost(LONGEST_PROMISE, "messages_record.e_long"),
        ],
    )
    by_on = DayField("messages_record.promise.l_by_on", "messages_record.promise.e_by_on")

    def name_sides(self, talk: Talk) -> None:
        self.owed_by.choices = [
            SelectChoice("council", "messages_record.promise.council"),
            SelectChoice("family", f"={talk.called}"),
        ]

    def check(self, today: date) -> bool:
        sound = self.validate()
        if self.by_on.data is not None and not self.by_on.errors and self.by_on.data < today:
            self.by_on.errors = ["messages_record.promise.e_past"]
            return False
        return sound

    def promise(self, talk: Talk, child: Child, me: str) -> NewPromise:
        ours = self.owed_by.data == "council"
        assert self.by_on.data is not None
        return NewPromise(
            child.plan_id,
            self.owed_by.data or "",
            (self.who.data or me) if ours else talk.called,
            self.what.data or "",
            self.by_on.data,
        )


def first_words(said: Said) -> str:
    """What a promise made from this message begins with: its words, as far as there is room."""
    return said.body.strip()[:LONGEST_PROMISE]


class SettleForm(Form):
    """What became of one promise."""

    version = HiddenField()
    state = RadioField(
        "messages_record.settle.l_state",
        validators=[Chosen("messages_record.settle.e_state")],
        choices=[SelectChoice(state, f"messages_record.settle.{state}") for state in STATES],
    )
    because = StringField(
        "messages_record.settle.l_because", validators=[AtMost(LONGEST_PROMISE, "messages_record.e_long")]
    )

    def validate_because(self, field: StringField) -> None:
        if self.state.data == "not_done" and not field.data:
            stop("messages_record.settle.e_because")
