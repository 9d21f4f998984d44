"""Everything on the family home, gathered in one statement."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portal.contributions.model import CHECK, SHARE, SHARE_PAGES
from portal.contributions.question_sets import get_set
from portal.db import Connection, Row
from portal.home.model import Begun, Home, Shared, ToDo, Unread, Worker, first_to_do, ready_lines
from portal.identity.actor import Actor
from portal.safe_contact.model import has_to_be_asked
from portal.visits.model import Card, Voice, standing_items
from portal.visits.store import CARD_FIELDS
from portal.web.redaction import leave_out
from portal.web.times import london


async def get_home(conn: Connection, actor: Actor, voice: Voice, today: date) -> Home:
    """The whole home of one person; the statement also writes down that it was opened.

    Lists come as arrays of rows, which cost neither side any JSON; `cards` has the fields of a Card in their order.
    Each part of it is set up for every page, so that what few readers need stands in functions of the schema.
    """
    row = await conn.fetchrow(
        """
        WITH mine AS MATERIALIZED (
            SELECT p.* FROM shared_plans($1) AS p
        ), coming AS (
            SELECT v.* FROM mine AS v
             WHERE v.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
             ORDER BY v.starts_at, v.id
             LIMIT 6
        ), shared AS (
            SELECT DISTINCT ON (s.first_id) s.id, s.visit_id, s.shared_at, s.written_by, mine.starts_at
              FROM visit_summary_reader AS r
              JOIN visit_summary AS s ON s.id = r.summary_id AND s.shared_at IS NOT NULL
              JOIN mine ON mine.id = s.visit_id
             WHERE r.person_id = $1
             ORDER BY s.first_id, s.version DESC
        ), plans AS (
            SELECT p.id, p.child_id, p.to_on IS NULL OR p.to_on > this_day() AS current
              FROM child_plan AS p
             WHERE p.child_id = ANY (ARRAY(SELECT l.child_id FROM relationship AS l
                                            WHERE l.person_id = $1 AND l.type <> 'sibling'
                                              AND (l.to_on IS NULL OR l.to_on > this_day())
                                              AND (l.apart_on IS NULL OR l.apart_on > this_day())) || $1)
        )
        SELECT ARRAY(SELECT (v.id, v.state, v.starts_at, v.minutes, v.place,
                             CASE WHEN v.place IN ('office', 'other') THEN v.place_words END, f.home_of, v.our_mistake,
                             v.ended_words, v.shared_at, w.name, w.called, w.pronoun, v.said_ok_at, v.said_ok_to,
                             f.reply_by_on, f.late_minutes, f.late_at, f.was_at, f.moved_at, f.changed_at,
                             (SELECT max(s.shared_at) FROM shared AS s WHERE s.visit_id = v.id))
                       FROM coming AS v
                       JOIN person AS w ON w.id = v.worker_id
                      CROSS JOIN LATERAL card_facts($1, v.id, v.place, v.known_since) AS f
                      ORDER BY v.starts_at, v.id) AS cards,
               ARRAY(SELECT (s.visit_id, s.starts_at)
                       FROM shared AS s
                      WHERE s.shared_at > this_moment() - interval '28 days'
                        AND NOT EXISTS (SELECT FROM correction AS k
                                     WHERE k.visit_id = s.visit_id AND k.summary_id = s.id AND k.by_id = $1)
                      ORDER BY s.shared_at DESC, s.visit_id LIMIT 5) AS to_check,
               ARRAY(SELECT (CASE WHEN p.visit_id IS NOT NULL THEN 'promise'
                                  WHEN p.meeting_id IS NOT NULL THEN 'agreed' ELSE 'said' END,
                             coalesce(p.visit_id, p.meeting_id, p.conversation_id), p.by_on, p.what,
                             CASE WHEN p.meeting_id IS NOT NULL THEN words_left_out($1, p.meeting_id) END)
                       FROM promise AS p
                      WHERE p.id = ANY (ARRAY(SELECT r.promise_id FROM promise_reader AS r WHERE r.person_id = $1))
                        AND (p.visit_id IN (SELECT mine.id FROM mine) OR p.conversation_id IS NOT NULL
                             OR CASE WHEN p.meeting_id IS NOT NULL THEN is_asked_to($1, p.meeting_id) END)
                        AND p.owed_by = 'family' AND p.state = 'open'
                        AND lower(p.who_words) IN (lower($2), lower($3))
                      ORDER BY p.by_on, p.made_at, p.id LIMIT 5) AS promises,
               ARRAY(SELECT (v.id, v.starts_at,
                             ARRAY(SELECT y.id::text FROM visit_ready_item AS y
                                    WHERE y.visit_id = v.id AND y.ended_at IS NULL),
                             ARRAY(SELECT y.item FROM visit_preparation AS y
                                    WHERE y.visit_id = v.id AND y.person_id = $1))
                       FROM coming AS v
                      WHERE v.state = 'planned'
                        AND v.starts_at > this_moment() AND v.starts_at < this_moment() + interval '14 days'
                      ORDER BY v.starts_at, v.id LIMIT 1) AS ready,
               ARRAY(SELECT (c.id, c.council_id, c.set_id, c.set_version, c.step)
                       FROM contribution AS c
                      WHERE c.person_id = $1 AND c.done_with IS NULL AND c.sent_at IS NULL AND c.dropped_at IS NULL
                      ORDER BY c.began_at DESC, c.id LIMIT 1) AS begun,
               ARRAY(SELECT (one.kind, one.visit_id, one.visit_at,
                             (SELECT w.called FROM person AS w WHERE w.id = one.by_id), one.at)
                       FROM (SELECT 'plan' AS kind, mine.id AS visit_id, mine.starts_at AS visit_at,
                                    mine.shared_at AS at, mine.worker_id AS by_id
                               FROM mine
                              UNION ALL
                             SELECT 'summary', s.visit_id, s.starts_at, s.shared_at, s.written_by
                               FROM shared AS s
                              UNION ALL
                             SELECT 'reply', mine.id, mine.starts_at, k.replied_at, k.replied_by
                               FROM correction AS k
                               JOIN mine ON mine.id = k.visit_id
                              WHERE k.by_id = $1 AND k.replied_at IS NOT NULL
                              UNION ALL
                             SELECT 'views', c.id, c.sent_at, o.at, o.by_id
                               FROM contribution AS c
                               JOIN outcome AS o ON o.contribution_id = c.id
                              WHERE c.person_id = $1) AS one
                      ORDER BY one.at DESC, one.kind, one.visit_id LIMIT 3) AS lately,
               ARRAY(SELECT (i.child_plan_id, i.covering_for, w.id, w.name, w.called, w.pronoun, w.job_title, w.works,
                             w.replies_within_days)
                       FROM involvement AS i
                       JOIN person AS w ON w.id = i.staff_id
                      WHERE i.child_plan_id = ANY (ARRAY(SELECT plans.id FROM plans WHERE plans.current))
                        AND i.role IN ('allocated', 'cover')
                        AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
                      ORDER BY w.name, w.id) AS workers,
               (SELECT (CASE WHEN c.last_seq > coalesce(k.seen_seq, 0)
                             THEN unread_after($1, c.id, coalesce(k.seen_seq, 0)) END,
                        s.checked_on, s.checked_at,
                        CASE WHEN c.incident_at > coalesce(s.checked_at, '-infinity')
                             THEN last_contact_incident($1) END)
                  FROM conversation AS c
                  LEFT JOIN read_mark AS k ON k.conversation_id = c.id AND k.person_id = $1
                  LEFT JOIN safe_contact_plan AS s ON s.person_id = c.person_id
                 WHERE c.person_id = $1) AS reached,
               note_opened($1, 'home', NULL, ARRAY(SELECT DISTINCT p.child_id FROM plans AS p
                                                    WHERE p.current AND p.child_id <> $1) || $1),
               (SELECT NOT bool_or(p.current) FROM plans AS p) AS ended
        """,
        actor.id,
        actor.called,
        actor.name,
    )
    assert row is not None
    return _home(row, voice, actor.id, today)


def _home(row: Row, voice: Voice, actor_id: UUID, today: date) -> Home:
    cards = [Card(**dict(zip(CARD_FIELDS, found, strict=True))) for found in row["cards"]]
    lines = [ToDo("check", visit_id, london(starts_at).date()) for visit_id, starts_at in row["to_check"]]
    lines += [
        ToDo(kind, item_id, by_on or date.max, leave_out(what, hidden or ()))
        for kind, item_id, by_on, what, hidden in row["promises"]
    ]
    for visit_id, starts_at, items, ticked in row["ready"]:
        lines += ready_lines(visit_id, london(starts_at).date(), {*items, *standing_items(voice)}, ticked)
    unread, checked_on, checked_at, incident_at = row["reached"] or (None,) * 4
    if checked_on and has_to_be_asked(checked_on, checked_at, incident_at, today):
        lines.append(ToDo("contact", actor_id, today))
    return Home(
        cards=cards,
        to_do=first_to_do(lines),
        lately=[Shared(*found) for found in row["lately"]],
        workers=_workers(row["workers"]),
        ended=bool(row["ended"]),
        unread=Unread(*(unread or (0, None))),
        begun=next((_begun(*found) for found in row["begun"]), None),
    )


def _begun(views_id: UUID, council_id: UUID, set_id: str, version: str, step: str) -> Begun:
    """How far somebody has come; after the last question comes the page that asks who can see it."""
    of = get_set(council_id, set_id, version)
    steps = len(of.questions) + SHARE_PAGES
    place = of.place_of(step) if of.question(step) else steps
    return Begun(views_id, place, steps, step if step in (SHARE, CHECK) else str(place))


def _workers(rows: Sequence[Row]) -> list[Worker]:
    """Those who work on a plan, each once, with the first by name of those who stand in for them there."""
    covers: dict[tuple[UUID, UUID], str] = {}
    for plan_id, covering_for, _, name, *_ in rows:
        if covering_for:
            covers.setdefault((plan_id, covering_for), name)
    found = [
        Worker(*[*facts, covers.get((plan_id, worker_id))])
        for plan_id, covering_for, worker_id, *facts in rows
        if not covering_for
    ]
    return list(dict.fromkeys(found))
