"""Asking for a different time."""

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.visits.pages import carried, words
from tests.running import Answer, SignIn, Visitor, at

VISIT_DAY = FIRST_DAY + timedelta(days=8)


async def ask(visitor: Visitor, cast: Cast, **fields: object) -> Answer:
    path = f"/visits/{cast.home_visit}/change"
    page = await visitor.get(path)
    return await visitor.post(path, {"seen": carried(page.text, "seen"), **fields})


async def first_offer(db: Any, cast: Cast) -> str:
    return str(
        await db.fetchval(
            "SELECT id FROM visit_offered_time WHERE visit_id = $1 ORDER BY starts_at LIMIT 1",
            cast.home_visit,
        )
    )


async def test_an_offered_time_is_three_taps_from_home(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    page = await ask(dani, cast, time=await first_offer(db, cast))
    assert page.path == f"/visits/{cast.home_visit}/change"
    text = words(page.text)
    assert "We asked for a different time" in text
    # Amira replies within 1 working day; tomorrow is one.
    assert "Amira will reply by Tuesday 2 June. Until then the plan stays the same." in text
    assert "Wednesday 10 June at 4pm" in text
    row = await db.fetchrow("SELECT * FROM visit_change_request WHERE visit_id = $1", cast.home_visit)
    assert (row["asked_by"], row["state"], str(row["offered_time_id"])) == (
        cast.dani.id,
        "open",
        await first_offer(db, cast),
    )
    assert "You asked for a change" in words((await dani.get(f"/visits/{cast.home_visit}")).text)


async def test_a_friday_evening_is_answered_on_monday(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(FIRST_DAY + timedelta(days=4), 20))
    page = await ask(await sign_in(cast.dani), cast, time="none", when="Any evening")
    assert "Amira will reply by Monday 8 June." in words(page.text)


async def test_who_asks_too_late_for_an_answer_is_told_to_call(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    dani, path = await sign_in(cast.dani), f"/visits/{cast.home_visit}/change"
    assert "The visit is soon." not in (await dani.get(path)).text
    clock.turn_to(at(VISIT_DAY, 9))
    dani = await sign_in(cast.dani)
    soon = "The visit is soon. Amira may not read this in time. To be sure, call Family Help North on"
    assert soon in words((await dani.get(path)).text)
    assert soon in words((await ask(dani, cast, time="none", when="Any evening")).text)
    home = words((await dani.get("/home")).text)
    assert "Amira may not see this before the visit." in home
    assert "Amira will reply by" not in home


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "Choose a time, or choose None of these"),
        (
            {"time": "11111111-1111-4111-8111-111111111111", "why": "Work 🧰"},
            "Choose a time, or choose None of these",
        ),
        ({"time": "none", "why": "Work 🧰"}, "Tell us when is better for you"),
        ({"time": "none", "when": "x" * 1001}, "Use 1,000 letters or fewer. You have used 1,001"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    sign_in: SignIn, cast: Cast, db: Any, fields: dict[str, object], error: str
) -> None:
    page = await ask(await sign_in(cast.dani), cast, **fields)
    assert page.status == 422
    assert page.text.count(error) == 2
    assert "Error:" in page.text.split("</title>")[0]
    for typed in fields.values():
        assert str(typed) in page.text or len(str(typed)) == 36
    assert (
        await db.fetchval("SELECT count(*) FROM visit_change_request WHERE visit_id = $1", cast.home_visit)
        == 0
    )


async def test_own_words_in_any_script_come_back_exactly(sign_in: SignIn, cast: Cast, db: Any) -> None:
    when, why = "أي صباح من الأسبوع القادم", "<b>ሰላም</b> & 👩‍👧\r\nnext line"
    page = await ask(await sign_in(cast.dani), cast, time="none", when=when, why=why)
    assert when in page.text
    assert "&lt;b&gt;ሰላም&lt;/b&gt; &amp; 👩‍👧" in page.text
    assert 'dir="auto"' in page.text
    row = await db.fetchrow(
        "SELECT when_better, why FROM visit_change_request WHERE visit_id = $1", cast.home_visit
    )
    assert tuple(row) == (when, why.replace("\r\n", "\n"))


async def test_words_without_a_choice_say_enough(sign_in: SignIn, cast: Cast) -> None:
    page = await ask(await sign_in(cast.dani), cast, when="Any morning")
    assert "We asked for a different time" in words(page.text)


async def test_asking_takes_back_an_earlier_ok(sign_in: SignIn, cast: Cast) -> None:
    kit = await sign_in(cast.kit)
    await ask(kit, cast, time="none", when="After football")
    text = words((await kit.get("/home")).text)
    assert "You asked for a different time." in text
    assert "You said this time is OK" not in text


async def test_nobody_else_sees_that_somebody_asked(sign_in: SignIn, cast: Cast) -> None:
    kit = await sign_in(cast.kit)
    before = words((await kit.get(f"/visits/{cast.home_visit}")).text)
    await ask(await sign_in(cast.dani), cast, time="none", when="Never on a Tuesday")
    assert words((await kit.get(f"/visits/{cast.home_visit}")).text) == before


async def test_an_ok_after_all_takes_the_question_back(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    page = await ask(dani, cast, time="none", when="Wednesday")
    await dani.post(
        f"/visits/{cast.home_visit}/confirm",
        {"seen": carried(page.text, "seen")},
        page=f"/visits/{cast.home_visit}/change",
    )
    assert "Time is OK" in words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert (
        await db.fetchval("SELECT state FROM visit_change_request WHERE visit_id = $1", cast.home_visit)
        == "withdrawn"
    )


async def test_asking_again_on_another_page_keeps_the_first_and_shows_both(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/change"
    seen = carried((await dani.get(path)).text, "seen")
    other_tab = await dani.get("/home")
    await ask(dani, cast, time="none", when="Wednesday")
    fields: dict[str, object] = {name: carried(other_tab.text, name) for name in ("csrf", "key")}
    page = await dani.send(path, {**fields, "seen": seen, "time": "none", "when": "Thursday"})
    assert page.status == 409
    text = words(page.text)
    assert "You have asked already, so we did not ask twice." in text
    assert "Wednesday" in text
    assert "Thursday" in text
    assert (
        await db.fetchval("SELECT count(*) FROM visit_change_request WHERE visit_id = $1", cast.home_visit)
        == 1
    )


async def test_a_visit_moved_while_the_form_was_open_keeps_the_words(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/change"
    seen = carried((await dani.get(path)).text, "seen")
    await db.execute(
        "UPDATE visit SET starts_at = starts_at + interval '1 day' WHERE id = $1", cast.home_visit
    )
    page = await dani.post(path, {"seen": seen, "time": "none", "when": "Any morning"})
    assert page.status == 409
    text = words(page.text)
    assert "The plan changed while you were writing. The visit is now on Wednesday 10 June at 4pm." in text
    assert "Any morning" in page.text
    again = await dani.send(
        path,
        {
            **{name: carried(page.text, name) for name in ("csrf", "key", "seen")},
            "time": "none",
            "when": "Any morning",
        },
    )
    assert again.status == 200
    assert "We asked for a different time" in words(again.text)


async def test_once_the_visit_has_started_nothing_is_sent_and_nothing_is_lost(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/change"
    page = await dani.get(path)
    fields = {name: carried(page.text, name) for name in ("csrf", "key", "seen")}
    clock.turn_to(at(VISIT_DAY, 16, 1))
    late = await dani.send(path, {**fields, "time": "none", "when": "An hour later"})
    assert late.status == 409
    assert "You cannot change this plan now" in words(late.text)
    assert "An hour later" in words(late.text)
    assert "You cannot change this plan now" in words((await dani.get(path)).text)
    assert (
        await db.fetchval("SELECT count(*) FROM visit_change_request WHERE visit_id = $1", cast.home_visit)
        == 0
    )


@pytest.mark.parametrize("who", ["marcus", "chloe"])
async def test_nobody_asks_for_a_plan_they_cannot_see(sign_in: SignIn, cast: Cast, db: Any, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    page = await visitor.post(
        f"/visits/{cast.home_visit}/change",
        {"seen": "2026-06-09T15:00:00+00:00", "time": "none", "when": "Never"},
        page="/account",
    )
    assert page.status == 404
    assert (
        await db.fetchval("SELECT count(*) FROM visit_change_request WHERE visit_id = $1", cast.home_visit)
        == 0
    )


async def test_what_the_worker_answered_stands_on_the_plan(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    await ask(dani, cast, time="none", when="Wednesday")
    await db.execute(
        """
        UPDATE visit_change_request
           SET state = 'kept', reply = 'I am sorry. It must be by Tuesday.', replied_by = $2, replied_at = $3
         WHERE visit_id = $1
        """,
        cast.home_visit,
        cast.amira.id,
        at(FIRST_DAY, 15),
    )
    text = words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "Amira answered you on Monday 1 June. The time stays the same." in text
    assert "I am sorry. It must be by Tuesday." in text
    # And they may ask once more.
    assert "Ask for a different time" in text
    assert "answered" not in words((await (await sign_in(cast.kit)).get(f"/visits/{cast.home_visit}")).text)
