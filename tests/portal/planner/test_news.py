"""Running late, calling off, and answering somebody who asked for another time."""

from datetime import timedelta
from typing import Any

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.planner.pages import form_of, words
from tests.running import Answer, SignIn, Visitor, at

VISIT_DAY = FIRST_DAY + timedelta(days=8)


def visit(cast: Cast, rest: str = "") -> str:
    return f"/staff/visits/{cast.home_visit}{rest}"


async def test_running_late_is_one_press_and_the_family_reads_it(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(VISIT_DAY, 15, 50))
    amira = await sign_in(cast.amira)
    page = await amira.get(visit(cast, "/late"))
    assert "Only use this when parked." in words(page.text)
    assert "Amira is running late. She should be there at about 4:20pm." in words(page.text)
    told = await amira.send(
        visit(cast, "/late"), {**form_of(page.text, visit(cast, "/late")), "how_late": "20"}
    )
    text = words(told.text)
    assert "Sent" in text
    # tests/reminders/a_day.txt has the letters that say so.
    assert "A text or an email goes too, to whoever said that this is safe, in the hours they chose." in text
    # Ten to four is outside the hours that Dani said are safe.
    assert "Do not call Dani now: it is outside the hours that are safe." in text
    assert "tel:" not in told.text.split("<main", 1)[1].split("</main>")[0]
    assert "Do not call Jay." in text
    dani = await sign_in(cast.dani)
    assert "She should be there at about 4:20pm." in words(
        (await dani.get(f"/visits/{cast.home_visit}")).text
    )


async def test_who_gets_no_texts_is_called_instead(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Any
) -> None:
    await db.execute(
        "UPDATE safe_contact_plan SET texting = 'no', calls = 'yes' WHERE person_id = $1", cast.dani.id
    )
    clock.turn_to(at(VISIT_DAY, 15, 50))
    amira = await sign_in(cast.amira)
    page = words((await amira.get(visit(cast, "/late"))).text)
    assert "Dani does not get texts. Call instead." in page


async def test_inside_the_safe_hours_a_call_is_offered(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(VISIT_DAY, 14))
    page = await (await sign_in(cast.amira)).get(visit(cast, "/late"))
    assert "Call Dani if it cannot wait." in words(page.text)
    assert 'href="tel:07700900401"' in page.text


async def test_not_coming_today_calls_the_visit_off(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(VISIT_DAY, 12))
    amira = await sign_in(cast.amira)
    told = await amira.post(visit(cast, "/late"), {"how_late": "not_today"})
    assert "The visit is off" in words(told.text)
    dani = await sign_in(cast.dani)
    seen = words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "This visit is off. Amira will plan a new one." in seen


async def test_nobody_is_late_on_another_day_or_for_a_visit_nobody_knows_of(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(visit(cast, "/late"))
    assert "on the day of the visit" in words(page.text)
    assert (await amira.post(visit(cast, "/late"), {"how_late": "10"})).status == 409
    clock.turn_to(at(FIRST_DAY + timedelta(days=10), 8))
    hidden = f"/staff/visits/{cast.unannounced_visit}/late"
    amira = await sign_in(cast.amira)
    assert "there is nobody to tell" in words((await amira.get(hidden)).text)
    assert (await amira.post(hidden, {"how_late": "10"})).status == 409


async def test_calling_off_tells_the_family_in_words_for_them(sign_in: SignIn, cast: Cast, db: Any) -> None:
    amira = await sign_in(cast.amira)
    done = await amira.post(
        visit(cast, "/call-off"), {"words": "I have to be in court.", "note": "Priya agreed, secret."}
    )
    assert done.path == visit(cast, "/told")
    dani = await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")
    assert "This visit is off." in words(dani.text)
    assert "secret" not in dani.text
    assert await db.fetchval("SELECT body FROM visit_note WHERE body LIKE 'Priya agreed%'")
    again = await amira.post(visit(cast, "/call-off"), {"words": "Again"}, page=visit(cast))
    assert again.status == 409


async def test_calling_off_an_unannounced_visit_says_why_to_staff_only(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    path = f"/staff/visits/{cast.unannounced_visit}/call-off"
    assert (await amira.post(path, {"note": ""})).status == 422
    done = await amira.post(path, {"note": "Not needed any more."})
    assert "Nobody in the family had seen it." in done.text


async def ask(visitor: Visitor, cast: Cast, **fields: object) -> Answer:
    path = f"/visits/{cast.home_visit}/change"
    page = await visitor.get(path)
    return await visitor.send(path, {**form_of(page.text, path), **fields})


async def asked(db: Any, cast: Cast) -> str:
    found = await db.fetchval(
        "SELECT id FROM visit_change_request WHERE visit_id = $1 AND state = 'open'", cast.home_visit
    )
    return visit(cast, f"/requests/{found}")


async def test_an_offered_time_is_agreed_with_one_press(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    offer = await db.fetchval(
        "SELECT id FROM visit_offered_time WHERE visit_id = $1 ORDER BY starts_at LIMIT 1", cast.home_visit
    )
    await ask(dani, cast, time=str(offer))
    shown = words((await amira.get(visit(cast))).text)
    assert "Dani asked for a different time" in shown
    assert "They would like Wednesday 10 June at 4pm." in shown
    path = await asked(db, cast)
    assert "Agree: Wednesday 10 June at 4pm" in words((await amira.get(path)).text)
    done = await amira.post(path, {"answer": str(offer)})
    assert "The visit is moved and the reply is sent." in done.text
    seen = words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "Wednesday 10 June at 4pm" in seen
    assert "as you asked" in seen
    again = await amira.post(path, {"answer": "keep", "reason": "Changed my mind"}, page=visit(cast))
    assert again.status == 409
    assert "Changed my mind" in again.text


async def test_another_time_can_be_agreed_and_a_past_one_cannot(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    await ask(dani, cast, time="none", when="Any morning")
    path = await asked(db, cast)
    past = await amira.post(
        path, {"answer": "other", "day-day": "31", "day-month": "5", "day-year": "2026", "time": "10am"}
    )
    assert past.status == 422
    assert "The date must be today or later" in words(past.text)
    done = await amira.post(
        path, {"answer": "other", "day-day": "11", "day-month": "June", "day-year": "2026", "time": "10am"}
    )
    assert "The visit is moved" in done.text
    assert "Thursday 11 June at 10am" in words((await dani.get(f"/visits/{cast.home_visit}")).text)


async def test_the_time_stays_only_with_a_reason(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani, jay, amira = await sign_in(cast.dani), await sign_in(cast.jay), await sign_in(cast.amira)
    await ask(dani, cast, time="none", when="Any morning")
    path = await asked(db, cast)
    empty = await amira.post(path, {"answer": "keep"})
    assert empty.status == 422
    assert "Say why the time stays" in words(empty.text)
    assert (await amira.post(path, {"answer": "made-up"})).status == 422
    done = await amira.post(path, {"answer": "keep", "reason": "It has to be by Tuesday 9 June, sorry."})
    assert "The time stays as it was." in done.text
    assert "sorry" in words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "sorry" not in words((await jay.get(f"/visits/{cast.home_visit}")).text)
