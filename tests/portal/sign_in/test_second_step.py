"""A code from an app after the right password: what it opens, and what opens nothing."""

import asyncio
import re

import aiohttp
import asyncpg
import pytest

from portal.demo.cast import Cast, Member
from portal.identity.passwords import Hasher
from portal.web.routes import ROUTES, Audience
from tests.codes import code_at, give_app, half_minute, next_code
from tests.portal.sign_in.codes import CODE, give_paper, type_code, type_password
from tests.running import SECRET, RunningPortal, SignIn, Visitor, hidden_fields, new_visitor

Db = asyncpg.Connection


def cookie(visitor: Visitor, name: str = "session") -> str | None:
    return next((one.value for one in visitor.http.cookie_jar if one.key == name), None)


async def test_the_right_password_asks_for_a_code_and_the_code_opens_a_new_session(
    stranger: Visitor, amira: Member
) -> None:
    asked = await type_password(stranger, amira)
    assert (asked.status, asked.headers["Location"]) == (303, CODE)
    pending = cookie(stranger)
    assert cookie(stranger, "device") is None, "a password alone makes no friend of a browser"
    page = await stranger.get(CODE)
    assert "Enter the 6-number code" in page.text
    assert 'inputmode="numeric"' in page.text
    assert 'autocomplete="one-time-code"' in page.text
    assert "Amira" not in page.text
    done = await type_code(stranger, await next_code(amira.sign_in))
    assert (done.status, done.headers["Location"]) == (303, "/staff/today")
    assert cookie(stranger) not in (pending, None)
    assert cookie(stranger, "device")
    assert (await stranger.get("/staff/today")).status == 200
    assert (await stranger.get(CODE)).path == "/staff/today"


async def test_the_token_of_the_form_before_is_good_for_the_code_too(
    stranger: Visitor, amira: Member
) -> None:
    """A program need not open the second page."""
    hidden = hidden_fields((await stranger.get("/sign-in")).text)
    fields = {"csrf": hidden["csrf"], "name": amira.sign_in, "password": amira.password}
    assert (await stranger.send("/sign-in", fields, follow=False)).headers["Location"] == CODE
    code = {"csrf": hidden["csrf"], "code": await next_code(amira.sign_in)}
    assert (await stranger.send(CODE, code, follow=False)).headers["Location"] == "/staff/today"


async def test_without_the_forms_token_no_code_is_heard(stranger: Visitor, amira: Member) -> None:
    await type_password(stranger, amira)
    code = await next_code(amira.sign_in)
    assert (await stranger.send(CODE, {"code": code}, follow=False)).status == 403


async def test_where_it_was_going_it_goes_after_the_code(stranger: Visitor, amira: Member) -> None:
    asked = await type_password(stranger, amira, next="/staff/visits")
    assert asked.headers["Location"] == f"{CODE}?next=/staff/visits"
    page = await stranger.get(asked.headers["Location"])
    assert 'name="next" value="/staff/visits"' in page.text
    elsewhere = await stranger.get(f"{CODE}?next=//evil.example")
    assert "evil" not in elsewhere.text
    done = await stranger.post(
        CODE, {"code": await next_code(amira.sign_in), "next": "/staff/visits"}, follow=False
    )
    assert done.headers["Location"] == "/staff/visits"


async def test_families_and_staff_without_an_app_sign_in_as_before(
    stranger: Visitor, other: Visitor, amira: Member, cast: Cast
) -> None:
    assert (await type_password(stranger, cast.dani)).headers["Location"] == "/home"
    assert (await type_password(other, cast.sam)).headers["Location"] == "/staff/today"


async def test_unknown_names_and_wrong_passwords_are_answered_as_without_an_app(
    portal: RunningPortal, amira: Member, cast: Cast
) -> None:
    answers = []
    for name in (amira.sign_in, cast.sam.sign_in, "nobody.at.all@example.com"):
        async with new_visitor(portal.origin) as visitor:
            answer = await visitor.post("/sign-in", {"name": name, "password": "not the one at all"})
            answers.append((answer.status, answer.path, cookie(visitor)))
    assert answers == [(422, "/sign-in", None)] * 3


