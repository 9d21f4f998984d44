"""What a password may be."""

import pytest

from portal.identity.password_rules import COMMON, DIGEST_BYTES, problem_with


@pytest.mark.parametrize(
    "password",
    [
        "willow-copper-lantern", "my dog ate it", "x1b9ufhe83!a", "  spaces at both ends  ", "ክረምትና በጋ መጸው ጸደይ",
        "🪁🪁 over the 🏠 today", "a" * 5 + "bcd xyz" * 3, "blue tea tram " * 73,
    ],
)  # fmt: skip
def test_anything_long_and_unusual_is_good_exactly_as_typed(password: str) -> None:
    assert problem_with(password, ["Dani Rowe", "Kite"]) is None


@pytest.mark.parametrize("password", ["", "short", "eleven chars"[:11], "🪁" * 11])
def test_less_than_12_characters_is_too_short(password: str) -> None:
    assert problem_with(password) == "passwords.e_short"


def test_more_than_1024_characters_is_refused_and_never_cut() -> None:
    assert problem_with("blue tea tram " * 74) == "passwords.e_long"


@pytest.mark.parametrize(
    "password",
    [
        "password1234!", "P@ssw0rd2024", "Liverpool2024!!", "ilovemyfamily123", "qwertyuiop123", "123456789012",
        "aaaaaaaaaaaa", "abcdefghijkl", "zyxwvutsrqpo", "hello1hello1", "monkeymonkeymonkey", "QWERTYUIOP123",
        "q w e r t y u i o p 1 2", "correct horse battery staple",
    ],
)  # fmt: skip
def test_what_guessers_try_first_is_refused(password: str) -> None:
    assert problem_with(password) == "passwords.e_common"


@pytest.mark.parametrize(
    "password",
    ["kite kite kite kite", "Dani Rowe 1985!", "DaniRowe123456", "socialworker2026", "Exampleshire1!",
     "Kite-Council-2026"],
)  # fmt: skip
def test_the_names_of_the_person_and_the_service_make_no_password(password: str) -> None:
    assert (
        problem_with(password, ["Dani Rowe", "Kite", "Exampleshire County Council"]) == "passwords.e_common"
    )


def test_the_deny_list_holds_more_than_100_000_passwords() -> None:
    assert COMMON.stat().st_size / DIGEST_BYTES > 100_000
