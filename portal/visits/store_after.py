"""After a visit: what was shared with this reader, and what this reader says about it. Nobody else's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.db import Connection
from portal.visits.model import Card, Promise
from portal.visits.store import card_of_row, day_of, moment_of, promise_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One shared version, as it was shared."""

    id: UUID
    first_id: UUID
    version: int
    shared_at: datetime
    written_by: str
    told_us: str
    going_well: str
    worried: str
    happens_next: str
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What this reader said, kept for ever; `reply` once there is one."""

    summary_id: UUID | None
    kind: str
    body: str
    at: datetime
    reply_by_on: date | None
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Something is wrong or missing (about a summary), or this person's side of a visit that did not happen."""

    summary_id: UUID | None
    body: str
    reply_by_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Newest version first, promises of the council first, this reader's own words oldest first."""

    card: Card
    share_by_on: date | None
    replies_within_days: int
    summaries: list[Summary]
    promises: list[Promise]
    corrections: list[Correction]
    children: list[UUID]

    def said_right(self, summary: Summary) -> bool:
        return any(said.kind == "right" and said.summary_id == summary.id for said in self.corrections)

    @property
    def own_words(self) -> list[Correction]:
        return [said for said in self.corrections if said.kind != "right"]

    @property
    def latest(self) -> list[Summary]:
        """The newest version of each summary; there is one, unless what was shared was written in two parts."""
        newest: dict[UUID, Summary] = {}
        for summary in self.summaries:
            newest.setdefault(summary.first_id, summary)
        return list(newest.values())

    @property
    def earlier(self) -> list[Summary]:
        latest = {summary.id for summary in self.latest}
        return [summary for summary in self.summaries if summary.id not in latest]


async def get_after(conn: Connection, actor_id: UUID, visit_id: UUID, language: str) -> After | None:
    row = await conn.fetchrow(
        """
        SELECT c.*, v.share_by_on, w.replies_within_days,
               (SELECT array_agg(k.child_id) FROM visit_child AS k WHERE k.visit_id = v.id) AS children,
               (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.shared_at DESC, x.version DESC, x.id)
                  FROM (SELECT s.id, s.first_id, s.version, s.shared_at, p.called AS written_by,
                               s.told_us, s.going_well, s.worried, s.happens_next,
                               EXISTS (SELECT FROM visit_summary_reader AS r
                                        WHERE r.summary_id = s.id AND r.person_id = $1
                                          AND r.first_read_at IS NOT NULL) AS opened
                          FROM readable_summaries($1) AS m
                          JOIN visit_summary AS s ON s.id = m.id
                          JOIN person AS p ON p.id = s.written_by
                         WHERE s.visit_id = $2 AND s.shared_at IS NOT NULL) AS x) AS summaries,
               (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.owed_by, x.position, x.id)
                  FROM (SELECT p.id, p.owed_by,
                               coalesce((SELECT o.said FROM taken_over(p.id) AS o), p.who_words) AS who_words,
                               p.what, p.helps_because, p.by_on, p.state, p.because,
                               p.position
                          FROM readable_promises($1) AS m
                          JOIN promise AS p ON p.id = m.id
                         WHERE p.visit_id = $2) AS x) AS promises,
               (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.at)
                  FROM (SELECT k.summary_id, k.kind, k.body, k.at, k.reply_by_on, k.reply, p.called AS replied_by,
                               k.replied_at
                          FROM correction AS k
                          LEFT JOIN person AS p ON p.id = k.replied_by
                         WHERE k.visit_id = $2 AND k.by_id = $1) AS x) AS corrections
          FROM visit_cards($1) AS c
          JOIN visit AS v ON v.id = c.id
          JOIN person AS w ON w.id = v.worker_id
         WHERE c.id = $2
        """,
        actor_id,
        visit_id,
    )
    if row is None:
        return None
    return After(
        card=card_of_row(row),
        share_by_on=row["share_by_on"],
        replies_within_days=row["replies_within_days"],
        summaries=[_summary(held) for held in row["summaries"] or []],
        promises=[promise_of(held, language) for held in row["promises"] or []],
        corrections=[_correction(held) for held in row["corrections"] or []],
        children=row["children"] or [],
    )


async def add_reading(conn: Connection, actor_id: UUID, summary_ids: Collection[UUID]) -> None:
    """They have these summaries before them: the first time counts."""
    await conn.execute(
        """
        UPDATE visit_summary_reader AS r SET first_read_at = this_moment()
          FROM readable_summaries($1) AS mine
          JOIN visit_summary AS s ON s.id = mine.id AND s.shared_at IS NOT NULL
         WHERE r.summary_id = s.id AND r.person_id = $1 AND r.first_read_at IS NULL AND s.id = ANY ($2::uuid[])
        """,
        actor_id,
        summary_ids,
    )


async def add_right(conn: Connection, actor_id: UUID, visit_id: UUID, summary_id: UUID) -> bool:
    """“Yes, this is right”, about the version that the person read; said twice it is kept once."""
    found: bool | None = await conn.fetchval(
        """
        WITH theirs AS (
            SELECT s.id, s.visit_id FROM readable_summaries($1) AS m
              JOIN visit_summary AS s ON s.id = m.id
              JOIN shared_visits($1) AS v ON v.id = s.visit_id
             WHERE s.id = $3 AND s.visit_id = $2
        ), added AS (
            INSERT INTO correction (council_id, visit_id, summary_id, by_id, kind, at)
            SELECT current_council(), theirs.visit_id, theirs.id, $1, 'right', this_moment()
              FROM theirs
             WHERE NOT EXISTS (SELECT FROM correction AS k
                                WHERE k.summary_id = theirs.id AND k.by_id = $1 AND k.kind = 'right')
        )
        SELECT true FROM theirs
        """,
        actor_id,
        visit_id,
        summary_id,
    )
    return bool(found)


async def add_own_words(conn: Connection, actor_id: UUID, visit_id: UUID, said: OwnWords) -> UUID | None:
    """None where the visit is not theirs any more."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO correction (council_id, visit_id, summary_id, by_id, kind, body, at, reply_by_on)
        SELECT current_council(), v.id, $3, $1, $4, $5, this_moment(), $6
          FROM shared_visits($1) AS v
         WHERE v.id = $2
        RETURNING id
        """,
        actor_id,
        visit_id,
        said.summary_id,
        "wrong" if said.summary_id else "our_side",
        said.body,
        said.reply_by_on,
    )
    return added


def _summary(held: dict[str, Any]) -> Summary:
    return Summary(
        **dict(
            held,
            id=UUID(held["id"]),
            first_id=UUID(held["first_id"]),
            shared_at=datetime.fromisoformat(held["shared_at"]),
        )
    )


def _correction(held: dict[str, Any]) -> Correction:
    return Correction(
        summary_id=UUID(held["summary_id"]) if held["summary_id"] else None,
        kind=held["kind"],
        body=held["body"],
        at=datetime.fromisoformat(held["at"]),
        reply_by_on=day_of(held["reply_by_on"]),
        reply=held["reply"],
        replied_by=held["replied_by"],
        replied_at=moment_of(held["replied_at"]),
    )
