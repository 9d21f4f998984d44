"""What whoever runs the portal asks of Notify by command, over HTTP, with the library that production uses."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from notifications.catalogue import Form, template_of
from notifications.model import Channel, Wording
from portal.letters_settings import LettersSettings
from portal.notifying import Said, TrialLetter, check, resume, send_test, use_key
from portal.settings import Settings, SettingsProblem
from tests.databases import CastDatabase
from tests.notify import RunningNotify, notify

__all__ = ["notify"]
EXAMPLESHIRE = "Exampleshire County Council"
COLLEAGUE, COLLEAGUES_MAILBOX = "07700900499", "alex.morgan@example.gov.uk"
MESSAGE = Form("message", Channel.TEXT, Wording.DISCREET, "en")


@dataclass(frozen=True)
class Office:
    """One deployment's worker settings, its database and its Notify."""

    settings: Settings
    database: CastDatabase
    notify: RunningNotify
    db: "asyncpg.Connection[asyncpg.Record]"

    @property
    def key_name(self) -> str:
        return self.notify.of(self.database.cast.exampleshire).key_name

    def with_key(self, key: str) -> Settings:
        letters = replace(self.settings.letters, keys={**self.settings.letters.keys, self.key_name: key})
        return replace(self.settings, letters=letters)


@pytest.fixture
async def office(cast_database: CastDatabase, notify: RunningNotify) -> AsyncIterator[Office]:
    await notify.connect(cast_database.dsn(), "http://127.0.0.1:1")
    keys = {one.key_name: one.whole_key for one in notify.councils}
    settings = Settings(
        database_url=cast_database.dsn("portal_worker"),
        origins=("https://kite.example.gov.uk",),
        secret=bytes(range(32)),
        letters=LettersSettings(notify.url, keys),
    )
    db = await asyncpg.connect(cast_database.dsn())
    try:
        yield Office(settings, cast_database, notify, db)
    finally:
        await db.close()


def told(said: Said) -> str:
    return "\n".join(said.lines)


async def test_templates_in_our_words_are_as_they_should_be(office: Office) -> None:
    said = await check(office.settings, None)
    assert said.code == 0, told(said)
    assert len(said.lines) == 2, "one line a council"
    assert f"{EXAMPLESHIRE}: all" in told(said)


async def test_what_is_missing_or_differs_is_said_and_adopted_what_is_right(office: Office) -> None:
    council = office.database.cast.exampleshire
    service = office.notify.of(council).service
    templates = office.notify.stand_in.ledger.services[service.id].templates
    gone = next(iter(templates))
    name = templates.pop(gone).name
    await office.db.execute("DELETE FROM letter_template")
    said = await check(office.settings, EXAMPLESHIRE, adopt=True, words=True)
    assert said.code == 1
    assert f"{EXAMPLESHIRE}: {name}: no template of this name" in told(said)
    assert f"Name: {name}" in told(said)
    known = await office.db.fetchval("SELECT count(*) FROM letter_template WHERE council_id = $1", council)
    assert f"{EXAMPLESHIRE}: {known} templates adopted, {known} known." in told(said)
    again = await check(office.settings, EXAMPLESHIRE, adopt=True)
    assert f"{EXAMPLESHIRE}: 0 templates adopted, {known} known." in told(again)
    assert (
        await office.db.fetchval("SELECT count(*) FROM letter_template WHERE council_id <> $1", council) == 0
    )


async def test_a_council_is_named_by_name_or_id_or_refused(office: Office) -> None:
    by_id = await check(office.settings, str(office.database.cast.exampleshire))
    assert EXAMPLESHIRE in told(by_id)
    with pytest.raises(SettingsProblem, match="There is no council 'Nowhere'"):
        await check(office.settings, "Nowhere")


async def test_a_key_of_nobody_and_notify_away_are_plain_lines(office: Office) -> None:
    bad = office.with_key(f"bad-{uuid4()}-{uuid4()}")
    said = await check(bad, EXAMPLESHIRE)
    assert said.code == 1
    assert "Notify does not take our key, or our clock is wrong" in told(said)
    away = replace(office.settings, letters=replace(office.settings.letters, url="http://127.0.0.1:9"))
    assert "Notify cannot be reached." in told(await check(away, EXAMPLESHIRE))


async def test_a_council_without_a_key_is_told_what_to_run(office: Office) -> None:
    await office.db.execute("UPDATE carrier SET key_name = NULL")
    with pytest.raises(SettingsProblem, match="portal notify use"):
        await check(office.settings, EXAMPLESHIRE)
    with pytest.raises(SettingsProblem, match="holds no key nowhere"):
        await use_key(office.settings, EXAMPLESHIRE, "nowhere", {})
    said = await use_key(office.settings, EXAMPLESHIRE, office.key_name, {})
    assert f"letters go under the key {office.key_name}" in told(said)
    assert (await check(office.settings, EXAMPLESHIRE)).code == 0


