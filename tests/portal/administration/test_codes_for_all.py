"""Codes from an app, council-wide: asked of all staff, and taken away from who lost theirs."""

import asyncpg

from portal.demo.cast import Cast
from tests.codes import give_app, next_code, wrong_codes
from tests.running import SECRET, SignIn, Visitor, hidden_fields

Db = asyncpg.Connection
ASK = "/admin/second-step"


async def test_who_asks_all_for_an_app_has_one_and_types_its_code(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    page = await alex.get(ASK)
    assert "Set up an app of your own first." in page.text
    assert 'name="code"' not in page.text
    refused = await alex.send(ASK, {**hidden_fields(page.text), "turn": "on", "code": "123456"})
    assert refused.status == 422
    assert not await db.fetchval("SELECT bool_or(staff_second_step) FROM council")

    await give_app(db, cast.alex, SECRET)
    amira = await sign_in(cast.amira)
    for member in (cast.priya, cast.dani, cast.lewis):
        await sign_in(member)
    page = await alex.get(ASK)
    assert "1 of them has an app." in page.text
    assert "will have to set up an app when they sign in next" in page.text
    assert (await alex.post(ASK, {"turn": "on", "code": next(wrong_codes())})).status == 422
    done = await alex.post(ASK, {"turn": "on", "code": await next_code(cast.alex.sign_in)})
    assert "All staff and partners now need a code to sign in." in done.text
    asked = await db.fetch("SELECT name FROM council WHERE staff_second_step")
    assert [row["name"] for row in asked] == ["Exampleshire County Council"], "and not the other council"
    kinds = await db.fetch("SELECT reason FROM access_log WHERE kind = 'second_step'")
    assert [row["reason"] for row in kinds] == ["on"]
    short = await db.fetch(
        "SELECT account_id FROM session WHERE ended_at IS NULL AND ends_at < now() + interval '61 minutes'"
    )
    assert {row["account_id"] for row in short} == {cast.amira.account_id, cast.priya.account_id}
    told = await amira.get("/staff/today")
    assert "You are signed out within an hour." in told.text
    assert ">Read this<" in told.text
    assert "within an hour" not in (await amira.get("/staff/today")).text
    again = await alex.post(ASK, {"turn": "on", "code": await next_code(cast.alex.sign_in)})
    assert again.status == 409, "somebody else was faster"

    sam = await stranger.post("/sign-in", {"name": cast.sam.sign_in, "password": cast.sam.password})
    assert sam.path == "/sign-in/app"


async def test_an_open_page_of_an_administrator_does_not_turn_it_off(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE council SET staff_second_step = true")
    await give_app(db, cast.alex, SECRET)
    alex = await sign_in(cast.alex)
    wrong = wrong_codes()
    for _ in range(5):
        assert (await alex.post(ASK, {"turn": "off", "code": next(wrong)})).status == 422
    waits = await alex.post(ASK, {"turn": "off", "code": await next_code(cast.alex.sign_in)})
    assert waits.status == 422
    assert "Wait 15 minutes" in waits.text
    assert await db.fetchval("SELECT bool_and(staff_second_step) FROM council")


async def test_an_app_that_is_taken_away_signs_out_and_its_person_is_told(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    await give_app(db, cast.sam, SECRET)
    alex, sam = await sign_in(cast.alex), await sign_in(cast.sam)
    path = f"/admin/people/{cast.sam.id}/app"
    assert path in (await alex.get("/admin/people")).text
    assert (await alex.post(path, {"reason": ""})).status == 422
    assert await db.fetchval("SELECT count(*) FROM authenticator WHERE ended_at IS NULL") == 1
    done = await alex.post(path, {"reason": "Lost his phone and came to see me."})
    assert "Their app is taken away" in done.text
    assert path not in done.text
    assert (await sam.get("/staff/today", follow=False)).status == 401
    logged = await db.fetchrow("SELECT actor_id, about, reason FROM access_log WHERE kind = 'authenticator'")
    assert logged is not None
    assert tuple(logged) == (cast.alex.id, [cast.sam.id], "Lost his phone and came to see me.")
    assert (await alex.get(path)).status == 404, "there is none any more"

    home = await stranger.post("/sign-in", {"name": cast.sam.sign_in, "password": cast.sam.password})
    assert home.path == "/staff/today"
    assert "An administrator took your codes app away." in home.text
    assert "took your codes app away" not in (await stranger.get("/staff/today")).text


async def test_nobody_else_takes_an_app_away_and_no_administrator_their_own(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    for member in (cast.amira, cast.lewis, cast.alex):
        await give_app(db, member, SECRET)
    alex = await sign_in(cast.alex)
    for person in (cast.alex, cast.lewis, cast.dani, cast.sam):
        path = f"/admin/people/{person.id}/app"
        assert (await alex.get(path)).status == 404
        assert (await alex.post(path, {"reason": "x"}, page="/admin/people")).status == 404
    for member in (cast.priya, cast.sam, cast.helen, cast.grace_lim, cast.dani, cast.lewis):
        visitor = await sign_in(member)
        for path in (ASK, f"/admin/people/{cast.amira.id}/app"):
            assert (await visitor.get(path)).status == 404, (member.name, path)
            answer = await visitor.post(
                path, {"reason": "x", "turn": "on", "code": "123456"}, page="/account"
            )
            assert answer.status == 404, (member.name, path)
    assert await db.fetchval("SELECT count(*) FROM authenticator WHERE ended_at IS NULL") == 3
