"""The plan of one visit: the whole page as this reader may see it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.visits.model_plan import ChangeRequest, Child, Plan, Staff, Told, Topic
from portal.visits.store import card_of_row, moment_of, promise_of

# Parts of the page, each one value beside the visit `v`. $1: who reads it; $2: which visit.
# Of children of different parents, those that this reader belongs to; time alone with them, for who may know of it.
_CHILDREN = """
    (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.me DESC, x.called)
       FROM (SELECT k.child_id AS id, p.called, p.pronoun, k.child_id = $1 AS me, k.wish_to_see,
                    CASE WHEN told.yes THEN k.alone_minutes END AS alone_minutes,
                    CASE WHEN told.yes THEN k.alone_why END AS alone_why
               FROM ties_to($1, v.id) AS tied
               JOIN visit_child AS k ON k.visit_id = v.id AND k.child_id = tied.child_id
               JOIN person AS p ON p.id = k.child_id
              CROSS JOIN LATERAL (
                  SELECT v.announced AND t.yes AS yes FROM told_of_time_alone($1, k.child_id) AS t) AS told
              WHERE k.child_id NOT IN (SELECT o.protects_id FROM current_restrictions($1) AS o)
            ) AS x)
"""

# One's own, ours where the visit was announced, and of whoever else reads it what they did not keep to themselves.
_TOPICS = """
    (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.staff DESC, x.position, x.added_at, x.id)
       FROM (SELECT t.id, t.body, t.added_by = $1 AS mine,
                    CASE WHEN p.kind = 'staff' THEN p.name ELSE p.called END AS by,
                    CASE WHEN p.kind = 'staff' THEN coalesce(p.job_title, '') END AS job, t.audience,
                    t.in_private AND t.added_by = $1 AS in_private, t.version,
                    p.kind = 'staff' AS staff, t.position, t.added_at
               FROM shared_visit_topics($1) AS m
               JOIN visit_topic AS t ON t.id = m.id
               JOIN person AS p ON p.id = t.added_by
              WHERE t.visit_id = $2
                AND (t.added_by = $1 OR p.kind = 'staff' AND v.announced
                     OR NOT t.in_private AND t.added_by IN (SELECT r.person_id FROM readers AS r))
            ) AS x)
"""

# Who works with these children; whoever comes first.
_STAFF = """
    (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.comes DESC, x.name)
       FROM (SELECT DISTINCT p.name, p.job_title, p.id = v.worker_id AS comes
               FROM visit_child AS k
               JOIN involvement AS i ON i.child_plan_id = k.child_plan_id
               JOIN person AS p ON p.id = i.staff_id
              WHERE k.visit_id = v.id AND i.role IN ('allocated', 'cover', 'manager')
                AND i.from_at <= this_moment()
                AND (i.to_at IS NULL OR i.to_at > this_moment())) AS x)
"""

# What was promised before this visit, and is open or was settled lately. Of who owes it, whoever took it over.
_PROMISES = """
    (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.owed_by, x.settled_at DESC NULLS FIRST, x.by_on, x.id)
       FROM (SELECT p.id, p.owed_by,
                    coalesce((SELECT o.said FROM taken_over(p.id) AS o), p.who_words) AS who_words,
                    p.what, p.helps_because, p.by_on, p.state, p.because,
                    p.settled_at,
                    CASE WHEN p.meeting_id IS NOT NULL THEN words_left_out($1, p.meeting_id) END AS hidden
               FROM shared_promises($1) AS m
               JOIN promise AS p ON p.id = m.id
              WHERE p.family_id = v.family_id AND p.visit_id IS DISTINCT FROM v.id
                AND p.made_at < v.starts_at
                AND (p.state = 'open'
                     OR p.owed_by = 'council' AND p.settled_at > this_moment() - interval '21 days')
              ORDER BY p.owed_by, p.settled_at DESC NULLS FIRST, p.by_on, p.id
              LIMIT 12) AS x)
"""

# What this reader asked for last, and what became of it.
_REQUEST = """
    (SELECT to_jsonb(x)
       FROM (SELECT q.state, q.asked_at, o.starts_at AS offered_at, q.when_better, q.why, q.reply_by_on,
                    q.reply, p.called AS replied_by, q.replied_at
               FROM visit_change_request AS q
               LEFT JOIN visit_offered_time AS o ON o.id = q.offered_time_id
               LEFT JOIN person AS p ON p.id = q.replied_by
              WHERE q.visit_id = v.id AND q.asked_by = $1 AND q.state <> 'withdrawn'
              ORDER BY q.asked_at DESC LIMIT 1) AS x)
