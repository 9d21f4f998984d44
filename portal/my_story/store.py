"""A story as its writer has it: begun, written part by part, approved, shown. Who holds the phone for a child is the
actor here.
"""

from datetime import datetime
from uuid import UUID

from portal.db import Connection, Row
from portal.my_story.model import Around, End, Reader, Said, Story

_STORY = """
    SELECT s.id, s.person_id, p.name, p.called, s.began_at, w.name AS done_with, s.approved_at, s.number, s.ended_at,
           ARRAY(SELECT (t.key, t.body, t.version, t.saved_at) FROM story_part AS t WHERE t.story_id = s.id) AS parts
      FROM readable_stories($1) AS may
      JOIN story AS s ON s.id = may.id
      JOIN person AS p ON p.id = s.person_id
      LEFT JOIN person AS w ON w.id = s.done_with
     WHERE
"""


def story_of(row: Row) -> Story:
    parts = {key: Said(body, version, saved_at) for key, body, version, saved_at in row["parts"]}
    return Story(**{**row, "parts": parts})


async def get_begun(conn: Connection, actor_id: UUID, person_id: UUID) -> Story | None:
    """What the actor is writing: for themselves, or for the person whom they handed the phone to."""
    row = await conn.fetchrow(
        f"""{_STORY} s.person_id = $2 AND s.approved_at IS NULL
              AND (s.done_with = $1 OR (s.done_with IS NULL AND s.person_id = $1))""",
        actor_id,
        person_id,
    )
    return story_of(row) if row else None


async def list_own(conn: Connection, actor_id: UUID) -> list[Story]:
    """All that was approved by its person, the newest first."""
    rows = await conn.fetch(
        f"{_STORY} s.person_id = $1 AND s.approved_at IS NOT NULL ORDER BY s.number DESC LIMIT 100", actor_id
    )
    return [story_of(row) for row in rows]


async def get_shown(conn: Connection, actor_id: UUID, person_id: UUID) -> Story | None:
    """The story that holds, for its person and for who works with them now."""
    row = await conn.fetchrow(
        f"""{_STORY} s.person_id = $2 AND s.approved_at IS NOT NULL AND s.ended_at IS NULL
              AND NOT EXISTS (SELECT FROM story AS n WHERE n.person_id = $2 AND n.number > s.number)""",
        actor_id,
        person_id,
    )
    return story_of(row) if row else None


async def add_story(conn: Connection, actor_id: UUID, person_id: UUID) -> UUID | None:
    """Begins one, with the words of the one that holds. None where one is begun already, or for anybody else."""
    begun: UUID | None = await conn.fetchval(
        """
        INSERT INTO story (council_id, person_id, began_at, done_with)
        SELECT current_council(), p.id, this_moment(), CASE WHEN p.id <> $1 THEN $1 END
          FROM person AS p
         WHERE p.id = $2 AND p.kind = 'young_person'
           AND (p.id = $1 OR EXISTS (SELECT FROM own_workers(p.id) AS w WHERE w.staff_id = $1))
        ON CONFLICT DO NOTHING
        RETURNING id
        """,
        actor_id,
        person_id,
    )
    if begun is not None:
        await conn.execute(
            """
            INSERT INTO story_part (council_id, story_id, key, body, saved_at)
            SELECT current_council(), $3, t.key, t.body, this_moment()
              FROM readable_stories($1) AS may
              JOIN story AS s ON s.id = may.id AND s.person_id = $2 AND s.approved_at IS NOT NULL
              JOIN story_part AS t ON t.story_id = s.id
             WHERE NOT EXISTS (SELECT FROM story AS n WHERE n.person_id = $2 AND n.number > s.number)
            """,
            actor_id,
            person_id,
            begun,
        )
    return begun


async def save_part(conn: Connection, actor_id: UUID, story_id: UUID, key: str, body: str, seen: int) -> bool:
    """False where it was saved elsewhere since it was seen, or is not theirs to write in."""
    return bool(
        await conn.fetchval(
            """
            INSERT INTO story_part (council_id, story_id, key, body, saved_at)
            SELECT current_council(), w.id, $3, $4, this_moment() FROM writable_stories($1) AS w
             WHERE w.id = $2 AND ($5 = 0 OR EXISTS (SELECT FROM story_part AS t WHERE t.story_id = w.id AND t.key = $3))
            ON CONFLICT (council_id, story_id, key)
            DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at, version = story_part.version + 1
             WHERE story_part.version = $5
            RETURNING true
            """,
            actor_id,
            story_id,
            key,
            body,
            seen,
        )
    )


