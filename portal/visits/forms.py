"""What families type about a visit: another time, a topic, ticks, and their own words afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from portal.visits.model_plan import OfferedTime
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    HiddenField,
    RadioField,
    Required,
    SelectChoice,
    SelectMultiple,
    TextAreaField,
)
from portal.web.forms import Form
from portal.web.times import london, say_day_in_page, say_time

NONE_OF_THESE = "none"
MOST_LETTERS = 1000
TOPIC_LETTERS = 300
CORRECTION_LETTERS = 5000


class ChangeForm(Form):
    """`seen`: the time of the visit that stood on the page; it shows whether the visit was moved meanwhile."""

    seen = HiddenField()
    time = RadioField("visits.change.l_times", validators=[Chosen("visits.change.e_time")])
    when = TextAreaField(
        "visits.change.l_when",
        description="visits.change.h_when",
        validators=[AtMost(MOST_LETTERS, "visits.e_too_long")],
    )
    why = TextAreaField("visits.change.l_why", validators=[AtMost(MOST_LETTERS, "visits.e_too_long")])

    def offer(self, times: Sequence[OfferedTime], today: date, language: str) -> None:
        """Puts the offered times on the form; without any there is nothing to choose from."""
        if not times:
            del self.time
            return
        choices = [SelectChoice(str(one.id), _said(one.starts_at, today, language)) for one in times]
        self.time.choices = [*choices, SelectChoice(NONE_OF_THESE, "visits.change.none")]

    @property
    def chosen(self) -> str | None:
        """The id of an offered time, or None where none of them was chosen."""
        time = self.time.data if "time" in self else None
        return None if time in (None, "", NONE_OF_THESE) else str(time)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        # Whoever wrote when is better has said that none of the offered times is.
        if "time" in self and not self.time.data and self.when.data:
            self.time.data = NONE_OF_THESE
        fine = bool(super().validate(extra_validators))
        wants_words = "time" not in self or self.time.data == NONE_OF_THESE
        if wants_words and not self.when.data and not self.when.errors:
            self.when.errors = ["visits.change.e_when"]
            return False
        return fine


def _said(starts_at: datetime, today: date, language: str) -> tuple[str, dict[str, str]]:
    wall = london(starts_at)
    return "time.day_at_time", {
        "day": say_day_in_page(wall.date(), today.year, language),
        "time": say_time(wall.time(), language),
    }


class TopicForm(Form):
    """`version`: which edit of the topic stood on the page."""

    body = TextAreaField(
        "visits.topics.l_body",
        description="visits.topics.h_body",
        validators=[Required("visits.topics.e_body"), AtMost(TOPIC_LETTERS, "visits.topics.e_long")],
    )
    who = RadioField(
        "visits.topics.l_who",
        choices=["worker", "everyone"],
        default="worker",
        validators=[Chosen("visits.topics.e_who")],
    )
    in_private = BooleanField("visits.topics.l_private")
    version = HiddenField()

    def speak_of(self, called: str, *, with_school: bool) -> None:
        """What its words name: the worker by first name, and school only to those who may have to do with one."""
        if not with_school:
            self.body.description = "visits.topics.h_body_left_school"
        self.who.choices = [
            SelectChoice("worker", ("visits.topics.only_worker", {"worker": called})),
            SelectChoice("everyone", "visits.topics.everyone"),
        ]


class ReadyForm(Form):
    """Ticks. One that is not on the list any more is left out without a word."""

    ready = SelectMultiple("visits.ready.l_ready")
    known: frozenset[str] = frozenset()

    def list_items(self, standing: Iterable[str], of_worker: Iterable[tuple[str, str]]) -> None:
        labels = {key: f"visits.ready.{key}" for key in standing} | {
            key: f"={words}" for key, words in of_worker
        }
        self.known = frozenset(labels)
        self.ready.choices = [SelectChoice(key, label) for key, label in labels.items()]

    @property
    def ticked(self) -> list[str]:
        return sorted(self.known & set(self.ready.data or ()))


class CorrectionForm(Form):
    """`summary`: the version that the person had before them."""

    summary = HiddenField()
    body = TextAreaField(
        "visits.wrong.l_body",
        description="visits.wrong.h_body",
        validators=[Required("visits.wrong.e_body"), AtMost(CORRECTION_LETTERS, "visits.e_too_long")],
    )


class OurSideForm(CorrectionForm):
    """The other side of a visit that did not happen."""

    body = TextAreaField(
        "visits.our_side.l_body",
        description="visits.wrong.h_body",
        validators=[Required("visits.our_side.e_body"), AtMost(CORRECTION_LETTERS, "visits.e_too_long")],
    )
