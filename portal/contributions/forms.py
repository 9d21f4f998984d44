"""What is typed about what somebody thinks: a page of questions, who can see it, and what was done about it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import TextAreaField as PlainTextArea

from portal.contributions.model import MOST_LETTERS, Ahead, Done, Said, Somebody, Worker
from portal.contributions.model_sets import Kind, Occasion, Part, Question, QuestionSet, said_in
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    DayField,
    HiddenField,
    Optional,
    RadioField,
    Required,
    SelectChoice,
    SelectMultiple,
    StringField,
    TextAreaField,
    stop,
)
from portal.web.forms import Form
from portal.web.times import london, say_day, say_time

ONLY = "only"
ALL = "all"
REASON_LETTERS = 1000


class WordsField(PlainTextArea):
    """Kept exactly as typed but for line ends: spaces and lines may be meant."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = valuelist[0].replace("\r\n", "\n").replace("\r", "\n")

    @property
    def given(self) -> str | None:
        """Nothing but spaces is no answer."""
        return self.data if self.data and self.data.strip() else None


class ForMeetingForm(Form):
    """For which meeting, where somebody is asked to more than one."""

    meeting = RadioField("contributions.new.l_meeting")
    ahead: Sequence[Ahead] = ()
    hint_of_one: tuple[str, dict[str, str]] | None = None

    def offer_meetings(self, ahead: Sequence[Ahead], today: date, language: str) -> None:
        """One needs no question, and none has no answer."""
        self.ahead = ahead
        said = [said_when(one, today, language) for one in ahead]
        self.meeting.choices = [
            SelectChoice(str(one.id), words) for one, words in zip(ahead, said, strict=True)
        ]
        self.hint_of_one = said[0] if len(said) == 1 else None

    @property
    def several(self) -> bool:
        return len(self.ahead) > 1

    def meeting_for(self, occasion: Occasion) -> UUID | None:
        """The meeting that this is for. What is about something else is for none."""
        if occasion is not Occasion.MEETING or not self.ahead:
            return None
        if self.several:
            return UUID(self.meeting.data) if self.meeting.data else None
        return self.ahead[0].id


def said_when(one: Ahead, today: date, language: str) -> tuple[str, dict[str, str]]:
    wall = london(one.starts_at)
    return "contributions.new.meeting_on", {
        "day": say_day(wall.date(), today.year, language),
        "time": say_time(wall.time(), language),
    }


class StartForm(ForMeetingForm):
    """What it is about, and the short way or all questions."""

    occasion = RadioField(
        "contributions.new.l_occasion",
        choices=[
            SelectChoice(one.value, f"contributions.occasion.{one.value}")
            for one in Occasion
            if one is not Occasion.QUICK
        ],
        validators=[Chosen("contributions.new.e_occasion")],
    )
    way = RadioField(
        "contributions.new.l_way",
        choices=[
            SelectChoice("short", "contributions.new.way_short"),
            SelectChoice("whole", "contributions.new.way_whole"),
        ],
        default="short",
        validators=[Optional()],
    )

    def validate_meeting(self, field: RadioField) -> None:
        if self.several and self.occasion.data == Occasion.MEETING and not field.data:
            stop("contributions.new.e_meeting")

    @property
    def whole(self) -> bool:
        return bool(self.way.data == "whole")


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


class ShareForm(Form):
    """Who can see all of it. The worker is fixed: somebody has to read it."""

    who = SelectMultiple("contributions.share.h1", validators=[])

    def offer(self, workers: Sequence[Worker], people: Sequence[Somebody]) -> None:
        self.readers = [f"worker-{place}" for place in range(len(workers))]
        self.worker = workers[0].called if workers else ""
        self.who.choices = [
            *(SelectChoice(code, job_of(one)) for code, one in zip(self.readers, workers, strict=True)),
            *(SelectChoice(one.code, label_of(one)) for one in people),
            SelectChoice(ONLY, ("contributions.share.only", {"worker": self.worker})),
        ]

    # The codes of those who are ticked and fixed, and who is meant by “only”.
    readers: Sequence[str] = ()
    worker = ""

    def validate_who(self, field: SelectMultiple) -> None:
        chosen = set(field.data or ()) - set(self.readers)
        if not chosen or (ONLY in chosen and len(chosen) > 1):
            stop(("contributions.share.e_who", {"worker": self.worker}))

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.who.data or ()) - {ONLY, *self.readers}


def label_of(one: Somebody, whose: str = "relation") -> tuple[str, dict[str, str]]:
    """“Dani, your mum”; for staff, who are told about somebody else, “Dani (mother)”."""
    return f"contributions.{whose}.{one.relation}", {"name": one.called}


def job_of(worker: Worker) -> tuple[str, dict[str, str]]:
    return "contributions.share.worker", {"name": worker.called, "job": (worker.job_title or "").lower()}


def each_form(questions: Sequence[Question], people: Sequence[Somebody], labels: Sequence[str]) -> type[Form]:
    """Ticks for every question that was answered; none of them means only the worker."""
    fields: dict[str, object] = {}
    for place, (question, label) in enumerate(zip(questions, labels, strict=True)):
        offered = [one for one in people if one.id is None or not question.meeting_only]
        fields[field_name(place)] = SelectMultiple(
            f"={label}", choices=[SelectChoice(one.code, label_of(one)) for one in offered]
        )
    return type("EachForm", (Form,), fields)


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
        self.about.choices = [
            SelectChoice(ALL, "contributions.reply.all"),
            *(SelectChoice(key, f"={words}") for key, words in topics),
        ]


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
        self.about.choices = [
            SelectChoice(ALL, "contributions.reply.all"),
            *(SelectChoice(key, f"={words}") for key, words in topics),
        ]


class HelperForm(Form):
    """What the helper saw, apart from the child's words, and who was in the room."""

    saw = TextAreaField("contributions.helper.l_saw", validators=[AtMost(2000, "contributions.e_too_long")])
    there = StringField("contributions.helper.l_there", validators=[AtMost(300, "contributions.e_too_long")])


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
