"""A manager reads a conversation: with a reason, for eight hours, and the worker sees it."""

from datetime import timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.messages.staffing import NOW, Db, conversation_of, path_of, say, strangers_to_dani
from tests.portal.visits.pages import words
from tests.running import SignIn

REASON = "A complaint about <late> replies"


async def test_the_reason_comes_first_and_the_worker_sees_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira, priya = [await sign_in(member) for member in (cast.dani, cast.amira, cast.priya)]
    await say(db, cast.dani, cast.dani, "Nobody answers me")
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    assert (await priya.get(page)).status == 404
    shown = await priya.get(f"/team/audit/{hers}")
    assert "<h1>Read this conversation?</h1>" in shown.text
    assert "Why do you need to read it?" in shown.text
    assert "The worker will be able to see that you did." in shown.text
    assert "Nobody answers me" not in shown.text
    empty = await priya.post(f"/team/audit/{hers}", {"reason": " "})
    assert (empty.status, "Say why you need to read it" in empty.text) == (422, True)
    assert (await priya.post(f"/team/audit/{hers}", {"reason": "x" * 1_001})).status == 422
    assert (await priya.get(page)).status == 404
    read = await priya.post(f"/team/audit/{hers}", {"reason": REASON})
    assert (read.status, read.path) == (200, page)
    assert "Nobody answers me" in read.text
    until = "You gave a reason, and can read this conversation until Monday 1 June at 6pm."
    assert until in words(read.text)
    listed = (await priya.get("/staff/messages?show=all")).text
    assert "Dani Rowe" in listed
    assert "new</strong>" not in listed, "a manager who looks answers for nobody: nothing waits for her"
    seen = words((await amira.get(page)).text)
    assert "You gave a reason" not in seen
    assert f"Priya Nair opened this conversation on Monday 1 June at 10am. Reason: {REASON}" in seen
    assert "Priya Nair opened" not in (await dani.get(f"/messages/{hers}")).text
    row = await db.fetchrow(
        "SELECT deed, about, reason FROM access_log WHERE kind = 'reading' AND deed = 'changed' AND at >= $1",
        NOW,
    )
    assert row is not None
    assert tuple(row) == ("changed", [cast.dani.id], REASON)


async def test_it_ends_after_eight_hours_and_what_was_seen_stays(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    await priya.post(f"/team/audit/{hers}", {"reason": REASON})
    clock.turn_to(NOW + timedelta(hours=7, minutes=59))
    assert (await priya.get(page)).status == 200
    assert "can read this conversation until" in (await priya.get(f"/team/audit/{hers}")).text
    clock.turn_to(NOW + timedelta(hours=8, minutes=1))
    for path in ("", "/search"):
        assert (await priya.get(page + path)).status == 404
    assert "Priya Nair opened this conversation" in (await amira.get(page)).text


async def test_it_opens_one_conversation_and_no_other(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya = await sign_in(cast.priya)
    await priya.post(f"/team/audit/{await conversation_of(db, cast.dani)}", {"reason": REASON})
    for member in (cast.marcus, cast.kit, cast.jay):
        assert (await priya.get(await path_of(db, member))).status == 404


async def test_only_managers_of_its_plans_may_ask(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("UPDATE person SET staff_role = 'manager' WHERE id = $1", cast.ines.id)
    strangers = await strangers_to_dani(cast, sign_in)
    strangers |= {"her worker": await sign_in(cast.amira), "a manager of others": await sign_in(cast.ines)}
    hers = await conversation_of(db, cast.dani)
    for who, visitor in strangers.items():
        assert (await visitor.get(f"/team/audit/{hers}")).status == 404, who
        answer = await visitor.post(f"/team/audit/{hers}", {"reason": REASON}, page="/account")
        assert answer.status == 404, who
    assert (await strangers["a manager of others"].get(f"/team/audit/{cast.kit.id}")).status == 404
    assert await db.fetchval("SELECT count(*) FROM manager_reading WHERE from_at >= $1", NOW) == 0
