"""The duty board: who sees what, who takes it, how it is closed, and what stays of it."""

from datetime import date, timedelta
from typing import TypeAlias

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.safety.watch import WATCH
from tests.databases import FIRST_DAY
from tests.portal.urgent.saying import WORDS, item_of, seen_on, write
from tests.running import RunningPortal, SignIn, at

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NEXT_DAY = date(2026, 6, 2)


def main_of(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>")[0]


async def test_a_disclosure_at_eleven_at_night(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    clock.turn_to(at(FIRST_DAY, 23, 4))
    jay = await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    # Whole, thanked, told who is there now, and asked whether a call is safe.
    assert (
        await db.fetchval(
            "SELECT body FROM message WHERE conversation_id = $1 ORDER BY seq DESC LIMIT 1", conversation
        )
        == WORDS
    )
    assert "Do you need help now?" in (await jay.get(f"/messages/{conversation}/now")).text
    talk = main_of((await jay.post(f"/messages/{conversation}/now", {"answer": "talk"})).text)
    assert "Thank you for telling us" in talk
    assert "It is out of hours. No one is reading messages now." in talk
    assert "Amira Khan</bdi> to read your message by Tuesday 2 June at 9:30am" in talk
    assert talk.index("Exampleshire emergency team") < talk.index("Childline") < talk.index("Samaritans")
    assert "Is it safe to call you?" in talk
    # Nothing of it appears to anybody else at home.
    for who in (cast.dani, cast.kit, cast.marcus):
        family = await sign_in(who)
        home = (await family.get("/home")).text + (await family.get("/messages")).text
        assert "Jay" not in home or "came in my room" not in home
        assert "came in my room" not in home
        assert (await family.get(f"/messages/{conversation}")).status == 404
    # It is on top in the morning, red once half an hour of opening time is gone.
    clock.turn_to(at(NEXT_DAY, 9, 5))
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    today = main_of((await amira.get("/staff/today")).text)
    assert today.index("Jay R") < today.index("Visits (")
    assert "Look by 9:30am. Nobody has taken this." in today
    assert "came in my room" not in today
    board = main_of((await priya.get("/team/urgent")).text)
    assert "Nobody yet, so it is for <bdi>Priya Nair</bdi>" in board
    assert "Overdue" not in board
    clock.turn_to(at(NEXT_DAY, 9, 50))
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    late = 'm<br><strong class="tag tag--bad">Overdue by 20 minutes'  # under the time, which stands on the row's line
    assert late in (await priya.get("/team/urgent")).text
    item = await item_of(db, cast.jay)
    assert item is not None
    page = f"/staff/urgent/{item['id']}"
    shown = main_of((await amira.get(page)).text)
    assert WORDS in shown
    assert "23:04:" in shown
    assert (await amira.post(f"{page}/take", page=page)).status == 200
    assert "who does this</dt><dd>You" in main_of((await amira.get(page)).text).replace("Who", "who")
    closed = await amira.post(
        page, {**await seen_on(amira, page), "action": "phoned", "words": "Safe at Sue’s."}
    )
    assert "Closed. What you wrote is kept with the times." in closed.text
    steps = await db.fetch(
        "SELECT step, source, by_id FROM urgent_step WHERE urgent_id = $1 ORDER BY at", item["id"]
    )
    assert [(step["step"], step["source"], step["by_id"]) for step in steps] == [
        ("raised", "words", cast.jay.id),
        ("raised", "talk", cast.jay.id),
        ("opened", None, cast.amira.id),
        ("taken", None, cast.amira.id),
        ("closed", None, cast.amira.id),
    ]
    board = main_of((await priya.get("/team/urgent")).text)
    assert "Nothing is open." in board
    assert "I phoned" in board


async def test_a_manager_opens_the_words_with_a_button_that_the_worker_can_see(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    item = await item_of(db, cast.jay)
    assert item is not None
    priya, page = await sign_in(cast.priya), f"/staff/urgent/{item['id']}"
    before = (await priya.get(page)).text
    assert WORDS not in before
    assert 'name="action"' not in before, "nobody closes what they have not read"
    assert (await priya.post(page, {"action": "phoned", "seen": "1:1"}, page=page)).status == 404
    assert (await priya.get(f"/staff/messages/{conversation}")).status == 404
    opened = await priya.post(f"{page}/read", page=page)
    assert WORDS in opened.text
    reading = await db.fetchrow("SELECT * FROM manager_reading WHERE conversation_id = $1", conversation)
    assert reading is not None
    assert (reading["manager_id"], reading["reason"]) == (cast.priya.id, "An urgent item on the duty board")
    assert reading["until_at"] - reading["from_at"] == timedelta(hours=2)
    logged = await db.fetch(
        "SELECT deed, kind, reason FROM access_log WHERE actor_id = $1 AND kind IN ('urgent_item', 'manager_reading')"
        " ORDER BY at",
        cast.priya.id,
    )
    assert ("changed", "manager_reading", None) in {tuple(row) for row in logged}
    amira = await sign_in(cast.amira)
    assert "An urgent item on the duty board" in (await amira.get(f"/staff/messages/{conversation}")).text
    clock.turn_to(portal.clock.now() + timedelta(hours=2, minutes=1))
    later = await sign_in(cast.priya)
    assert WORDS not in (await later.get(page)).text


@pytest.mark.parametrize(
    "who", ["sam", "tom", "ines", "lewis", "helen", "grace_lim", "alex", "jay", "dani", "chloe"]
)
async def test_it_is_on_nobody_elses_board(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, who: str
) -> None:
    await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    item = await item_of(db, cast.jay)
    assert item is not None
    other, page = await sign_in(getattr(cast, who)), f"/staff/urgent/{item['id']}"
    for path in (page, f"/staff/messages/{conversation}/urgent"):
        assert (await other.get(path)).status == 404
    assert (await other.get("/team/urgent")).status == 404
    for path, fields in (
        (f"{page}/take", {"owner": ""}),
        (f"{page}/read", {}),
        (page, {"action": "not_urgent", "words": "x", "seen": "1:1"}),
        (f"/staff/messages/{conversation}/urgent", {}),
    ):
        assert (await other.post(path, dict(fields), page="/account")).status == 404
    after = await item_of(db, cast.jay)
    assert after is not None
    assert (after["owner_id"], after["closed_at"]) == (None, None)
    assert await db.fetchval("SELECT count(*) FROM manager_reading") == 0
    if who in ("sam", "ines", "lewis"):
        assert "Look first" not in (await other.get("/staff/today")).text


async def test_other_councils_words_do_not_count(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await db.execute(
        "INSERT INTO safety_word (council_id, language, words, added_at) VALUES ($1, 'en', 'purple kettle', now())",
        cast.sampleton,
    )
    await portal.app[WATCH].read()
    await sign_in(cast.dani)
    await sign_in(cast.chloe)
    await write(portal, db, cast.dani, "The purple kettle again")
    await write(portal, db, cast.chloe, "The purple kettle again")
    assert await item_of(db, cast.dani) is None
    item = await item_of(db, cast.chloe)
    assert item is not None
    assert item["council_id"] == cast.sampleton
    priya = await sign_in(cast.priya)
    assert (await priya.get(f"/staff/urgent/{item['id']}")).status == 404
    lewis = await sign_in(cast.lewis)
    assert (await lewis.get(f"/staff/urgent/{item['id']}")).status == 200


async def test_who_leaves_the_family_leaves_the_item_to_the_manager(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await sign_in(cast.jay)
    await write(portal, db, cast.jay, WORDS)
    item = await item_of(db, cast.jay)
    assert item is not None
    amira, page = await sign_in(cast.amira), f"/staff/urgent/{item['id']}"
    await amira.post(f"{page}/take", {"owner": ""}, page=page)
    priya = await sign_in(cast.priya)
    assert "<bdi>Amira Khan</bdi>" in main_of((await priya.get("/team/urgent")).text)
    await db.execute(
        "INSERT INTO absence (council_id, staff_id, kind, from_on, back_on, set_by, set_at)"
        " VALUES ($1, $2, 'sick', $3, $4, $2, now())",
        cast.exampleshire, cast.amira.id, FIRST_DAY, FIRST_DAY + timedelta(days=3),
    )  # fmt: skip
    assert "so it is for <bdi>Priya Nair</bdi>" in main_of((await priya.get("/team/urgent")).text)
    await db.execute("UPDATE involvement SET to_at = from_at WHERE staff_id = $1", cast.amira.id)
    assert (await amira.get(page)).status == 404
    took = await priya.post(f"{page}/take", {"owner": str(cast.amira.id)}, page=page)
    assert took.status == 200


async def test_a_worker_puts_somebody_on_the_board(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    conversation = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", cast.kit.id)
    page = f"/staff/messages/{conversation}/urgent"
    assert "Put Kit Rowe on the duty board?" in (await amira.get(page)).text
    made = await amira.post(page)
    assert "It is on the duty board now." in made.text
    item = await item_of(db, cast.kit)
    assert item is not None
    assert (item["source"], item["raised_by"]) == ("staff", cast.amira.id)
    assert "A colleague is worried" in (await priya.get("/team/urgent")).text
    kit = await sign_in(cast.kit)
    assert "duty" not in (await kit.get("/home")).text
    await priya.post(page)
    assert await db.fetchval("SELECT count(*) FROM urgent_item WHERE conversation_id = $1", conversation) == 1


async def test_an_id_that_is_none_was_never_a_page(sign_in: SignIn, cast: Cast) -> None:
    priya = await sign_in(cast.priya)
    for path in (
        "/staff/urgent/x",
        "/staff/urgent/00000000-0000-4000-8000-000000000000",
        "/staff/messages/x/urgent",
    ):
        assert (await priya.get(path)).status == 404
