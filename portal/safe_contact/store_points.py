"""Numbers and e-mail addresses: whose they are, whether they work, and who else has the same one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from portal.db import Connection
from portal.safe_contact.model_points import ContactPoint

# Part of the statements of pages that say whom to call: of person `p`, a number that works and is not known to be
# somebody else's, as `may_be_used` has it. A mobile before a landline, the newest first.
NUMBER_TO_CALL = """
    (SELECT n.value FROM contact_point AS n
      WHERE n.person_id = p.id AND n.kind IN ('mobile', 'landline') AND n.works AND n.ended_at IS NULL
        AND (n.shared IS DISTINCT FROM 'no'
             OR NOT EXISTS (SELECT FROM contact_point AS o
                             WHERE o.plain = n.plain AND o.person_id <> n.person_id AND o.ended_at IS NULL))
      ORDER BY n.kind DESC, n.created_at DESC LIMIT 1)
"""


async def list_points(conn: Connection, person_id: UUID) -> list[ContactPoint]:
    """What somebody is reached by now, what fails last. Whoever asks may know this person."""
    return (await list_points_of(conn, [person_id]))[person_id]


async def list_points_of(conn: Connection, people: Iterable[UUID]) -> defaultdict[UUID, list[ContactPoint]]:
    """The same of several people, by person."""
    rows = await conn.fetch(
        """
        SELECT n.person_id, n.id, n.kind, n.value, n.works, n.shared,
               n.proven OR EXISTS (SELECT FROM letter AS l
                                    WHERE l.contact_point_id = n.id AND l.state = 'delivered') AS proven,
               (SELECT count(DISTINCT o.person_id) FROM contact_point AS o
                 WHERE o.plain = n.plain AND o.ended_at IS NULL AND o.person_id <> n.person_id) AS others,
               n.proven AS tried
          FROM contact_point AS n
         WHERE n.person_id = ANY ($1::uuid[]) AND n.ended_at IS NULL
         ORDER BY NOT n.works, n.kind DESC, n.created_at DESC, n.id
        """,
        list(people),
    )
    found: defaultdict[UUID, list[ContactPoint]] = defaultdict(list)
    for row in rows:
        values = dict(row)
        found[values.pop("person_id")].append(ContactPoint(**values))
    return found


async def list_own_points(conn: Connection, person_id: UUID) -> list[ContactPoint]:
    """As the person themself reads them, who may have typed anybody's number to learn whether somebody has it.

    That others do shows to their worker, who asks both; here only once they said that they share the phone.
    """
    points = await list_points(conn, person_id)
    return [one if one.shared == "yes" else replace(one, others=0) for one in points]


async def add_point(
    conn: Connection, person_id: UUID, kind: str, value: str, *, ends_others: bool
) -> UUID | None:
    """A new way to reach somebody, not proven yet. None where they have it already.

    `ends_others`: it takes the place of all others of its kind.
    """
    if ends_others:
        await conn.execute(
            """
            UPDATE contact_point AS n SET ended_at = this_moment()
             WHERE n.person_id = $1 AND n.kind = $2 AND n.value <> $3 AND n.ended_at IS NULL
            """,
            person_id,
            kind,
            value,
        )
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO contact_point (council_id, person_id, kind, value, proven, added_at)
        SELECT p.council_id, p.id, $2, $3, false, this_moment()
          FROM person AS p
         WHERE p.id = $1
           AND NOT EXISTS (SELECT FROM contact_point AS n
                            WHERE n.person_id = p.id AND n.ended_at IS NULL AND n.kind = $2 AND n.value = $3)
        RETURNING id
        """,
        person_id,
        kind,
        value,
    )
    return added


async def end_points(conn: Connection, person_id: UUID, kind: str) -> None:
    """Somebody is not reached that way any more."""
    await conn.execute(
        """
        UPDATE contact_point AS n SET ended_at = this_moment()
         WHERE n.person_id = $1 AND n.kind = $2 AND n.ended_at IS NULL
        """,
        person_id,
        kind,
    )


async def end_point(conn: Connection, person_id: UUID, point_id: UUID) -> bool:
    ended = await conn.fetchval(
        """
        UPDATE contact_point AS n SET ended_at = this_moment()
         WHERE n.id = $2 AND n.person_id = $1 AND n.ended_at IS NULL
        RETURNING true
        """,
        person_id,
        point_id,
    )
    return bool(ended)


async def change_works(conn: Connection, person_id: UUID, point_id: UUID, *, works: bool) -> bool:
    """Somebody tried it. What works is proven by that."""
    changed = await conn.fetchval(
        """
        UPDATE contact_point AS n SET works = $3, proven = n.proven OR $3
         WHERE n.id = $2 AND n.person_id = $1 AND n.ended_at IS NULL
        RETURNING true
        """,
        person_id,
        point_id,
        works,
    )
    return bool(changed)


async def answer_sharing(conn: Connection, person_id: UUID, point_id: UUID, *, share: bool) -> list[UUID]:
    """Whether the people who have this number share the phone; answered for all of them at once. Who they are."""
    rows = await conn.fetch(
        """
        UPDATE contact_point AS n SET shared = CASE WHEN $3 THEN 'yes' ELSE 'no' END
          FROM contact_point AS asked
         WHERE asked.id = $2 AND asked.person_id = $1 AND asked.ended_at IS NULL
           AND n.plain = asked.plain AND n.ended_at IS NULL
        RETURNING n.person_id
        """,
        person_id,
        point_id,
        share,
    )
    return [row["person_id"] for row in rows]
