"""What a set may hold, and what a council may change of one: neutral words, no promise of secrecy, all to skip."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.contributions.model_sets import DEFAULT, Kind, Part, Question, QuestionSet, Words

MOST_QUESTIONS = 24
MOST_OF_OURS = 3
# Words a sentence, by the youngest reader.
LONGEST_YOUNG, LONGEST_ADULT = 15, 20
# No council and no worker can keep these promises.
SECRECY = re.compile(
    r"\b(?:secrets?|confidential\w*|between us|nobody (?:else )?will (?:know|see|find out)|"
    r"no one (?:else )?will (?:know|see|find out)|(?:will|do) not tell|never tell|anonymous\w*)\b",
    re.IGNORECASE,
)
# A question that says which answer it would like.
LEADING = re.compile(
    r"^(?:do not you|is it not|are you not|why do not you|would you agree|surely)\b|^you (?:do|are)\b.*\?$"
    r"|, (?:right|is it not|do you not|are you not)\?$|\b(?:obviously|of course|naughty|good (?:boy|girl))\b",
    re.IGNORECASE,
)
NEEDED = re.compile(r"\b(?:must answer|have to answer|required|needed to go on)\b", re.IGNORECASE)


class NotAllowed(ValueError):
    """A set, or a change to one, that breaks a rule; the text says which one and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a council says otherwise: `leave_out` questions, `reword` them, `add` some of its own in words."""

    of: str
    council: str
    version: int
    leave_out: list[str] = field(default_factory=list)
    reword: Mapping[str, Words] = field(default_factory=dict)
    add: list[Mapping[str, Words | str]] = field(default_factory=list)


def adapted(base: QuestionSet, changes: Changes) -> QuestionSet:
    """The council's own version. Raises NotAllowed."""
    known = {one.key for one in base.questions}
    if strange := {*changes.leave_out, *changes.reword} - known:
        raise NotAllowed(f"{base.name} has no question {', '.join(sorted(strange))}")
    if kept := [
        one.key for one in base.questions if one.flagged and one.key in {*changes.leave_out, *changes.reword}
    ]:
        raise NotAllowed(f"questions that keep people safe stay as they are: {', '.join(kept)}")
    if len(changes.add) > MOST_OF_OURS:
        raise NotAllowed(f"at most {MOST_OF_OURS} questions of its own")
    questions = [
        replace(one, ask=changes.reword.get(one.key, one.ask))
        for one in base.questions
        if one.key not in changes.leave_out
    ]
    questions += [_added(one) for one in changes.add]
    found = replace(
        base, version=f"{base.version}-{changes.council}-{changes.version}", questions=tuple(questions)
    )
    check(found)
    return found


def _added(held: Mapping[str, Words | str]) -> Question:
    key, ask = held["key"], held["ask"]
    if not isinstance(key, str) or isinstance(ask, str):
        raise NotAllowed("a question of a council's own has a key, and words by language")
    return Question(f"own_{key}", ask, (Part("it", Kind.WORDS, ask),))


def check(one: QuestionSet) -> None:
    """Raises NotAllowed for the first thing that no set may hold."""
    keys = [question.key for question in one.questions]
    if len(keys) != len(set(keys)):
        raise NotAllowed(f"{one.name}: two questions have the same key")
    if not 1 <= len(keys) <= MOST_QUESTIONS:
        raise NotAllowed(f"{one.name}: {len(keys)} questions")
    for question in one.questions:
        for part in question.parts:
            if strange := part.flags - {choice.code for choice in part.choices}:
                raise NotAllowed(f"{one.name} {question.key}: flags {strange}, which nobody can choose")
    longest = LONGEST_ADULT if one.whom.value in ("adult", "carer") else LONGEST_YOUNG
    for sentence in one.sentences(DEFAULT):
        _check_sentence(one.name, sentence, longest)


def _check_sentence(where: str, sentence: str, longest: int) -> None:
    for rule, says in ((SECRECY, "promises secrecy"), (LEADING, "leads"), (NEEDED, "asks for an answer")):
        if rule.search(sentence):
            raise NotAllowed(f"{where}: “{sentence}” {says}")
    for part in re.split(r"[.!?:]+(?:\s|$)", sentence):
        if len(part.split()) > longest:
            raise NotAllowed(f"{where}: “{part}” has more than {longest} words")
