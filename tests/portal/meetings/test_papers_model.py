"""Paragraphs that keep their keys, days by which comments are answered, and what is marked to look at."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.meetings.checks_papers import pieces
from portal.meetings.model_papers import (
    Paragraph,
    Written,
    keyed,
    minutes_of,
    rekeyed,
    reply_by,
    split,
    typed,
)

lines = st.text(alphabet="abc é#🙂\t", max_size=20)
texts = st.lists(lines, max_size=12).map("\n".join)


@given(texts)
@example(" # a heading that begins with a space")
def test_a_text_that_is_saved_and_opened_again_is_cut_at_the_same_places(text: str) -> None:
    parts = split(text)
    assert split(typed(parts)) == parts
    assert all(one.body and one.body == one.body.strip("\n") for one in parts)
    letters = [sign for sign in text if sign.isalpha()]
    assert letters == [sign for one in parts for sign in one.body if sign.isalpha()], "no word is lost"


@given(texts, texts)
def test_no_two_parts_have_one_key_and_the_same_words_keep_theirs(before: str, after: str) -> None:
    old = keyed(split(before), [])
    new = keyed(split(after), old)
    assert len({one.key for one in new}) == len(new)
    assert keyed(split(before), old) == old
    for one in new:
        was = next((o for o in old if o.key == one.key), None)
        assert was is None or was.heading == one.heading


def test_parts_are_known_again_when_they_are_moved_and_changed() -> None:
    old = keyed(split("Kit goes to school every day.\n\nJay codes.\n\n# Next\n\nWe meet in June."), [])
    new = keyed(split("# Next\n\nWe meet again in June.\n\nKit goes to school most days.\n\nRain."), old)
    keys = {one.body: one.key for one in old}
    assert [one.key for one in new[:3]] == [
        keys["Next"], keys["We meet in June."], keys["Kit goes to school every day."]
    ]  # fmt: skip
    assert new[3].key not in keys.values()


def test_the_writer_may_say_otherwise_but_not_that_two_are_one() -> None:
    first, second = Paragraph(uuid4(), "a"), Paragraph(uuid4(), "b")
    told = rekeyed([first, second], [first.key, None])
    assert told is not None
    assert told[0] == first
    assert told[1].key != second.key
    assert rekeyed([first, second], [first.key, first.key]) is None


@pytest.mark.parametrize(
    ("said", "meets", "answered"),
    [
        # Monday, and the meeting is weeks away: 5 working days.
        (date(2026, 6, 1), date(2026, 6, 25), date(2026, 6, 8)),
        # A bank holiday (Monday 25 May) lies in between.
        (date(2026, 5, 21), date(2026, 6, 25), date(2026, 5, 29)),
        # The meeting comes first: the working day before it; from a weekend too.
        (date(2026, 6, 22), date(2026, 6, 25), date(2026, 6, 24)),
        (date(2026, 6, 19), date(2026, 6, 22), date(2026, 6, 19)),
        (date(2026, 6, 20), date(2026, 6, 22), date(2026, 6, 20)),
        # On the day and after it, 5 working days again.
        (date(2026, 6, 25), date(2026, 6, 25), date(2026, 7, 2)),
        (date(2026, 7, 6), date(2026, 6, 25), date(2026, 7, 13)),
    ],
)
def test_a_comment_is_answered_within_5_working_days_and_before_the_meeting(
    said: date, meets: date, answered: date
) -> None:
    assert reply_by(said, meets) == answered


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They live at 12 Mill Lane, Exeter.", [("12 Mill Lane", "address")]),
        ("at EX1 2AB or ex12ab", [("EX1 2AB", "postcode"), ("ex12ab", "postcode")]),
        ("Call 07700 900401 or +44 (0)7700 900 401.",
         [("07700 900401", "phone"), ("+44 (0)7700 900 401", "phone")]),
        ("Kit goes to Oakfield Primary School.", [("Oakfield Primary School", "place")]),
        ("Write to a.b@example.com today", [("a.b@example.com", "email")]),
        ("Mornings are calm. He reads at school. She called 3 times in May 2026.", []),
    ],
)  # fmt: skip
def test_what_looks_like_a_place_or_a_number_is_marked(text: str, found: list[tuple[str, str]]) -> None:
    cut = pieces(text)
    assert "".join(one.text for one in cut) == text
    assert [(one.text, one.why) for one in cut if one.why] == found


def test_reading_takes_a_minute_at_least() -> None:
    assert [minutes_of([]), minutes_of(["word"]), minutes_of(["word " * 151])] == [1, 1, 2]
    assert split("# \n\n#no heading") == [Written("#"), Written("#no heading")]
