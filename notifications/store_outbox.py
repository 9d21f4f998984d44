"""The outbox as a whole: what is due gets a row, what is no longer due is superseded, what waits gets a job.

The connection speaks for one council at one moment. `due_at`, `not_before` and the like are moments of the one clock;
leases and the carrier's rests are the database's, so that no turned clock sends anything twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from notifications.catalogue import LETTERS
from notifications.model import Due
from notifications.store import Connection
from notifications.store_jobs import add_jobs

# More than a council has due at once; what is left over waits for the next look.
AT_ONCE = 20_000
# Longer than anything stays due.
MAY_COME_BACK = timedelta(days=30)


async def reconcile(conn: Connection, dues: Sequence[Due], now: datetime) -> list[UUID]:
    """Makes the outbox say what is due, and answers with the letters that got a job, in the same transaction."""
    columns = _columns(dues)
    await add_letters(conn, columns, now)
    wanted = set(zip(*columns[:6], strict=True))
    stale = [letter_id for letter_id, identity in await list_open(conn) if identity not in wanted]
    await end_letters(conn, stale, now)
    ended = [letter_id for letter_id, identity in await list_ended(conn, now) if identity in wanted]
    await revive_letters(conn, ended)
    return await wake(conn)


async def take_turn(conn: Connection, every: float) -> bool:
    """Whether it is this worker's turn to look through the council's letters, kept until the transaction ends."""
    alone = await conn.fetchval(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('look at letters of ' || current_council()::text, 0))"
    )
    if not alone:
        return False
    mine = await conn.fetchval(
        """
        INSERT INTO letter_look AS k (council_id, looked_at) VALUES (current_council(), now())
        ON CONFLICT (council_id) DO UPDATE SET looked_at = now()
         WHERE k.looked_at <= now() - make_interval(secs => $1) RETURNING true
        """,
        every,
    )
    return mine is not None


async def add_letters(conn: Connection, columns: "Columns", now: datetime) -> None:
    """A row for each letter that has none yet: there is never a second one."""
    await conn.execute(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, due_at,
                            made_at)
        SELECT current_council(), d.*, $8
          FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[]) AS d
            ON CONFLICT DO NOTHING
        """,
        *columns,
        now,
    )


Identity = tuple[str, str, UUID, str, UUID, str]
Columns = tuple[list[str], list[str], list[UUID], list[str], list[UUID], list[str], list[datetime]]


def _columns(dues: Sequence[Due]) -> Columns:
    """What is due, as one list for each column; the first six say which letter it is."""
    return (
        [due.key for due in dues],
        [due.channel.value for due in dues],
        [due.person_id for due in dues],
        [due.subject.kind for due in dues],
        [due.subject.id for due in dues],
        [due.subject.version for due in dues],
        [due.due_at for due in dues],
    )


async def list_open(conn: Connection) -> list[tuple[UUID, Identity]]:
    """Letters that wait, with what makes each the letter it is."""
    rows = await conn.fetch(
        """
        SELECT id, key, channel, person_id, subject_kind, subject_id, subject_version
          FROM letter WHERE state IN ('queued', 'held')
        """
    )
    return [(row[0], (row[1], row[2], row[3], row[4], row[5], row[6])) for row in rows]


async def end_letters(conn: Connection, letter_ids: Sequence[UUID], now: datetime) -> None:
    """They are no longer true. One that a worker has just claimed is left to it."""
    if letter_ids:
        await conn.execute(
            """
            UPDATE letter SET state = 'superseded', why = 'no_longer_true', not_before = NULL, settled_at = $2
             WHERE id = ANY($1) AND state IN ('queued', 'held')
            """,
            letter_ids,
            now,
        )


async def list_ended(conn: Connection, now: datetime) -> list[tuple[UUID, Identity]]:
    """Letters that were not sent because they were not true then, or because their phone was told."""
    rows = await conn.fetch(
        """
        SELECT id, key, channel, person_id, subject_kind, subject_id, subject_version
          FROM letter
         WHERE state = 'superseded' AND made_at > $1
           AND (why = 'no_longer_true' OR (why = 'told_on_shared_phone' AND told_key IS NOT NULL))
        """,
        now - MAY_COME_BACK,
    )
    return [(row[0], (row[1], row[2], row[3], row[4], row[5], row[6])) for row in rows]


async def revive_letters(conn: Connection, letter_ids: Sequence[UUID]) -> None:
    """What is due again waits again: a visit that was moved back, a phone that was not told of it after all."""
    if letter_ids:
        await conn.execute(
            """
            UPDATE letter AS l SET state = 'queued', why = NULL, not_before = NULL, settled_at = NULL, told_key = NULL
             WHERE l.id = ANY($1) AND l.state = 'superseded'
               AND NOT EXISTS (SELECT FROM letter AS o
                                WHERE o.told_key = l.told_key
                                  AND o.state IN ('claimed', 'sent', 'delivered', 'ambiguous'))
            """,
            letter_ids,
        )


async def wake(conn: Connection) -> list[UUID]:
    """A job for each letter that is ready and has none, and for each whose holder was never heard of again.

    Where Notify takes nothing at the moment, nothing is woken; after a rest one letter goes ahead to find out.
    """
    ready = await conn.fetch(
        """
        SELECT l.id, l.key, l.council_id
          FROM letter AS l
         WHERE (l.state IN ('queued', 'held') AND (l.not_before IS NULL OR l.not_before <= this_moment())
                OR l.state IN ('claimed', 'ambiguous') AND (l.lease_until IS NULL OR l.lease_until <= now()))
           AND NOT EXISTS (SELECT FROM carrier
                            WHERE state <> 'open' AND (state <> 'resting' OR coalesce(again_at > now(), true)))
           -- Hashed, whatever the planner believes of a table that was empty a minute ago: two long lists that it takes
           -- for short ones it would join by comparing each with each.
           AND l.id::text NOT IN (SELECT j.dedupe_key FROM jobs.pgqueuer AS j
                                   WHERE j.entrypoint = 'letters/' || current_council()::text
                                     AND j.status IN ('queued', 'picked') AND j.dedupe_key IS NOT NULL)
         ORDER BY l.attempts, l.due_at, l.id
         LIMIT (SELECT CASE WHEN EXISTS (SELECT FROM carrier WHERE state = 'resting') THEN 1 ELSE $1 END)
        """,
        AT_ONCE,
    )
    if ready:
        await add_jobs(conn, ready[0]["council_id"], [(row["id"], _first(row["key"])) for row in ready])
    return [row["id"] for row in ready]


def _first(key: str) -> bool:
    """Somebody waits in front of a screen for it."""
    kind = LETTERS.get(key)
    return kind is not None and kind.urgent
