"""What staff type to each other about a conversation, what they look for in it, and why they read it."""

from collections.abc import Sequence

from portal.messages.model_record import Colleague
from portal.web.fields import (
    AtMost,
    Chosen,
    Message,
    RadioField,
    Required,
    SelectChoice,
    StringField,
    TextAreaField,
)
from portal.web.forms import Form

LONGEST_NOTE, LONGEST_SEARCH, LONGEST_REASON = 5_000, 100, 1_000


def _label(colleague: Colleague) -> Message:
    return (
        ("messages_record.notes.manager", {"name": colleague.name})
        if colleague.manages
        else f"={colleague.name}"
    )


class NoteForm(Form):
    to = RadioField("messages_record.notes.l_to", validators=[Chosen("messages_record.notes.e_to")])
    body = TextAreaField(
        "messages_record.notes.l_body",
        validators=[Required("messages_record.notes.e_body"), AtMost(LONGEST_NOTE, "messages_record.e_long")],
    )

    def offer(self, colleagues: Sequence[Colleague]) -> None:
        self.to.choices = [SelectChoice(str(one.id), _label(one)) for one in colleagues]


class AnswerForm(Form):
    body = TextAreaField(
        "messages_record.notes.l_answer",
        validators=[
            Required("messages_record.notes.e_answer"),
            AtMost(LONGEST_NOTE, "messages_record.e_long"),
        ],
    )


class SearchForm(Form):
    words = StringField(
        "messages_record.search.l_words",
        validators=[
            Required("messages_record.search.e_words"),
            AtMost(LONGEST_SEARCH, "messages_record.e_long"),
        ],
    )


class ReadingForm(Form):
    reason = TextAreaField(
        "messages_record.reading.l_reason",
        validators=[
            Required("messages_record.reading.e_reason"),
            AtMost(LONGEST_REASON, "messages_record.e_long"),
        ],
    )
