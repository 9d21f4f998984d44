"""Where letters may go, and with which keys: refused at the start rather than found out by a family."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from portal.letters_settings import NOTIFY, LettersSettings, letters_settings_for
from portal.settings import SettingsProblem, settings_for

KEY = f"kite live-{uuid4()}-{uuid4()}"
NEEDED = {
    "DATABASE_URL": "postgresql://portal_worker@127.0.0.1/portal",
    "PORTAL_ORIGIN": "https://kite.example.gov.uk",
    "PORTAL_SECRET": "0123456789abcdef" * 4,
}


def refused(**more: str) -> str:
    with pytest.raises(SettingsProblem) as problem:
        settings_for(NEEDED | more)
    return str(problem.value)


def test_without_any_setting_letters_are_held_and_nothing_is_missing() -> None:
    assert settings_for(NEEDED).letters == LettersSettings(NOTIFY, {})


@pytest.mark.parametrize(
    "url", [NOTIFY, NOTIFY + "/", "http://127.0.0.1:8125", "http://127.0.0.1:8125/", "http://[::1]:8125"]
)
def test_notify_and_a_stand_in_on_this_machine_may_be_spoken_to(url: str) -> None:
    assert letters_settings_for({"PORTAL_NOTIFY_URL": url}).url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.notifications.service.gov.uk.example.com",
        "http://api.notifications.service.gov.uk",
        "https://notify.example.com",
        "http://192.0.2.7:8125",
        "http://127.0.0.1:8125/v2",
        "http://key@127.0.0.1:8125",
        "http://127.0.0.1.example.com",
        "ftp://127.0.0.1",
        "notify",
    ],
)
def test_nobody_else_is_ever_handed_a_key_or_a_number(url: str) -> None:
    assert refused(PORTAL_NOTIFY_URL=url).startswith("PORTAL_NOTIFY_URL must be")


def keys(tmp_path: Path, listed: object) -> str:
    path = tmp_path / "keys.json"
    path.write_text(listed if isinstance(listed, str) else json.dumps(listed))
    return str(path)


def test_keys_are_read_by_name_and_shown_to_nobody(tmp_path: Path) -> None:
    settings = settings_for(NEEDED | {"PORTAL_NOTIFY_KEYS": keys(tmp_path, {"kite": KEY})})
    assert settings.letters.keys == {"kite": KEY}
    assert KEY[-36:] not in repr(settings)


@pytest.mark.parametrize(
    "listed", ["{", [KEY], {"kite": KEY[10:]}, {"kite": 3}, {"kite": KEY + "x"}, {"a b": KEY}]
)
def test_a_file_of_keys_that_cannot_be_right_is_refused_without_repeating_it(
    tmp_path: Path, listed: object
) -> None:
    problem = refused(PORTAL_NOTIFY_KEYS=keys(tmp_path, listed))
    assert "PORTAL_NOTIFY_KEYS" in problem
    assert KEY[-20:] not in problem


def test_a_file_of_keys_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert "No such file" in refused(PORTAL_NOTIFY_KEYS=str(tmp_path / "none"))
