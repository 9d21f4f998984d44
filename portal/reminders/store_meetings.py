"""Letters about meetings: which are due to whom now. Each person is told of their own time of a meeting, and no more.

Each statement begins at one person's own slot, so that nothing of another can come into it. Only family is told: staff
and partners have diaries. Every statement can be narrowed to one person and one meeting, and then decides about one
letter that is about to leave. This module speaks for the connection's council and moment.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from notifications.model import Subject
from portal.db import Connection, Row
from portal.reminders.model import (
    MEETING_DAY,
    MEETING_WEEK,
    NEWS_LASTS,
    SAY,
    SUMMARY_RESTS,
    Found,
    closing,
    end_of_day_after,
    is_open,
    is_told_by_news,
    opening,
    version_of,
)
from portal.reminders.narrowing import Only, rows_of

_NARROWED = "AND r.person_id = $1 AND m.id = $2"
# Asked to this slot at this moment: nobody who has left, and nobody whom an order keeps away.
_ASKED = """
    r.ended_at IS NULL AND r.kind = 'family' AND m.shared_at IS NOT NULL
    AND EXISTS (SELECT FROM invited_meetings(r.person_id) AS i WHERE i.id = m.id AND i.slot_id = s.id)
"""

_COMING = """
    SELECT r.person_id, m.id, s.starts_at, greatest(m.shared_at, r.added_at) AS known_since, r.moved_at,
           EXISTS (SELECT FROM meeting_part AS t
                    WHERE t.meeting_id = m.id AND t.person_id = r.person_id AND t.taking_part = 'not_there')
           AS stays_away,
           EXISTS (SELECT FROM meeting_ask AS q
                    WHERE q.meeting_id = m.id AND q.person_id = r.person_id AND q.kind = 'another_time'
                      AND q.done_at IS NULL) AS asks,
           EXISTS (SELECT FROM contribution AS c
                    WHERE c.person_id = r.person_id AND c.occasion = 'meeting' AND c.dropped_at IS NULL
                      AND c.began_at >= greatest(m.shared_at, r.added_at)) AS has_said
      FROM meeting_slot AS s
      JOIN meeting AS m ON m.id = s.meeting_id AND m.state = 'planned'
      JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.slot_id = s.id
     WHERE s.ended_at IS NULL AND s.starts_at > this_moment() AND s.starts_at < this_moment() + interval '12 days'
       AND {asked} {only}
"""

_MOVED = """
    SELECT r.person_id, m.id, s.starts_at, r.moved_at
      FROM meeting_slot AS s
      JOIN meeting AS m ON m.id = s.meeting_id AND m.state = 'planned'
      JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.slot_id = s.id
       AND r.moved_at > this_moment() - interval '7 days' AND r.moved_at >= greatest(m.shared_at, r.added_at)
     WHERE s.ended_at IS NULL AND s.starts_at > this_moment()
       AND NOT EXISTS (SELECT FROM meeting_part AS t
                        WHERE t.meeting_id = m.id AND t.person_id = r.person_id AND t.taking_part IS NOT NULL
                          AND t.saved_at > r.moved_at)
       AND {asked} {only}
"""

# `known_at`: the time that they know, where theirs was moved since and they have not heard of that.
_OFF = """
    SELECT r.person_id, m.id, s.starts_at, m.called_off_at,
           CASE WHEN r.moved_at > coalesce(greatest(
               heard_at(r.person_id, m.id),
               (SELECT t.saved_at FROM meeting_part AS t
                 WHERE t.meeting_id = m.id AND t.person_id = r.person_id AND t.taking_part IS NOT NULL)), '-infinity')
                THEN r.was_at END AS known_at
      FROM meeting AS m
      JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.added_at <= m.called_off_at
      JOIN meeting_slot AS s ON s.id = r.slot_id
     WHERE m.state = 'called_off' AND m.called_off_at > this_moment() - interval '7 days'
       AND m.shared_at <= m.called_off_at AND s.starts_at > this_moment() - interval '8 days'
       AND {asked} {only}
