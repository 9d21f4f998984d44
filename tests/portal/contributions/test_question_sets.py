"""The sets of questions: whole, to be skipped, easy to read, and changed only within the rules."""

import hashlib
from dataclasses import replace
from uuid import UUID

import pytest

from portal.contributions.guard import Changes, NotAllowed, adapted, check
from portal.contributions.model_sets import (
    FACES,
    NOT_SAY,
    Instead,
    Kind,
    Occasion,
    Question,
    QuestionSet,
    Whom,
)
from portal.contributions.question_sets import FOLDER, all_sets, choose_set, face_words, get_set, newest
from portal.demo.cast import CAST
from tests.accessibility.reading import read
from tests.architecture.speaking import faults

COUNCIL = CAST.exampleshire
# Questions in each of the whole sets, with the one that asks for a person's own words where it stands at the end.
WHOLE = {
    "under-8": 8, "young-8": 13, "young-12": 12, "young-16": 23, "young-18": 23,
    "parent": 12, "carer": 10, "after": 6,
}  # fmt: skip
AGES = {"under-8": 8, "young-8": 8, "short-8": 8, "after": 8, "parent": 10, "carer": 10, "short-adult": 10}


def sets() -> list[QuestionSet]:
    return list(all_sets().values())


def test_all_sets_are_there_whole() -> None:
    found = {one.id: len(one.questions) for one in newest(COUNCIL) if one.way == "whole"}
    assert found == WHOLE


def test_every_set_is_easy_to_read() -> None:
    for one in sets():
        told = read([line.replace("{worker}", "Amira").replace("{child}", "Kit") for line in one.sentences()])
        age, most = AGES.get(one.id, 9), 20 if one.whom in (Whom.ADULT, Whom.CARER) else 15
        print(
            f"{one.name}: {len(one.questions)} questions, reading age {told.age:.1f} (at most {age}), "
            f"longest sentence {told.longest} words (at most {most}), hard words {told.hard_share:.1%}"
        )
        assert told.longest <= most, told.longest_sentence
        if told.words >= 60:
            assert told.age <= age, one.name
            assert told.hard_share <= 0.05, one.name


def test_no_set_uses_a_word_we_do_not_use() -> None:
    wrong = [f"{one.name}: {line}: {found}" for one in sets() for line in one.sentences()
             if (found := faults(f"sets.{one.id}", line))]  # fmt: skip
    assert wrong == []


def test_every_set_keeps_to_the_rules() -> None:
    for one in sets():
        check(one)


def test_faces_carry_words_and_the_last_of_them_is_looked_at() -> None:
    parts = [
        part
        for one in sets()
        for question in one.questions
        for part in question.parts
        if part.kind is Kind.FACES
    ]
    assert parts
    for part in parts:
        assert [choice.code for choice in part.choices] == [*FACES, NOT_SAY]
        assert "bad" in part.flags
        assert all(choice.words["en"] for choice in part.choices)


def test_what_can_be_said_instead_of_an_answer_is_the_same_everywhere() -> None:
    assert set(Instead) == {"skipped", "unsure", "later"}


def test_the_safety_questions_are_marked() -> None:
    marked = {
        (one.id, question.key)
        for one in newest(COUNCIL)
        for question in one.questions
        for part in question.parts
        if part.flags and part.kind is not Kind.FACES
    }
    of_the_young = {(name, "safe") for name in ("young-8", "young-12", "young-16", "young-18")}
    assert of_the_young | {("parent", "room")} <= marked


@pytest.mark.parametrize(
    ("occasion", "whom", "age", "whole", "found"),
    [
        ("things", "young", 6, False, "short-8"),
        ("things", "young", 6, True, "under-8"),
        ("meeting", "young", 9, False, "short-8"),
        ("meeting", "young", 9, True, "young-8"),
        ("meeting", "young", 12, True, "young-12"),
        ("meeting", "young", 14, False, "short-12"),
        ("things", "young", 15, True, "young-12"),
        ("things", "young", 16, True, "young-16"),
        ("things", "young", 17, True, "young-16"),
        ("things", "young", 18, True, "young-18"),
        ("meeting", "young", 25, True, "young-18"),
        ("meeting", "young", None, True, "under-8"),
        ("visit", "young", 14, False, "after"),
        ("visit", "adult", None, False, "after"),
        ("things", "adult", None, False, "short-adult"),
        ("meeting", "adult", None, True, "parent"),
        ("things", "carer", None, False, "short-adult"),
        ("meeting", "carer", None, True, "carer"),
        ("quick", "young", 9, False, "quick-8"),
        ("quick", "young", 12, False, "quick"),
        ("quick", "young", None, False, "quick"),
    ],
)
def test_each_person_gets_the_set_for_their_age_and_occasion(
    occasion: str, whom: str, age: int | None, *, whole: bool, found: str
) -> None:
    assert choose_set(COUNCIL, Occasion(occasion), Whom(whom), age, whole=whole).id == found


