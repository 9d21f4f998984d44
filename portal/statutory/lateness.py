"""How long somebody who is late for a visit can still say so."""

from datetime import datetime, timedelta

from portal.web.times import london

# After that nobody waits at the door any more: what happened is written up.
LATE_FOR = timedelta(hours=4)


def can_still_be_late(starts_at: datetime, now: datetime) -> bool:
    """On the day of the visit, until well after it should have begun."""
    return london(starts_at).date() == london(now).date() and now < starts_at + LATE_FOR
