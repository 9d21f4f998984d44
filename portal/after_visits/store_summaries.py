"""Summaries of a visit: drafts, versions, their readers, and the moment of sharing."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from portal.after_visits.model import Stale
from portal.after_visits.model_summaries import Agreed, Parts, Reader, Summary
from portal.db import Connection, Row

_SUMMARY = """
    SELECT s.id, s.visit_id, s.first_id, s.version, s.written_by, w.name AS written_by_name, s.told_us, s.going_well,
           s.worried, s.happens_next, s.agreed, s.agreed_before, s.draft_version, s.saved_at, s.shared_at,
           ARRAY(
               SELECT (p.id, p.called, p.name, r.first_read_at)
                 FROM visit_summary_reader AS r
                 JOIN person AS p ON p.id = r.person_id
                WHERE r.summary_id = s.id
                ORDER BY p.born_on NULLS FIRST, p.called, p.id
           ) AS readers
      FROM visit_summary AS s
      JOIN staffed_visits($1) AS mine ON mine.id = s.visit_id
      JOIN person AS w ON w.id = s.written_by
"""


async def list_summaries(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[Summary]:
    """Every version of every summary, newest version of each first."""
    rows = await conn.fetch(
        _SUMMARY + " WHERE s.visit_id = $2 ORDER BY s.first_id, s.version DESC",
        actor_id,
        visit_id,
    )
    return sorted(
        (_summary(row) for row in rows), key=lambda each: each.readers[0].called if each.readers else ""
    )


async def get_summary(conn: Connection, actor_id: UUID, visit_id: UUID, summary_id: UUID) -> Summary | None:
    row = await conn.fetchrow(
        _SUMMARY + " WHERE s.visit_id = $2 AND s.id = $3", actor_id, visit_id, summary_id
    )
    return _summary(row) if row else None


async def get_newest_for(
    conn: Connection, actor_id: UUID, visit_id: UUID, readers: list[UUID]
) -> UUID | None:
    """The newest summary, shared or still a draft, for exactly these readers."""
    newest: UUID | None = await conn.fetchval(
        """
        SELECT s.id
          FROM visit_summary AS s
          JOIN staffed_visits($1) AS mine ON mine.id = s.visit_id
         WHERE s.visit_id = $2
           AND ARRAY(SELECT r.person_id FROM visit_summary_reader AS r WHERE r.summary_id = s.id ORDER BY 1)
               = ARRAY(SELECT DISTINCT unnest($3::uuid[]) ORDER BY 1)
         ORDER BY s.version DESC, s.saved_at DESC
         LIMIT 1
        """,
        actor_id,
        visit_id,
        readers,
    )
    return newest


async def get_newest_version(conn: Connection, actor_id: UUID, first_id: UUID) -> UUID | None:
    newest: UUID | None = await conn.fetchval(
        """
        SELECT s.id FROM visit_summary AS s JOIN staffed_visits($1) AS mine ON mine.id = s.visit_id
         WHERE s.first_id = $2 ORDER BY s.version DESC LIMIT 1
        """,
        actor_id,
        first_id,
    )
    return newest


async def add_draft(
    conn: Connection, actor_id: UUID, visit_id: UUID, readers: list[UUID], parts: Parts
) -> UUID | None:
    """A first draft for a set of readers. None where the visit is not this person's, or did not happen."""
    made: UUID | None = await conn.fetchval(
        """
        WITH made AS (
            INSERT INTO visit_summary (council_id, id, visit_id, first_id, written_by, told_us, going_well, worried,
                                       happens_next, saved_at)
            SELECT v.council_id, new.id, v.id, new.id, $1, $4, $5, $6, $7, this_moment()
              FROM visit AS v
              JOIN staffed_visits($1) AS mine ON mine.id = v.id
             CROSS JOIN (SELECT gen_random_uuid() AS id) AS new
             WHERE v.id = $2 AND v.state IN ('done', 'partly')
            RETURNING council_id, id
        ), readers AS (
            INSERT INTO visit_summary_reader (council_id, summary_id, person_id)
            SELECT made.council_id, made.id, reader.id FROM made CROSS JOIN unnest($3::uuid[]) AS reader (id)
        )
        SELECT id FROM made
        """,
        actor_id,
        visit_id,
        readers,
        *parts.all(),
    )
    return made


