"""Letters that say: look at the portal, or call. Messages and summaries that nobody opened, workers who go away, and
numbers that nobody tried.
"""

from datetime import datetime

from notifications.model import Subject
from portal.db import Connection
from portal.reminders.model import (
    MESSAGE_RESTS,
    NEWS_LASTS,
    NUMBER_RESTS,
    SUMMARY_RESTS,
    Found,
    midnight,
    version_of,
)
from portal.reminders.narrowing import Only, rows_of

# The oldest message of a worker that its person has not seen, and has not signed in since. Nothing is told of what an
# account cannot open.
_MESSAGES = """
    SELECT c.person_id, c.id, l.at AS signed_in_at, min(m.at) AS at
      FROM conversation AS c
      JOIN account AS a ON a.person_id = c.person_id AND a.state = 'active'
       AND account_lasts(a.ends_on)
      LEFT JOIN read_mark AS k ON k.conversation_id = c.id AND k.person_id = c.person_id
      LEFT JOIN last_sign_in AS l ON l.person_id = c.person_id
      JOIN message AS m ON m.conversation_id = c.id AND m.seq > coalesce(k.seen_seq, 0)
     WHERE c.last_seq > coalesce(k.seen_seq, 0)
       AND m.role <> 'family' AND m.kind <> 'taken-back'
       AND m.at > this_moment() - interval '7 days' AND (l.at IS NULL OR m.at > l.at)
       AND NOT EXISTS (SELECT FROM retraction AS x WHERE x.conversation_id = c.id AND x.of_seq = m.seq)
       {only}
     GROUP BY c.person_id, c.id, l.at
"""

_SUMMARIES = """
    SELECT r.person_id, s.id, s.shared_at, v.starts_at
      FROM visit_summary AS s
      JOIN visit AS v ON v.id = s.visit_id AND v.announced
      JOIN visit_summary_reader AS r ON r.summary_id = s.id AND r.first_read_at IS NULL
      JOIN account AS a ON a.person_id = r.person_id AND a.state = 'active'
       AND account_lasts(a.ends_on)
     WHERE s.shared_at > this_moment() - interval '7 days' AND s.shared_at <= this_moment()
       AND NOT EXISTS (SELECT FROM visit_summary AS n
                        WHERE n.first_id = s.first_id AND n.version > s.version AND n.shared_at IS NOT NULL)
       AND EXISTS (SELECT FROM shared_visits(r.person_id) AS w WHERE w.id = s.visit_id)
       {only}
"""

# As the strip above a conversation says it: somebody reads meanwhile, for every plan that makes it the worker's.
_AWAY = """
    SELECT t.person_id, a.id, a.from_on, a.back_on, a.set_at
      FROM absence AS a
     CROSS JOIN LATERAL staffed_conversations(a.staff_id) AS t
      JOIN account AS u ON u.person_id = t.person_id AND u.state = 'active'
       AND account_lasts(u.ends_on)
     WHERE a.ended_at IS NULL AND a.set_at <= this_moment()
       AND a.from_on <= this_day() + 7 AND a.back_on > this_day() AND t.role = 'worker'
       {only}
     GROUP BY t.person_id, a.council_id, a.id
    HAVING bool_and(EXISTS (
               SELECT FROM involvement AS i
                 JOIN person AS k ON k.id = i.staff_id AND k.ended_at IS NULL
                WHERE i.child_plan_id = t.child_plan_id AND i.role = 'cover' AND i.covering_for = a.staff_id
                  AND i.from_at < a.back_on::timestamp AT TIME ZONE 'Europe/London'
                  AND (a.from_on > this_day() OR i.from_at <= this_moment())
                  AND (i.to_at IS NULL
                       OR i.to_at > greatest(this_moment(), a.from_on::timestamp AT TIME ZONE 'Europe/London'))))
"""

# A number of somebody who wants texts that nobody has tried with them: that it is theirs is only believed.
_UNTRIED = """
    SELECT n.person_id, n.id, n.added_at
      FROM contact_point AS n
      JOIN person AS p ON p.id = n.person_id AND p.kind IN ('adult', 'young_person') AND p.ended_at IS NULL
      JOIN safe_contact_plan AS k ON k.person_id = n.person_id
       AND k.texting <> 'no' AND NOT k.only_i_contact AND k.unsafe_since IS NULL
     WHERE n.kind = 'mobile' AND n.ended_at IS NULL AND n.works AND NOT n.proven
       AND n.added_at > this_moment() - interval '7 days'
       {only}
"""


async def list_messages(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """One for each conversation until its person signs in: their last sign-in is the version."""
    rows = await rows_of(conn, _MESSAGES, "AND c.person_id = $1 AND c.id = $2", only)
    return [
        Found(
            key="message",
            person_id=row["person_id"],
            subject=Subject("conversation", row["id"], version_of(row["signed_in_at"])),
            due_at=row["at"] + MESSAGE_RESTS,
            until=row["at"] + NEWS_LASTS,
        )
        for row in rows
        if row["at"] + MESSAGE_RESTS <= now
    ]


async def list_summaries(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    rows = await rows_of(conn, _SUMMARIES, "AND r.person_id = $1 AND s.id = $2", only)
    return [
        Found(
            key="something_to_read",
            person_id=row["person_id"],
            subject=Subject("summary", row["id"], "once"),
            due_at=row["shared_at"] + SUMMARY_RESTS,
            until=row["shared_at"] + NEWS_LASTS,
            begins=row["starts_at"],
        )
        for row in rows
        if row["shared_at"] + SUMMARY_RESTS <= now
    ]


async def list_away(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    rows = await rows_of(conn, _AWAY, "AND t.person_id = $1 AND a.id = $2", only)
    return [
        Found(
            key="worker_away",
            person_id=row["person_id"],
            subject=Subject("absence", row["id"], "once"),
            due_at=row["set_at"],
            until=midnight(row["back_on"]),
        )
        for row in rows
    ]


async def list_untried_numbers(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """Each number once, to that number alone: who calls us from there proves that it is theirs."""
    rows = await rows_of(conn, _UNTRIED, "AND n.person_id = $1 AND n.id = $2", only)
    return [
        Found(
            key="number_check",
            person_id=row["person_id"],
            subject=Subject("number", row["id"], "once"),
            due_at=row["added_at"] + NUMBER_RESTS,
            until=row["added_at"] + NEWS_LASTS,
            points=(row["id"],),
        )
        for row in rows
        if row["added_at"] + NUMBER_RESTS <= now
    ]
