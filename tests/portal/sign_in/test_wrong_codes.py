"""Wrong codes: how many are heard, for how long, and that they keep no owner out."""

import asyncpg

from portal.demo.cast import Member
from portal.identity.authenticators import new_recovery_codes
from tests.codes import next_code, wrong_codes
from tests.portal.sign_in.codes import CODE, give_paper, type_code, type_password
from tests.running import SignIn, Visitor, hidden_fields

Db = asyncpg.Connection


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
