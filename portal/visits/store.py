"""Visits as their readers see them: the list, and one tap that says the time is OK."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.visits.model import Card, Promise
from portal.web.redaction import leave_out

PER_PAGE = 10
FURTHEST_PAGE = 1000


async def get_card(conn: Connection, actor_id: UUID, visit_id: UUID) -> Card | None:
    row = await conn.fetchrow("SELECT c.* FROM visit_cards($1) AS c WHERE c.id = $2", actor_id, visit_id)
    return card_of_row(row) if row else None


@dataclass(frozen=True, slots=True)
class Listed:
    """What is coming up from today on, and one page of what came before, the newest first.

    `later`: when the last visit of the page before this one was; what is not a visit finds its place by that.
    """

    ahead: list[Card]
    before: list[Card]
    has_older: bool
    later: datetime | None


async def list_cards(conn: Connection, actor_id: UUID, page: int) -> Listed:
    rows = await conn.fetch(
        """
        WITH cards AS MATERIALIZED (
                 SELECT c.*, CASE WHEN c.state = 'planned' THEN (
                     SELECT (t.by_called, t.how)
                       FROM told_for($1, c.id, c.starts_at, c.said_ok_at, c.said_ok_to) AS t) END AS told,
                        CASE WHEN c.state = 'planned' THEN new_in_plan($1, c.id) END AS new
                   FROM visit_cards($1) AS c
             ),
             today AS (SELECT this_day()::timestamp AT TIME ZONE 'Europe/London' AS at)
        (SELECT c.*, true AS ahead FROM cards AS c, today WHERE c.starts_at >= today.at AND $3 = 0
          ORDER BY c.starts_at, c.id LIMIT 50)
        UNION ALL
        (SELECT c.*, false FROM cards AS c, today WHERE c.starts_at < today.at
          ORDER BY c.starts_at DESC, c.id LIMIT $2 + 1 + sign($3)::integer OFFSET $2 * $3 - sign($3)::integer)
        """,
        actor_id,
        PER_PAGE,
        min(max(page, 0), FURTHEST_PAGE),
    )
    ahead = [card_of_row(row) for row in rows if row["ahead"]]
    before = [card_of_row(row) for row in rows if not row["ahead"]]
    later = before.pop(0).starts_at if page > 0 and before else None
    return Listed(ahead, before[:PER_PAGE], len(before) > PER_PAGE, later)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who comes, and about whom the visit is, whose answer was changed."""

    worker_called: str
    children: list[UUID]


async def change_answer_to_ok(
    conn: Connection, actor_id: UUID, visit_id: UUID, seen_at: datetime
) -> Confirmed | None:
    """Says that the time this person saw is OK, and takes back what they had asked for instead.

    None where the visit is not theirs, is not open any more, or stands at another time by now.
    """
    row = await conn.fetchrow(
        """
        SELECT w.called AS worker_called,
               ARRAY(SELECT k.child_id FROM visit_child AS k WHERE k.visit_id = v.id) AS children
          FROM say_time_is_ok($1, $2, $3) AS said (visit_id)
          JOIN visit AS v ON v.id = said.visit_id
          JOIN person AS w ON w.id = v.worker_id
        """,
        actor_id,
        visit_id,
        seen_at,
    )
    return Confirmed(row["worker_called"], row["children"]) if row else None


async def end_told(conn: Connection, actor_id: UUID, visit_id: UUID, told_id: UUID) -> Confirmed | None:
    """Takes back an answer that one of us wrote down as this person's, who did not say it. The one before holds again.

    None where the visit is not theirs or not open any more, or where they have answered themselves since.
    """
    row = await conn.fetchrow(
        """
        WITH open AS (
            SELECT t.id, t.visit_id, t.request_id, t.at, t.about_at, t.request_before_id, t.ok_before_at, v.worker_id
              FROM shared_visits($1) AS mine
              JOIN visit AS v ON v.id = mine.id AND v.state = 'planned' AND v.starts_at > this_moment()
              JOIN visit_told AS t ON t.visit_id = v.id AND t.person_id = $1 AND t.disowned_at IS NULL
             WHERE v.id = $2 AND t.id = $3
        ), not_ok AS (
            UPDATE visit_reader AS r
               SET said_ok_at = open.ok_before_at,
                   said_ok_to = CASE WHEN open.ok_before_at IS NOT NULL THEN open.about_at END
              FROM open
             WHERE r.visit_id = open.visit_id AND r.person_id = $1 AND r.said_ok_at = open.at
            RETURNING r.visit_id
        ), asked_again AS (
            UPDATE visit_change_request AS q SET state = 'open'
              FROM open JOIN not_ok ON not_ok.visit_id = open.visit_id
             WHERE q.id = open.request_before_id AND q.state = 'withdrawn'
        ), not_asked AS (
            UPDATE visit_change_request AS q SET state = 'withdrawn'
              FROM open
             WHERE q.id = open.request_id AND q.state = 'open'
            RETURNING q.visit_id
        ), ok_again AS (
            UPDATE visit_reader AS r SET said_ok_at = open.ok_before_at, said_ok_to = open.about_at
              FROM open JOIN not_asked ON not_asked.visit_id = open.visit_id
             WHERE r.visit_id = open.visit_id AND r.person_id = $1 AND open.ok_before_at IS NOT NULL
        ), ended AS (
            UPDATE visit_told AS t SET disowned_at = this_moment()
              FROM open
             WHERE t.id = open.id AND (EXISTS (SELECT FROM not_ok) OR EXISTS (SELECT FROM not_asked))
            RETURNING t.visit_id, open.worker_id
        )
        SELECT w.called AS worker_called,
               ARRAY(SELECT k.child_id FROM visit_child AS k WHERE k.visit_id = ended.visit_id) AS children
          FROM ended
          JOIN person AS w ON w.id = ended.worker_id
        """,
        actor_id,
        visit_id,
        told_id,
    )
    return Confirmed(row["worker_called"], row["children"]) if row else None


def card_of_row(row: Row) -> Card:
    told = row.get("told"), row.get("new") or ()
    return Card._make((*(row[name] for name in Card._fields[: -len(told)]), *told))


def moment_of(text: str | None) -> datetime | None:
    """A moment out of JSON."""
    return datetime.fromisoformat(text) if text else None


def day_of(text: str | None) -> date | None:
    """A day out of JSON."""
    return date.fromisoformat(text) if text else None


def promise_of(held: dict[str, Any], language: str) -> Promise:
    # What was promised at a meeting goes without the words that this reader may not be shown of it.
    hidden = held.get("hidden") or ()
    return Promise(
        held["owed_by"],
        leave_out(held["who_words"], hidden, language),
        leave_out(held["what"], hidden, language),
        held["helps_because"],
        day_of(held["by_on"]),
        held["state"],
        leave_out(held["because"], hidden, language) if held["because"] else None,
    )
