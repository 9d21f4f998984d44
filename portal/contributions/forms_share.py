"""Who can see what somebody said: all of it, or answer by answer."""

from collections.abc import Sequence

from portal.contributions.forms_questions import field_name
from portal.contributions.model_sets import Question
from portal.contributions.model_share import Somebody, Worker
from portal.web.fields import SelectChoice, SelectMultiple, stop
from portal.web.forms import Form

ONLY = "only"


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
