"""A code from an app after the right password: what it opens, and what opens nothing."""

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import asyncpg
import pytest

from portal.demo.cast import Cast, Member
from portal.identity.authenticators import new_recovery_codes, read_recovery_code
from portal.identity.passwords import Hasher
from portal.web.routes import ROUTES, Audience
from tests.codes import code_at, give_app, half_minute, next_code, wrong_codes
from tests.running import SECRET, Answer, RunningPortal, SignIn, Visitor, hidden_fields, new_visitor

Db = asyncpg.Connection
CODE = "/sign-in/code"


@pytest.fixture
async def amira(portal: RunningPortal, cast: Cast, db: Db) -> Member:
    await give_app(db, cast.amira, SECRET)
    return cast.amira


@pytest.fixture
async def other(portal: RunningPortal) -> AsyncIterator[Visitor]:
    async with new_visitor(portal.origin) as visitor:
        yield visitor


def cookie(visitor: Visitor, name: str = "session") -> str | None:
    return next((one.value for one in visitor.http.cookie_jar if one.key == name), None)


async def type_password(visitor: Visitor, member: Member, **more: object) -> Answer:
    return await visitor.post(
        "/sign-in", {"name": member.sign_in, "password": member.password, **more}, follow=False
    )


async def type_code(visitor: Visitor, code: str) -> Answer:
    return await visitor.post(CODE, {"code": code}, follow=False)


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


async def test_spaces_and_hyphens_do_not_matter_and_other_words_cost_no_try(
    stranger: Visitor, amira: Member
) -> None:
    await type_password(stranger, amira)
    for typed in ("", "12 34", "one two three", "1234567", "１２３４５６", "x" * 3000):
        answer = await type_code(stranger, typed)
        assert answer.status == 422, typed
        assert "Enter the 6 numbers from your app" in answer.text
    code = await next_code(amira.sign_in)
    assert (await type_code(stranger, f" {code[:3]} - {code[3:]}\t")).status == 303


async def test_the_fifth_wrong_code_ends_it_and_the_right_one_is_not_heard_then(
    stranger: Visitor, amira: Member
) -> None:
    await type_password(stranger, amira)
    wrong = wrong_codes()
    page = hidden_fields((await stranger.get(CODE)).text)
    for left in (4, 3, 2, 1):
        assert (await type_code(stranger, next(wrong))).status == 422, left
    page = hidden_fields((await stranger.get(CODE)).text)
    fifth = await stranger.send(CODE, {**page, "code": next(wrong)}, follow=False)
    assert fifth.status == 401
    assert "Start again with your password" in fifth.text
    code = await next_code(amira.sign_in)
    assert (await stranger.send(CODE, {**page, "code": code}, follow=False)).status == 401
    assert (await stranger.get(CODE)).path == "/sign-in"
    assert (await stranger.get("/staff/today")).status == 401


async def test_ten_minutes_and_it_is_over(stranger: Visitor, amira: Member, db: Db) -> None:
    await type_password(stranger, amira)
    await db.execute("UPDATE second_step SET made_at = now() - interval '9 minutes 50 seconds'")
    page = hidden_fields((await stranger.get(CODE, follow=False)).text)
    await db.execute("UPDATE second_step SET made_at = now() - interval '10 minutes 1 second'")
    code = await next_code(amira.sign_in)
    assert (await stranger.send(CODE, {**page, "code": code}, follow=False)).status == 401


async def test_wrong_codes_count_whatever_the_password_and_a_known_browser_is_not_locked_out(
    stranger: Visitor, other: Visitor, amira: Member, db: Db
) -> None:
    """Who has the password and no phone asks for a code again and again."""
    await type_password(stranger, amira)
    assert (await type_code(stranger, await next_code(amira.sign_in))).status == 303
    wrong, answers = wrong_codes(), []
    for _ in range(8):
        await type_password(other, amira)
        answers += [(await type_code(other, next(wrong))).status for _ in range(2)]
        other.http.cookie_jar.clear()
        # Another network each time would be another place: only what is counted of all strangers stays.
        await db.execute("UPDATE sign_in_failure SET at = at - interval '20 seconds'")
    assert 429 in answers, "guessing at codes is not slowed down"
    await type_password(other, amira)
    code = await next_code(amira.sign_in)
    assert (await type_code(other, code)).status == 429, (
        "from a strange browser even the right one has to wait"
    )
    await stranger.post("/sign-out", page="/staff/today")
    await type_password(stranger, amira)
    assert (await type_code(stranger, await next_code(amira.sign_in))).status == 303


async def test_in_a_day_strangers_try_thirty_codes_and_keep_the_owner_from_neither_paper_nor_another_password(
    stranger: Visitor, other: Visitor, sign_in: SignIn, amira: Member, db: Db
) -> None:
    wrong, inside = wrong_codes(), await sign_in(amira)
    tried = 0
    for attempt in range(40):
        if attempt % 5 == 0:
            await type_password(stranger, amira)
        if (await type_code(stranger, next(wrong))).status == 429:
            break
        tried += 1
        # Twenty minutes later.
        await db.execute("UPDATE sign_in_failure SET at = at - interval '20 minutes'")
    assert tried == 30
    await type_password(stranger, amira)
    waits = await type_code(stranger, await next_code(amira.sign_in))
    assert waits.status == 429
    assert 'href="/sign-in/code?on-paper=1"' in waits.text
    assert "somebody knows your password" in waits.text
    # Whoever did that goes on with what looks like codes of paper, from the owner's own network too.
    for _ in range(3):
        await type_password(other, amira)
        assert [(await type_code(other, new_recovery_codes()[0])).status for _ in range(4)] == [422] * 4
    on_paper, _ = await give_paper(db)
    assert (await type_code(stranger, on_paper)).headers["Location"] == "/staff/today"
    today = await stranger.get("/staff/today")
    assert "Somebody typed your password and then wrong codes" in today.text

    new = "another-walnut-kettle"
    changed = await inside.post("/account/password", {"old_password": amira.password, "new_password": new})
    assert "Your password is changed" in changed.text
    other.http.cookie_jar.clear()
    await other.post("/sign-in", {"name": amira.sign_in, "password": new}, follow=False)
    assert (await type_code(other, await next_code(amira.sign_in))).status == 303
    assert "Somebody typed your password" not in (await other.get("/staff/today")).text


async def give_paper(db: Db) -> tuple[str, str]:
    """Two codes on paper for the one app that there is."""
    first, second = new_recovery_codes()[:2]
    for one in (first, second):
        await db.execute(
            """
            INSERT INTO recovery_code (council_id, authenticator_id, code_hash)
            SELECT council_id, id, $1 FROM authenticator
            """,
            read_recovery_code(one),
        )
    return first, second


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
