"""Adding a council to a deployment, and its administrator's first day."""

import re
from dataclasses import replace

import asyncpg
import pytest

from portal.demo.cast import Cast
from portal.identity.councils import COUNCILS
from portal.new_council import NewCouncil, add_council
from portal.settings import SettingsProblem
from tests.codes import next_code
from tests.portal.inventing import NEW
from tests.running import Answer, RunningPortal, Visitor


async def set_up_at_sign_in(visitor: Visitor, name: str) -> Answer:
    """Puts the key of the page into an app, and types its code."""
    shown = re.search(
        r'<code dir="ltr">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</code>', (await visitor.get("/sign-in/app")).text
    )
    assert shown, "no key to put into an app"
    code = await next_code(name, shown[1].replace(" ", ""))
    return await visitor.post("/sign-in/app", {"code": code})


async def test_the_new_administrator_signs_in_with_the_printed_words_and_chooses_a_password(
    portal: RunningPortal, stranger: Visitor
) -> None:
    words = await add_council(portal.database.dsn("portal_migrator"), NEW, portal.clock)
    await portal.app[COUNCILS].read()
    landed = await stranger.post("/sign-in", {"name": NEW.email, "password": words.upper().replace(" ", "-")})
    assert landed.path == "/sign-in/app", "all staff of a new council sign in with codes"
    assert (await stranger.get("/welcome/password", follow=False)).status == 401
    codes = await set_up_at_sign_in(stranger, NEW.email)
    assert 'href="/welcome/password"' in codes.text
    assert (await stranger.get("/admin/people")).path == "/welcome/password"
    chosen = await stranger.post("/welcome/password", {"password": "orchard violin thunder"})
    assert chosen.status == 200
    people = await stranger.get("/admin/people")
    assert people.path == "/admin/people"
    assert "Robin Vale" in people.text
    assert "Amira Khan" not in people.text


async def test_the_words_work_once(portal: RunningPortal, stranger: Visitor) -> None:
    words = await add_council(portal.database.dsn("portal_migrator"), NEW, portal.clock)
    await portal.app[COUNCILS].read()
    await stranger.post("/sign-in", {"name": NEW.email, "password": words})
    await set_up_at_sign_in(stranger, NEW.email)
    await stranger.post("/welcome/password", {"password": "orchard violin thunder"})
    await stranger.post("/sign-out", page="/admin/people")
    again = await stranger.post("/sign-in", {"name": NEW.email, "password": words})
    assert again.status == 422


async def test_an_e_mail_that_signs_somebody_in_already_is_refused_and_nothing_is_left(
    portal: RunningPortal, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    taken = NewCouncil(**{**{name: getattr(NEW, name) for name in NEW.__slots__}, "email": cast.alex.sign_in})
    with pytest.raises(SettingsProblem, match="already signs somebody in"):
        await add_council(portal.database.dsn("portal_migrator"), taken, portal.clock)
    assert await db.fetchval("SELECT count(*) FROM council WHERE name = $1", NEW.name) == 0


@pytest.mark.parametrize("typed", ["https://127.0.0.1", "127.0.0.1:8000", "127.0.0.1/", "kite example", ""])
async def test_a_host_that_nobody_would_find_is_refused_before_anything_is_there(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]", typed: str
) -> None:
    with pytest.raises(SettingsProblem, match="--host must be a name alone"):
        await add_council(portal.database.dsn("portal_migrator"), replace(NEW, host=typed), portal.clock)
    assert await db.fetchval("SELECT count(*) FROM council WHERE name = $1", NEW.name) == 0


async def test_nothing_that_families_read_is_empty_or_a_number_that_nobody_can_call(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    wrong = dict.fromkeys(("name", "service_name", "team", "out_of_hours_name"), (" \t", "must not be empty"))
    wrong |= {"administrator": ("", "must not be empty"), "phone": ("ask us", "must be a number to call")}
    wrong |= {"out_of_hours_phone": ("", "must not be empty")}
    for name, (typed, problem) in wrong.items():
        new = replace(NEW, **{name: typed})
        with pytest.raises(SettingsProblem, match=f"--{name.replace('_', '-')} {problem}"):
            await add_council(portal.database.dsn("portal_migrator"), new, portal.clock)
    assert await db.fetchval("SELECT count(*) FROM council") == 2


async def test_a_host_in_capitals_is_the_same_host(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    new = replace(NEW, host=" Kite.Example.gov.uk")
    await add_council(portal.database.dsn("portal_migrator"), new, portal.clock)
    found = await db.fetch("SELECT name FROM councils_of_host('kite.example.gov.uk')")
    assert [row["name"] for row in found] == [NEW.name]


async def test_it_has_the_statutory_rules_from_its_first_day(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await add_council(portal.database.dsn("portal_migrator"), NEW, portal.clock)
    own = await db.fetchval(
        "SELECT count(*) FROM rule JOIN council USING (council_id) WHERE council.name = $1", NEW.name
    )
    assert own > 40
