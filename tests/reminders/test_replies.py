"""What a text says, and whose number it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reminders.replies import Reply, plain_number, read_reply


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("1", Reply.COMING),
        (" 1. ", Reply.COMING),
        ("“2”", Reply.ANOTHER_TIME),
        ("3!\n", Reply.CALL_ME),
        ("STOP", Reply.STOP),
        ("Stop.", Reply.STOP),
        ("stop  all", Reply.STOP),
        ("STOPIO", Reply.STOP),
        ("12", Reply.WORDS),
        ("1 but I will be late", Reply.WORDS),
        ("2 he is here", Reply.WORDS),
        ("please stop him", Reply.WORDS),
        ("one", Reply.WORDS),
        ("", Reply.WORDS),
        ("١", Reply.WORDS),
    ],
)
def test_only_a_text_that_says_nothing_else_is_an_answer(words: str, reply: Reply) -> None:
    assert read_reply(words) is reply


@given(st.text())
def test_no_text_can_make_reading_fail(words: str) -> None:
    assert read_reply(words) in Reply
    assert plain_number(words).isdigit() or plain_number(words) == ""


@pytest.mark.parametrize(
    "written",
    [
        "447700900401",
        "+44 7700 900401",
        "00447700900401",
        "07700 900401",
        "+44 (0)7700 900401",
        "0770-0900-401",
    ],
)
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert plain_number(written) == "07700900401"


def test_a_number_from_elsewhere_and_a_name_are_nobodys_here() -> None:
    assert plain_number("+1 202 555 0143") == "12025550143"
    assert plain_number("GOVUK") == ""
