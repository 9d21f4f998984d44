"""What is typed around papers: the paper itself, who reads it, what is said about it, and words to leave out."""

from collections.abc import Sequence
from uuid import UUID

from portal.meetings.model import StaffMeeting
from portal.meetings.model_papers import COMMENTS, KINDS, MOST_LETTERS, MOST_PARAGRAPHS, Paragraph, split
from portal.web.fields import (
    AtMost,
    Chosen,
    HiddenField,
    RadioField,
    Required,
    SelectChoice,
    SelectField,
    SelectMultiple,
    StringField,
    TextAreaField,
    stop,
)
from portal.web.forms import Form
from portal.web.redaction import means_something

# What a browser may send of a whole paper.
WHOLE_LETTERS = 60_000
MOST_WORDS = 60
LONGEST_WORDS = 200
NEW = "new"


class CommentForm(Form):
    """`version`: which version they had before them as they wrote."""

    version = HiddenField()
    kind = RadioField(
        "meetings.comments.l_kind",
        choices=[SelectChoice(kind, f"meetings.comments.choose_{kind}") for kind in COMMENTS],
        validators=[Chosen("meetings.comments.e_kind")],
    )
    body = TextAreaField(
        "meetings.comments.l_body",
        validators=[Required("meetings.comments.e_body"), AtMost(MOST_LETTERS, "meetings.papers.e_long")],
    )


class NoteForm(Form):
    """About the whole paper."""

    version = HiddenField()
    body = TextAreaField(
        "meetings.comments.l_note",
        validators=[Required("meetings.comments.e_note"), AtMost(MOST_LETTERS, "meetings.papers.e_long")],
    )


class ReplyForm(Form):
    reply = TextAreaField(
        "meetings.comments.l_reply",
        validators=[Required("meetings.comments.e_reply"), AtMost(MOST_LETTERS, "meetings.papers.e_long")],
    )


class TitleForm(Form):
    title = StringField(
        "meetings.papers.l_title",
        validators=[Required("meetings.papers.e_title"), AtMost(120, "meetings.papers.e_long")],
    )
    kind = RadioField(
        "meetings.papers.l_kind",
        choices=[SelectChoice(kind, f"meetings.papers.kind.{kind}") for kind in KINDS],
        default="report",
        validators=[Chosen("meetings.papers.e_kind")],
    )


class TextForm(TitleForm):
    """The whole paper; `seen` marks what its writer had before them."""

    seen = HiddenField()
    text = TextAreaField(
        "meetings.papers.l_text",
        validators=[Required("meetings.papers.e_text"), AtMost(WHOLE_LETTERS, "meetings.papers.e_long")],
    )

    def validate_text(self, field: TextAreaField) -> None:
        parts = split(field.data or "")
        if len(parts) > MOST_PARAGRAPHS:
            stop(("meetings.papers.e_many", {"limit": MOST_PARAGRAPHS, "number": len(parts)}))
        for place, part in enumerate(parts, 1):
            if len(part.body) > MOST_LETTERS:
                stop(("meetings.papers.e_part", {"limit": MOST_LETTERS, "number": place}))


class PartsForm(Form):
    """Which part of the newest version is which of the one before; made by `parts_form`."""

    seen = HiddenField()

    def told(self, paragraphs: Sequence[Paragraph]) -> list[UUID | None]:
        """A key for each part, none for what is new. Parts without a question keep theirs."""
        found: list[UUID | None] = []
        for place, one in enumerate(paragraphs):
            field = self[name] if (name := field_name(place)) in self else None
            chosen = field.data if field is not None else str(one.key)
            found.append(None if chosen in (None, NEW) else UUID(chosen))
        return found


def field_name(place: int) -> str:
    return f"part_{place}"


def parts_form(paragraphs: Sequence[Paragraph], old: Sequence[Paragraph]) -> type[PartsForm]:
    """A question for each part whose words are not the same as before."""
    before = {one.key: one for one in old}
    fields: dict[str, object] = {}
    for place, one in enumerate(paragraphs):
        was = before.get(one.key)
        if was is not None and (was.body, was.heading) == (one.body, one.heading):
            continue
        choices = [SelectChoice(NEW, "meetings.papers.parts_new")]
        choices += [
            SelectChoice(str(o.key), f"={beginning(o.body)}") for o in old if o.heading == one.heading
        ]
        fields[field_name(place)] = SelectField(
            f"={beginning(one.body)}", choices=choices, default=str(one.key) if was else NEW
        )
    return type("PartsOfPaperForm", (PartsForm,), fields)


def beginning(body: str, letters: int = 70) -> str:
    plain = " ".join(body.split())
    return plain if len(plain) <= letters else f"{plain[:letters].rstrip()}…"


class ReadersForm(Form):
    who = SelectMultiple("meetings.papers.l_readers")

    def offer(self, meeting: StaffMeeting) -> None:
        self.who.choices = [SelectChoice(str(one.id), f"={one.name}") for one in meeting.readers]

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.who.data or ()]


class ShareForm(Form):
    """`seen` marks what was looked at; `checked`: what looks like an address or a number was looked at too."""

    seen = HiddenField()
    checked = SelectMultiple(
        "meetings.papers.l_checked", choices=[SelectChoice("y", "meetings.papers.checked")], validators=[]
    )


class WordsForm(Form):
    """Words to leave out, one entry a line; `then`: back to where it was typed."""

    then = HiddenField()
    words = TextAreaField(
        "meetings.redaction.l_words",
        validators=[Required("meetings.redaction.e_words"), AtMost(4000, "meetings.papers.e_long")],
    )

    @property
    def entries(self) -> list[str]:
        return [" ".join(line.split()) for line in (self.words.data or "").split("\n") if line.strip()]

    def validate_words(self, field: TextAreaField) -> None:
        if len(self.entries) > MOST_WORDS:
            stop(("meetings.redaction.e_many", {"limit": MOST_WORDS}))
        for one in self.entries:
            if len(one) > LONGEST_WORDS:
                stop(("meetings.redaction.e_long", {"limit": LONGEST_WORDS}))
            if not means_something(one):
                stop(("meetings.redaction.e_nothing", {"words": one}))


class EndWordsForm(Form):
    because = TextAreaField(
        "meetings.redaction.l_because",
        validators=[Required("meetings.redaction.e_because"), AtMost(600, "meetings.papers.e_long")],
    )