async def test_a_code_is_good_once_whoever_types_it_again_also_at_the_same_moment(
    stranger: Visitor, other: Visitor, amira: Member, db: Db
) -> None:
    late = other
    for code in (await next_code(amira.sign_in), (await give_paper(db))[0]):
        ready = []
        for browser in (stranger, other):
            browser.http.cookie_jar.clear()
            await type_password(browser, amira)
            ready.append((browser, {**hidden_fields((await browser.get(CODE)).text), "code": code}))
        both = await asyncio.gather(*(one.send(CODE, fields, follow=False) for one, fields in ready))
        assert sorted(answer.status for answer in both) == [303, 422]
        late = next(browser for (browser, _), answer in zip(ready, both, strict=True) if answer.status == 422)
        again = await type_code(late, code)
        assert again.status == 422
        assert "That code is not right. Check it and try again" in again.text
    assert (await type_code(late, await next_code(amira.sign_in))).status == 303


async def test_two_codes_of_one_person_at_the_same_moment_are_each_good_once(
    stranger: Visitor, other: Visitor, amira: Member, db: Db
) -> None:
    """Neither waits for what the other holds, and neither uses the other up."""
    ready = []
    for browser, code in zip((stranger, other), await give_paper(db), strict=True):
        await type_password(browser, amira)
        ready.append((browser, {**hidden_fields((await browser.get(CODE)).text), "code": code}))
    both = await asyncio.gather(*(one.send(CODE, fields, follow=False) for one, fields in ready))
    assert [answer.status for answer in both] == [303, 303]
    for browser, _ in ready:
        assert (await browser.get("/staff/today")).status == 200
    assert await db.fetchval("SELECT count(*) FROM recovery_code WHERE used_at IS NULL") == 0


async def test_a_code_of_the_half_minute_before_or_after_is_taken_and_no_other(
    portal: RunningPortal, cast: Cast, db: Db
) -> None:
    """Which half minute it is may change between the question and the answer: two steps away is still too far."""
    for member, off, right in (
        (cast.amira, -1, True), (cast.sam, 1, True), (cast.priya, -3, False), (cast.helen, 3, False),
    ):  # fmt: skip
        await give_app(db, member, SECRET)
        async with new_visitor(portal.origin) as visitor:
            await type_password(visitor, member)
            now = half_minute()
            answer = await type_code(visitor, code_at(now + off))
            if half_minute() != now and right:
                continue
            assert (answer.status == 303) is right, (member.name, off)


async def test_an_earlier_code_than_the_one_used_is_not_taken(
    stranger: Visitor, other: Visitor, amira: Member
) -> None:
    await type_password(stranger, amira)
    now = half_minute()
    assert (await type_code(stranger, code_at(now + 1))).status == 303
    await type_password(other, amira)
    assert (await type_code(other, code_at(now))).status == 422


async def test_codes_on_paper_are_good_once_and_stand_in_the_log(
    stranger: Visitor, other: Visitor, amira: Member, db: Db
) -> None:
    code, _unused = await give_paper(db)
    await type_password(stranger, amira)
    link = await stranger.get(f"{CODE}?on-paper=1")
    assert "Enter a recovery code" in link.text
    assert 'inputmode="numeric"' not in link.text
    assert (await type_code(stranger, code.upper())).status == 303
    await type_password(other, amira)
    again = await type_code(other, code)
    assert again.status == 422
    assert "Enter a recovery code" in again.text
    assert await db.fetchval("SELECT count(*) FROM recovery_code WHERE used_at IS NULL") == 1
    logged = await db.fetch("SELECT actor_id, reason FROM access_log WHERE kind = 'recovery_code'")
    assert [tuple(row) for row in logged] == [(amira.id, "at sign-in")]


