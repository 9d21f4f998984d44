"""“Codes from an app” on one's own account: set up, changed, turned off, and codes for paper."""

import re

import asyncpg
import pytest

from portal.demo.cast import Cast, Member
from tests.codes import code_at, half_minute, next_code, wrong_codes
from tests.running import Answer, SignIn, Visitor

Db = asyncpg.Connection
APP, NEW = "/account/app", "/account/app/new"


def key_on(page: Answer) -> str:
    found = re.search(r'<code dir="ltr">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</code>', page.text)
    assert found, "no key in letters"
    return found[1].replace(" ", "")


def codes_on(page: Answer) -> list[str]:
    codes = re.findall(r"<li><bdi>([a-z2-9 ]{29})</bdi></li>", page.text)
    assert len(set(codes)) == 10, page.text[-2000:]
    return codes


async def set_up(visitor: Visitor, member: Member) -> tuple[str, list[str]]:
    """The key, and the codes for paper."""
    page = await visitor.post(APP, {"old_password": member.password})
    assert page.path == NEW
    key = key_on(page)
    return key, codes_on(await visitor.post(NEW, {"code": await next_code(member.sign_in, key)}))


async def test_an_app_counts_from_its_first_code_on_and_ends_every_other_session(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    amira, elsewhere = await sign_in(cast.amira), await sign_in(cast.amira)
    assert "It is off now." in (await amira.get(APP)).text
    page = await amira.post(APP, {"old_password": cast.amira.password})
    assert "<svg" in page.text.split("<main")[1]
    assert "style=" not in page.text.split("<main")[1].split("</main>")[0]
    key = key_on(page)
    assert key_on(await amira.get(NEW)) == key
    wrong = await amira.post(NEW, {"code": next(wrong_codes(key))})
    assert wrong.status == 422
    assert "That code is not right. Check it and try again" in wrong.text
    assert await db.fetchval("SELECT count(*) FROM authenticator") == 0
    assert (await elsewhere.get("/staff/today", follow=False)).status == 200
    codes = codes_on(await amira.post(NEW, {"code": await next_code(cast.amira.sign_in, key)}))
    assert (await elsewhere.get("/staff/today", follow=False)).status == 401
    shown = await amira.get(APP)
    assert "You have 10 recovery codes left." in shown.text
    assert (await amira.get(NEW)).path == APP, "what was shown once is not shown again"
    stored = await db.fetch("SELECT code_hash FROM recovery_code")
    assert not any(codes[0].encode() in row["code_hash"] for row in stored)
    asked = await stranger.post("/sign-in", {"name": cast.amira.sign_in, "password": cast.amira.password})
    assert asked.path == "/sign-in/code"
    assert (await stranger.post("/sign-in/code", {"code": codes[0]})).path == "/staff/today"
    assert "You have 9 recovery codes left." in (await stranger.get(APP)).text
    assert await db.fetchval(
        "SELECT count(*) FROM access_log WHERE kind = 'authenticator' AND actor_id = $1", cast.amira.id
    )


@pytest.mark.parametrize("typed", ["", "not the password in use"])
async def test_without_the_password_nothing_begins(sign_in: SignIn, cast: Cast, typed: str) -> None:
    amira = await sign_in(cast.amira)
    assert (await amira.post(APP, {"old_password": typed})).status == 422
    assert (await amira.get(NEW)).path == APP


async def test_what_is_being_set_up_is_of_this_session_ten_minutes_and_five_tries(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira, elsewhere, sam = await sign_in(cast.amira), await sign_in(cast.amira), await sign_in(cast.sam)
    key = key_on(await amira.post(APP, {"old_password": cast.amira.password}))
    for other in (elsewhere, sam):
        assert (await other.get(NEW)).path == APP
        answer = await other.post(NEW, {"code": code_at(half_minute(), key)}, page="/account")
        assert answer.path == APP
    wrong = wrong_codes(key)
    for _ in range(5):
        await amira.post(NEW, {"code": next(wrong)})
    assert (await amira.get(NEW)).path == APP
    key = key_on(await amira.post(APP, {"old_password": cast.amira.password}))
    await db.execute("UPDATE second_step SET made_at = now() - interval '11 minutes'")
    late = await amira.post(NEW, {"code": code_at(half_minute(), key)}, page="/account")
    assert late.path == APP
    assert await db.fetchval("SELECT count(*) FROM authenticator") == 0


async def test_changing_it_needs_the_password_and_a_code(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    key, codes = await set_up(amira, cast.amira)
    # Beside a wrong password a code is not used up. A new one each time would be waited for.
    right = await next_code(cast.amira.sign_in, key)
    for what in ("off", "change", "codes"):
        for password, code in (
            (cast.amira.password, next(wrong_codes(key))),
            (cast.amira.password, ""),
            ("not the one", right),
        ):
            answer = await amira.post(APP, {"what": what, "old_password": password, "code": code})
            assert answer.status == 422, (what, password, code)
        await db.execute("DELETE FROM sign_in_failure")
    assert await db.fetchval("SELECT count(*) FROM recovery_code WHERE used_at IS NULL") == 10
    renewed = await amira.post(APP, {"what": "codes", "old_password": cast.amira.password, "code": codes[0]})
    again = codes_on(renewed)
    assert not set(again) & set(codes)
    old = await amira.post(APP, {"what": "off", "old_password": cast.amira.password, "code": codes[1]})
    assert old.status == 422, "codes of before are good no more"
    off = await amira.post(APP, {"what": "off", "old_password": cast.amira.password, "code": again[0]})
    assert "Codes are off." in off.text
    assert "It is off now." in off.text


async def test_five_wrong_codes_and_the_page_waits_whatever_is_typed(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    key, codes = await set_up(amira, cast.amira)
    wrong = wrong_codes(key)
    fields = {"what": "off", "old_password": cast.amira.password}
    for _ in range(5):
        assert (await amira.post(APP, {**fields, "code": next(wrong)})).status == 422
    answer = await amira.post(APP, {**fields, "code": codes[0]})
    assert answer.status == 422
    assert "Wait 15 minutes" in answer.text


async def test_another_app_takes_the_place_of_the_one_before_once_its_code_is_right(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    _, codes = await set_up(amira, cast.amira)
    page = await amira.post(APP, {"what": "change", "old_password": cast.amira.password, "code": codes[0]})
    newer = key_on(page)
    await stranger.post("/sign-in", {"name": cast.amira.sign_in, "password": cast.amira.password})
    too_early = await stranger.post("/sign-in/code", {"code": await next_code(cast.amira.sign_in, newer)})
    assert too_early.status == 422, "not before its first code on the page that offered it"
    codes_on(await amira.post(NEW, {"code": await next_code(cast.amira.sign_in, newer)}))
    assert (await stranger.get("/sign-in/code")).path == "/sign-in", (
        "what waited for the app of before ends too"
    )
    await stranger.post("/sign-in", {"name": cast.amira.sign_in, "password": cast.amira.password})
    assert (await stranger.post("/sign-in/code", {"code": codes[1]})).status == 422


async def test_where_the_council_asks_for_it_nobody_turns_it_off(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    _, codes = await set_up(amira, cast.amira)
    await db.execute("UPDATE council SET staff_second_step = true")
    assert 'value="off"' not in (await amira.get(APP)).text
    answer = await amira.post(APP, {"what": "off", "old_password": cast.amira.password, "code": codes[0]})
    assert answer.status == 422
    assert await db.fetchval("SELECT count(*) FROM authenticator WHERE ended_at IS NULL") == 1


async def test_families_have_no_such_page(sign_in: SignIn, cast: Cast, db: Db) -> None:
    for member in (cast.dani, cast.kit):
        visitor = await sign_in(member)
        assert "Codes from an app" not in (await visitor.get("/account")).text
        for path in (APP, NEW):
            assert (await visitor.get(path)).status == 404
            answer = await visitor.post(
                path, {"old_password": member.password, "code": "123456"}, page="/account"
            )
            assert answer.status == 404
    assert await db.fetchval("SELECT count(*) FROM second_step") == 0


async def test_partners_chairs_and_administrators_set_one_up_as_well(sign_in: SignIn, cast: Cast) -> None:
    for member in (cast.grace_lim, cast.helen, cast.alex, cast.priya):
        await set_up(await sign_in(member), member)
