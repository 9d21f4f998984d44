"""Stopping somebody's access, and handing over what they held: all of it in one transaction."""

from uuid import UUID

from portal.db import Connection

# Why an involvement ended or began; staff read it on the person's page.
REASON = "handed over"


async def count_families(conn: Connection, person_id: UUID) -> int:
    """How many families somebody has now or from a later day. A number; never which."""
    number: int = await conn.fetchval(
        """
        SELECT count(DISTINCT child_plan.family_id)
          FROM involvement
          JOIN child_plan ON child_plan.id = involvement.child_plan_id
         WHERE staff_id = $1 AND (to_at IS NULL OR to_at > greatest(this_moment(), from_at))
        """,
        person_id,
    )
    return number


async def count_administrators(conn: Connection) -> int:
    """Those who are left, locked: two of them cannot stop each other at once."""
    rows = await conn.fetch(
        "SELECT id FROM person WHERE staff_role = 'administrator' AND ended_at IS NULL ORDER BY id FOR UPDATE"
    )
    return len(rows)


async def change_staff(conn: Connection, leaver_id: UUID, taker_id: UUID) -> list[UUID]:
    """Ends everything that one has and begins the same for the other; returns the children it is about."""
    rows = await conn.fetch(
        """
        WITH held AS (
            SELECT * FROM involvement
             WHERE staff_id = $1 AND (to_at IS NULL OR to_at > greatest(this_moment(), from_at))
               FOR UPDATE
        ), ended AS (
            UPDATE involvement SET to_at = greatest(this_moment(), involvement.from_at), change_reason = $3
              FROM held WHERE involvement.council_id = held.council_id AND involvement.id = held.id
        ), taken AS (
            INSERT INTO involvement (
                council_id, staff_id, child_plan_id, role, from_at, to_at, covering_for, change_reason, absence_id
            )
            SELECT council_id, $2, child_plan_id, role, greatest(this_moment(), from_at), to_at, covering_for, $3,
                   absence_id
              FROM held
             WHERE covering_for IS DISTINCT FROM $2
               AND NOT EXISTS (
                   SELECT FROM involvement AS has
                    WHERE has.staff_id = $2 AND has.child_plan_id = held.child_plan_id AND has.role = held.role
                      AND has.covering_for IS NOT DISTINCT FROM held.covering_for
                      AND has.from_at <= greatest(this_moment(), held.from_at) AND has.to_at IS NULL
               )
        )
        SELECT DISTINCT child_plan.child_id
          FROM held
          JOIN child_plan ON child_plan.id = held.child_plan_id
        """,
        leaver_id,
        taker_id,
        REASON,
    )
    return [row["child_id"] for row in rows]


async def change_cover(conn: Connection, leaver_id: UUID, taker_id: UUID) -> None:
    """Who stood in for the one now stands in for the other; the other stands in for nobody's sake but their own."""
    await conn.execute(
        """
        WITH held AS (
            SELECT * FROM involvement
             WHERE covering_for = $1 AND (to_at IS NULL OR to_at > greatest(this_moment(), from_at))
               FOR UPDATE
        ), ended AS (
            UPDATE involvement SET to_at = greatest(this_moment(), involvement.from_at), change_reason = $3
              FROM held WHERE involvement.council_id = held.council_id AND involvement.id = held.id
        )
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, to_at, covering_for, change_reason)
        SELECT council_id, staff_id, child_plan_id, role, greatest(this_moment(), from_at), to_at, $2, $3
          FROM held
         WHERE staff_id <> $2
        """,
        leaver_id,
        taker_id,
        REASON,
    )


async def change_visits(conn: Connection, actor_id: UUID, leaver_id: UUID, taker_id: UUID) -> None:
    """Visits still to come are the other's to make, and their readers are told that somebody else is coming."""
    await conn.execute(
        """
        WITH moved AS (
            UPDATE visit SET worker_id = $3, version = version + 1
             WHERE worker_id = $2 AND state = 'planned' AND starts_at > this_moment()
            RETURNING council_id, id, shared_at
        )
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, parts)
        SELECT council_id, id, 'changed', $1, this_moment(), ARRAY['worker'] FROM moved WHERE shared_at IS NOT NULL
        """,
        actor_id,
        leaver_id,
        taker_id,
    )


async def end_staff(conn: Connection, person_id: UUID) -> UUID | None:
    """Closes the account and gives its address back; nobody signs in with it from this moment."""
    account_id: UUID | None = await conn.fetchval(
        """
        WITH gone AS (
            UPDATE person SET ended_at = this_moment()
             WHERE id = $1 AND kind IN ('staff', 'partner') AND ended_at IS NULL
            RETURNING council_id, id
        )
        UPDATE account SET state = 'closed', invited_until = NULL
          FROM gone WHERE account.council_id = gone.council_id AND account.person_id = gone.id
        RETURNING account.id
        """,
        person_id,
    )
    return account_id


async def end_names(conn: Connection, account_id: UUID) -> None:
    await conn.execute("DELETE FROM sign_in_name WHERE account_id = $1", account_id)
