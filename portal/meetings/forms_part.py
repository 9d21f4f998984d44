"""What somebody types or ticks before a meeting. Each page saves its own part, and the rest stays as it was."""

from dataclasses import replace
from typing import Any, ClassVar

from portal.meetings.model import INSTEAD, NEEDS, TAKING_PART
from portal.meetings.model_family import Card, Part
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    HiddenField,
    RadioField,
    Required,
    SelectChoice,
    SelectMultiple,
    StringField,
    TextAreaField,
    stop,
)
from portal.web.forms import Form
from portal.web.marks import mark_for

WORDS_LETTERS = 2000
SHORT_LETTERS = 1000
NAMES_LETTERS = 300
TOO_LONG = "meetings.part.e_too_long"
NOTHING = "nothing"


class PartForm(Form):
    """`seen`: what stood on the page, so that two tabs do not overwrite each other unseen."""

    seen = HiddenField()
    # The parts that this page is about; they have the names of its fields.
    about: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def said(cls, part: Part) -> dict[str, Any]:
        return {name: getattr(part, name) for name in cls.about}

    @classmethod
    def mark(cls, part: Part) -> str:
        return mark_for(sorted(cls.said(part).items()))

    def into(self, part: Part, card: Card) -> Part:
        """The part with what was said on this page. A box that was left empty says so."""
        typed: dict[str, Any] = {name: self[name].data or "" for name in self.about}
        return replace(part, **typed)

    @property
    def words(self) -> str:
        """All that was typed, to be looked at together."""
        typed = (field.data for field in self if isinstance(field, StringField | TextAreaField))
        return "\n".join(text for text in typed if text)


class HowForm(PartForm):
    """How they want to take part; and where they will not be there, how they are heard."""

    about = ("taking_part", "instead")
    taking_part = RadioField(
        "meetings.part.how.l_taking",
        choices=[SelectChoice(one, f"meetings.taking.{one}") for one in TAKING_PART],
        validators=[Chosen("meetings.part.how.e_taking")],
    )
    instead = RadioField(
        "meetings.part.how.l_instead",
        choices=[
            *(SelectChoice(one, f"meetings.instead.{one}") for one in INSTEAD),
            SelectChoice(NOTHING, "meetings.part.how.nothing"),
        ],
    )

    @classmethod
    def said(cls, part: Part) -> dict[str, Any]:
        silent = part.taking_part == "not_there" and part.instead is None
        return {"taking_part": part.taking_part, "instead": NOTHING if silent else part.instead}

    def validate_instead(self, field: RadioField) -> None:
        if self.taking_part.data == "not_there" and not field.data:
            stop("meetings.part.how.e_instead")

    def into(self, part: Part, card: Card) -> Part:
        instead = self.instead.data if self.taking_part.data == "not_there" else None
        return answered(part, card, self.taking_part.data, None if instead == NOTHING else instead)


def answered(part: Part, card: Card, taking_part: str, instead: str | None) -> Part:
    """They answered to the time that they saw. Who asks for somebody to speak for them is given somebody."""
    return replace(
        part,
        taking_part=taking_part,
        instead=instead,
        wants_advocate=part.wants_advocate or instead == "someone_speaks",
        answered_to=card.starts_at,
    )


# What a younger child chooses from, on the one page of their pack, and what each of it means.
CHILD_CHOICES = {
    "all": ("all", None),
    "part": ("part", None),
    "words": ("not_there", "written"),
    "someone": ("not_there", "someone_speaks"),
    "not_sure": ("not_sure", None),
}


class ChildForm(PartForm):
    about = ("taking_part", "instead")
    choice = RadioField(
        "meetings.part.child.l_choice",
        choices=[SelectChoice(one, f"meetings.part.child.{one}") for one in CHILD_CHOICES],
        validators=[Chosen("meetings.part.child.e_choice")],
    )

    @classmethod
    def said(cls, part: Part) -> dict[str, Any]:
        chosen = (part.taking_part, part.instead)
        return {"choice": next((one for one, means in CHILD_CHOICES.items() if means == chosen), None)}

    def into(self, part: Part, card: Card) -> Part:
        return answered(part, card, *CHILD_CHOICES[self.choice.data])


class SayForm(PartForm):
    about = ("to_say", "not_to_say")
    to_say = TextAreaField("meetings.part.say.l_say", validators=[AtMost(WORDS_LETTERS, TOO_LONG)])
    not_to_say = TextAreaField("meetings.part.say.l_not_say", validators=[AtMost(WORDS_LETTERS, TOO_LONG)])


class QuestionsForm(PartForm):
    about = ("questions",)
    questions = TextAreaField(
        "meetings.part.questions.l_questions",
        description="meetings.part.questions.h_questions",
        validators=[AtMost(WORDS_LETTERS, TOO_LONG)],
    )


class WhoForm(PartForm):
    about = ("brings_words", "wants_advocate")
    brings_words = StringField(
        "meetings.part.who.l_brings",
        description="meetings.part.who.h_brings",
        validators=[AtMost(NAMES_LETTERS, TOO_LONG)],
    )
    wants_advocate = BooleanField("meetings.part.who.l_helper", description="meetings.part.who.h_helper")

    def into(self, part: Part, card: Card) -> Part:
        return replace(
            part, brings_words=self.brings_words.data or "", wants_advocate=bool(self.wants_advocate.data)
        )


class NeedsForm(PartForm):
    about = ("needs", "needs_words")
    needs = SelectMultiple(
        "meetings.part.needs.h1", choices=[SelectChoice(one, f"meetings.need.{one}") for one in NEEDS]
    )
    needs_words = TextAreaField(
        "meetings.part.needs.l_words",
        description="meetings.part.needs.h_words",
        validators=[AtMost(SHORT_LETTERS, TOO_LONG)],
    )

    @classmethod
    def said(cls, part: Part) -> dict[str, Any]:
        return {"needs": list(part.needs), "needs_words": part.needs_words}

    def validate_needs_words(self, field: TextAreaField) -> None:
        if "something_else" in (self.needs.data or ()) and not field.data:
            stop("meetings.part.needs.e_words")

    def into(self, part: Part, card: Card) -> Part:
        return replace(part, needs=tuple(self.needs.data or ()), needs_words=self.needs_words.data or "")


class WorryForm(Form):
    """Somebody that they would rather not be in a room with."""

    body = TextAreaField(
        "meetings.people.l_body",
        validators=[Required("meetings.people.e_body"), AtMost(SHORT_LETTERS, TOO_LONG)],
    )


class TimeForm(Form):
    """Another time. `seen`: the time that stood on the page."""

    seen = HiddenField()
    when = TextAreaField(
        "visits.change.l_when",
        description="visits.change.h_when",
        validators=[Required("visits.change.e_when"), AtMost(SHORT_LETTERS, TOO_LONG)],
    )