"""

# Papers that this person has not opened, and that they could not have seen when they signed in last.
_PACKS = """
    SELECT r.person_id, m.id, s.starts_at, l.at AS signed_in_at, min(greatest(v.shared_at, w.shown_at)) AS at
      FROM paper_version AS v
      JOIN paper AS p ON p.id = v.paper_id AND p.ended_at IS NULL
      JOIN meeting AS m ON m.id = p.meeting_id AND m.state = 'planned'
      JOIN paper_reader AS w ON w.paper_id = p.id AND w.ended_at IS NULL
      JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.person_id = w.person_id
      JOIN meeting_slot AS s ON s.id = r.slot_id AND s.starts_at > this_moment()
      JOIN account AS a ON a.person_id = r.person_id AND a.state = 'active'
       AND account_lasts(a.ends_on)
      LEFT JOIN last_sign_in AS l ON l.person_id = r.person_id
     WHERE greatest(v.shared_at, w.shown_at) > this_moment() - interval '7 days' AND v.shared_at <= this_moment()
       AND (l.at IS NULL OR greatest(v.shared_at, w.shown_at) > l.at)
       AND NOT EXISTS (SELECT FROM paper_version AS n
                        WHERE n.paper_id = p.id AND n.number > v.number AND n.shared_at IS NOT NULL)
       AND NOT EXISTS (SELECT FROM paper_reading AS k WHERE k.version_id = v.id AND k.person_id = r.person_id)
       AND EXISTS (SELECT FROM shared_papers(r.person_id) AS i WHERE i.id = p.id)
       AND {asked} {only}
     GROUP BY r.person_id, m.id, s.starts_at, l.at
"""


async def _rows(conn: Connection, statement: str, only: Only | None) -> list[Row]:
    return await rows_of(conn, statement.replace("{asked}", _ASKED), _NARROWED, only)


async def list_coming(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """First and second reminders of each person's own time."""
    return [found for row in await _rows(conn, _COMING, only) for found in _reminders(row, now)]


def _reminders(row: Row, now: datetime) -> Iterator[Found]:
    if row["stays_away"] or row["asks"]:
        return
    begins = row["starts_at"]
    for kind in (MEETING_WEEK, MEETING_DAY):
        if is_open(kind, begins, now) and not is_told_by_news(kind, begins, row["moved_at"]):
            yield _about(
                row,
                "visit",
                kind,
                due_at=max(opening(kind, begins), row["known_since"]),
                until=closing(kind, begins),
            )


async def list_invited_to_say(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """Who has neither begun nor sent what they think since they were asked to the meeting.

    Once: another time of theirs, which they hear of, is no other meeting.
    """
    return [
        _about(
            row, "views_invite", SAY, version=version_of(row["known_since"]),
            due_at=max(opening(SAY, row["starts_at"]), row["known_since"]), until=closing(SAY, row["starts_at"]),
        )
        for row in await _rows(conn, _COMING, only)
        if not row["has_said"] and is_open(SAY, row["starts_at"], now)
    ]  # fmt: skip


async def list_moved(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """A person's own time that is another one now; not to whoever has said since how they will take part.

    Its version holds when that was, so that what is moved away and back is told of twice.
    """
    return [
        _about(
            row, "changed", "meeting",
            version=f"{version_of(row['starts_at'])}/{version_of(row['moved_at'])}",
            due_at=row["moved_at"], until=row["starts_at"],
        )
        for row in await _rows(conn, _MOVED, only)
    ]  # fmt: skip


async def list_called_off(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    found = [_called_off(row) for row in await _rows(conn, _OFF, only)]
    return [one for one in found if now < one.until]


def _called_off(row: Row) -> Found:
    # A time that they never heard of would leave them waiting on the one that they know.
    known = row["known_at"] or row["starts_at"]
    told = _about(
        row, "cancelled", "meeting", version=version_of(row["called_off_at"]), due_at=row["called_off_at"],
        until=end_of_day_after(max(known, row["starts_at"])),
    )  # fmt: skip
    return replace(told, begins=known, at=known)


async def list_packs(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """Something to read before the meeting: one letter until the person signs in."""
    return [
        _about(
            row, "pack_ready", "meeting", version=version_of(row["signed_in_at"]),
            due_at=row["at"] + SUMMARY_RESTS, until=min(row["at"] + NEWS_LASTS, row["starts_at"]),
        )
        for row in await _rows(conn, _PACKS, only)
        if row["at"] + SUMMARY_RESTS <= now
    ]  # fmt: skip


def _about(
    row: Row, key: str, kind: str, *, due_at: datetime, until: datetime, version: str | None = None
) -> Found:
    return Found(
        key=key,
        person_id=row["person_id"],
        subject=Subject(kind, row["id"], version or version_of(row["starts_at"])),
        due_at=due_at,
        until=until,
        begins=row["starts_at"],
        at=row["starts_at"],
        can_be_answered=False,
    )
