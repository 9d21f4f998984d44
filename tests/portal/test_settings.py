"""A missing or unsafe setting keeps the portal from starting, with one line that holds nothing secret."""

import pytest

from portal.settings import SettingsProblem, settings_for

SECRET = "0123456789abcdef" * 4
NEEDED = {
    "DATABASE_URL": "postgresql://portal_web@127.0.0.1/portal",
    "PORTAL_ORIGIN": "https://kite.example.gov.uk",
    "PORTAL_SECRET": SECRET,
}


@pytest.mark.parametrize("missing", NEEDED)
def test_what_is_needed_is_asked_for(missing: str) -> None:
    with pytest.raises(SettingsProblem, match=missing):
        settings_for({name: value for name, value in NEEDED.items() if name != missing})


@pytest.mark.parametrize("name", ["PORTAL_SECRET", "PORTAL_AUDIT_KEY"])
@pytest.mark.parametrize(
    "weak",
    ["0" * 64, "ab" * 32, "0123456789abcdef" * 3, "change me, please", "g" * 64, SECRET + "x"],
)
def test_a_key_that_could_be_guessed_is_refused_and_not_repeated(name: str, weak: str) -> None:
    with pytest.raises(SettingsProblem) as refused:
        settings_for(NEEDED | {name: weak})
    assert name in str(refused.value)
    assert weak not in str(refused.value)


@pytest.mark.parametrize(
    "origin",
    [
        "http://kite.example.gov.uk", "http://192.0.2.7:8000", "http://127.0.0.1.example.com", "kite.example.gov.uk",
        "ftp://127.0.0.1", "https://kite.example.gov.uk/portal", "https://kite.example.gov.uk?x=1", "https://", "*",
    ],
)  # fmt: skip
def test_where_people_would_be_listened_to_is_refused(origin: str) -> None:
    with pytest.raises(SettingsProblem, match="PORTAL_ORIGIN"):
        settings_for(NEEDED | {"PORTAL_ORIGIN": origin})


def test_cookies_are_secure_but_on_this_machine() -> None:
    assert settings_for(NEEDED).cookie("session") == "__Host-session"
    assert settings_for(NEEDED | {"PORTAL_ORIGIN": "http://127.0.0.1:8000"}).cookie("session") == "session"
    assert settings_for(NEEDED | {"PORTAL_ORIGIN": "http://localhost:8000"}).secure is False


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORTAL_POOL", "1"), ("PORTAL_POOL", "many"), ("PORTAL_PROXIES", "-1"), ("PORTAL_PORT", "0"),
     ("PORTAL_EVENT_LIMIT", "0"), ("PORTAL_SOCKET_PATH", "fast")],
)  # fmt: skip
def test_a_number_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsProblem, match=name):
        settings_for(NEEDED | {name: value})
