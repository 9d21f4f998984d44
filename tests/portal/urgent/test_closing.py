"""Closing what is urgent: by one person, after somebody saw the words, with what was done."""

from typing import TypeAlias

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.urgent.saying import WORDS, item_of, seen_on, write
from tests.running import RunningPortal, SignIn

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def test_two_people_do_not_both_believe_that_it_is_theirs(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await sign_in(cast.jay)
    await write(portal, db, cast.jay, WORDS)
    item = await item_of(db, cast.jay)
    assert item is not None
    amira, priya, page = await sign_in(cast.amira), await sign_in(cast.priya), f"/staff/urgent/{item['id']}"
    assert (await amira.post(f"{page}/take", {"owner": ""}, page=page)).status == 200
    late = await priya.post(f"{page}/take", {"owner": ""}, page=page)
    assert late.status == 409
    assert "Someone else has taken or closed this" in late.text
    assert "Amira Khan" in late.text
    instead = await priya.post(f"{page}/take", {"owner": str(cast.amira.id)}, page=page)
    assert instead.status == 200
    assert await db.fetchval("SELECT owner_id FROM urgent_item WHERE id = $1", item["id"]) == cast.priya.id


async def test_nothing_is_closed_over_words_that_nobody_saw(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    jay = await sign_in(cast.jay)
    conversation = await write(portal, db, cast.jay, WORDS)
    item = await item_of(db, cast.jay)
    assert item is not None
    amira, page = await sign_in(cast.amira), f"/staff/urgent/{item['id']}"
    seen = await seen_on(amira, page)
    await write(portal, db, cast.jay, "he is here now")
    stale = await amira.post(page, {**seen, "action": "not_urgent", "words": "A joke"})
    assert stale.status == 409
    assert "he is here now" in stale.text
    assert "A joke" in stale.text
    seen = await seen_on(amira, page)
    await jay.post(f"/messages/{conversation}/now", {"answer": "danger"})
    assert (await amira.post(page, {**seen, "action": "not_urgent", "words": "A joke"})).status == 409
    done = await amira.post(page, {**await seen_on(amira, page), "action": "visited"})
    assert done.status == 200
    again = await write(portal, db, cast.jay, WORDS)
    assert again == conversation
    fresh = await item_of(db, cast.jay)
    assert fresh is not None
    assert fresh["id"] != item["id"]
    assert (await amira.post(page, {"action": "phoned", "seen": "9:9"}, page=page)).status == 409


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choose what you did"),
        ({"action": "prayed"}, "Choose what you did"),
        ({"action": "other"}, "Write what happened, or why this was not urgent"),
        ({"action": "not_urgent", "words": "  "}, "Write what happened, or why this was not urgent"),
        ({"action": "phoned", "words": "x" * 2001}, "Use 2,000 letters or fewer"),
    ],
)
async def test_closing_says_what_was_done(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, fields: dict[str, object], says: str
) -> None:
    await sign_in(cast.jay)
    await write(portal, db, cast.jay, WORDS)
    item = await item_of(db, cast.jay)
    assert item is not None
    amira, page = await sign_in(cast.amira), f"/staff/urgent/{item['id']}"
    answer = await amira.post(page, {**await seen_on(amira, page), **fields})
    assert (answer.status, says in answer.text) == (422, True)
    after = await item_of(db, cast.jay)
    assert after is not None
    assert after["closed_at"] is None
