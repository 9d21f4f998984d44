"""Numbers and addresses of the people somebody works with, with what may have gone wrong about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from portal.db import Connection
from portal.letters.model_contacts import Health, Known, Someone, look_at, worst_first
from portal.safe_contact.model_points import ContactPoint
from portal.safe_contact.store import list_plans
from portal.safe_contact.store_stops import list_stopped

Incidents = Mapping[UUID, Sequence[tuple[str, datetime]]]


async def list_health(conn: Connection, actor_id: UUID, today: date) -> list[Health]:
    """Whom we may not reach, the one that matters most on top. Where letters are stopped nothing is wrong."""
    everybody = await list_someone(conn, actor_id)
    incidents = await list_incidents(conn, [one.id for one in everybody])
    return await _look_at_all(conn, actor_id, everybody, incidents, today)


async def list_pressing(conn: Connection, actor_id: UUID, today: date) -> list[Health]:
    """Those who expect a visit soon and might not hear of it, for Today. Nothing is asked about anybody else.

    Nor is it asked what happened to them since they were asked: by itself that never presses.
    """
    soon = [one for one in await list_someone(conn, actor_id) if one.expects_soon(today)]
    if not soon:
        return []
    return [one for one in await _look_at_all(conn, actor_id, soon, {}, today) if one.presses]


async def _look_at_all(
    conn: Connection, actor_id: UUID, people: list[Someone], incidents: Incidents, today: date
) -> list[Health]:
    ids = [one.id for one in people]
    plans, points = await list_plans(conn, ids), await list_points(conn, actor_id, ids)
    stopped = await list_stopped(conn, ids)
    return worst_first(
        look_at(one, Known(plans.get(one.id), points[one.id], incidents.get(one.id, ())), today)
        for one in people
        if one.id not in stopped
    )


async def list_someone(conn: Connection, actor_id: UUID) -> list[Someone]:
    """Who can have a plan of their own, and when they expect a visit: one that they themselves can see."""
    rows = await conn.fetch(
        """
        SELECT p.id, p.name, p.called, p.kind, p.born_on, next.starts_at AS next_visit_at
          FROM readable_people($1) AS mine
          JOIN person AS p ON p.id = mine.id AND p.ended_at IS NULL
          LEFT JOIN LATERAL (
              SELECT min(v.starts_at) AS starts_at
                FROM shared_visits(p.id) AS s
                JOIN visit AS v ON v.id = s.id
               WHERE v.state = 'planned' AND v.announced AND v.starts_at > this_moment()
          ) AS next ON true
         WHERE p.kind <> 'young_person'
            OR EXISTS (SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                        WHERE c.child_id = p.id)
        """,
        actor_id,
    )
    return [Someone(**row) for row in rows]


async def list_points(
    conn: Connection, actor_id: UUID, people: Iterable[UUID]
) -> defaultdict[UUID, list[ContactPoint]]:
    """How many others have a number is counted in the whole council; who they are is nobody's to know here."""
    rows = await conn.fetch(
        """
        SELECT n.person_id, n.id, n.kind, n.value, n.works, n.shared, n.proven,
               (SELECT count(DISTINCT o.person_id) FROM contact_point AS o
                 WHERE o.plain = n.plain AND o.ended_at IS NULL AND o.person_id <> n.person_id) AS others
          FROM contact_point AS n
          JOIN readable_people($1) AS mine ON mine.id = n.person_id
         WHERE n.person_id = ANY ($2::uuid[]) AND n.ended_at IS NULL
         ORDER BY n.kind DESC, n.created_at, n.id
        """,
        actor_id,
        list(people),
    )
    found: defaultdict[UUID, list[ContactPoint]] = defaultdict(list)
    for row in rows:
        values = dict(row)
        found[values.pop("person_id")].append(ContactPoint(**values))
    return found


async def list_incidents(
    conn: Connection, people: Iterable[UUID]
) -> defaultdict[UUID, list[tuple[str, datetime]]]:
    rows = await conn.fetch(
        """
        SELECT p.id, i.why, i.at FROM unnest($1::uuid[]) AS p (id) CROSS JOIN LATERAL contact_incidents(p.id) AS i
        """,
        list(people),
    )
    found: defaultdict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for row in rows:
        found[row["id"]].append((row["why"], row["at"]))
    return found
