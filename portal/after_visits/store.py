"""A visit's record in the tables: how it went, per child, the words of children, notes of staff."""

from typing import Any
from uuid import UUID

from portal.after_visits.model import ChildSeen, HowItWent, Note, Stale, Topic, Visit, Words
from portal.db import Connection


async def get_visit(conn: Connection, actor_id: UUID, visit_id: UUID) -> Visit | None:
    row = await conn.fetchrow(
        """
        SELECT v.id, v.worker_id, w.name AS worker_name, w.called AS worker_called, w.pronoun AS worker_pronoun,
               v.announced, v.state, v.starts_at, v.minutes, v.place, v.place_words, v.purpose, v.also_coming,
               v.present, v.ended_at, v.ended_words, v.our_mistake, came.now_at AS came_at, v.share_by_on,
               v.shared_at, v.version,
               EXISTS (
                   SELECT FROM visit_summary AS s WHERE s.visit_id = v.id AND s.shared_at IS NOT NULL
               ) AS summary_shared
          FROM visit AS v
          JOIN staffed_visits($1) AS mine ON mine.id = v.id
          JOIN person AS w ON w.id = v.worker_id
          LEFT JOIN LATERAL (
              SELECT n.now_at FROM visit_news AS n
                WHERE n.visit_id = v.id AND n.kind = 'ended'
                ORDER BY n.at DESC LIMIT 1
          ) AS came ON true
         WHERE v.id = $2
        """,
        actor_id,
        visit_id,
    )
    return Visit(**row) if row else None