"""

# What one of us wrote down as this reader's answer, as long as it stands.
_TOLD_US = """
    (SELECT to_jsonb(x)
       FROM (SELECT t.id, b.called AS by_called, t.how, t.said, q.when_better AS words
               FROM visit_told AS t
               JOIN visit_reader AS r ON r.visit_id = t.visit_id AND r.person_id = t.person_id
               JOIN person AS b ON b.id = t.by_id
               LEFT JOIN visit_change_request AS q ON q.id = t.request_id
              WHERE t.visit_id = v.id AND t.person_id = $1 AND t.disowned_at IS NULL
                AND (r.said_ok_at = t.at AND r.said_ok_to = v.starts_at OR q.state = 'open')
              ORDER BY t.at DESC LIMIT 1) AS x)
"""


async def get_plan(conn: Connection, actor_id: UUID, visit_id: UUID, language: str) -> Plan | None:
    """The whole page of a visit in one statement; None where it is not shared with this person.

    A visit that was not announced was planned in words for staff: of those, only why we came goes with it. Of a visit
    about children of different parents, each reader is told of those that they belong to, and of who reads it for them.
    """
    row = await conn.fetchrow(
        f"""
        WITH readers AS (
            SELECT r.person_id, p.called
              FROM readers_beside($1, $2) AS r
              JOIN person AS p ON p.id = r.person_id AND p.ended_at IS NULL
        )
        SELECT c.*, v.purpose, CASE WHEN v.announced THEN v.also_coming END AS also_coming,
               v.interpreter_language, v.interpreter_booked, w.job_title AS worker_job,
               {_CHILDREN} AS children,
               {_TOPICS} AS topics,
               (SELECT jsonb_agg(r.called ORDER BY r.called) FROM readers AS r) AS readers,
               {_STAFF} AS staff,
               {_PROMISES} AS promises,
               {_REQUEST} AS request,
               {_TOLD_US} AS told_us,
               new_in_plan($1, v.id) AS new,
               (SELECT jsonb_agg(y.id) FROM visit_ready_item AS y
                 WHERE y.visit_id = v.id AND y.ended_at IS NULL) AS ready_items,
               (SELECT jsonb_agg(y.item) FROM visit_preparation AS y
                 WHERE y.visit_id = v.id AND y.person_id = $1) AS ticked
          FROM visit_cards($1) AS c
          JOIN visit AS v ON v.id = c.id
          JOIN person AS w ON w.id = v.worker_id
         WHERE c.id = $2
        """,  # noqa: S608 - the parts are the constants above
        actor_id,
        visit_id,
    )
    return _plan(row, language) if row else None


def _plan(row: Row, language: str) -> Plan:
    items = set(row["ready_items"] or [])
    ticked = set(row["ticked"] or [])
    return Plan(
        card=card_of_row(row),
        purpose=row["purpose"],
        also_coming=row["also_coming"],
        interpreter=row["interpreter_language"],
        interpreter_booked=row["interpreter_booked"],
        worker_job=row["worker_job"],
        children=[Child(**dict(child, id=UUID(child["id"]))) for child in row["children"] or []],
        topics=[_topic(topic) for topic in row["topics"] or []],
        readers=row["readers"] or [],
        staff=[Staff(one["name"], one["job_title"]) for one in row["staff"] or []],
        promises=[promise_of(promise, language) for promise in row["promises"] or []],
        request=request_of(row["request"]) if row["request"] else None,
        told=Told(**dict(row["told_us"], id=UUID(row["told_us"]["id"]))) if row["told_us"] else None,
        worker_items=frozenset(items),
        ticked=frozenset(ticked),
    )


def _topic(held: dict[str, Any]) -> Topic:
    return Topic(
        UUID(held["id"]),
        held["body"],
        held["mine"],
        held["by"],
        held["audience"],
        held["in_private"],
        held["version"],
        job=held["job"],
    )


def request_of(held: dict[str, Any]) -> ChangeRequest:
    return ChangeRequest(
        state=held["state"],
        asked_at=datetime.fromisoformat(held["asked_at"]),
        offered_at=moment_of(held["offered_at"]),
        when_better=held["when_better"],
        why=held["why"],
        reply_by_on=date.fromisoformat(held["reply_by_on"]),
        reply=held["reply"],
        replied_by=held["replied_by"],
        replied_at=moment_of(held["replied_at"]),
    )