async def test_a_test_letter_reaches_a_colleague_once(office: Office) -> None:
    said = await send_test(office.settings, EXAMPLESHIRE, TrialLetter(COLLEAGUE))
    assert (told(said), said.code) == (f"{EXAMPLESHIRE}: Notify took it.", 0)
    (sent,) = office.notify.sent()
    assert sent.shown == "You have an update. Questions? Call 020 7946 0201."
    by_mail = await send_test(
        office.settings, EXAMPLESHIRE, TrialLetter(COLLEAGUES_MAILBOX, "visit", Wording.STANDARD)
    )
    assert by_mail.code == 0
    assert len(office.notify.sent()) == 2


@pytest.mark.parametrize(
    "to", ["07700900401", "+44 7700 900401", "dani.rowe@example.com", "DANI.ROWE@example.com "]
)
async def test_a_test_letter_never_goes_to_a_family(office: Office, to: str) -> None:
    with pytest.raises(SettingsProblem, match="somebody of a family") as refused:
        await send_test(office.settings, EXAMPLESHIRE, TrialLetter(to, sure=True))
    assert to not in str(refused.value)
    assert office.notify.sent() == []


async def test_a_live_key_needs_a_yes(office: Office) -> None:
    live = replace(office.settings, letters=replace(office.settings.letters, url="https://notify.invalid"))
    with pytest.raises(SettingsProblem, match="add --yes"):
        await send_test(live, EXAMPLESHIRE, TrialLetter(COLLEAGUE))


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        (TrialLetter(COLLEAGUE, "nothing"), "There is no letter nothing"),
        (TrialLetter(COLLEAGUES_MAILBOX, "number_check"), "does not go by email"),
    ],
)
async def test_a_letter_that_there_is_not_is_refused(office: Office, trial: TrialLetter, words: str) -> None:
    with pytest.raises(SettingsProblem, match=words):
        await send_test(office.settings, EXAMPLESHIRE, trial)


async def test_a_letter_without_a_known_template_is_not_sent(office: Office) -> None:
    await office.db.execute("DELETE FROM letter_template")
    with pytest.raises(SettingsProblem, match="portal notify check --adopt"):
        await send_test(office.settings, EXAMPLESHIRE, TrialLetter(COLLEAGUE))


async def test_letters_leave_again_once_notify_takes_us(office: Office) -> None:
    await office.db.execute("UPDATE carrier SET state = 'stopped', why = 'barred', failures = 3")
    bad = office.with_key(f"bad-{uuid4()}-{uuid4()}")
    still = await resume(bad, EXAMPLESHIRE)
    assert still.code == 1
    assert "still stopped" in told(still)
    assert await office.db.fetchval("SELECT count(*) FROM carrier WHERE state = 'stopped'") == 2
    assert told(await resume(office.settings, EXAMPLESHIRE)) == f"{EXAMPLESHIRE}: letters leave again."
    rows = await office.db.fetch(
        "SELECT state FROM carrier WHERE council_id = $1", office.database.cast.exampleshire
    )
    assert [row["state"] for row in rows] == ["open"]
    assert "leaving already" in told(await resume(office.settings, EXAMPLESHIRE))


def test_the_commands_are_there() -> None:
    for question in ("check", "use", "send-test", "resume"):
        run = subprocess.run(
            [sys.executable, "-m", "portal", "notify", question, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr


async def test_a_command_is_one_line_and_a_code(office: Office, tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DATABASE_URL": office.settings.database_url,
        "PORTAL_ORIGIN": "https://kite.example.gov.uk",
        "PORTAL_SECRET": bytes(range(32)).hex(),
        "PORTAL_NOTIFY_URL": office.notify.url,
        "PORTAL_NOTIFY_KEYS": str(office.notify.keys_file(tmp_path)),
    }

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "portal", "notify", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)

    good = await asyncio.to_thread(run, "check", "--council", EXAMPLESHIRE)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith(f"{EXAMPLESHIRE}: all ")
    refused = await asyncio.to_thread(run, "send-test", "--council", EXAMPLESHIRE, "--to", "07700900401")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "07700900401" not in refused.stderr


def test_our_own_words_are_what_is_pasted() -> None:
    assert template_of(MESSAGE).body == "You have an update. Questions? Call ((phone))."
