"""Everything on the family home, gathered in one statement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.home.model import Home, Shared, ToDo, Worker, first_to_do, ready_line
from portal.visits.model import Card, Voice
from portal.visits.store import CARD_FIELDS, day_of, moment_of
from portal.web.times import london

MOMENTS = (
    "starts_at",
    "shared_at",
    "said_ok_at",
    "said_ok_to",
    "late_at",
    "was_at",
    "moved_at",
    "changed_at",
    "summary_at",
)


async def get_home(conn: Connection, actor_id: UUID, voice: Voice) -> Home:
    """The whole home of one person; the statement also writes down that it was opened."""
    row = await conn.fetchrow(
        """
        WITH mine AS MATERIALIZED (
            SELECT v.id, v.starts_at, v.state, v.shared_at, v.worker_id
              FROM shared_visits($1) AS m
              JOIN visit AS v ON v.id = m.id
        ), ready AS (
            SELECT mine.id
              FROM mine
             WHERE mine.state = 'planned' AND mine.starts_at > this_moment()
               AND mine.starts_at < this_moment() + interval '14 days'
             ORDER BY mine.starts_at, mine.id
             LIMIT 1
        ), shared AS (
            SELECT s.id, s.visit_id, s.shared_at, s.written_by, mine.starts_at,
                   row_number() OVER (PARTITION BY s.first_id ORDER BY s.version DESC) AS newest
              FROM visit_summary_reader AS r
              JOIN visit_summary AS s ON s.id = r.summary_id AND s.shared_at IS NOT NULL
              JOIN mine ON mine.id = s.visit_id
             WHERE r.person_id = $1
        ), plans AS (
            SELECT p.id, p.child_id, p.to_on IS NULL OR p.to_on > this_day() AS current
              FROM child_plan AS p
             WHERE p.child_id = $1
                OR p.child_id IN (SELECT l.child_id FROM relationship AS l
                                   WHERE l.person_id = $1 AND l.type <> 'sibling'
                                     AND (l.to_on IS NULL OR l.to_on > this_day()))
        )
        SELECT (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.starts_at, c.id)
                  FROM (SELECT x.* FROM visit_cards($1) AS x
                         WHERE x.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
                         ORDER BY x.starts_at, x.id LIMIT 6) AS c) AS cards,
               (SELECT jsonb_agg(to_jsonb(x))
                  FROM (SELECT s.visit_id, s.starts_at, s.shared_at
                          FROM shared AS s
                         WHERE s.newest = 1 AND s.shared_at > this_moment() - interval '28 days'
                           AND NOT EXISTS (SELECT FROM correction AS k
                                            WHERE k.summary_id = s.id AND k.by_id = $1)
                         ORDER BY s.shared_at DESC LIMIT 5) AS x) AS to_check,
               (SELECT jsonb_agg(to_jsonb(x))
                  FROM (SELECT p.visit_id, p.what, p.by_on, p.made_at
                          FROM promise_reader AS r
                          JOIN promise AS p ON p.id = r.promise_id
                          JOIN mine ON mine.id = p.visit_id
                          JOIN person AS me ON me.id = $1
                         WHERE r.person_id = $1 AND p.owed_by = 'family' AND p.state = 'open'
                           AND lower(p.who_words) IN (lower(me.called), lower(me.name))
                         ORDER BY p.by_on, p.made_at LIMIT 5) AS x) AS promises,
               (SELECT id FROM ready) AS ready_id,
               (SELECT jsonb_agg(y.id) FROM visit_ready_item AS y
                 WHERE y.visit_id = (SELECT id FROM ready) AND y.ended_at IS NULL) AS ready_items,
               (SELECT jsonb_agg(y.item) FROM visit_preparation AS y
                 WHERE y.visit_id = (SELECT id FROM ready) AND y.person_id = $1) AS ticked,
               (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.at DESC)
                  FROM (SELECT one.kind, one.visit_id, one.visit_at, one.at, w.called AS by
                          FROM (SELECT 'plan' AS kind, mine.id AS visit_id, mine.starts_at AS visit_at,
                                       mine.shared_at AS at, mine.worker_id AS by_id
                                  FROM mine
                                 UNION ALL
                                SELECT 'summary', s.visit_id, s.starts_at, s.shared_at, s.written_by
                                  FROM shared AS s WHERE s.newest = 1
                                 UNION ALL
                                SELECT 'reply', mine.id, mine.starts_at, k.replied_at, k.replied_by
                                  FROM correction AS k
                                  JOIN mine ON mine.id = k.visit_id
                                 WHERE k.by_id = $1 AND k.replied_at IS NOT NULL) AS one
                          JOIN person AS w ON w.id = one.by_id
                         ORDER BY one.at DESC LIMIT 3) AS x) AS lately,
               (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.name)
                  FROM (SELECT DISTINCT w.name, w.called, w.pronoun, w.job_title, w.works, w.replies_within_days,
                               (SELECT min(s.name)
                                  FROM involvement AS k
                                  JOIN person AS s ON s.id = k.staff_id
                                 WHERE k.child_plan_id = i.child_plan_id AND k.role = 'cover' AND k.covering_for = w.id
                                   AND k.from_at <= this_moment()
                                   AND (k.to_at IS NULL OR k.to_at > this_moment())) AS cover
                          FROM plans
                          JOIN involvement AS i ON i.child_plan_id = plans.id AND i.role = 'allocated'
                          JOIN person AS w ON w.id = i.staff_id
                         WHERE plans.current AND i.from_at <= this_moment()
                           AND (i.to_at IS NULL OR i.to_at > this_moment())) AS x) AS workers,
               note_opened($1, 'home', NULL, ARRAY(
                   SELECT plans.child_id FROM plans WHERE plans.current UNION SELECT $1
               )),
               (SELECT count(*) > 0 AND NOT bool_or(plans.current) FROM plans) AS ended
        """,
        actor_id,
    )
    assert row is not None
    return _home(row, voice)


def _home(row: Row, voice: Voice) -> Home:
    cards = [_card(held) for held in row["cards"] or []]
    lines = [
        ToDo("check", UUID(held["visit_id"]), _day_in_london(held["starts_at"]))
        for held in row["to_check"] or []
    ]
    for held in row["promises"] or []:
        by_on = day_of(held["by_on"]) or date.max
        lines.append(ToDo("promise", UUID(held["visit_id"]), by_on, what=held["what"]))
    ready_for = [card for card in cards if card.id == row["ready_id"]]
    ready = ready_line(ready_for, row["ticked"] or [], row["ready_items"] or [], voice)
    return Home(
        cards=cards,
        to_do=first_to_do([*lines, ready] if ready else lines),
        lately=[_shared(held) for held in row["lately"] or []],
        workers=[Worker(**held) for held in row["workers"] or []],
        ended=bool(row["ended"]),
    )


def _card(held: dict[str, Any]) -> Card:
    values = {name: held[name] for name in CARD_FIELDS}
    values["id"] = UUID(held["id"])
    values["reply_by_on"] = day_of(held["reply_by_on"])
    for name in MOMENTS:
        values[name] = moment_of(held[name])
    return Card(**values)


def _shared(held: dict[str, Any]) -> Shared:
    return Shared(
        held["kind"],
        UUID(held["visit_id"]),
        datetime.fromisoformat(held["visit_at"]),
        held["by"],
        datetime.fromisoformat(held["at"]),
    )


def _day_in_london(text: str) -> date:
    return london(datetime.fromisoformat(text)).date()
