"""Ten thousand families of one council, each with a visit at the same time."""

from datetime import datetime, timedelta
from uuid import UUID

from tests.reminders.arranging import Db


async def add_crowd(db: Db, council_id: UUID, worker_id: UUID, many: int, starts_at: datetime) -> None:
    """Parents who take texts at any time, their children, plans, and one visit for each, shared a month before."""
    await db.execute(
        """
        CREATE TEMP TABLE crowd AS
        SELECT n, gen_random_uuid() AS parent, gen_random_uuid() AS child, gen_random_uuid() AS family,
               gen_random_uuid() AS plan, gen_random_uuid() AS visit
          FROM generate_series(1, $1::int) AS n
        """,
        many,
    )
    since = starts_at - timedelta(days=30)
    for statement, values in _statements(council_id, worker_id, starts_at, since):
        await db.execute(statement, *values)
    await db.execute("ANALYZE")


def _statements(
    council: UUID, worker: UUID, starts_at: datetime, since: datetime
) -> list[tuple[str, tuple[object, ...]]]:
    day = since.date()
    return [
        (
            """
            INSERT INTO person (council_id, id, kind, name, called, born_on)
            SELECT $1::uuid, parent, 'adult', 'Parent ' || n, 'Parent', NULL::date FROM crowd
             UNION ALL SELECT $1::uuid, child, 'young_person', 'Child ' || n, 'Child', $2::date - 2000 FROM crowd
            """,
            (council, day),
        ),
        (
            "INSERT INTO family (council_id, id, name) SELECT $1::uuid, family, 'Family ' || n FROM crowd",
            (council,),
        ),
        (
            """
            INSERT INTO child_plan (council_id, id, family_id, child_id, type, from_on)
            SELECT $1::uuid, plan, family, child, 'child_in_need', $2 FROM crowd
            """,
            (council, day),
        ),
        (
            """
            INSERT INTO relationship (council_id, person_id, child_id, type, from_on)
            SELECT $1::uuid, parent, child, 'mother', $2 FROM crowd
            """,
            (council, day),
        ),
        (
            """
            INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
            SELECT $1::uuid, $2, plan, 'allocated', $3 FROM crowd
            """,
            (council, worker, since),
        ),
        (
            """
            INSERT INTO contact_point (council_id, person_id, kind, value)
            SELECT $1::uuid, parent, 'mobile', '07700 ' || lpad((800000 + n % 90000)::text, 6, '0') FROM crowd
            """,
            (council,),
        ),
        (
            """
            INSERT INTO safe_contact_plan (council_id, person_id, texting, checked_on)
            SELECT $1::uuid, parent, 'any_time', $2 FROM crowd
            """,
            (council, day),
        ),
        (
            """
            INSERT INTO visit (council_id, id, family_id, worker_id, announced, starts_at, starts_wall, minutes, place,
                               purpose, planned_by, planned_at, shared_at)
            SELECT $1::uuid, visit, family, $2::uuid, true, $3::timestamptz,
                   $3::timestamptz AT TIME ZONE 'Europe/London', 60, 'home', 'See how it is going.', $2, $4, $4
              FROM crowd
            """,
            (council, worker, starts_at, since),
        ),
        (
            """
            INSERT INTO visit_child (council_id, visit_id, child_id, child_plan_id)
            SELECT $1::uuid, visit, child, plan FROM crowd
            """,
            (council,),
        ),
        (
            """
            INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
            SELECT $1::uuid, visit, parent, $2, $3 FROM crowd
            """,
            (council, worker, since),
        ),
    ]
