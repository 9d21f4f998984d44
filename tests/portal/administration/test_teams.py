"""Teams and the numbers that families are given: an administrator changes them, and nobody else."""

from html import unescape
from typing import TypeAlias

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.visits.pages import carried
from tests.running import Answer, RunningPortal, SignIn

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NEW: dict[str, object] = {"name": "Care leavers", "phone": "020 7946 0100"}


def seen_in(answer: Answer) -> str:
    return carried(answer.text, "seen")


async def test_a_number_is_checked_first_and_then_stands_on_every_page(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex, dani = await sign_in(cast.alex), await sign_in(cast.dani)
    number: dict[str, object] = {"name": "Family help", "phone": "020 7946 0123"}
    check = await alex.post("/admin/teams/number", number)
    assert check.status == 200
    assert "Call 020 7946 0123 once before you save." in unescape(check.text)
    assert "020 7946 0123" not in (await dani.get("/account/contact")).text
    saved = await alex.post("/admin/teams/number", {**number, "do": "save", "seen": seen_in(check)})
    assert "Saved. Staff and families will see this now." in saved.text
    assert "020 7946 0123" in (await dani.get("/account/contact")).text
    assert await db.fetchval("SELECT count(*) FROM council WHERE phone = '020 7946 0123'") == 1
    logged = await db.fetch("SELECT deed, kind, actor_id FROM access_log WHERE kind = 'number'")
    assert [tuple(row) for row in logged] == [("changed", "number", cast.alex.id)]
    late = await alex.post("/admin/teams/number", {**NEW, "do": "save", "seen": seen_in(check)})
    assert late.status == 409
    assert "Someone else has changed this since you looked" in late.text
    assert await db.fetchval("SELECT count(*) FROM council WHERE phone = '020 7946 0100'") == 0


async def test_a_new_team_can_be_chosen_for_who_is_invited(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    check = await alex.post("/admin/teams/new", NEW)
    assert "Care leavers" in check.text
    assert "Care leavers" not in (await alex.get("/admin/teams")).text
    await alex.post("/admin/teams/new", {**NEW, "do": "save"})
    for page in ("/admin/teams", "/admin/people/new"):
        assert "Care leavers" in (await alex.get(page)).text
    row = await db.fetchrow("SELECT council_id, phone FROM team WHERE name = 'Care leavers'")
    assert row is not None
    assert tuple(row) == (cast.exampleshire, "020 7946 0100")
    again = await alex.post("/admin/teams/new", {**NEW, "name": "care LEAVERS", "do": "save"})
    assert (again.status, "Another team has this name" in again.text) == (422, True)
    assert 'value="care LEAVERS"' in again.text


async def test_a_team_is_changed_only_as_it_was_checked(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    team_id = await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id)
    path = f"/admin/teams/{team_id}"
    changed: dict[str, object] = {"name": "Assessment", "phone": "020 7946 0111"}
    check = await alex.post(path, changed)
    back = await alex.post(path, {**changed, "do": "back"})
    assert 'value="020 7946 0111"' in back.text
    await db.execute("UPDATE team SET phone = '020 7946 0999' WHERE id = $1", team_id)
    late = await alex.post(path, {**changed, "do": "save", "seen": seen_in(check)})
    assert (late.status, "020 7946 0999" in late.text) == (409, True)
    saved = await alex.post(path, {**changed, "do": "save", "seen": seen_in(late)})
    assert "Saved." in saved.text
    assert await db.fetchval("SELECT name FROM team WHERE id = $1", team_id) == "Assessment"


async def test_somebody_changes_teams_and_families_keep_who_they_have(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    path, held = f"/admin/people/{cast.amira.id}/team", "SELECT * FROM involvement ORDER BY id"
    team_id = await db.fetchval(
        "SELECT id FROM team WHERE council_id = $1 AND id <> (SELECT team_id FROM person WHERE id = $2)",
        cast.exampleshire,
        cast.amira.id,
    )
    before = await db.fetch(held)
    assert f'href="{path}"' in (await alex.get("/admin/people")).text
    nothing = await alex.post(path, {"team": ""})
    assert (nothing.status, "Choose a team" in nothing.text) == (422, True)
    theirs = await db.fetchval("SELECT id FROM team WHERE council_id = $1", cast.sampleton)
    assert (await alex.post(path, {"team": theirs})).status == 422
    moved = await alex.post(path, {"team": team_id})
    assert "Letters give the new team’s number from now." in unescape(moved.text)
    assert await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id) == team_id
    assert await db.fetch(held) == before
    logged = await db.fetch("SELECT item_id, about FROM access_log WHERE kind = 'team'")
    assert [tuple(row) for row in logged] == [(team_id, [cast.amira.id])]
    for nobody in (cast.helen.id, cast.dani.id, cast.lewis.id, cast.alex.id):
        assert (await alex.get(f"/admin/people/{nobody}/team")).status == 404


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Enter the name of the team"), ({"name": "a" * 81}, "name"), ({"phone": ""}, "Enter a phone"),
        ({"phone": "ask Sam"}, "Enter a phone"), ({"phone": "٠٢٠٧٩٤٦"}, "Enter a phone"),
        ({"phone": "0" * 21}, "Enter a phone"),
    ],
)  # fmt: skip
async def test_no_team_is_without_a_name_and_a_number(
    sign_in: SignIn, cast: Cast, db: Db, wrong: dict[str, object], says: str
) -> None:
    alex = await sign_in(cast.alex)
    for path in ("/admin/teams/new", "/admin/teams/number"):
        answer = await alex.post(path, {**NEW, **wrong, "do": "save", "seen": "x"})
        assert (answer.status, says in answer.text) == (422, True)
    assert await db.fetchval("SELECT count(*) FROM team WHERE name IN ('', 'Care leavers')") == 0


@pytest.mark.parametrize("who", ["dani", "jay", "amira", "priya", "helen", "grace_lim"])
async def test_nobody_else_changes_a_number(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    other = await sign_in(getattr(cast, who))
    team_id = await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id)
    before = await db.fetch("SELECT id, name, phone FROM team ORDER BY id")
    move = f"/admin/people/{cast.amira.id}/team"
    for path in ("/admin/teams", "/admin/teams/new", "/admin/teams/number", f"/admin/teams/{team_id}", move):
        assert (await other.get(path)).status == 404
        if path != "/admin/teams":
            assert (
                await other.post(path, {**NEW, "do": "save", "team": team_id}, page="/account")
            ).status == 404
    assert await db.fetch("SELECT id, name, phone FROM team ORDER BY id") == before


async def test_another_councils_team_is_not_there(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    theirs = await db.fetchval("SELECT id FROM team WHERE council_id = $1", cast.sampleton)
    assert (await alex.get(f"/admin/teams/{theirs}")).status == 404
    answer = await alex.post(
        f"/admin/teams/{theirs}", {**NEW, "do": "save", "seen": ""}, page="/admin/teams/new"
    )
    assert answer.status == 404
    assert await db.fetchval("SELECT count(*) FROM team WHERE phone = '020 7946 0100'") == 0
