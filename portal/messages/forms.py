"""What is typed into a conversation: the words, their language, and the number that makes them one message."""

from uuid import UUID, uuid4

from babel import Locale, UnknownLocaleError

from messaging.model import Problem, Refused, body_in, language_in
from portal.messages.model import LANGUAGES
from portal.web.fields import BooleanField, HiddenField, Message, SelectChoice, SelectField, WordsField, stop
from portal.web.forms import Form

PROBLEMS: dict[Problem, Message] = {
    Problem.EMPTY: "messages.e_empty",
    Problem.TOO_LONG: ("messages.e_too_long", {"limit": "2,000"}),
    Problem.NOT_TEXT: "messages.e_not_text",
}


class MessageForm(Form):
    """`client_id`: made with the page; the same one again is the same message, however often it is sent.

    `draft`: which version of the writer's draft the page had in its box.
    """

    message = WordsField("messages.l_message")
    language = SelectField("messages.l_language", default="")
    client_id = HiddenField()
    draft = HiddenField()

    def validate_message(self, field: WordsField) -> None:
        try:
            field.data = body_in(field.data or "")
        except Refused as refusal:
            stop(PROBLEMS[refusal.problem])

    def validate_language(self, field: SelectField) -> None:
        try:
            language_in(field.data)
        except Refused:
            field.data = ""

    def offer_languages(self, shown_in: str, own: str) -> None:
        """Those of the council's families, the reader's own first; none is the language of the page."""
        names = {tag: language_name(tag, shown_in) for tag in LANGUAGES if tag != shown_in}
        ordered = sorted(names, key=lambda tag: (tag != own, names[tag]))
        self.language.choices = [
            SelectChoice("", f"={language_name(shown_in, shown_in)}"),
            *(SelectChoice(tag, f"={names[tag]}") for tag in ordered),
        ]

    @property
    def number(self) -> UUID | None:
        """None where it is no number of ours: nothing was sent under it before."""
        try:
            return UUID(self.client_id.data or "")
        except ValueError:
            return None

    def begin_anew(self) -> None:
        self.client_id.data = str(uuid4())

    def refuse(self, message: Message) -> None:
        self.message.errors = [message]  # type: ignore[list-item]

    def refuse_unless_wrong(self, message: Message) -> None:
        if not self.message.errors:
            self.refuse(message)


def language_name(tag: str, shown_in: str) -> str:
    """“Tigrinya” for “ti”, in the language of the page; the tag itself where nobody knows a name."""
    try:
        return Locale.parse(tag, sep="-").get_language_name(shown_in) or tag
    except (UnknownLocaleError, ValueError):
        return _NAMES.get(tag, tag)


# Written in three letters where the tables have two.
_NAMES = {"prs": "Dari"}


class ReceiptsForm(Form):
    """Two ticks, both off until somebody wants them."""

    shows_seen = BooleanField("messages.receipts.l_seen_nobody")
    enter_sends = BooleanField("messages.receipts.l_enter")
