"""After a restore: nothing that the backup brings back lets anybody in, and no letter leaves."""

import asyncio
import os
import subprocess
import sys

from portal.demo.cast import Cast, Member
from portal.identity.councils import COUNCILS
from portal.new_council import add_council
from portal.restored import shut_restored
from tests.codes import give_app, next_code
from tests.portal.enrolment.inviting import invite, letters, newcomer
from tests.portal.inventing import NEW
from tests.portal.sign_in.codes import give_paper, type_code, type_password
from tests.portal.sign_in.letters import Db, Letters, number_on
from tests.running import SECRET, RunningPortal, SignIn, Visitor

__all__ = ["letters", "newcomer"]


async def test_whoever_was_signed_in_signs_in_again(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    dani = await sign_in(cast.dani)
    assert (await dani.get("/home")).status == 200
    shut = await shut_restored(portal.database.dsn("portal_migrator"), portal.clock)
    assert shut.sessions >= 1
    assert (await dani.get("/home")).status == 401
    assert (await (await sign_in(cast.dani)).get("/home")).status == 200
    again = await shut_restored(portal.database.dsn("portal_migrator"), portal.clock)
    assert again.sessions == 1


async def test_a_link_that_may_have_been_used_since_opens_nothing(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters
) -> None:
    number = number_on(await invite(await sign_in(cast.amira), newcomer))
    address = f"/sign-in/link/{await letters.token(newcomer)}"
    shut = await shut_restored(portal.database.dsn("portal_migrator"), portal.clock)
    assert shut.links == 1
    opened = await stranger.get(address)
    assert "This link has run out" in opened.text
    assert "Type the number" not in opened.text
    assert number not in opened.text


async def test_words_on_paper_that_may_have_been_used_since_sign_nobody_in(
    portal: RunningPortal, stranger: Visitor
) -> None:
    words = await add_council(portal.database.dsn("portal_migrator"), NEW, portal.clock)
    await portal.app[COUNCILS].read()
    assert (await shut_restored(portal.database.dsn("portal_migrator"), portal.clock)).words >= 1
    refused = await stranger.post("/sign-in", {"name": NEW.email, "password": words})
    assert refused.status == 422


async def test_a_recovery_code_that_may_have_been_used_since_is_none_and_the_app_counts(
    portal: RunningPortal, stranger: Visitor, cast: Cast, db: Db
) -> None:
    """Whoever found the paper and knows the password would come in with a line that is crossed out."""
    await give_app(db, cast.amira, SECRET)
    used, unused = await give_paper(db)
    shut = await shut_restored(portal.database.dsn("portal_migrator"), portal.clock)
    assert shut.codes == 2
    await type_password(stranger, cast.amira)
    for code in (used, unused):
        assert (await type_code(stranger, code)).status == 422
    assert (await type_code(stranger, await next_code(cast.amira.sign_in))).status == 303


async def test_the_command_holds_the_letters_of_every_council_and_says_how_they_go_again(
    portal: RunningPortal, db: Db
) -> None:
    await db.execute("INSERT INTO carrier (council_id) SELECT council_id FROM council")
    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "portal", "restored"],
        env={**os.environ, "DATABASE_URL": portal.database.dsn("portal_migrator")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "Letters of 2 councils are held until `portal notify resume --council …` for each." in run.stdout
    rows = await db.fetch("SELECT state, why, again_at FROM carrier")
    assert {tuple(row) for row in rows} == {("stopped", "restored", None)}
