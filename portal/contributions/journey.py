"""One way through a set of questions: whose it is, where its pages stand, and what comes next.

The same pages serve people who are signed in for themselves and whoever was handed a worker's phone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.contributions.model import CHECK, SHARE, Contribution
from portal.contributions.model_answers import Answers
from portal.contributions.model_sets import Kind, Part, Question, said_in
from portal.contributions.model_share import Side, Somebody, Worker
from portal.statutory.voice import Voice
from portal.web.marks import mark_for
from portal.web.redaction import leave_out


@dataclass(frozen=True, slots=True)
class Journey:
    """`base`: the address of its pages, without the step."""

    contribution: Contribution
    side: Side
    voice: Voice
    base: str
    together: bool
    answers: Answers

    @property
    def to(self) -> Worker | None:
        return self.side.to

    @property
    def worker(self) -> str:
        """What the worker is called; the whole page speaks of her by that."""
        return self.to.called if self.to else ""

    @property
    def closed(self) -> bool:
        return self.contribution.sent_at is not None

    def path(self, step: str | int) -> str:
        return f"{self.base}/{step}"

    @property
    def pages(self) -> list[str]:
        """Where something is typed or chosen on the way."""
        steps = (*range(1, len(self.contribution.set.questions) + 1), SHARE, f"{SHARE}/each", CHECK)
        return [self.path(step) for step in steps]

    def after(self, place: int) -> str:
        """The step after a question: the next one, or who can see it."""
        following = self.contribution.question_at(place + 1)
        return following.key if following else SHARE

    def place_of(self, step: str) -> str:
        return step if step in (SHARE, CHECK) else str(self.contribution.set.place_of(step))

    def before(self, place: int) -> str:
        return self.path(place - 1) if place > 1 else ("" if self.together else "/views")

    @property
    def answered(self) -> list[Question]:
        given = self.answers
        return [
            one for one in self.contribution.set.questions if one.key in given and given[one.key].answered
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """A question as it is read: what was asked, and each part of what was said. `instead`: a key where nothing was."""

    key: str
    place: int
    ask: str
    parts: tuple[tuple[str, tuple[str, ...], str | None], ...]
    instead: str | None
    flagged: bool


def rows_of(
    found: Contribution, answers: Answers, language: str, worker: str, *, all_of: bool = True
) -> list[Row]:
    """Every question of the set with its answer, in the order in which they were asked."""
    rows = []
    for place, question in enumerate(found.set.questions, 1):
        given = answers.get(question.key)
        if given is None and not all_of:
            continue
        parts = tuple(
            part for part in (_part_row(one, answers, question.key, language, worker) for one in question.parts)
            if part[1] or part[2]
        )  # fmt: skip
        instead = (given.instead or ("skipped" if not parts else None)) if given else "skipped"
        rows.append(
            Row(
                question.key, place, said_in(question.ask, language).replace("{worker}", worker), parts,
                str(instead) if instead else None, _is_flagged(question, answers),
            )
        )  # fmt: skip
    return rows


def _part_row(
    part: Part, answers: Answers, question: str, language: str, worker: str
) -> tuple[str, tuple[str, ...], str | None]:
    """What was asked of this part, the words of what was chosen, and what was typed."""
    given = answers.get(question)
    said = given.parts.get(part.key) if given else None
    chosen = tuple(part.label(code, language) for code in said.codes) if said else ()
    return (
        said_in(part.ask, language).replace("{worker}", worker),
        chosen,
        said.words if said and part.kind is Kind.WORDS else None,
    )


def _is_flagged(question: Question, answers: Answers) -> bool:
    given = answers.get(question.key)
    return given is not None and any(
        set(given.parts[part.key].codes) & part.flags for part in question.parts if part.key in given.parts
    )


def without(rows: list[Row], words: Sequence[str], language: str) -> list[Row]:
    """The same rows for a reader who may not be shown some words, whoever wrote them."""
    if not words:
        return rows
    return [
        replace(
            row,
            parts=tuple(
                (ask, chosen, typed and leave_out(typed, words, language)) for ask, chosen, typed in row.parts
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Seeing:
    """One who could see it, and how much of it: "all", "some" with the questions, or "none"."""

    who: Somebody
    much: str
    questions: tuple[str, ...]


def who_sees(
    side: Side, answered: list[Question], chosen: Mapping[str, frozenset[str]], language: str, worker: str
) -> list[Seeing]:
    found = []
    for one in side.people:
        seen = [question for question in answered if one.offered and one.code in chosen.get(question.key, ())]
        much = "none" if not seen else "all" if len(seen) == len(answered) else "some"
        names = tuple(said_in(question.ask, language).replace("{worker}", worker) for question in seen)
        found.append(Seeing(one, much, names))
    return found


def kept_to(
    side: Side, chosen: Mapping[str, frozenset[str]], questions: list[Question]
) -> dict[str, frozenset[str]]:
    """Whom somebody chose, as far as they may still be chosen, and never further than the question allows."""
    offered = {one.code for one in side.offered}
    found = {}
    for question in questions:
        codes = chosen.get(question.key, frozenset()) & offered
        found[question.key] = codes & {"meeting"} if question.meeting_only else codes
    return found


def mark_of(answers: Answers, chosen: Mapping[str, frozenset[str]], side: Side) -> str:
    """What stood on the page that asks for the last look: other words or other people make another mark.

    Other people are also other workers than those that the page named, and somebody else who runs the meeting.
    """
    told = [(key, one.at.isoformat()) for key, one in sorted(answers.items())]
    seen = [(key, sorted(codes)) for key, codes in sorted(chosen.items()) if codes]
    named = [str(one.id) for one in side.workers], [(one.code, one.called) for one in side.offered]
    return mark_for((told, seen, named))
