"""The sets, read once from sets/*.toml: a file for each version, and none is ever changed after it was used.

A council's own wording stands in sets/councils/<its id>/*.toml, as changes to one of these; see guard.py for what it
may change.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from portal.contributions.guard import Changes, adapted
from portal.contributions.model_sets import (
    DEFAULT,
    FACES,
    NOT_SAY,
    SCALE,
    Choice,
    Kind,
    Occasion,
    Part,
    Question,
    QuestionSet,
    Whom,
)

FOLDER = Path(__file__).with_name("sets")
# “I do not want to say” stands below every row of faces.
NOT_SAYING = {DEFAULT: "I do not want to say"}


@cache
def all_sets() -> Mapping[str, QuestionSet]:
    """Every version of every set, by its name."""
    found: dict[str, QuestionSet] = {}
    held = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.toml")}
    for name in sorted(held, key=lambda name: (held[name].get("after") is not None, name)):
        found[name] = read_set(held[name], found)
        if found[name].name != name:
            raise ValueError(f"{name}.toml holds {found[name].name}")
    return found


@cache
def sets_of_council(council_id: UUID) -> Mapping[str, QuestionSet]:
    """A council's own versions, by the name of the set and version that they change."""
    folder = FOLDER / "councils" / str(council_id)
    changes = [Changes(**tomllib.loads(file.read_text("utf-8"))) for file in sorted(folder.glob("*.toml"))]
    return {one.of: adapted(all_sets()[one.of], one) for one in changes}


def get_set(council_id: UUID, set_id: str, version: str) -> QuestionSet:
    """The version that somebody began, however many came after it."""
    name = f"{set_id}.{version}"
    if name in all_sets():
        return all_sets()[name]
    return next(one for one in sets_of_council(council_id).values() if one.name == name)


def newest(council_id: UUID, sets: Iterable[QuestionSet] | None = None) -> list[QuestionSet]:
    """Of each set its last version, in this council's own words where it has some."""
    last: dict[str, QuestionSet] = {}
    for one in all_sets().values() if sets is None else sets:
        if one.id not in last or int(one.version) > int(last[one.id].version):
            last[one.id] = one
    own = sets_of_council(council_id)
    return [own.get(one.name, one) for one in last.values()]


def choose_set(
    council_id: UUID, occasion: Occasion, whom: Whom, age: int | None, *, whole: bool
) -> QuestionSet:
    """The set for this person and occasion: the short way, unless they want all questions. Of two for the same age
    that one which begins later, or ends sooner: it was written for them.
    """
    fitting = [
        one
        for one in newest(council_id)
        if occasion in one.occasions and _meets(one.whom, whom) and one.is_for(age)
    ]
    ways = ("whole", "short", "quick") if whole else ("short", "quick", "whole")
    return min(
        fitting, key=lambda one: (ways.index(one.way), one.whom is not whom, one.distance(age), one.id)
    )


def face_words(council_id: UUID, age: int | None, language: str) -> list[tuple[str, str]]:
    """The five faces of the home page with their words, as somebody of this age knows them from the questions."""
    of = choose_set(council_id, Occasion.THINGS, Whom.YOUNG, age, whole=False)
    return list(zip(FACES, of.faces.get(language) or of.faces[DEFAULT], strict=True))


def _meets(of_set: Whom, person: Whom) -> bool:
    return of_set in (person, Whom.ANYONE) or (of_set is Whom.ADULT and person is Whom.CARER)


def read_set(held: Mapping[str, Any], before: Mapping[str, QuestionSet]) -> QuestionSet:
    """One file. `after` puts another set's questions before its own; one with the key of those stands in its place."""
    faces = {tag: tuple(words) for tag, words in held.get("faces", {}).items()}
    questions = tuple(_question(one, faces) for one in held["question"])
    if "after" in held:
        questions = _following(before[held["after"]].questions, questions)
    low, high = held.get("ages", (None, None))
    return QuestionSet(
        id=held["id"],
        version=str(held["version"]),
        way=held["way"],
        whom=Whom(held["whom"]),
        occasions=frozenset(Occasion(one) for one in held["occasions"]),
        questions=questions,
        ages=None if low is None else (low, high),
        with_help=held.get("with_help", False),
        faces=faces,
    )


def _following(first: Iterable[Question], own: Iterable[Question]) -> tuple[Question, ...]:
    return tuple({one.key: one for one in (*first, *own)}.values())


def _question(held: Mapping[str, Any], faces: Mapping[str, tuple[str, ...]]) -> Question:
    parts = held.get("part") or [{**held, "key": "it"}]
    return Question(
        key=held["key"],
        ask=held["ask"],
        parts=tuple(_part(one, faces) for one in parts),
        hint=held.get("hint"),
        each_child=held.get("each_child"),
        meeting_only=held.get("only") == "meeting",
    )


def _part(held: Mapping[str, Any], faces: Mapping[str, tuple[str, ...]]) -> Part:
    kind = Kind(held.get("kind", "words"))
    flags = frozenset(held.get("flags", ()))
    if kind is Kind.FACES:
        choices = [
            Choice(code, {tag: words[place] for tag, words in faces.items()})
            for place, code in enumerate(FACES)
        ]
        return Part(held["key"], kind, held["ask"], (*choices, Choice(NOT_SAY, NOT_SAYING)), flags | {"bad"})
    if kind is Kind.SCALE:
        choices = [Choice(number, {DEFAULT: number}) for number in SCALE]
    else:
        codes = held.get("choices", {})
        choices = [
            Choice(code, {tag: words[code] for tag, words in codes.items()})
            for code in codes.get(DEFAULT, {})
        ]
    return Part(held["key"], kind, held["ask"], tuple(choices), flags)
