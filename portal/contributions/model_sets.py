"""A set of questions as it was asked on one day: what is asked, of whom, when, and which answers worry us. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

DEFAULT = "en"
Words = Mapping[str, str]


class Kind(StrEnum):
    """How a part of a question is answered."""

    WORDS = "words"
    FACES = "faces"
    CHOICE = "choice"
    TICKS = "ticks"
    SCALE = "scale"


class Instead(StrEnum):
    """What somebody says in place of an answer. Every question takes all of them."""

    SKIPPED = "skipped"
    UNSURE = "unsure"
    LATER = "later"


class Whom(StrEnum):
    YOUNG = "young"
    ADULT = "adult"
    CARER = "carer"
    ANYONE = "anyone"


class Occasion(StrEnum):
    """What somebody wants to tell us about, in the order of the page; a quick view is begun on the home page."""

    THINGS = "things"
    VISIT = "visit"
    MEETING = "meeting"
    WRONG = "wrong"
    GOOD = "good"
    QUICK = "quick"


# From the best to the worst; the words for them differ by age and stand in the set. None of them is a score.
FACES = ("very_good", "good", "ok", "not_good", "bad")
NOT_SAY = "not_say"
SCALE = tuple(str(number) for number in range(11))


def said_in(words: Words, language: str) -> str:
    """In the reader's language where the set holds it, else as the set was written."""
    return words.get(language) or words[DEFAULT]


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Part:
    """One box or one row of choices. `flags`: codes that somebody has to look at within half an hour."""

    key: str
    kind: Kind
    ask: Words
    choices: tuple[Choice, ...] = ()
    flags: frozenset[str] = frozenset()

    def label(self, code: str, language: str) -> str:
        """The words of a choice; a code that the set does not know is said as it is."""
        found = next((one for one in self.choices if one.code == code), None)
        return said_in(found.words, language) if found else code


@dataclass(frozen=True, slots=True)
class Question:
    """One page. `each_child`: one box for each child instead of parts; `meeting_only`: never for named people."""

    key: str
    ask: Words
    parts: tuple[Part, ...]
    hint: Words | None = None
    each_child: Words | None = None
    meeting_only: bool = False

    @property
    def flagged(self) -> bool:
        return any(part.flags for part in self.parts)

    def for_children(self, children: Iterable[tuple[UUID, str]]) -> "Question":
        """With a box for each child, where the question is about each of them."""
        if self.each_child is None:
            return self
        parts = tuple(
            Part(
                str(child_id),
                Kind.WORDS,
                {tag: text.replace("{child}", name) for tag, text in self.each_child.items()},
            )
            for child_id, name in children
        )
        return replace(self, parts=parts or self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """One version, for ever: what was asked under it is never changed, only followed by a newer one."""

    id: str
    version: str
    way: str
    whom: Whom
    occasions: frozenset[Occasion]
    questions: tuple[Question, ...]
    ages: tuple[int, int] | None = None
    with_help: bool = False
    faces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.id}.{self.version}"

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)

    def place_of(self, key: str) -> int:
        """From 1, as people count."""
        return next(place for place, one in enumerate(self.questions, 1) if one.key == key)

    def for_children(self, children: Iterable[tuple[UUID, str]]) -> "QuestionSet":
        known = list(children)
        return replace(self, questions=tuple(one.for_children(known) for one in self.questions))

    def is_for(self, age: int | None) -> bool:
        return self.ages is None or age is None or self.ages[0] <= age <= self.ages[1]

    def distance(self, age: int | None) -> tuple[int, int]:
        """Less where it begins later, then where it ends sooner: it was written for fewer."""
        return (-self.ages[0], self.ages[1]) if self.ages and age is not None else (0, 0)

    def sentences(self, language: str = DEFAULT) -> list[str]:
        """Every sentence that somebody reads: for tests, translators and people who check."""
        found = []
        for question in self.questions:
            found += [
                said_in(words, language)
                for words in (question.ask, question.hint, question.each_child)
                if words
            ]
            for part in question.parts:
                found.append(said_in(part.ask, language))
                found += [said_in(choice.words, language) for choice in part.choices]
        return list(dict.fromkeys(found))
