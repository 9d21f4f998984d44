"""What the family says is wrong: kept beside our words, answered once, by the day that was promised."""

from portal.demo.cast import Cast
from portal.web.times import say_day
from tests.portal.after_visits.filling import Db, fill_in, send_on
from tests.portal.visits.pages import words
from tests.running import SignIn


async def waiting(db: Db, cast: Cast) -> str:
    correction = await db.fetchval(
        "SELECT id FROM correction WHERE visit_id = $1 AND by_id = $2", cast.last_visit, cast.jay.id
    )
    return f"/staff/visits/{cast.last_visit}/after/corrections/{correction}"


async def test_it_waits_on_the_page_with_the_day_we_promised(sign_in: SignIn, cast: Cast, db: Db) -> None:
    by = await db.fetchval("SELECT reply_by_on FROM correction WHERE by_id = $1", cast.jay.id)
    amira = await sign_in(cast.amira)
    shown = words((await amira.get(f"/staff/visits/{cast.last_visit}/after")).text)
    assert "Jay Rowe said something is wrong or missing" in shown
    assert "You forgot that I said I want to see my cousin in the holidays." in shown
    assert f"Reply by {say_day(by, 2026)}. We promised." in shown


async def test_the_reply_reaches_the_one_who_wrote_and_nobody_else(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    reply = "You are right, Jay. I have written it down: cousin, holidays. 🍐"
    answer = await fill_in(amira, await waiting(db, cast), {"reply": reply})
    assert "Your reply is sent." in answer.text
    assert reply in answer.text
    jay = await sign_in(cast.jay)
    assert reply in (await jay.get(f"/visits/{cast.last_visit}/after")).text
    for member in (cast.dani, cast.kit, cast.marcus):
        visitor = await sign_in(member)
        assert reply not in (await visitor.get(f"/visits/{cast.last_visit}/after")).text
    said = await db.fetchval(
        "SELECT body FROM correction WHERE by_id = $1 AND reply = $2", cast.jay.id, reply
    )
    assert said == "You forgot that I said I want to see my cousin in the holidays."


async def test_two_replies_at_once_send_one_and_keep_both(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    page = await waiting(db, cast)
    old = await priya.get(page)
    await fill_in(amira, page, {"reply": "Amira’s answer stands."})
    answer = await send_on(priya, old, page, {"reply": "Priya’s answer."})
    assert answer.status == 409
    assert "Amira’s answer stands." in answer.text
    assert "Priya’s answer." in answer.text
    kept = await db.fetchval("SELECT reply FROM correction WHERE by_id = $1", cast.jay.id)
    assert kept == "Amira’s answer stands."


async def test_an_empty_reply_and_a_reply_to_agreement_are_refused(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    answer = await fill_in(amira, await waiting(db, cast), {"reply": "   "})
    assert answer.status == 422
    assert "Write your reply" in answer.text
    right = await db.fetchrow(
        "SELECT id, visit_id FROM correction WHERE kind = 'right' AND by_id = $1", cast.dani.id
    )
    assert right is not None
    page = f"/staff/visits/{right['visit_id']}/after/corrections/{right['id']}"
    assert (await amira.post(page, {"reply": "Good"}, page=await waiting(db, cast))).status == 404