@pytest.mark.parametrize("age", [6, 9, 11, 12, 17, 24])
def test_what_was_answered_on_the_home_page_has_the_same_words_on_the_next(age: int) -> None:
    quick = choose_set(COUNCIL, Occasion.QUICK, Whom.YOUNG, age, whole=False)
    assert list(quick.faces["en"]) == [words for _code, words in face_words(COUNCIL, age, "en")]


def test_who_has_left_school_is_asked_the_same_in_words_of_their_own() -> None:
    before, grown = all_sets()["young-16.1"], all_sets()["young-18.1"]
    assert [one.key for one in grown.questions] == [one.key for one in before.questions]
    assert [line for line in grown.sentences() if "school" in line.lower() or "18" in line] == []
    asked, asks = _question(before, "safe"), _question(grown, "safe")
    assert [(one.key, one.flags) for one in asks.parts] == [(one.key, one.flags) for one in asked.parts]


def test_a_newer_version_is_asked_from_then_on_and_the_older_one_stays() -> None:
    old = all_sets()["short-12.1"]
    new = replace(old, version="10")
    found = {one.id: one for one in newest(COUNCIL, [old, new, replace(old, version="9")])}
    assert found["short-12"].version == "10"
    assert get_set(COUNCIL, "short-12", "1") == old


def test_a_parent_has_a_box_for_each_child() -> None:
    question = all_sets()["parent.1"].question("worried")
    assert question is not None
    boxes = question.for_children([(CAST.kit.id, "Kit"), (CAST.jay.id, "Jay")]).parts
    assert [part.ask["en"] for part in boxes] == ["For Kit", "For Jay"]
    assert [UUID(part.key) for part in boxes] == [CAST.kit.id, CAST.jay.id]


def changes(**more: object) -> Changes:
    return Changes(of="young-12.1", council="exampleshire", version=1, **more)  # type: ignore[arg-type]


def test_a_council_leaves_out_rewords_and_adds() -> None:
    base = all_sets()["young-12.1"]
    own = adapted(
        base,
        changes(
            leave_out=["self"],
            reword={"school": {"en": "How is school?"}},
            add=[{"key": "bus", "ask": {"en": "How is the bus to school?"}}],
        ),
    )
    assert own.name == "young-12.1-exampleshire-1"
    assert own.question("self") is None
    assert own.question("school") == replace(_question(base, "school"), ask={"en": "How is school?"})
    assert own.questions[-1].key == "own_bus"


def _question(of: QuestionSet, key: str) -> Question:
    found = of.question(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"leave_out": ["safe"]}, "keep people safe"),
        ({"reword": {"safe": {"en": "Are you fine?"}}}, "keep people safe"),
        ({"leave_out": ["nowhere"]}, "no question nowhere"),
        ({"reword": {"school": {"en": "Tell us. Nobody else will see it."}}}, "secrecy"),
        ({"reword": {"school": {"en": "This is a secret. How is school?"}}}, "secrecy"),
        ({"reword": {"school": {"en": "You are happy at school, are you not?"}}}, "leads"),
        ({"reword": {"school": {"en": "You have to answer this. How is school?"}}}, "asks for an answer"),
        ({"reword": {"school": {"en": " ".join(["school"] * 16)}}}, "more than 15 words"),
        ({"add": [{"key": str(n), "ask": {"en": "How is it?"}} for n in range(4)]}, "at most 3"),
        ({"add": [{"key": "x", "ask": "How is it?"}]}, "words by language"),
    ],
)
def test_a_council_cannot_go_past_the_guard_rails(more: dict[str, object], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        adapted(all_sets()["young-12.1"], changes(**more))


def test_no_version_that_was_used_is_ever_changed() -> None:
    """A new wording is a new file: this list only grows."""
    sums = {file.stem: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in FOLDER.glob("*.toml")}
    assert {name: sums.get(name) for name in FROZEN} == FROZEN
    assert set(sums) == set(FROZEN)


FROZEN = {
    "after.1": "818a47562c12",
    "carer.1": "433b32fd7141",
    "parent.1": "62c791b6a469",
    "parent.2": "46d6313e0a0e",
    "quick-8.1": "f44fae8aa45f",
    "quick.1": "bfff15865cda",
    "short-12.1": "e6baa3db6f77",
    "short-8.1": "908e5c999350",
    "short-adult.1": "08aec6ce36ec",
    "under-8.1": "d8b51c2a7c3f",
    "young-12.1": "6cedea534620",
    "young-16.1": "80c6d1ee5794",
    "young-18.1": "ff5f0f669e40",
    "young-8.1": "dbcc290dada3",
}