async def approve(conn: Connection, actor_id: UUID, story_id: UUID) -> bool:
    """“This is right.” From here on nothing of it is changed, and it takes the place of the one before."""
    # A child may say so of one on their own phone while another is in their hands on the worker's: one after the other.
    await conn.execute(
        """
        SELECT FROM person
         WHERE id = (SELECT s.person_id FROM writable_stories($1) AS w JOIN story AS s ON s.id = w.id WHERE w.id = $2)
           FOR NO KEY UPDATE
        """,
        actor_id,
        story_id,
    )
    return bool(
        await conn.fetchval(
            """
            UPDATE story AS s
               SET approved_at = this_moment(),
                   number = 1 + coalesce((SELECT max(n.number) FROM story AS n WHERE n.person_id = s.person_id), 0)
              FROM writable_stories($1) AS w
             WHERE s.id = w.id AND s.id = $2
               AND EXISTS (SELECT FROM story_part AS t WHERE t.story_id = s.id AND t.body <> '')
            RETURNING true
            """,
            actor_id,
            story_id,
        )
    )


async def end_draft(conn: Connection, actor_id: UUID, story_id: UUID) -> bool:
    """Puts away one's own that was never approved. False where another device was quicker, to do so or to approve."""
    return bool(
        await conn.fetchval(
            """
            UPDATE story AS s SET dropped_at = this_moment()
              FROM writable_stories($1) AS w
             WHERE s.id = w.id AND s.id = $2 AND s.person_id = $1 AND s.approved_at IS NULL AND s.dropped_at IS NULL
            RETURNING true
            """,
            actor_id,
            story_id,
        )
    )


async def get_last_end(conn: Connection, actor_id: UUID) -> End | None:
    """What became of the last one that the actor wrote on their own. None before the first."""
    ended = await conn.fetchval(
        """
        SELECT CASE WHEN dropped_at IS NULL THEN 'approved' ELSE 'put_away' END
          FROM story
         WHERE person_id = $1 AND done_with IS NULL AND coalesce(dropped_at, approved_at) IS NOT NULL
         ORDER BY coalesce(dropped_at, approved_at) DESC LIMIT 1
        """,
        actor_id,
    )
    return End(ended) if ended else None


async def change_shown(conn: Connection, actor_id: UUID, *, shown: bool) -> UUID | None:
    """Whether workers see the newest one. Only its person says so."""
    changed: UUID | None = await conn.fetchval(
        """
        UPDATE story AS s SET ended_at = CASE WHEN $2 THEN NULL ELSE this_moment() END
         WHERE s.person_id = $1 AND s.approved_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM story AS n WHERE n.person_id = $1 AND n.number > s.number)
        RETURNING s.id
        """,
        actor_id,
        shown,
    )
    return changed


async def get_around(conn: Connection, person_id: UUID, story_id: UUID | None) -> Around:
    """Who may see it now and has read it, who has read it before, and the family, who never does.

    The caller has checked who asks: its person, or who holds the phone for them.
    """
    row = await conn.fetchrow(
        """
        WITH now AS (
            -- Of their own plan: who works with a child of theirs is told nothing of it.
            SELECT w.staff_id, bool_and(w.role = 'cover') AS cover
              FROM workers_of_party($1) AS w
              JOIN child_plan AS p ON p.id = w.child_plan_id AND p.child_id = $1
             GROUP BY w.staff_id
        )
        SELECT ARRAY(SELECT (s.id, s.name, now.cover, r.at)
                       FROM now JOIN person AS s ON s.id = now.staff_id
                       LEFT JOIN story_reading AS r ON r.story_id = $2 AND r.staff_id = s.id
                      ORDER BY now.cover, s.name, s.id) AS readers,
               ARRAY(SELECT (o.called, min(l.type))
                       FROM relationship AS l JOIN person AS o ON o.id = l.person_id AND o.ended_at IS NULL
                      WHERE l.child_id = $1 AND (l.type <> 'sibling' OR l.lives_with)
                        AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                      GROUP BY o.council_id, o.id ORDER BY bool_or(l.lives_with) DESC, o.called, o.id) AS family,
               ARRAY(SELECT (s.name, r.at)
                       FROM story_reading AS r JOIN person AS s ON s.id = r.staff_id
                      WHERE r.story_id = $2 AND r.staff_id NOT IN (SELECT now.staff_id FROM now)
                      ORDER BY r.at, s.name) AS earlier
        """,
        person_id,
        story_id,
    )
    assert row is not None
    earlier: list[tuple[str, datetime]] = [(name, at) for name, at in row["earlier"]]
    return Around(
        tuple(Reader(*one) for one in row["readers"]),
        tuple((called, relation) for called, relation in row["family"]),
        tuple(earlier),
    )
