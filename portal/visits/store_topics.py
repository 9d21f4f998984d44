"""What one person of the family wants to talk about: theirs to add, change and take away until the visit."""

from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection
from portal.visits.model import Card
from portal.visits.model_plan import Topic
from portal.visits.store import card_of_row

MOST_TOPICS = 20


@dataclass(frozen=True, slots=True)
class Wording:
    body: str
    audience: str
    in_private: bool


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """A topic of this reader's own, taken away or not, with the visit that it is for."""

    card: Card
    topic: Topic
    children: list[UUID]


async def get_own_topic(conn: Connection, actor_id: UUID, visit_id: UUID, topic_id: UUID) -> OwnTopic | None:
    row = await conn.fetchrow(
        """
        SELECT c.*, t.body, t.audience, t.in_private, t.version, t.ended_at IS NOT NULL AS ended,
               (SELECT array_agg(k.child_id) FROM visit_child AS k WHERE k.visit_id = c.id) AS children
          FROM visit_cards($1) AS c
          JOIN visit_topic AS t ON t.visit_id = c.id
         WHERE c.id = $2 AND t.id = $3 AND t.added_by = $1
        """,
        actor_id,
        visit_id,
        topic_id,
    )
    if row is None:
        return None
    topic = Topic(
        topic_id, row["body"], True, "", row["audience"], row["in_private"], row["version"], row["ended"]
    )
    return OwnTopic(card_of_row(row), topic, row["children"] or [])


async def add_topic(conn: Connection, actor_id: UUID, visit_id: UUID, words: Wording) -> UUID | None:
    """None where the visit is not theirs, has started or is off, or where they have added enough already."""
    # Nobody does two deeds at once: what they added on another phone is counted, or waits for this.
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO visit_topic (council_id, visit_id, added_by, body, audience, in_private, added_at)
        SELECT current_council(), v.id, $1, $3, $4, $5, this_moment()
          FROM shared_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
         WHERE v.id = $2 AND v.state = 'planned' AND v.starts_at > this_moment()
           AND (SELECT count(*) FROM visit_topic AS t
                 WHERE t.visit_id = v.id AND t.added_by = $1 AND t.ended_at IS NULL) < $6
        RETURNING id
        """,
        actor_id,
        visit_id,
        words.body,
        words.audience,
        words.in_private,
        MOST_TOPICS,
    )
    return added


async def change_topic(
    conn: Connection, actor_id: UUID, topic: OwnTopic, version: int, words: Wording
) -> bool:
    """False where it was changed or taken away meanwhile, or the visit is not open any more."""
    done: bool | None = await conn.fetchval(
        """
        UPDATE visit_topic AS t SET body = $5, audience = $6, in_private = $7, version = t.version + 1
          FROM shared_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
         WHERE v.id = $2 AND t.visit_id = v.id AND t.id = $3 AND t.added_by = $1
           AND t.version = $4 AND t.ended_at IS NULL
           AND v.state = 'planned' AND v.starts_at > this_moment()
        RETURNING true
        """,
        actor_id,
        topic.card.id,
        topic.topic.id,
        version,
        words.body,
        words.audience,
        words.in_private,
    )
    return bool(done)


async def end_topic(conn: Connection, actor_id: UUID, topic: OwnTopic, *, back: bool = False) -> bool:
    """Takes it away, or puts it back. Twice is the same as once. False where the visit is not open any more."""
    done: bool | None = await conn.fetchval(
        """
        UPDATE visit_topic AS t
           SET ended_at = CASE WHEN $4 THEN NULL ELSE coalesce(t.ended_at, this_moment()) END
          FROM shared_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
         WHERE v.id = $2 AND t.visit_id = v.id AND t.id = $3 AND t.added_by = $1
           AND v.state = 'planned' AND v.starts_at > this_moment()
        RETURNING true
        """,
        actor_id,
        topic.card.id,
        topic.topic.id,
        back,
    )
    return bool(done)
