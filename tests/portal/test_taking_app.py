"""Taking an app from somebody whom no administrator can help, from the command line."""

import asyncio
import os
import subprocess
import sys

import asyncpg
import pytest

from portal.demo.cast import Cast
from portal.settings import SettingsProblem
from portal.taking_app import take_app
from tests.codes import give_app
from tests.running import SECRET, RunningPortal, SignIn, Visitor

Db = asyncpg.Connection


async def test_it_signs_them_out_tells_them_and_stands_in_the_log(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    await give_app(db, cast.alex, SECRET)
    alex = await sign_in(cast.alex)
    run = await asyncio.to_thread(
        subprocess.run,
        [
            sys.executable, "-m", "portal", "take-app", "--council", "exampleshire county council",
            "--email", cast.alex.sign_in, "--why", "Lost phone; seen by Robin.",
        ],
        env={**os.environ, "DATABASE_URL": portal.database.dsn("portal_migrator")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert (await alex.get("/admin/people", follow=False)).status == 401
    reason = await db.fetchval("SELECT reason FROM access_log WHERE kind = 'authenticator'")
    assert reason == "taken away by who runs the service: Lost phone; seen by Robin."
    home = await stranger.post("/sign-in", {"name": cast.alex.sign_in, "password": cast.alex.password})
    assert home.path == "/admin/people"
    assert "An administrator took your codes app away." in home.text


@pytest.mark.parametrize(
    ("council", "email", "why", "says"),
    [
        ("Exampleshire County Council", "sam.okoro@example.gov.uk", "x", "has an app"),
        ("Sampleton Borough Council", "alex.morgan@example.gov.uk", "x", "has an app"),
        ("Exampleshire County Council", "alex", "x", "nothing that somebody signs in with"),
        ("Exampleshire County Council", "alex.morgan@example.gov.uk", " ", "--why must not be empty"),
    ],
)
async def test_where_it_is_nobodys_nothing_is_taken(
    portal: RunningPortal, cast: Cast, db: Db, council: str, email: str, why: str, says: str
) -> None:
    await give_app(db, cast.alex, SECRET)
    with pytest.raises(SettingsProblem, match=says):
        await take_app(portal.database.dsn("portal_migrator"), council, email, why, portal.clock)
    assert await db.fetchval("SELECT count(*) FROM authenticator WHERE ended_at IS NULL") == 1