async def list_children(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[ChildSeen]:
    """The children of a visit, oldest first."""
    rows = await conn.fetch(
        """
        SELECT c.child_id, c.child_plan_id, p.name, p.called, p.pronoun, c.wish_to_see, c.alone_minutes, c.seen,
               c.seen_alone, c.not_alone_because, c.not_alone_words, c.bedroom_seen,
               EXISTS (
                   SELECT FROM visit_child AS later JOIN visit AS lv ON lv.id = later.visit_id
                    WHERE later.child_plan_id = c.child_plan_id AND later.seen AND lv.starts_at > v.starts_at
               ) AS seen_since
          FROM visit_child AS c
          JOIN staffed_visits($1) AS mine ON mine.id = c.visit_id
          JOIN visit AS v ON v.id = c.visit_id
          JOIN person AS p ON p.id = c.child_id
         WHERE c.visit_id = $2
         ORDER BY p.born_on, p.id
        """,
        actor_id,
        visit_id,
    )
    return [ChildSeen(**row) for row in rows]


async def change_how_it_went(conn: Connection, actor_id: UUID, visit: Visit, how: HowItWent) -> None:
    """Record how a visit went. Raises Stale where somebody changed the visit since this version was read."""
    changed = await conn.fetchval(
        """
        UPDATE visit AS v
           SET state = $4, ended_at = coalesce(v.ended_at, this_moment()), ended_words = $5, present = $6,
               share_by_on = $7, our_mistake = $8, version = v.version + 1
          FROM staffed_visits($1) AS mine
         WHERE mine.id = v.id AND v.id = $2 AND v.version = $3 AND v.state <> 'called_off'
        RETURNING v.id
        """,
        actor_id,
        visit.id,
        visit.version,
        how.outcome,
        how.ended_words,
        how.present,
        how.share_by_on,
        how.our_mistake,
    )
    if changed is None:
        raise Stale
    await _change_children(conn, visit.id, how)
    if not how.outcome.happened:
        await _add_news(conn, actor_id, visit, how)


async def _change_children(conn: Connection, visit_id: UUID, how: HowItWent) -> None:
    await conn.execute(
        """
        UPDATE visit_child AS c
           SET seen = d.seen, seen_alone = d.seen_alone, not_alone_because = d.because,
               not_alone_words = d.words, bedroom_seen = d.bedroom
          FROM unnest($2::uuid[], $3::boolean[], $4::boolean[], $5::text[], $6::text[], $7::boolean[])
               AS d (child_id, seen, seen_alone, because, words, bedroom)
         WHERE c.visit_id = $1 AND c.child_id = d.child_id
        """,
        visit_id,
        *_columns(how.children),
    )


def _columns(children: tuple[ChildSeen, ...]) -> tuple[list[Any], ...]:
    return (
        [child.child_id for child in children],
        [child.seen for child in children],
        [child.seen_alone for child in children],
        [child.not_alone_because for child in children],
        [child.not_alone_words for child in children],
        [child.bedroom_seen for child in children],
    )


async def _add_news(conn: Connection, actor_id: UUID, visit: Visit, how: HowItWent) -> None:
    await conn.execute(
        """
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, was_at, now_at)
        SELECT v.council_id, v.id, 'ended', $1, this_moment(), v.starts_at, $3
          FROM visit AS v WHERE v.id = $2
        """,
        actor_id,
        visit.id,
        how.came_at,
    )


async def list_topics(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[Topic]:
    rows = await conn.fetch(
        """
        SELECT t.id, t.body, t.added_by, p.called AS added_by_called, p.kind = 'staff' AS from_staff, t.audience,
               t.in_private, EXISTS (SELECT FROM outcome AS o WHERE o.topic_id = t.id) AS answered
          FROM visit_topic AS t
          JOIN staffed_visits($1) AS mine ON mine.id = t.visit_id
          JOIN person AS p ON p.id = t.added_by
         WHERE t.visit_id = $2 AND t.ended_at IS NULL
         ORDER BY p.kind = 'staff', t.position, t.added_at
        """,
        actor_id,
        visit_id,
    )
    return [Topic(**row) for row in rows]


async def list_words(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[Words]:
    rows = await conn.fetch(
        """
        SELECT w.id, w.child_id, c.called AS child_called, w.body, p.name AS written_by, w.at
          FROM visit_words AS w
          JOIN staffed_visits($1) AS mine ON mine.id = w.visit_id
          JOIN person AS c ON c.id = w.child_id
          JOIN person AS p ON p.id = w.written_by
         WHERE w.visit_id = $2
         ORDER BY w.at, w.id
        """,
        actor_id,
        visit_id,
    )
    return [Words(**row) for row in rows]


async def add_words(conn: Connection, actor_id: UUID, visit_id: UUID, said: dict[UUID, str]) -> bool:
    """Keep what children said, exactly. False where the visit, or a child on it, is not this person's."""
    kept = await conn.execute(
        """
        INSERT INTO visit_words (council_id, visit_id, child_id, written_by, body, at)
        SELECT c.council_id, c.visit_id, c.child_id, $1, d.body, this_moment()
          FROM unnest($3::uuid[], $4::text[]) AS d (child_id, body)
          JOIN visit_child AS c ON c.child_id = d.child_id AND c.visit_id = $2
          JOIN staffed_visits($1) AS mine ON mine.id = c.visit_id
        """,
        actor_id,
        visit_id,
        list(said),
        list(said.values()),
    )
    return kept == f"INSERT 0 {len(said)}"


async def list_notes(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[Note]:
    rows = await conn.fetch(
        """
        SELECT n.id, n.body, p.name AS by, n.at
          FROM visit_note AS n
          JOIN staffed_visits($1) AS mine ON mine.id = n.visit_id
          JOIN person AS p ON p.id = n.by_id
         WHERE n.visit_id = $2
         ORDER BY n.at DESC, n.id
        """,
        actor_id,
        visit_id,
    )
    return [Note(**row) for row in rows]


async def add_note(conn: Connection, actor_id: UUID, visit_id: UUID, body: str) -> bool:
    made = await conn.fetchval(
        """
        INSERT INTO visit_note (council_id, visit_id, by_id, body, at)
        SELECT v.council_id, v.id, $1, $3, this_moment()
          FROM visit AS v
          JOIN staffed_visits($1) AS mine ON mine.id = v.id
         WHERE v.id = $2
        RETURNING id
        """,
        actor_id,
        visit_id,
        body,
    )
    return made is not None
