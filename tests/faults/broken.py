"""Builds that break a promise on purpose, so that the harness is seen to notice: `python -m tests.faults.broken …`."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg

from messaging.outbound import Outbound, Spoken
from messaging.store import Connection
from messaging.store_sending import Judged, add_messages
from portal.cli import main

EARLY = "ack-before-commit"
TWICE = "no-unique-key"
BIGSERIAL = "bigserial-cursor"

# Numbers from a sequence, taken without the conversation's lock: a lower one can commit after a higher one.
UNLOCKED = """
    CREATE SEQUENCE counted;
    GRANT USAGE ON SEQUENCE counted TO portal_web;
    CREATE OR REPLACE FUNCTION send_messages(
        council uuid, moment timestamptz, origin text, sessions uuid [], conversations uuid [], client_ids uuid [],
        kinds text [], bodies text [], languages text [], alarms timestamptz []
    )
    RETURNS TABLE (
        place integer, outcome text, id uuid, seq integer, at timestamptz, sender_id uuid, sender text, role text,
        covering text, readers uuid []
    )
    LANGUAGE plpgsql VOLATILE AS $$
    #variable_conflict use_column
    BEGIN
        PERFORM set_config('app.council', council::text, true), set_config('app.now', moment::text, true);
        RETURN QUERY
        WITH asked AS MATERIALIZED (
            SELECT a.*, w.person_id, w.name, c.person_id AS family_id
              FROM unnest(sessions, conversations, client_ids, bodies) WITH ORDINALITY
                   AS a (session_id, conversation_id, client_id, body, place)
              JOIN speaking(sessions) AS w ON w.session_id = a.session_id
              JOIN conversation AS c ON c.id = a.conversation_id
        ), kept AS (
            INSERT INTO message (council_id, conversation_id, seq, sender_id, client_id, kind, role, body, at)
            SELECT council, a.conversation_id, nextval('counted'), a.person_id, a.client_id, 'text',
                   CASE WHEN a.person_id = a.family_id THEN 'family' ELSE 'worker' END, a.body, moment
              FROM asked AS a
             WHERE a.person_id = a.family_id
                OR EXISTS (SELECT FROM workers_of_party(a.family_id) AS s WHERE s.staff_id = a.person_id)
                ON CONFLICT (council_id, conversation_id, sender_id, client_id) DO UPDATE SET language = NULL
            RETURNING conversation_id, sender_id, client_id, message.id, message.seq, message.at, message.role
        )
        SELECT a.place::integer, CASE WHEN k.id IS NULL THEN 'not-found' ELSE 'sent' END, k.id, k.seq, k.at,
               a.person_id, a.name, k.role, NULL::text, ARRAY[a.family_id]
          FROM asked AS a
          LEFT JOIN kept AS k ON k.conversation_id = a.conversation_id AND k.sender_id = a.person_id
                             AND k.client_id = a.client_id
         ORDER BY a.place;
        PERFORM pg_sleep(random() * 0.3);
    END
    $$;
    CREATE OR REPLACE FUNCTION send_message(
        council uuid, moment timestamptz, origin text, spoken_by uuid, talk uuid, client uuid, sort text, words text,
        tongue text, alarm timestamptz,
        OUT outcome text, OUT id uuid, OUT seq integer, OUT at timestamptz, OUT sender_id uuid, OUT sender text,
        OUT role text, OUT covering text, OUT readers uuid []
    )
    LANGUAGE sql VOLATILE AS $$
        SELECT s.outcome, s.id, s.seq, s.at, s.sender_id, s.sender, s.role, s.covering, s.readers
          FROM send_messages(council, moment, origin, ARRAY[spoken_by], ARRAY[talk], ARRAY[client], ARRAY[sort],
                             ARRAY[words], ARRAY[tongue], ARRAY[alarm]) AS s
    $$
"""


async def commit_late(
    self: Outbound, conn: Connection, council_id: UUID, batch: Sequence[Spoken]
) -> list[Judged]:
    """Answers while the commit is still to come."""
    said = [(spoken.caller.session_id, spoken.draft) for spoken in batch]
    async with conn.transaction():
        judged = await add_messages(conn, council_id, self._now(), self._origin, said)
        self._tell(council_id, batch, judged)
        await asyncio.sleep(0.1)
    return judged


async def forget_ids(
    self: Outbound, conn: Connection, council_id: UUID, batch: Sequence[Spoken]
) -> list[Judged]:
    """Keeps every try as a new message, whatever its sender calls it."""
    said = [(spoken.caller.session_id, replace(spoken.draft, client_id=uuid4())) for spoken in batch]
    return await add_messages(conn, council_id, self._now(), self._origin, said)


async def break_schema(dsn: str, name: str) -> None:
    """Changes what the database itself keeps to, where that is what the build breaks."""
    if name == BIGSERIAL:
        conn = await asyncpg.connect(dsn)
        try:
            await conn.execute("GRANT UPDATE ON message TO portal_web")
            await conn.execute(UNLOCKED)
        finally:
            await conn.close()


if __name__ == "__main__":
    if sys.argv[1] == EARLY:
        Outbound._commit = commit_late  # type: ignore[method-assign]
    elif sys.argv[1] == TWICE:
        Outbound._commit = forget_ids  # type: ignore[method-assign]
    main(["web"])
