"""After sending: a question, never before or instead, and what each of its answers leads to."""

from datetime import timedelta
from typing import TypeAlias

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.safety.store import is_prompt_due
from tests.databases import FIRST_DAY
from tests.portal.urgent.saying import WORDS, conversation_of, item_of, write
from tests.running import RunningPortal, SignIn, at

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def main_of(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>")[0]


async def speak_for(db: Db, portal: RunningPortal) -> None:
    await db.execute(
        "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
        str(portal.cast.exampleshire),
        portal.clock.now().isoformat(),
    )


async def test_the_question_offers_three_ways_on_and_never_says_which_words(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    jay = await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    page = await jay.get(f"/messages/{conversation}/now")
    assert page.status == 200
    shown = main_of(page.text)
    for words in (
        "Your message has been sent.",
        "Do you need help now?",
        "I am in danger",
        "I want to talk to someone today",
        "I am OK for now",
        "Back to my messages",
    ):
        assert words in page.text
    assert "room" not in shown
    assert shown.count("<h1") == 1


async def test_in_quiet_mode_the_heading_gives_nothing_away(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE account SET quiet = true WHERE person_id = $1", cast.jay.id)
    jay = await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    page = (await jay.get(f"/messages/{conversation}/now")).text
    assert "Do you need anything now?" in page
    assert "Do you need help now?" not in page
    assert "<title>Message sent – Kite</title>" in page
    danger = (await jay.get(f"/messages/{conversation}/now/danger")).text
    assert "<title>Help – Kite</title>" in danger
    assert "Call 999" in main_of(danger)


async def test_who_is_ok_goes_back_and_is_not_asked_again_for_a_day(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    jay = await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    await speak_for(db, portal)
    assert await is_prompt_due(db, conversation)
    answer = await jay.post(f"/messages/{conversation}/now", {"answer": "ok"}, follow=False)
    assert (answer.status, answer.headers["Location"].split("#")[0]) == (303, f"/messages/{conversation}")
    await speak_for(db, portal)
    assert not await is_prompt_due(db, conversation)
    assert await is_prompt_due(db, await conversation_of(db, cast.dani)), "one thread's answer is its own"
    item = await item_of(db, cast.jay)
    assert item is not None
    assert (item["source"], item["closed_at"]) == ("words", None), "an answer of OK closes nothing"
    clock.turn_to(portal.clock.now() + timedelta(hours=24, minutes=1))
    await speak_for(db, portal)
    assert await is_prompt_due(db, conversation)


async def test_who_is_in_danger_is_told_to_call_999_and_the_item_becomes_the_strongest(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    jay = await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    first = await item_of(db, cast.jay)
    page = await jay.post(f"/messages/{conversation}/now", {"answer": "danger"})
    shown = main_of(page.text)
    for words in (
        "<h1>Call 999</h1>",
        'href="tel:999"',
        "If you cannot speak, call 999, listen, then press 55 on a mobile.",
        "Amira</bdi> may not see your message for a while.",
        "Text 999",
        "You must have signed up before. Text the word register to 999.",
    ):
        assert words in shown
    item = await item_of(db, cast.jay)
    assert first is not None
    assert item is not None
    assert (item["id"], item["source"]) == (first["id"], "danger")
    await jay.post(f"/messages/{conversation}/now", {"answer": "talk"})
    item = await item_of(db, cast.jay)
    assert item is not None
    assert (item["id"], item["source"]) == (first["id"], "danger"), "a weaker sign takes nothing back"
    steps = await db.fetch("SELECT source FROM urgent_step WHERE urgent_id = $1 ORDER BY at", first["id"])
    assert [step["source"] for step in steps] == ["words", "danger", "talk"]


async def test_in_the_day_somebody_is_named_with_a_time(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    jay = await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, "Can I talk to you?")
    assert await item_of(db, cast.jay) is None
    page = await jay.post(f"/messages/{conversation}/now", {"answer": "talk"})
    shown = main_of(page.text)
    assert "Thank you for telling us" in shown
    assert "Amira Khan</bdi> to read your message by 10:30am" in shown
    assert "Family Help North" in shown
    assert "out of hours" not in shown
    item = await item_of(db, cast.jay)
    assert item is not None
    assert item["source"] == "talk"


async def test_who_is_away_is_not_named(portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute(
        "INSERT INTO absence (council_id, staff_id, kind, from_on, back_on, set_by, set_at)"
        " VALUES ($1, $2, 'sick', $3, $4, $2, now())",
        cast.exampleshire, cast.amira.id, FIRST_DAY, FIRST_DAY + timedelta(days=3),
    )  # fmt: skip
    jay = await sign_in(cast.jay)
    conversation = await conversation_of(db, cast.jay)
    shown = main_of((await jay.post(f"/messages/{conversation}/now", {"answer": "talk"})).text)
    assert "Amira" not in shown
    assert "We have asked a manager to read your message by 10:30am." in shown
    assert (
        "We may not see your message for a while."
        in (await jay.get(f"/messages/{conversation}/now/danger")).text
    )


async def test_whether_it_is_safe_to_call_is_asked_and_reaches_who_looks(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    jay, amira = await sign_in(cast.jay), await sign_in(cast.amira)
    conversation = await write(portal, db, cast.jay, WORDS)
    await jay.post(f"/messages/{conversation}/now", {"answer": "talk"})
    talk = f"/messages/{conversation}/now/talk"
    wrong = await jay.post(talk, {"words": "after school"})
    assert wrong.status == 422
    assert "Choose if it is safe to call you" in wrong.text
    assert "after school" in wrong.text
    long = await jay.post(talk, {"answer": "call_times", "words": "x" * 301})
    assert (long.status, "Use 300 letters or fewer" in long.text) == (422, True)
    right = await jay.post(talk, {"answer": "call_times", "words": "3pm to 4pm, school's number"})
    assert (right.status, "We have your answer." in right.text) == (200, True)
    item = await item_of(db, cast.jay)
    assert item is not None
    shown = (await amira.get(f"/staff/urgent/{item['id']}")).text
    assert "Yes, but only at some times." in shown
    assert "3pm to 4pm, school" in shown


@pytest.mark.parametrize("answer", ["", "call_yes", "OK", "x" * 500])
async def test_an_answer_that_was_not_offered_changes_nothing(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, answer: str
) -> None:
    jay = await sign_in(cast.jay)
    conversation = await conversation_of(db, cast.jay)
    page = await jay.post(f"/messages/{conversation}/now", {"answer": answer})
    assert page.status == 422
    assert "Do you need help now?" in page.text
    assert await db.fetchval("SELECT count(*) FROM safety_answer") == 0
    assert await item_of(db, cast.jay) is None


@pytest.mark.parametrize(
    "who", ["dani", "marcus", "kit", "leila", "chloe", "amira", "priya", "alex", "helen", "grace_lim"]
)
async def test_it_is_there_for_nobody_else(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, who: str
) -> None:
    other, conversation = await sign_in(getattr(cast, who)), await conversation_of(db, cast.jay)
    for path in ("now", "now/danger", "now/talk"):
        assert (await other.get(f"/messages/{conversation}/{path}")).status == 404
    for path, fields in (("now", {"answer": "danger"}), ("now/talk", {"answer": "call_no"})):
        sent = await other.post(f"/messages/{conversation}/{path}", dict(fields), page="/account")
        assert sent.status == 404
    assert await item_of(db, cast.jay) is None
    assert await db.fetchval("SELECT count(*) FROM safety_answer") == 0


async def test_a_family_that_nobody_works_with_any_more_is_every_managers(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await db.execute(
        "UPDATE child_plan SET to_on = $2 WHERE child_id = $1", cast.jay.id, FIRST_DAY - timedelta(days=1)
    )
    jay, priya, amira = await sign_in(cast.jay), await sign_in(cast.priya), await sign_in(cast.amira)
    conversation = await conversation_of(db, cast.jay)
    page = await jay.post(f"/messages/{conversation}/now", {"answer": "talk"})
    assert "We have asked a manager" in page.text
    item = await item_of(db, cast.jay)
    assert item is not None
    board = (await priya.get("/team/urgent")).text
    assert "Jay Rowe" in board
    assert "it is for every manager" in board
    assert (await amira.get(f"/staff/urgent/{item['id']}")).status == 404


async def test_the_prompt_in_the_evening(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    clock.turn_to(at(FIRST_DAY, 18))
    dani = await sign_in(cast.dani)
    conversation = await conversation_of(db, cast.dani)
    shown = main_of((await dani.post(f"/messages/{conversation}/now", {"answer": "talk"})).text)
    assert "It is out of hours. No one is reading messages now." in shown
    assert "Tuesday 2 June at 9:30am" in shown
    assert shown.index("Exampleshire emergency team") < shown.index("Samaritans") < shown.index("Childline")
