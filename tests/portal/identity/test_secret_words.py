"""The words on paper."""

import math
from itertools import combinations

from portal.identity.secret_words import HOW_MANY, all_words, as_printed, new_words


def test_six_words_are_more_than_anybody_guesses() -> None:
    assert len(all_words()) >= 2048
    assert HOW_MANY * math.log2(len(all_words())) > 64
    assert len({new_words() for _ in range(200)}) == 200


def test_every_word_is_plain_and_short() -> None:
    assert all(
        word.isascii() and word.islower() and word.isalpha() and 4 <= len(word) <= 9 for word in all_words()
    )
    assert list(all_words()) == sorted(set(all_words()))


def test_no_two_words_differ_by_one_letter() -> None:
    holes: dict[str, set[str]] = {}
    for word in all_words():
        for at in range(len(word)):
            holes.setdefault(f"{word[:at]}_{word[at + 1 :]}", set()).add(word)
    alike = [pair for found in holes.values() for pair in combinations(sorted(found), 2)]
    assert not alike


def test_no_word_says_what_the_service_is_about() -> None:
    telling = {
        "child",
        "family",
        "social",
        "court",
        "police",
        "abuse",
        "danger",
        "worker",
        "foster",
        "care",
        "harm",
    }
    assert not telling & set(all_words())


def test_capitals_hyphens_and_extra_spaces_do_not_matter() -> None:
    assert as_printed("  Willow-copper   LANTERN ") == "willow copper lantern"
