"""Ways into the story: who writes what to whom, without the page that does it."""

from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from messaging.model import Draft
from messaging.store_sending import add_messages
from portal.demo.cast import Member
from portal.safety.watch import WATCH
from tests.running import RunningPortal, Visitor

WORDS = "he came in my room again"


async def conversation_of(db: "asyncpg.Connection[asyncpg.Record]", member: Member) -> UUID:
    found: UUID = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", member.id)
    return found


async def write(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]", member: Member, body: str
) -> UUID:
    """What the page's post does: the watch looks, the message is kept, the item is there. Signed in already."""
    now: datetime = portal.clock.now()
    council = portal.cast.sampleton if member.council == "sampleton" else portal.cast.exampleshire
    conversation = await conversation_of(db, member)
    session = await db.fetchval(
        """
        SELECT s.id FROM session AS s JOIN account AS a ON a.id = s.account_id
         WHERE a.person_id = $1 AND s.ended_at IS NULL ORDER BY s.created_at DESC LIMIT 1
        """,
        member.id,
    )
    alarm = portal.app[WATCH].alarm(council, body, None, now)
    web = await asyncpg.connect(portal.database.dsn("portal_web"))
    try:
        [kept] = await add_messages(
            web, council, now, "", [(session, Draft(conversation, uuid4(), body, alarm=alarm))]
        )
    finally:
        await web.close()
    assert kept.outcome == "sent", kept.outcome
    return conversation


async def item_of(db: "asyncpg.Connection[asyncpg.Record]", member: Member) -> asyncpg.Record | None:
    """The newest urgent item of somebody's conversation."""
    return await db.fetchrow(
        """
        SELECT u.* FROM urgent_item AS u JOIN conversation AS c ON c.id = u.conversation_id
         WHERE c.person_id = $1 ORDER BY u.raised_at DESC, u.closed_at DESC NULLS FIRST LIMIT 1
        """,
        member.id,
    )


async def seen_on(visitor: Visitor, page: str) -> dict[str, object]:
    """How far the item had come when the page was shown, as its form carries it."""
    text = (await visitor.get(page)).text
    return {"seen": text.split('name="seen" value="', 1)[1].split('"')[0]}
