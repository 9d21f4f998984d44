"""A message that goes alone is judged, kept and answered as it would be among others: drawn ones, tried both ways."""

import os
import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from messaging.model import Draft, Kind
from messaging.store import Connection
from portal.demo.cast import Cast
from tests.databases import CastDatabase
from tests.messaging.keeping import NOW, conversation_of, session_of

TRIES = int(os.environ.get("MESSAGES_DRAWN", "250"))
PARTS = "outcome, seq, at, sender_id, sender, role, covering, ARRAY(SELECT r FROM unnest(readers) AS r ORDER BY r)"
ALONE = f"SELECT id, {PARTS} FROM send_message($1, $2, '', $3, $4, $5, $6, $7, $8, $9)"
TOGETHER = f"""
    SELECT id, {PARTS} FROM send_messages($1, $2, '', ARRAY[$3::uuid], ARRAY[$4::uuid], ARRAY[$5::uuid], ARRAY[$6],
                                          ARRAY[$7], ARRAY[$8], ARRAY[$9::timestamptz])
"""
KEPT = """
    SELECT (SELECT array_agg(row(m.conversation_id, m.seq, m.sender_id, m.client_id, m.kind, m.role, m.covering_for,
                                 m.body, m.language, m.at)::text ORDER BY m.conversation_id, m.seq) FROM message AS m),
           (SELECT array_agg(row(c.id, c.last_seq, c.waiting_since, c.incident_at)::text ORDER BY c.id)
              FROM conversation AS c),
           (SELECT array_agg(row(u.conversation_id, u.seq, u.source, u.raised_at, u.raised_by, u.due_at)::text
                             ORDER BY u.conversation_id, u.seq) FROM urgent_item AS u),
           (SELECT array_agg(row(s.id, s.last_used_at)::text ORDER BY s.id) FROM session AS s)
"""
# What happens meanwhile, to somebody ($1), on the plans of the families or in a conversation ($2), at a moment ($3).
MEANWHILE = (
    "UPDATE involvement SET to_at = $3 WHERE $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND to_at IS NULL",
    "UPDATE involvement SET to_at = $3 WHERE staff_id = $1 AND $2::uuid IS NOT NULL",
    "UPDATE involvement SET to_at = NULL WHERE staff_id = $1 AND $2::uuid IS NOT NULL AND $3::timestamptz IS NOT NULL",
    """INSERT INTO involvement (council_id, staff_id, child_plan_id, role, covering_for, from_at)
       SELECT council_id, $1, child_plan_id, 'cover', staff_id, $3::timestamptz - interval '1 hour' FROM involvement
        WHERE role = 'allocated' AND staff_id <> $1 AND $2::uuid IS NOT NULL
          AND council_id = (SELECT council_id FROM person WHERE id = $1)
        ORDER BY md5(id::text || $3::text) LIMIT 2""",
    """INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
       SELECT i.council_id, $1, i.child_plan_id, r.role, $3::timestamptz - interval '1 hour'
         FROM involvement AS i, (VALUES ('manager'), ('allocated')) AS r (role)
        WHERE $2::uuid IS NOT NULL AND i.council_id = (SELECT council_id FROM person WHERE id = $1)
        ORDER BY md5(i.child_plan_id::text || r.role || $3::text) LIMIT 1""",
    """INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
       SELECT council_id, id, $1, 'drawn', $3::timestamptz, $3::timestamptz + interval '1 hour'
         FROM conversation WHERE id = $2 AND council_id = (SELECT council_id FROM person WHERE id = $1)""",
    "UPDATE urgent_item SET closed_at = $3, action = 'phoned' WHERE conversation_id = $2 AND $1::uuid IS NOT NULL",
    """UPDATE session SET last_used_at = now() - interval '2 minutes' WHERE $2::uuid IS NOT NULL
          AND $3::timestamptz IS NOT NULL AND account_id IN (SELECT id FROM account WHERE person_id = $1)""",
)


async def sessions_of(owner: Connection, cast: Cast) -> list[UUID]:
    """Of families, workers and managers of both councils; some that have ended, wait too long, or were handed over."""
    people = [
        cast.dani,
        cast.marcus,
        cast.grace,
        cast.amira,
        cast.amira,
        cast.ines,
        cast.tom,
        cast.tom,
        cast.chloe,
    ]
    found = [await session_of(owner, member) for member in people]
    over = [await session_of(owner, cast.dani) for _ in range(3)]
    await owner.execute("UPDATE session SET ended_at = now() WHERE id = $1", over[0])
    await owner.execute("UPDATE session SET last_used_at = now() - interval '1 day' WHERE id = $1", over[1])
    await owner.execute("UPDATE session SET ends_at = now() - interval '1 minute' WHERE id = $1", over[2])
    return [*found, *found, *over, uuid4()]


async def tried(
    conn: Connection, how: str, said: Sequence[object], *, keep: bool
) -> tuple[object, tuple[object, ...], object]:
    """The answer's id, the rest of it, and all that is kept after it."""
    transaction = conn.transaction()
    await transaction.start()
    row = await conn.fetchrow(how, *said)
    kept = await conn.fetchrow(KEPT)
    await (transaction.commit() if keep else transaction.rollback())
    assert row is not None
    return row[0], tuple(row)[1:], kept


async def test_a_message_alone_has_the_answer_it_would_have_in_a_batch(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast, draw = cast_database.cast, random.Random(49)
    sessions = await sessions_of(owner, cast)
    family = (cast.dani, cast.marcus, cast.grace, cast.chloe)
    talks = [await conversation_of(owner, member) for member in family]
    clients = [uuid4() for _ in range(12)]
    outcomes, roles = set(), set()
    for number in range(TRIES):
        moment = NOW + timedelta(minutes=number)
        if number % 2 == 0:
            whom = draw.choice([cast.amira, cast.ines, cast.tom, cast.tom, cast.dani])
            await owner.execute(draw.choice(MEANWHILE), whom.id, draw.choice(talks), moment)
        kind = draw.choice([Kind.TEXT, Kind.TEXT, Kind.QUICK])
        draft = Draft(
            draw.choice([*talks, uuid4()]), draw.choice(clients), draw.choice(["Yes", "No"]), None, kind
        )
        said = (
            cast.exampleshire, moment, draw.choice(sessions), draft.conversation_id, draft.client_id,
            draft.kind.value, draft.body, draw.choice([None, "ti"]), draw.choice([None, moment + timedelta(hours=1)]),
        )  # fmt: skip
        async with conn.transaction():
            many_id, many, many_kept = await tried(conn, TOGETHER, said, keep=False)
            one_id, one, one_kept = await tried(conn, ALONE, said, keep=True)
        assert (one, one_kept) == (many, many_kept), said
        assert one_id == many_id or one[0] == "sent"
        outcomes.add(one[0])
        roles.add((one[0], one[5]))
    assert outcomes == {"sent", "again", "other-body", "closed", "not-found", "signed-out"}
    assert {("sent", role) for role in ("family", "worker", "cover", "manager")} <= roles
