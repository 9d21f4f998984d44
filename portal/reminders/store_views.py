"""Letters about what people said: that it has arrived where they wrote on paper, and that somebody answered.

Neither says what it is about. This module speaks for the connection's council and moment.
"""

from datetime import datetime

from notifications.model import Subject
from portal.db import Connection
from portal.reminders.model import NEWS_LASTS, SUMMARY_RESTS, Found, version_of
from portal.reminders.narrowing import Only, rows_of

# What was done about their views and topics, that staff showed their views to somebody else, replies to what they wrote
# and asked around a meeting, and decisions that they have not opened: whatever they could not have seen when they
# signed in last, as long as they may read it still.
_ANSWERS = """
    SELECT x.person_id, x.kind, x.id, l.at AS signed_in_at, min(x.at) AS at
      FROM (SELECT c.person_id, 'views' AS kind, c.id, o.at
              FROM outcome AS o
              JOIN contribution AS c ON c.id = o.contribution_id AND c.taken_back_at IS NULL
             WHERE o.at > this_moment() - interval '7 days'
             UNION ALL
            SELECT c.person_id, 'views', c.id, w.at
              FROM contribution_sharing AS w
              JOIN contribution AS c ON c.id = w.contribution_id AND c.taken_back_at IS NULL
             WHERE w.told AND w.at > this_moment() - interval '7 days'
             UNION ALL
            SELECT t.added_by, 'topics', v.id, o.at
              FROM outcome AS o
              JOIN visit_topic AS t ON t.id = o.topic_id AND t.ended_at IS NULL
              JOIN visit AS v ON v.id = t.visit_id AND v.announced
             WHERE o.at > this_moment() - interval '7 days'
               AND EXISTS (SELECT FROM shared_visits(t.added_by) AS w WHERE w.id = v.id)
             UNION ALL
            SELECT k.by_id, 'meeting', p.meeting_id, k.replied_at
              FROM paper_comment AS k
              JOIN paper AS p ON p.id = k.paper_id
             WHERE k.replied_at > this_moment() - interval '7 days'
               AND EXISTS (SELECT FROM shared_papers(k.by_id) AS w WHERE w.id = p.id)
             UNION ALL
            SELECT q.person_id, 'meeting', q.meeting_id, q.done_at
              FROM meeting_ask AS q
             WHERE q.done_at > this_moment() - interval '7 days' AND q.reply IS NOT NULL
               AND EXISTS (SELECT FROM invited_meetings(q.person_id) AS w WHERE w.id = q.meeting_id)
             UNION ALL
            SELECT k.by_id, 'meeting', k.meeting_id, k.replied_at
              FROM different_view AS k
             WHERE k.replied_at > this_moment() - interval '7 days'
               AND EXISTS (SELECT FROM invited_meetings(k.by_id) AS w WHERE w.id = k.meeting_id)
             UNION ALL
            SELECT k.person_id, 'decisions', d.meeting_id, d.shared_at
              FROM decision AS d
              JOIN decision_reader AS k ON k.decision_id = d.id AND k.first_read_at IS NULL
             WHERE d.shared_at > this_moment() - interval '7 days'
               AND EXISTS (SELECT FROM invited_meetings(k.person_id) AS w WHERE w.id = d.meeting_id)) AS x
      JOIN person AS p ON p.id = x.person_id AND p.kind IN ('adult', 'young_person')
      JOIN account AS a ON a.person_id = x.person_id AND a.state = 'active'
       AND account_lasts(a.ends_on)
      LEFT JOIN last_sign_in AS l ON l.person_id = x.person_id
     WHERE x.at <= this_moment() AND (l.at IS NULL OR x.at > l.at)
       {only}
     GROUP BY x.person_id, x.kind, x.id, l.at
"""

_TYPED_IN = """
    SELECT c.person_id, c.id, c.sent_at
      FROM contribution AS c
      JOIN account AS a ON a.person_id = c.person_id AND a.state = 'active'
       AND account_lasts(a.ends_on)
      LEFT JOIN last_sign_in AS l ON l.person_id = c.person_id
     WHERE c.on_paper AND c.sent_at > this_moment() - interval '7 days' AND c.sent_at <= this_moment()
       AND c.taken_back_at IS NULL AND (l.at IS NULL OR c.sent_at > l.at)
       {only}
"""


async def list_answers(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """One for each thing that was answered until the person signs in: their last sign-in is the version."""
    rows = await rows_of(conn, _ANSWERS, "AND x.person_id = $1 AND x.id = $2", only)
    return [
        Found(
            key="something_to_read",
            person_id=row["person_id"],
            subject=Subject(row["kind"], row["id"], version_of(row["signed_in_at"])),
            due_at=row["at"] + SUMMARY_RESTS,
            until=row["at"] + NEWS_LASTS,
        )
        for row in rows
        if row["at"] + SUMMARY_RESTS <= now
    ]


async def list_typed_in(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """What somebody wrote on paper and a worker typed in. Who sent it themself saw that it arrived."""
    rows = await rows_of(conn, _TYPED_IN, "AND c.person_id = $1 AND c.id = $2", only)
    return [
        Found(
            key="views_received",
            person_id=row["person_id"],
            subject=Subject("views", row["id"], "once"),
            due_at=row["sent_at"],
            until=row["sent_at"] + NEWS_LASTS,
        )
        for row in rows
    ]
