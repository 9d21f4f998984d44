"""Letters before an account ends, half a year and a month before. They say only that there is something to read.

Whoever has signed in since that day has read it there. This module speaks for the connection's council and moment.
"""

from datetime import datetime

from notifications.model import Subject
from portal.db import Connection
from portal.reminders.model import NEWS_LASTS, OPENS_AT, Found
from portal.reminders.narrowing import Only, rows_of
from portal.web.times import moment_in_london

_ENDING = """
    SELECT a.person_id, a.id, n.day::date AS day, n.months
      FROM account AS a
      JOIN person AS p ON p.id = a.person_id AND p.ended_at IS NULL
     CROSS JOIN LATERAL (SELECT m.months, a.ends_on - make_interval(months => m.months) AS day
                           FROM (VALUES (6), (1)) AS m (months)) AS n
      LEFT JOIN last_sign_in AS l ON l.person_id = a.person_id
     WHERE a.state = 'active' AND a.ends_on > this_day()
       AND n.day <= this_day() AND n.day > this_day() - 7
       AND (l.at IS NULL OR l.at < n.day AT TIME ZONE 'Europe/London')
       {only}
"""


async def list_ending(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    rows = await rows_of(conn, _ENDING, "AND a.person_id = $1 AND a.id = $2", only)
    found = [
        Found(
            key="something_to_read",
            person_id=row["person_id"],
            subject=Subject("account", row["id"], f"{row['months']} months"),
            due_at=moment_in_london(row["day"], OPENS_AT),
            until=moment_in_london(row["day"], OPENS_AT) + NEWS_LASTS,
        )
        for row in rows
    ]
    return [one for one in found if one.due_at <= now]
