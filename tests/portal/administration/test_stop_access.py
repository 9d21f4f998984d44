"""Stopping somebody's access, with their families handed over."""

import asyncio
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest

from portal.demo.cast import Cast, Member
from tests.portal.planner.pages import form_of
from tests.portal.sign_in.letters import number_on
from tests.running import Answer, RunningPortal, SignIn, Visitor, hidden_fields
from tests.security.meanwhile import HOLD_DEEDS, another_connection, until_waiting

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
HELD = """
SELECT child_plan_id, role FROM involvement WHERE staff_id = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)
"""


async def stop(
    alex: Visitor, leaver: Member, taker: Member | None = None, typed: str | None = None
) -> Answer:
    fields: dict[str, object] = {"typed_name": leaver.name if typed is None else typed}
    return await alex.post(
        f"/admin/people/{leaver.id}/stop", {**fields, **({"taker": taker.id} if taker else {})}
    )


async def test_families_are_handed_over_as_access_ends(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex, amira = await sign_in(cast.alex), await sign_in(cast.amira)
    now = await db.fetchval("SELECT timestamptz '2026-06-01 10:30 Europe/London'")
    held = {(row[0], row[1]) for row in await db.fetch(HELD, cast.amira.id, now)}
    assert held
    page = await alex.get(f"/admin/people/{cast.amira.id}/stop")
    assert "They will be signed out now. Choose who takes their families." in page.text
    done = await stop(alex, cast.amira, cast.sam)
    assert "Their access has ended. They are signed out." in done.text
    assert (await amira.get("/account", follow=False)).status == 401
    assert (await stranger.sign_in(cast.amira)).status == 422
    assert not await db.fetch(HELD, cast.amira.id, now)
    assert {(row[0], row[1]) for row in await db.fetch(HELD, cast.sam.id, now)} >= held
    sam = await sign_in(cast.sam)
    assert (await sam.get(f"/staff/people/{cast.dani.id}/sign-in")).status == 200
    coming = "SELECT count(*) FROM visit WHERE worker_id = $1 AND state = 'planned' AND starts_at > $2"
    assert await db.fetchval(coming, cast.amira.id, now) == 0
    assert await db.fetchval("SELECT worker_id FROM visit WHERE id = $1", cast.home_visit) == cast.sam.id
    assert await db.fetchval("SELECT worker_id FROM visit WHERE id = $1", cast.last_visit) == cast.amira.id
    dani = await sign_in(cast.dani)
    for address in ("/home", f"/visits/{cast.home_visit}"):
        assert "New: who is coming." in (await dani.get(address)).text, "somebody else stands at her door"


async def test_nobody_stands_in_for_somebody_who_has_gone(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await stop(await sign_in(cast.alex), cast.amira, cast.ines)
    left = await db.fetchval(
        """
        SELECT count(*) FROM involvement
         WHERE covering_for = $1 AND to_at > '2026-06-02' AND from_at < to_at
        """,
        cast.amira.id,
    )
    moved = await db.fetchval(
        "SELECT count(*) FROM involvement WHERE covering_for = $1 AND staff_id = $2",
        cast.ines.id,
        cast.sam.id,
    )
    assert left == 0
    assert moved > 0


async def test_no_family_is_left_without_a_worker(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex, amira = await sign_in(cast.alex), await sign_in(cast.amira)
    answer = await stop(alex, cast.amira)
    assert answer.status == 422
    assert "Choose who takes their families" in answer.text
    for wrong in (cast.priya, cast.dani, cast.lewis, cast.amira):
        assert (await stop(alex, cast.amira, wrong)).status == 422
    assert (await amira.get("/account", follow=False)).status == 200
    assert await db.fetchval("SELECT ended_at FROM person WHERE id = $1", cast.amira.id) is None


async def test_a_manager_goes_only_when_another_manager_can_take_over(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    page = await alex.get(f"/admin/people/{cast.priya.id}/stop")
    assert "nobody else with the same role has signed in yet" in page.text
    assert (await stop(alex, cast.priya)).status == 422
    assert await db.fetchval("SELECT ended_at FROM person WHERE id = $1", cast.priya.id) is None


async def test_the_name_has_to_be_typed(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    answer = await stop(alex, cast.tom, typed="Tom")
    assert answer.status == 422
    assert "Type the name as it stands above" in answer.text
    assert (await stop(alex, cast.tom, typed="  tom   ADEYEMI ")).path == "/admin/people"
    assert await db.fetchval("SELECT state FROM account WHERE id = $1", cast.tom.account_id) == "closed"
    assert (await alex.get(f"/admin/people/{cast.tom.id}/stop")).status == 404
    assert "Tom Adeyemi" in (await alex.get("/admin/people?status=stopped")).text


async def test_the_page_names_no_family(sign_in: SignIn, cast: Cast) -> None:
    alex = await sign_in(cast.alex)
    page = (await alex.get(f"/admin/people/{cast.amira.id}/stop")).text
    assert "They work with 3 families." in page
    for member in cast.everybody():
        if not member.is_staff:
            assert member.name not in page


async def test_the_handover_is_in_the_access_log(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await stop(await sign_in(cast.alex), cast.amira, cast.sam)
    about = await db.fetchval(
        "SELECT about FROM access_log WHERE kind = 'involvement' AND actor_id = $1", cast.alex.id
    )
    assert {cast.sam.id, cast.kit.id, cast.jay.id} <= set(about)
    ended = await db.fetchval("SELECT about FROM access_log WHERE kind = 'stop_access'")
    assert ended == [cast.amira.id]


async def test_whoever_is_given_a_plan_at_that_moment_is_not_stopped_without_handing_it_over(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Or a family would write to somebody who is here no more. Tom has come in, and has no family any more."""
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    path = await workers_of_kit(db, cast)
    given = {
        **form_of((await priya.get(path)).text, path),
        "staff": cast.tom.id,
        "role": "allocated",
        "why": "Helps",
    }
    stop_path = f"/admin/people/{cast.tom.id}/stop"
    stopping = {**hidden_fields((await alex.get(stop_path)).text), "typed_name": cast.tom.name}
    async with another_connection(portal) as holds, holds.transaction():
        await holds.execute(HOLD_DEEDS)
        giving = asyncio.create_task(priya.send(path, dict(given), follow=False))
        assert await until_waiting(db, giving)
        stopped = asyncio.create_task(alex.send(stop_path, dict(stopping), follow=False))
        assert await until_waiting(db, stopped, many=2)
    assert (await giving).status == 303
    assert (await stopped).status == 409
    assert await db.fetchval("SELECT ended_at FROM person WHERE id = $1", cast.tom.id) is None


async def workers_of_kit(db: Db, cast: Cast) -> str:
    plan = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1 AND to_on IS NULL", cast.kit.id)
    return f"/staff/plans/{plan}/workers"


async def test_who_was_let_in_and_has_not_come_is_given_no_family_by_a_manager_either(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    team = await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id)
    fields: dict[str, object] = {
        "name": "Noor Ahmadi", "email": "noor.ahmadi@example.gov.uk", "role": "worker",
        "job_title": "social worker", "team": team, "way": "email",
    }  # fmt: skip
    told = await alex.post("/admin/people/new", dict(fields))
    assert number_on(await alex.post("/admin/people/new", dict(fields))) == number_on(told), "pressed twice"
    other = await alex.post("/admin/people/new", {**fields, "name": "Nora Ahmadi"})
    assert "That email cannot be used" in other.text
    noor = await db.fetchval("SELECT id FROM person WHERE name = 'Noor Ahmadi'")
    workers = await workers_of_kit(db, cast)
    pages = (workers, "/team/moves", "/team/cover", "/staff/people/new")
    for path in pages:
        page = await priya.get(path)
        assert (page.status, str(noor) in page.text) == (200, False), path
    shown = form_of((await priya.get(workers)).text, workers)
    given = {**shown, "staff": noor, "role": "allocated", "why": "New"}
    assert (await priya.send(workers, dict(given))).status == 422
    assert not await db.fetch("SELECT FROM involvement WHERE staff_id = $1", noor)
    await db.execute("UPDATE account SET state = 'active' WHERE person_id = $1", noor)
    assert [path for path in pages if str(noor) in (await priya.get(path)).text] == list(pages)
    assert (await priya.send(workers, {**given, "key": uuid4()}, follow=False)).status == 303
    # Let in again, because of a forgotten password: what they have stays theirs to be given.
    await db.execute("UPDATE account SET state = 'invited' WHERE person_id = $1", noor)
    assert str(noor) in (await priya.get("/team/cover")).text


@pytest.mark.parametrize("who", ["sam", "ines"])
async def test_an_address_given_back_can_be_used_again(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    alex = await sign_in(cast.alex)
    leaver: Member = getattr(cast, who)
    await stop(alex, leaver, cast.amira)
    team = await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id)
    fields: dict[str, object] = {
        "name": leaver.name, "email": leaver.email, "role": "worker", "job_title": "social worker", "team": team,
    }  # fmt: skip
    assert (await alex.post("/admin/people/new", fields)).status == 200
