"""Letters that administrators asked to have sent to themselves: due at once, and to no number that a family has."""

from datetime import datetime, timedelta

from notifications.model import Channel, Subject, Wording
from portal.db import Connection
from portal.reminders.model import Found, Trial
from portal.reminders.narrowing import Only, rows_of

TRIAL = "trial"
# Whoever asked waits for it; a day later they have asked again.
LASTS = timedelta(days=1)

_TRIALS = """
    SELECT x.id, x.person_id, x.key, x.channel, x.wording, x.language, x.address, x.asked_at
      FROM trial_letter AS x
      JOIN person AS p ON p.id = x.person_id AND p.staff_role = 'administrator' AND p.ended_at IS NULL
     WHERE NOT x.refused AND x.asked_at > this_moment() - interval '1 day' AND x.asked_at <= this_moment()
       AND NOT EXISTS (SELECT FROM contact_point AS n WHERE n.plain = lower(replace(x.address, ' ', '')))
       {only}
"""


async def list_trials(conn: Connection, now: datetime, only: Only | None = None) -> list[Found]:
    """`now`: the connection's own moment, by which the statement goes."""
    rows = await rows_of(conn, _TRIALS, "AND x.person_id = $1 AND x.id = $2", only)
    return [
        Found(
            key=row["key"],
            person_id=row["person_id"],
            subject=Subject(TRIAL, row["id"], "once"),
            due_at=row["asked_at"],
            until=row["asked_at"] + LASTS,
            address=row["address"],
            trial=Trial(Channel(row["channel"]), Wording(row["wording"]), row["language"]),
        )
        for row in rows
    ]
