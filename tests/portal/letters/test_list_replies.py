"""Texts that came in and need a person: who sees which, whose name stands where, and that each is dealt with once."""

from datetime import timedelta
from html import unescape

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.letters.planting import NOON, Db, main_of, plant_text
from tests.running import SignIn, Visitor

PAGE = "/staff/replies"


async def read(visitor: Visitor) -> str:
    answer = await visitor.get(PAGE)
    assert answer.status == 200
    return " ".join(unescape(main_of(answer.text)).split())


async def test_nothing_came(sign_in: SignIn, cast: Cast) -> None:
    assert "No text needs you." in await read(await sign_in(cast.amira))


async def test_a_worker_sees_who_asks_for_a_call(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_text(
        db,
        cast.exampleshire,
        person=cast.dani,
        number="07700900401",
        words="3",
        outcome="call_back",
        why="asked",
    )
    page = await read(await sign_in(cast.amira))
    assert "Dani Rowe" in page
    assert "Dani asks you to call. Look how it is safe to call first." in page
    assert "from 07700900401" in page
    for who in (cast.sam, cast.ines, cast.tom, cast.lewis):
        assert "No text needs you." in await read(await sign_in(who)), who.key


async def test_an_unknown_number_is_every_managers_and_names_nobody(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await plant_text(db, cast.exampleshire, words="is the visit on")
    page = await read(await sign_in(cast.priya))
    assert "From 07700900477" in page
    assert "is the visit on" in page
    assert "We do not know this number. Call it, and let them say who they are." in page
    assert "No text needs you." in await read(await sign_in(cast.amira))
    assert "No text needs you." in await read(await sign_in(cast.lewis))


async def test_a_manager_knows_that_it_waits_but_not_what_it_says(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await plant_text(
        db, cast.exampleshire, person=cast.dani, words="Secret words", outcome="duty", why="not_safe"
    )
    priya = await sign_in(cast.priya)
    assert "Dani Rowe" in await read(priya)
    assert "Secret words" not in await read(priya)
    assert "Secret words" in await read(await sign_in(cast.amira))
    await plant_text(
        db, cast.exampleshire, person=cast.dani, words="he hit me", outcome="duty", why="too_long",
        look_by=clock.now() + timedelta(minutes=30),
    )  # fmt: skip
    page = await read(priya)
    assert "he hit me" in page
    assert "Look first" in page
    assert page.index("he hit me") < page.index("it is not safe for this person")


async def test_what_should_have_been_looked_at_is_overdue(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await plant_text(db, cast.exampleshire, words="help", look_by=clock.now() - timedelta(minutes=1))
    assert "Overdue" in await read(await sign_in(cast.priya))


async def test_one_that_nobody_works_with_is_every_managers_without_a_name(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await plant_text(db, cast.exampleshire, person=cast.dani, words="hello", outcome="duty", why="closed")
    await db.execute(
        "UPDATE involvement SET to_at = $1 WHERE to_at IS NULL OR to_at > $1",
        clock.now() - timedelta(minutes=1),
    )
    page = await read(await sign_in(cast.priya))
    assert "Nobody works with this person at the moment." in page
    assert "Dani" not in page


async def test_it_is_dealt_with_once_and_says_by_whom(sign_in: SignIn, cast: Cast, db: Db) -> None:
    text_id = await plant_text(
        db, cast.exampleshire, person=cast.dani, words="3", outcome="call_back", why="asked"
    )
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    await priya.get(PAGE)
    done = await amira.post(f"{PAGE}/{text_id}/done", page=PAGE)
    assert "Done. The text is off the list." in done.text
    assert "Amira Khan, Monday 1 June at 10" in await read(priya)
    again = await priya.post(f"{PAGE}/{text_id}/done", page=PAGE)
    assert "A colleague was done with it before you." in again.text
    row = await db.fetchrow("SELECT dealt_by FROM inbound_text WHERE id = $1", text_id)
    assert row is not None
    assert row["dealt_by"] == cast.amira.id
    assert await db.fetchval("SELECT count(*) FROM access_log WHERE kind = 'reply' AND deed = 'changed'") == 1


async def test_nobody_else_deals_with_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    text_id = await plant_text(
        db, cast.exampleshire, person=cast.dani, words="3", outcome="call_back", why="asked"
    )
    unknown = await plant_text(db, cast.exampleshire)
    for who, item in ((cast.sam, text_id), (cast.tom, text_id), (cast.lewis, text_id), (cast.dani, text_id),
                      (cast.alex, text_id), (cast.lewis, unknown), (cast.amira, unknown)):  # fmt: skip
        answer = await (await sign_in(who)).post(f"{PAGE}/{item}/done", page="/account")
        assert answer.status == 404, who.key
    assert await db.fetchval("SELECT count(*) FROM inbound_text WHERE dealt_at IS NOT NULL") == 0


async def test_texts_that_did_what_they_say_are_not_there(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute(
        """
        INSERT INTO inbound_text (council_id, notify_id, at, number, words, person_id, outcome)
        VALUES ($1, gen_random_uuid(), $2, '07700900401', '1', $3, 'confirmed')
        """,
        cast.exampleshire, NOON - timedelta(hours=3), cast.dani.id,
    )  # fmt: skip
    assert "No text needs you." in await read(await sign_in(cast.amira))


async def test_today_says_that_texts_wait(sign_in: SignIn, cast: Cast, db: Db) -> None:
    assert 'href="/staff/replies"' not in (await (await sign_in(cast.priya)).get("/staff/today")).text
    await plant_text(db, cast.exampleshire)
    page = (await (await sign_in(cast.priya)).get("/staff/today")).text
    assert 'href="/staff/replies"' in page
    assert "1 text needs you" in page
