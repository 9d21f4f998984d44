"""Letters about visits: which are due to whom now. One statement for each kind of news, and its rules beside it.

Every statement can be narrowed to one reader of one visit, and then decides about one letter that is about to leave.
Visits that are not announced are in none of them, in whatever state. This module speaks for the connection's council
and moment.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifications.model import Subject
from portal.db import Connection, Row
from portal.reminders.model import (
    DAY,
    MISSED_LASTS,
    WEEK,
    Found,
    closing,
    end_of_day_after,
    is_open,
    is_told_by_news,
    opening,
    version_of,
)
from portal.reminders.narrowing import Only, rows_of

# A reader at this moment: named, belonging to the visit still, and kept away by no order.
_READER = """
    r.ended_at IS NULL AND v.announced AND v.shared_at IS NOT NULL
    AND EXISTS (SELECT FROM shared_visits(r.person_id) AS s WHERE s.id = v.id)
"""

_COMING = """
    SELECT r.person_id, v.id, v.starts_at, greatest(v.shared_at, r.added_at) AS known_since,
           (SELECT max(n.at) FROM visit_news AS n
             WHERE n.visit_id = v.id AND n.kind = 'moved' AND n.at >= r.added_at) AS moved_at
      FROM visit AS v
      JOIN visit_reader AS r ON r.visit_id = v.id
     WHERE v.state = 'planned'
       AND v.starts_at > this_moment() AND v.starts_at < this_moment() + interval '9 days'
       AND NOT EXISTS (SELECT FROM visit_change_request AS q
                        WHERE q.visit_id = v.id AND q.asked_by = r.person_id AND q.state = 'open')
       AND {reader} {only}
"""

_MOVED = """
    SELECT r.person_id, v.id, v.starts_at, n.id AS news_id, n.at
      FROM visit_news AS n
      JOIN visit AS v ON v.id = n.visit_id
      JOIN visit_reader AS r ON r.visit_id = v.id AND r.added_at <= n.at
     WHERE n.kind = 'moved' AND n.at > this_moment() - interval '7 days' AND n.now_at = v.starts_at
       AND v.state = 'planned' AND v.starts_at > this_moment()
       AND NOT EXISTS (SELECT FROM visit_news AS x WHERE x.visit_id = v.id AND x.kind = 'moved' AND x.at > n.at)
       AND NOT coalesce(r.said_ok_to = v.starts_at AND r.said_ok_at >= n.at, false)
       AND {reader} {only}
"""

# `known_at`: the time that they know, where it was moved since and they neither heard of that nor signed in.
_ENDED = """
    SELECT r.person_id, v.id, v.state, v.our_mistake, v.starts_at, v.ended_at,
           (SELECT n.was_at FROM visit_news AS n
             WHERE n.visit_id = v.id AND n.kind = 'moved' AND n.at >= r.added_at
               AND n.at > coalesce(heard_at(r.person_id, v.id), '-infinity')
             ORDER BY n.at LIMIT 1) AS known_at
      FROM visit AS v
      JOIN visit_reader AS r ON r.visit_id = v.id AND r.added_at <= v.ended_at
     WHERE v.state IN ('called_off', 'missed_by_us', 'no_answer')
       AND v.starts_at > this_moment() - interval '8 days' AND v.ended_at > this_moment() - interval '7 days'
       AND v.shared_at <= v.ended_at
       AND {reader} {only}
"""

_LATE = """
    SELECT r.person_id, v.id, v.starts_at, n.at, n.late_minutes
      FROM visit_news AS n
      JOIN visit AS v ON v.id = n.visit_id
      JOIN visit_reader AS r ON r.visit_id = v.id
     WHERE n.kind = 'late' AND n.at > this_moment() - interval '25 hours'
       AND (n.at AT TIME ZONE 'Europe/London')::date = this_day()
       AND v.state = 'planned' AND v.starts_at + make_interval(mins => n.late_minutes) > this_moment()
       AND NOT EXISTS (SELECT FROM visit_news AS x
                        WHERE x.visit_id = v.id AND x.kind IN ('late', 'moved') AND x.at > n.at)
       AND {reader} {only}
"""


async def _rows(conn: Connection, statement: str, only: Only | None) -> list[Row]:
    to_readers = statement.replace("{reader}", _READER)
    return await rows_of(conn, to_readers, "AND r.person_id = $1 AND v.id = $2", only)


async def list_coming(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """First and second reminders of visits that still are what they were."""
    rows = await _rows(conn, _COMING, only)
    return [found for row in rows for found in _reminders(row, now)]


def _reminders(row: Row, now: datetime) -> Iterator[Found]:
    begins = row["starts_at"]
    for kind in (WEEK, DAY):
        if is_open(kind, begins, now) and not is_told_by_news(kind, begins, row["moved_at"]):
            yield Found(
                key="visit",
                person_id=row["person_id"],
                subject=Subject(kind, row["id"], version_of(begins)),
                due_at=max(opening(kind, begins), row["known_since"]),
                until=closing(kind, begins),
                begins=begins,
                at=begins,
            )


async def list_moved(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """The newest time of a visit that was moved, told to whoever could see it then.

    Also to the one who asked for it: until we answered, the time was not theirs. Not to whoever has said since that
    it is OK. Its version holds the news, so that a visit that is moved away and back is told of twice.
    """
    return [
        Found(
            key="changed",
            person_id=row["person_id"],
            subject=Subject("visit", row["id"], f"{version_of(row['starts_at'])}/{row['news_id']}"),
            due_at=row["at"],
            until=row["starts_at"],
            begins=row["starts_at"],
            at=row["starts_at"],
        )
        for row in await _rows(conn, _MOVED, only)
    ]


async def list_ended(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """Called off, missed by us, nobody there. Where nobody was there because of a mistake of ours, it is ours."""
    found = [_ended(row) for row in await _rows(conn, _ENDED, only)]
    return [one for one in found if now < one.until]


def _ended(row: Row) -> Found:
    off = row["state"] == "called_off"
    # A day that they never heard of would leave them waiting on the one that they know.
    day = row["known_at"] if off and row["known_at"] else row["starts_at"]
    ours = row["state"] == "missed_by_us" or row["our_mistake"]
    return Found(
        key="cancelled" if off else "missed_by_us" if ours else "missed_no_answer",
        person_id=row["person_id"],
        subject=Subject("visit", row["id"], version_of(row["ended_at"])),
        due_at=row["ended_at"],
        until=end_of_day_after(max(day, row["starts_at"])) if off else row["ended_at"] + MISSED_LASTS,
        begins=day,
    )


async def list_late(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """The newest time that somebody who runs late today gave."""
    return [
        Found(
            key="late",
            person_id=row["person_id"],
            subject=Subject("visit", row["id"], version_of(row["at"])),
            due_at=row["at"],
            until=row["starts_at"] + timedelta(minutes=row["late_minutes"]),
            begins=row["starts_at"],
            at=row["starts_at"] + timedelta(minutes=row["late_minutes"]),
        )
        for row in await _rows(conn, _LATE, only)
    ]
