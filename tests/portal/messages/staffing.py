"""Conversations of the cast, what is said in them, and everybody who is nobody there."""

from datetime import datetime
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from messaging.model import Draft, Kind
from messaging.store_sending import add_messages
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.running import SignIn, Visitor, at

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NOW = at(FIRST_DAY, 10)


async def conversation_of(db: Db, member: Member) -> UUID:
    found: UUID = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", member.id)
    return found


async def path_of(db: Db, member: Member) -> str:
    return f"/staff/messages/{await conversation_of(db, member)}"


async def say(db: Db, by: Member, to: Member, body: str, *, language: str | None = None) -> UUID:
    """What `by` writes into the conversation of `to`, through the one door for words; they are signed in."""
    session: UUID = await db.fetchval(
        "SELECT s.id FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE a.person_id = $1 LIMIT 1",
        by.id,
    )
    draft = Draft(await conversation_of(db, to), uuid4(), body, language, Kind.TEXT)
    council: UUID = await db.fetchval("SELECT council_id FROM person WHERE id = $1", by.id)
    async with db.transaction():
        [judged] = await add_messages(db, council, NOW, "", [(session, draft)])
    assert judged.id is not None, judged.outcome
    return judged.id


async def take_back(db: Db, message_id: UUID, when: datetime = NOW) -> None:
    await db.execute(
        """
        WITH old AS (
            UPDATE conversation AS c SET last_seq = c.last_seq + 1
              FROM message AS m WHERE m.id = $1 AND c.id = m.conversation_id
            RETURNING m.council_id, m.conversation_id, m.seq AS of_seq, m.sender_id, c.last_seq AS seq
        ), said AS (
            INSERT INTO message (council_id, conversation_id, seq, sender_id, client_id, kind, role, at)
            SELECT council_id, conversation_id, seq, sender_id, gen_random_uuid(), 'taken-back', 'worker', $2 FROM old
        )
        INSERT INTO retraction (council_id, conversation_id, of_seq, seq)
        SELECT council_id, conversation_id, of_seq, seq FROM old
        """,
        message_id,
        when,
    )


async def cover_for(
    db: Db, worker: Member, cover: Member, until: datetime, *, child: Member | None = None
) -> None:
    await db.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, to_at, covering_for)
        SELECT i.council_id, $2, i.child_plan_id, 'cover', $3::timestamptz - interval '2 days', $3, $1
          FROM involvement AS i
          JOIN child_plan AS p ON p.id = i.child_plan_id
         WHERE i.staff_id = $1 AND i.role = 'allocated' AND i.to_at IS NULL
           AND ($4::uuid IS NULL OR p.child_id = $4)
        """,
        worker.id,
        cover.id,
        until,
        child.id if child else None,
    )


async def strangers_to_dani(cast: Cast, sign_in: SignIn) -> dict[str, Visitor]:
    """Dani herself and her family, other staff, other councils: nobody of them works in her conversation."""
    members = {
        "herself": cast.dani,
        "the other parent": cast.marcus,
        "her child": cast.kit,
        "her former worker": cast.tom,
        "a colleague": cast.sam,
        "another team's manager": cast.helen,
        "administrator": cast.alex,
        "partner": cast.lewis,
    }
    return {who: await sign_in(member) for who, member in members.items()}
