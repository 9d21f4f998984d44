"""Accounts of staff and partners."""

from typing import TypeAlias

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.administration.given import version_on, words_on
from tests.portal.administration.second_person import another_administrator, approve, ask_for
from tests.running import SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def test_an_administrator_sees_staff_and_partners_and_no_family(sign_in: SignIn, cast: Cast) -> None:
    page = (await (await sign_in(cast.alex)).get("/admin")).text
    for member in cast.everybody():
        if member.is_staff and member.council == cast.alex.council:
            assert member.name in page
        else:
            assert member.name not in page


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("q=AMIRA", "Amira Khan", "Sam Okoro"), ("q=sam.okoro@", "Sam Okoro", "Amira Khan"),
        ("role=partner", "Grace Lim", "Amira Khan"), ("role=manager&q=n", "Priya Nair", "Ines Duarte"),
        ("q=%25", "No results.", "Amira Khan"), ("status=stopped", "No results.", "Amira Khan"),
        ("q=%00&role=king&status=x&page=-1", "Amira Khan", "No results."), ("page=99", "No results.", "Amira Khan"),
        ("page=99999999999999999999", "Amira Khan", "No results."), ("q=" + "x" * 3000, "No results.", "Amira Khan"),
    ],
)  # fmt: skip
async def test_the_list_is_narrowed_by_what_stands_in_the_address(
    sign_in: SignIn, cast: Cast, query: str, found: str, missing: str
) -> None:
    answer = await (await sign_in(cast.alex)).get(f"/admin/people?{query}")
    assert answer.status == 200
    main = answer.text.split("<main")[1].split("</main>")[0]
    assert found in main
    assert missing not in main


async def test_the_list_turns_its_page_after_25(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute(
        """
        WITH new AS (
            INSERT INTO person (council_id, kind, name, called, staff_role, job_title)
            SELECT $1, 'staff', 'Person ' || n, 'P', 'worker', 'x' FROM generate_series(10, 49) AS n
            RETURNING council_id, id
        )
        INSERT INTO account (council_id, person_id, password_hash) SELECT council_id, id, 'x' FROM new
        """,
        cast.exampleshire,
    )
    alex = await sign_in(cast.alex)
    one, two = await alex.get("/admin/people?q=person"), await alex.get("/admin/people?q=person&page=2")
    assert "Page 1 of 2" in one.text
    assert 'href="/admin/people?q=person&amp;page=2"' in one.text
    assert (one.text.count(">Person "), two.text.count(">Person ")) == (25, 15)


async def test_plans_go_to_a_manager_once_a_second_person_said_yes_and_they_signed_in(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """The demonstration has one manager: so it says to whoever tries handing plans over."""
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    assert "Ask an administrator to invite one." in (await priya.get("/team/managers")).text
    asked = await ask_for(alex, cast, db)
    assert "Noor" not in (await priya.get("/team/managers")).text
    await approve(priya, asked.path)
    assert "Noor" not in (await priya.get("/team/managers")).text
    noor = await db.fetchval("SELECT id FROM person WHERE name = 'Noor Ahmadi'")
    await db.execute("UPDATE account SET state = 'active' WHERE person_id = $1", noor)
    assert f'value="{noor}"' in (await priya.get("/team/managers")).text


async def test_new_words_end_the_old_password_and_every_session(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE account SET password_changed_at = password_changed_at - interval '1 hour'")
    alex, grace = await sign_in(cast.alex), await sign_in(cast.grace_lim)
    path = f"/admin/people/{cast.grace_lim.id}/words"
    assert "Say why" in (await alex.post(path)).text
    assert (await alex.post(path, {"reason": "Forgot it", "version": "an old page"})).status == 409
    helen = await another_administrator(sign_in, cast, db)
    made = await alex.post(
        path, {"way": "paper", "reason": "Forgot it", "version": await version_on(alex, path)}
    )
    assert (await grace.get("/account", follow=False)).status == 401
    await helen.post(f"{path}/confirm", {"version": await version_on(helen, path)}, page=path)
    assert (await stranger.sign_in(cast.grace_lim)).status == 422
    assert (await stranger.sign_in(cast.grace_lim, words_on(made))).path == "/welcome/password"


@pytest.mark.parametrize("who", ["dani", "kit", "amira", "priya", "helen", "grace_lim", "lewis"])
async def test_nobody_else_finds_anything_there(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    tom = f"/admin/people/{cast.tom.id}"
    for path in ("/admin", "/admin/people", "/admin/people/new", f"{tom}/words", f"{tom}/stop"):
        assert (await visitor.get(path)).status == 404, path
    for path in ("/admin/people/new", f"{tom}/words", f"{tom}/stop"):
        assert (await visitor.post(path, {"reason": "x"}, page="/account")).status == 404, path


@pytest.mark.parametrize("whose", ["dani", "kit", "lewis", "chloe", "alex"])
async def test_an_administrator_reaches_no_family_no_other_council_and_not_themselves(
    sign_in: SignIn, cast: Cast, whose: str
) -> None:
    alex, person = await sign_in(cast.alex), getattr(cast, whose).id
    assert (await alex.get(f"/admin/people/{person}/stop")).status == 404
    for act in ("stop", "words"):
        fields: dict[str, object] = {"reason": "x", "typed_name": getattr(cast, whose).name}
        answer = await alex.post(f"/admin/people/{person}/{act}", fields, page="/account")
        assert answer.status == 404
    for path in (
        "/home",
        "/staff/people",
        f"/staff/people/{cast.dani.id}/sign-in",
        f"/visits/{cast.home_visit}",
    ):
        assert (await alex.get(path)).status == 404