async def add_version(conn: Connection, actor_id: UUID, shared: Summary, readers: list[UUID]) -> UUID | None:
    """A draft of the next version: same words to start from, for these of its readers. The earlier one is kept."""
    made: UUID | None = await conn.fetchval(
        """
        WITH made AS (
            INSERT INTO visit_summary (council_id, visit_id, first_id, version, written_by, told_us, going_well,
                                       worried, happens_next, saved_at)
            SELECT s.council_id, s.visit_id, s.first_id, s.version + 1, $1, s.told_us, s.going_well, s.worried,
                   s.happens_next, this_moment()
              FROM visit_summary AS s
              JOIN staffed_visits($1) AS mine ON mine.id = s.visit_id
             WHERE s.id = $2 AND s.shared_at IS NOT NULL
            ON CONFLICT (council_id, first_id, version) DO NOTHING
            RETURNING council_id, id
        ), readers AS (
            INSERT INTO visit_summary_reader (council_id, summary_id, person_id)
            SELECT made.council_id, made.id, r.person_id
              FROM made
              JOIN visit_summary_reader AS r ON r.summary_id = $2 AND r.person_id = ANY ($3::uuid[])
        )
        SELECT id FROM made
        """,
        actor_id,
        shared.id,
        readers,
    )
    return made


async def change_draft(conn: Connection, actor_id: UUID, draft: Summary, readers: list[UUID]) -> None:
    """Save a draft. Raises Stale where it was saved or shared since this version of it was read."""
    saved = await conn.fetchval(
        """
        UPDATE visit_summary AS s
           SET told_us = $4, going_well = $5, worried = $6, happens_next = $7, agreed = $8, agreed_before = $9,
               written_by = $1, saved_at = this_moment(), draft_version = s.draft_version + 1
          FROM staffed_visits($1) AS mine
         WHERE mine.id = s.visit_id AND s.id = $2 AND s.draft_version = $3 AND s.shared_at IS NULL
        RETURNING s.id
        """,
        actor_id,
        draft.id,
        draft.draft_version,
        *draft.parts.all(),
        [_kept(agreed) for agreed in draft.agreed],
        list(draft.agreed_before),
    )
    if saved is None:
        raise Stale
    await change_readers(conn, actor_id, draft.id, readers)


async def change_readers(conn: Connection, actor_id: UUID, draft_id: UUID, readers: list[UUID]) -> None:
    """Only of a draft: what was shared keeps its readers."""
    await conn.execute(
        """
        DELETE FROM visit_summary_reader AS r
         USING visit_summary AS s, staffed_visits($1) AS mine
         WHERE s.id = r.summary_id AND mine.id = s.visit_id AND s.id = $2 AND s.shared_at IS NULL
           AND r.person_id <> ALL ($3::uuid[])
        """,
        actor_id,
        draft_id,
        readers,
    )
    await conn.execute(
        """
        INSERT INTO visit_summary_reader (council_id, summary_id, person_id)
        SELECT s.council_id, s.id, reader.id
          FROM visit_summary AS s
          JOIN staffed_visits($1) AS mine ON mine.id = s.visit_id
         CROSS JOIN unnest($3::uuid[]) AS reader (id)
         WHERE s.id = $2 AND s.shared_at IS NULL
        ON CONFLICT DO NOTHING
        """,
        actor_id,
        draft_id,
        readers,
    )


async def share_draft(conn: Connection, actor_id: UUID, draft: Summary, parts: Parts) -> None:
    """From this moment its readers have it, and it never changes. Raises Stale as change_draft does."""
    shared = await conn.fetchval(
        """
        UPDATE visit_summary AS s
           SET told_us = $4, going_well = $5, worried = $6, happens_next = $7, shared_at = this_moment(),
               saved_at = this_moment()
          FROM staffed_visits($1) AS mine
         WHERE mine.id = s.visit_id AND s.id = $2 AND s.draft_version = $3 AND s.shared_at IS NULL
        RETURNING s.id
        """,
        actor_id,
        draft.id,
        draft.draft_version,
        *parts.all(),
    )
    if shared is None:
        raise Stale


def _summary(row: Row) -> Summary:
    values = dict(row)
    parts = Parts(*(values.pop(name) for name in ("told_us", "going_well", "worried", "happens_next")))
    agreed = tuple(_read(item) for item in values.pop("agreed"))
    readers = tuple(Reader(*reader) for reader in values.pop("readers"))
    before = tuple(values.pop("agreed_before"))
    return Summary(**values, parts=parts, agreed=agreed, agreed_before=before, readers=readers)


def _kept(agreed: Agreed) -> dict[str, str | None]:
    return {
        "owed_by": agreed.owed_by,
        "who_words": agreed.who_words,
        "what": agreed.what,
        "by_on": agreed.by_on.isoformat() if agreed.by_on else None,
        "helps_because": agreed.helps_because,
    }


def _read(item: Mapping[str, Any]) -> Agreed:
    by_on = date.fromisoformat(item["by_on"]) if item["by_on"] else None
    return Agreed(item["owed_by"], item["who_words"], item["what"], by_on, item["helps_because"])
