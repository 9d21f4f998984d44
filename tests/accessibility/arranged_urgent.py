"""Somebody who asked to talk to someone today, so that the duty board has something on it, open and closed."""

from uuid import UUID

import asyncpg

from portal.demo.cast import CAST
from tests.running import RunningPortal, Visitor, new_visitor

Ids = dict[str, str]


async def arrange_urgent(portal: RunningPortal, amira: Visitor) -> Ids:
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        talks = {
            f"{member.key}_talk": str(
                await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", member.id)
            )
            for member in (CAST.jay, CAST.kit, CAST.sol)
        }
        await amira.post(f"/staff/messages/{talks['kit_talk']}/urgent")
        closed = await _item(db, talks["kit_talk"])
        page = await amira.get(f"/staff/urgent/{closed}")
        seen = page.text.split('name="seen" value="', 1)[1].split('"')[0]
        await amira.post(f"/staff/urgent/{closed}", {"action": "visited", "seen": seen})
        async with new_visitor(portal.origin) as jay:
            await jay.sign_in(CAST.jay)
            await jay.post(f"/messages/{talks['jay_talk']}", {"message": "he came in my room again"})
            await jay.post(f"/messages/{talks['jay_talk']}/now", {"answer": "talk"})
            await jay.post(
                f"/messages/{talks['jay_talk']}/now/talk", {"answer": "call_times", "words": "After 3pm"}
            )
        # Of what Jay wrote elsewhere, one part can be read there, and one cannot.
        await db.execute(
            """
            INSERT INTO urgent_words (council_id, urgent_id, writing, words_id, at)
            SELECT u.council_id, u.id, w.writing, $2, u.raised_at
              FROM urgent_item AS u CROSS JOIN (VALUES ('meeting'), ('views')) AS w (writing)
             WHERE u.conversation_id = $1
            """,
            UUID(talks["jay_talk"]), CAST.review_conference,
        )  # fmt: skip
        word = await db.fetchval(
            "SELECT id FROM safety_word WHERE council_id = $1 LIMIT 1", CAST.exampleshire
        )
        team = await db.fetchval("SELECT team_id FROM person WHERE id = $1", CAST.amira.id)
        return talks | {
            "team": str(team),
            "urgent_item": await _item(db, talks["jay_talk"]), "closed_item": closed, "safety_word": str(word),
        }  # fmt: skip
    finally:
        await db.close()


async def _item(db: "asyncpg.Connection[asyncpg.Record]", talk: str) -> str:
    found = await db.fetchval("SELECT id FROM urgent_item WHERE conversation_id = $1", talk)
    assert found, "nothing urgent was raised"
    return str(found)
