"""What is answered: a page of one question, or a whole booklet that was filled in on paper."""

from collections.abc import Mapping
from typing import Any

from portal.contributions.forms import ForMeetingForm
from portal.contributions.model_answers import MOST_LETTERS, Said
from portal.contributions.model_sets import Kind, Part, Question, QuestionSet, said_in
from portal.web.fields import (
    AtMost,
    BooleanField,
    HiddenField,
    Optional,
    RadioField,
    SelectChoice,
    SelectMultiple,
    WordsField,
    stop,
)
from portal.web.forms import Form


class PageForm(Form):
    """The parts of one question; `then` says where the page was opened from."""

    then = HiddenField()


def form_for(question: Question, language: str, worker: str) -> type[PageForm]:
    """A form with a field for each part, named by the part's place: keys tell what is asked."""
    fields = {field_name(place): _field(part, language, worker) for place, part in enumerate(question.parts)}
    return type("QuestionForm", (PageForm,), fields)


def field_name(place: int) -> str:
    return f"part_{place}"


def _field(part: Part, language: str, worker: str) -> object:
    label = "=" + said_in(part.ask, language).replace("{worker}", worker)
    if part.kind is Kind.WORDS:
        return WordsField(label, validators=[AtMost(MOST_LETTERS, "contributions.e_too_long")])
    choices = [SelectChoice(one.code, "=" + said_in(one.words, language)) for one in part.choices]
    if part.kind is Kind.TICKS:
        return SelectMultiple(label, choices=choices)
    return RadioField(label, choices=choices, validators=[Optional()])


def said_in_form(form: Form, question: Question) -> dict[str, Said]:
    """What was answered, part by part, exactly as given."""
    return {part.key: _said(form[field_name(place)], part) for place, part in enumerate(question.parts)}


def _said(field: Any, part: Part) -> Said:
    if part.kind is Kind.WORDS:
        return Said(words=field.given)
    if part.kind is Kind.TICKS:
        return Said(choice=" ".join(field.data or ()) or None)
    return Said(choice=field.data or None)


def as_typed(question: Question, parts: Mapping[str, Said]) -> dict[str, object]:
    """What was answered before, as the fields of the form want it."""
    found: dict[str, object] = {}
    for place, part in enumerate(question.parts):
        said = parts.get(part.key, Said())
        found[field_name(place)] = (
            said.words if part.kind is Kind.WORDS else said.codes if part.kind is Kind.TICKS else said.choice
        )
    return found


class PaperForm(ForMeetingForm):
    """A whole booklet on one page, typed in by staff. `ringed`: what it says is for the meeting too."""

    ringed = BooleanField("contributions.paper.l_meeting")

    def validate_meeting(self, field: RadioField) -> None:
        if self.several and self.ringed.data and not field.data:
            stop("contributions.new.e_meeting")

    def rows(self, of: QuestionSet, language: str, worker: str) -> list[tuple[str, list[tuple[str, Any]]]]:
        """Each question as it is asked, with the kind and the field of each part."""
        return [
            (
                said_in(question.ask, language).replace("{worker}", worker),
                [
                    (part.kind.value, self[f"{field_name(place)}_{number}"])
                    for number, part in enumerate(question.parts)
                ],
            )
            for place, question in enumerate(of.questions)
        ]


def paper_form(of: QuestionSet, language: str, worker: str) -> type[PaperForm]:
    fields = {
        f"{field_name(place)}_{number}": _field(part, language, worker)
        for place, question in enumerate(of.questions)
        for number, part in enumerate(question.parts)
    }
    return type("BookletForm", (PaperForm,), fields)


def said_on_paper(form: PaperForm, of: QuestionSet) -> dict[str, dict[str, Said]]:
    return {
        question.key: {
            part.key: _said(form[f"{field_name(place)}_{number}"], part)
            for number, part in enumerate(question.parts)
        }
        for place, question in enumerate(of.questions)
    }
