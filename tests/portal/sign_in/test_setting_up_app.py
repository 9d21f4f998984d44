"""Setting up an app at sign-in, where the council asks for codes."""

import re

import asyncpg

from portal.demo.cast import Cast
from tests.codes import code_at, give_app, half_minute, wrong_codes
from tests.portal.sign_in.codes import CODE, type_code, type_password
from tests.running import SECRET, SignIn, Visitor, hidden_fields

Db = asyncpg.Connection


async def test_a_council_that_asks_for_it_leads_whoever_has_none_to_setting_up_and_nowhere_else(
    stranger: Visitor, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE council SET staff_second_step = true")
    for who in (cast.amira, cast.grace_lim, cast.alex):
        stranger.http.cookie_jar.clear()
        assert (await type_password(stranger, who)).headers["Location"] == CODE
        page = await stranger.get(CODE)
        assert page.path == "/sign-in/app"
        assert "Set up your codes app" in page.text
        assert (await stranger.get("/account", follow=False)).status == 401
    stranger.http.cookie_jar.clear()
    assert (await type_password(stranger, cast.dani)).headers["Location"] == "/home"


async def test_setting_up_at_sign_in_counts_from_the_first_right_code_on(
    stranger: Visitor, other: Visitor, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE council SET staff_second_step = true")
    elsewhere = await sign_in(cast.amira)
    await type_password(stranger, cast.amira)
    page = await stranger.get("/sign-in/app")
    found = re.search(r'<code dir="ltr">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</code>', page.text)
    assert found, "the key in letters"
    key = found[1].replace(" ", "")
    assert "<svg" in page.text.split("<main")[1]
    assert "style=" not in page.text.split("<main")[1].split("</main>")[0]
    wrong = await stranger.post("/sign-in/app", {"code": next(wrong_codes(key))}, follow=False)
    assert wrong.status == 422
    assert found[1] in wrong.text, "the same key, so that the app need not be set up again"
    assert await db.fetchval("SELECT count(*) FROM authenticator") == 0
    assert (await elsewhere.get("/staff/today", follow=False)).status == 200

    done = await stranger.post("/sign-in/app", {"code": code_at(half_minute(), key)}, follow=False)
    assert done.status == 200
    codes = re.findall(r"<li><bdi>([a-z2-9 ]{29})</bdi></li>", done.text)
    assert len(set(codes)) == 10
    assert done.headers["Cache-Control"] == "no-store"
    assert (await stranger.get("/staff/today", follow=False)).status == 200
    assert (await elsewhere.get("/staff/today", follow=False)).status == 401, "all other sessions end"
    kept = await db.fetchval("SELECT sealed FROM authenticator")
    assert found[1].encode() not in kept

    assert (await type_password(other, cast.amira)).headers["Location"] == CODE
    assert (await other.get(CODE)).path == CODE
    assert (await type_code(other, codes[3])).status == 303


async def test_a_challenge_for_setting_up_is_over_once_there_is_an_app(
    stranger: Visitor, cast: Cast, db: Db
) -> None:
    """Two browsers with the right password: the slower one does not put its own app in the place of the first."""
    await db.execute("UPDATE council SET staff_second_step = true")
    await type_password(stranger, cast.amira)
    page = (await stranger.get("/sign-in/app")).text
    key = re.search(r'<code dir="ltr">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</code>', page)
    assert key
    await give_app(db, cast.amira, SECRET)
    typed = {**hidden_fields(page), "code": code_at(half_minute(), key[1].replace(" ", ""))}
    assert (await stranger.send("/sign-in/app", typed, follow=False)).status == 401
    assert await db.fetchval("SELECT count(*) FROM authenticator") == 1
    assert (await stranger.get("/staff/today", follow=False)).status == 401