async def test_anothers_code_and_anothers_challenge_open_nothing(
    stranger: Visitor, other: Visitor, amira: Member, cast: Cast, db: Db
) -> None:
    """Sam's right code with Amira's challenge; and Sam's challenge does not become Amira's by her name."""
    await give_app(db, cast.sam, SECRET)
    sealed = await db.fetchval("SELECT sealed FROM authenticator ORDER BY confirmed_at, id LIMIT 1")
    # All of the demonstration have one key: here Sam gets a row that was sealed for Amira, which opens nothing.
    await db.execute(
        "UPDATE authenticator SET sealed = $1 WHERE account_id = (SELECT id FROM account WHERE person_id = $2)",
        await db.fetchval(
            "SELECT sealed FROM authenticator WHERE account_id = (SELECT id FROM account WHERE person_id = $1)",
            amira.id,
        ),
        cast.sam.id,
    )
    assert sealed
    await type_password(stranger, cast.sam)
    assert (await type_code(stranger, code_at(half_minute()))).status == 422
    await type_password(other, amira)
    assert (await type_code(other, await next_code(amira.sign_in))).headers["Location"] == "/staff/today"
    assert "Sam" not in (await other.get("/account")).text.split("<main")[1].split("</main>")[0]


async def test_what_is_pending_opens_no_page_takes_no_deed_and_gets_no_socket(
    portal: RunningPortal, stranger: Visitor, amira: Member
) -> None:
    await type_password(stranger, amira)
    pending = cookie(stranger)
    hidden = hidden_fields((await stranger.get(CODE)).text)
    asked = 0
    for route in portal.app[ROUTES].values():
        if Audience.ANYONE in route.audience or route.from_program:
            continue
        path = re.sub(r"\{\w+\}", str(amira.id), route.path)
        if route.method == "GET":
            answer = await stranger.get(path, follow=False)
        else:
            answer = await stranger.send(path, {**hidden, "text": "x"}, follow=False)
        assert answer.status == 401, (route.method, route.path, answer.status)
        asked += 1
    assert asked > 300
    for path in ("/staff/today", "/staff/messages", "/account", "/admin/people"):
        assert (await stranger.get(path, follow=False)).status == 401
    for token in (pending, "x" * 43):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await stranger.http.ws_connect(
                f"{portal.origin}/socket.io/?EIO=4&transport=websocket",
                headers={"Origin": portal.origin, "Cookie": f"session={token}"},
            )
        assert refused.value.status == 401
    # And all that asking took nothing away from whoever is still to type their code.
    assert cookie(stranger) == pending
    assert (await type_code(stranger, await next_code(amira.sign_in))).status == 303


async def test_signing_out_or_another_password_ends_what_is_pending(
    stranger: Visitor, other: Visitor, sign_in: SignIn, amira: Member
) -> None:
    await type_password(stranger, amira)
    token = cookie(stranger)
    await stranger.post("/sign-out", page=CODE, follow=False)
    stranger.http.cookie_jar.update_cookies({"session": str(token)})
    assert (await stranger.get(CODE)).path == "/sign-in"

    await type_password(other, amira)
    page = hidden_fields((await other.get(CODE)).text)
    inside = await sign_in(amira)
    changed = await inside.post(
        "/account/password", {"old_password": amira.password, "new_password": "another-walnut-kettle"}
    )
    assert "Your password is changed" in changed.text
    code = await next_code(amira.sign_in)
    assert (await other.send(CODE, {**page, "code": code}, follow=False)).status == 401


async def test_words_on_paper_do_not_go_round_it(stranger: Visitor, amira: Member, db: Db) -> None:
    await db.execute(
        """
        UPDATE account SET state = 'invited', invited_until = now() + interval '99 years', password_hash = $2
         WHERE person_id = $1
        """,
        amira.id,
        await Hasher().hash("willow copper lantern"),
    )
    assert (await type_password(stranger, amira)).headers["Location"] == CODE
    assert (await stranger.get("/welcome/password", follow=False)).status == 401
    done = await type_code(stranger, await next_code(amira.sign_in))
    assert done.headers["Location"] == "/welcome/password"
