"""What is found in a message, and what is not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.safety.matching import Matcher, folded, listed, matchers
from portal.safety.starting_words import starting_words

ALL = matchers(starting_words(), "en")


@pytest.mark.parametrize(
    "text",
    [
        "he came in my room again",
        "He CAME in my ROOM.",
        "he  came\n in\tmy\u00a0room!!",
        "i don't want to live",
        "I don’t want to live",
        "i dont want to live",
        "ｈｅ　ｈｉｔ　ｍｅ",
        "he hit\u200b me",
        "self-harm",
        "self harming again",
        "Suicidal",
        "she punched me",
        "(he hits me)",
        "chce umrzec",
        "Chcę umrzeć",
        "dw i isio marw",
    ],
)
def test_words_are_found_however_they_are_typed(text: str) -> None:
    assert ALL[None].finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "I can't go on Tuesday, the bus was late twice",
        "Can you help me with the form, please?",
        "Whit Monday is fine for me",
        "Kit hit Minecraft level 9",
        "skill myself up",
        "What time is the meeting?",
        "ሰላም አሚራ",
        "🙂🙂🙂",
    ],
)
def test_everyday_words_are_left_alone(text: str) -> None:
    assert not ALL[None].finds(text)


def test_a_star_stands_for_any_ending_and_for_nothing_else() -> None:
    matcher = Matcher(["hit* me", "stab"])
    assert matcher.finds("hitting me")
    assert matcher.finds("hit me")
    assert not matcher.finds("hitting them and me")
    assert not matcher.finds("stable")
    assert not matcher.finds("a stabbing")


def test_a_phrase_that_another_one_begins_with_is_found_alone() -> None:
    for entries in (["kicks me", "kicks me out"], ["kicks me out", "kicks me"]):
        assert Matcher(entries).finds("he kicks me")
        assert Matcher(entries).finds("he kicks me out at night")


def test_another_language_is_tried_together_with_the_default_and_an_unknown_one_with_all() -> None:
    found = matchers({"en": ["not safe"], "pl": ["boję się"]}, "en")
    assert found["pl"].finds("boje sie")
    assert found["pl"].finds("not safe")
    assert found["en"].finds("not safe")
    assert not found["en"].finds("boję się")
    assert found[None].finds("boję się")
    assert found[None].finds("not safe")


def test_a_list_without_words_finds_nothing() -> None:
    assert not matchers({}, "en")[None].finds("he hit me")
    assert not Matcher(["", "*", "  ", "?!"]).finds("he hit me * ?!")


@given(st.text(), st.text())
@example("\ud800", "\udfff*")
@example("ﷺ" * 50, "(*+?[")
def test_no_text_and_no_entry_can_make_it_fail(text: str, entry: str) -> None:
    Matcher([entry]).finds(text)
    assert folded(text) == folded(folded(text))


@given(st.text(min_size=1))
def test_an_entry_finds_itself(entry: str) -> None:
    kept = listed(entry).replace("*", "")
    if kept.strip():
        assert Matcher([entry]).finds(f"well, {kept}!")


def test_every_entry_of_the_starting_list_is_found_and_none_is_lost_in_reading() -> None:
    for language, entries in starting_words().items():
        assert len(entries) == len(set(entries))
        for entry in entries:
            assert 2 <= len(entry) <= 80
            assert ALL[language].finds(f"Hello, {entry.replace('*', 'ing')} and goodbye")
