"""What is left out of a text for one reader, however it was written, and what is left alone."""

import unicodedata
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.web.redaction import leave_out, leave_out_of, means_something

MARK = "[left out]"
PLANTED = ["12 Mill Lane", "Ella", "07700 900401", "EX1 2AB", "St. Mary's", "Hillside", "Jo", "Zoë", "علي"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We live at 12, mill-lane now.", f"We live at {MARK} now."),
        ("12 MILL\nLANE", MARK),
        ("Ella's bag, and ella’s coat", f"{MARK}'s bag, and {MARK}’s coat"),
        ("E\u200bll\u00ada came", f"{MARK} came"),
        ("Ｅｌｌａ", MARK),
        ("Zoe, ZOE\u0308 and Zoé", f"{MARK}, {MARK} and {MARK}"),
        ("+44 7700 900 401 or (07700) 900-401", f"+44 {MARK} or ({MARK}"),
        ("call 447700900401", f"call {MARK}"),
        ("at ex12ab", f"at {MARK}"),
        ("goes to St Marys, near ourHillsideHome", f"goes to {MARK}, near {MARK}"),
        ("Jo has a job, Joanna has not", f"{MARK} has a job, Joanna has not"),
        ("\u202bعَلي\u202c هنا", f"\u202b{MARK} هنا"),
        ("tell a well as umbrella", "tell a well as umbrella"),
        ("We left out the rest", "We left out the rest"),
        ("12 Мill Lаne, and 12 Μill Lanе", f"{MARK}, and {MARK}"),
        ("at ᴇʟʟᴀ’s", f"at {MARK}’s"),
        ("12 Mi\u3164ll L\u115fane", MARK),
        ("", ""),
    ],
)
def test_the_words_of_a_list_are_left_out_however_they_are_written(text: str, shown: str) -> None:
    assert leave_out(text, PLANTED) == shown


def test_words_that_begin_in_one_text_and_end_in_another_are_left_out_of_both() -> None:
    texts = ["We live at 12", "Mill", "Lane now.", "Ella came.", "12"]
    shown = [f"We live at {MARK}", MARK, f"{MARK} now.", f"{MARK} came.", "12"]
    assert leave_out_of(texts, PLANTED) == shown
    assert leave_out_of(shown, [*PLANTED, "left out"]) == shown
    assert leave_out_of(texts, []) == texts


def test_without_a_list_or_with_one_of_nothing_a_text_stays_as_it_is() -> None:
    for words in ([], [""], ["!!", "- -", "🙂🙂", "a"]):
        assert leave_out("Everything - - !! 🙂🙂 a", words) == "Everything - - !! 🙂🙂 a"
    assert not any(map(means_something, ["", "!!", "🙂🙂", "a", "\u0301\u0301"]))
    assert all(map(means_something, ["Jo", "علي"]))


words_of_somebody = st.text(
    alphabet=st.characters(categories=("Lu", "Ll", "Nd"), max_codepoint=0x17F), min_size=2, max_size=12
)
between = st.sampled_from(["", " ", "-", "'", "’", "  ", ".", "\u200b", "\u00a0", "\n", "\u0301"])
around = st.sampled_from([" ", ", ", "\n", "(", ") ", "“", "” "])
elsewhere = st.text(alphabet="αβγ δ.,!\n🙂", max_size=20)


@given(st.data(), words_of_somebody, around, around, elsewhere, elsewhere)
def test_no_way_of_writing_the_words_gets_through(
    data: st.DataObject, words: str, before: str, after: str, first: str, last: str
) -> None:
    written = "".join(
        data.draw(st.sampled_from([letter, letter.upper(), letter.lower(), normalize("NFD", letter)]))
        + data.draw(between)
        for letter in words
    )
    shown = leave_out(f"{first}{before}{written}{after}{last}", [words])
    assert MARK in shown
    left = shown.replace(MARK, "")
    assert not any(letter.isdigit() or unicodedata.name(letter, "").startswith("LATIN") for letter in left), (
        shown
    )
    # Once is enough: nothing of it comes together anew, and the mark itself is nobody's word.
    assert leave_out(shown, [words]) == shown


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=4))
@example("a b a b a", ["a b a"])
@example("mill lane mill", ["mill", "mill lane mill", "lane"])
@example("ß ½ ﬁ", ["ss", "12", "fi"])
def test_what_is_not_left_out_stays_word_for_word_and_in_order(text: str, words: list[str]) -> None:
    shown, at = leave_out(text, words), 0
    for piece in shown.split(MARK):
        place = text.find(piece, at)
        assert place >= 0
        at = place + len(piece)
    assert leave_out(shown, words) == shown
