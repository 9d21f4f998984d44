"""Who reads what somebody of a family writes, in the words around the box: for the page, and for one left open.

A page that stands open is told over its socket that the people changed (`side_of` in the database), and knows from here
when the clock changes the words. Then it asks (`handlers_since`) for the words: only the server makes them.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from messaging.model import Wire, written
from portal.clock import LONDON
from portal.messages.model import Strip, Thread, strip_of
from portal.statutory.opening import is_open, next_change, next_opening
from portal.web.times import london

_SIDE = re.compile("-?[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands above the conversation and beside its box. `changes_at`: when the clock changes it next."""

    strip: Strip | None
    open_now: bool
    opens_on: date
    next_reader: str | None
    changes_at: datetime


def around(thread: Thread, now: datetime) -> Around:
    hours = thread.hours
    opens_on = london(next_opening(hours, now)).date()
    midnight = datetime.combine(london(now).date() + timedelta(days=1), datetime.min.time(), LONDON)
    return Around(
        strip=strip_of(thread, now),
        open_now=is_open(hours, now),
        opens_on=opens_on,
        next_reader=None if thread.closed else thread.next_reader(opens_on),
        changes_at=min(next_change(hours, now), midnight),
    )


def people_of(thread: Thread, words: Around) -> Wire | None:
    """What an open page knows its words by: `version` of the words, `side` for the socket. None for staff."""
    if not thread.mine:
        return None
    said = (thread.workers, thread.covers, words.strip, words.open_now, words.strip and words.next_reader)
    return {
        "version": f"{crc32(repr(said).encode()):08x}",
        "side": str(thread.side),
        "changes_at": written(words.changes_at),
    }


def side_in(text: str | None) -> int | None:
    """The number of the people that a page shows, as it opens a socket; None where it is none of ours."""
    return int(text) if text and _SIDE.fullmatch(text) else None
