"""Whether Notify is spoken to for one council just now: left alone after failures, and not at all once refused.

Every change is one line in the log, however many letters meet it.
"""

import logging
from uuid import UUID

from notifications import store_carrier, store_outbox
from notifications.answers import Busy
from notifications.pace import Pace, rest
from notifications.store import Connection

log = logging.getLogger(__name__)


async def note_failure(conn: Connection, pace: Pace, council_id: UUID, why: str, *, trial: bool) -> None:
    """One more in a row; after five Notify is left alone for a while, and for longer each time."""
    add = store_carrier.add_failed_trial if trial else store_carrier.add_failure
    seconds = rest(pace, await add(conn, "no_answer"))
    if seconds and await store_carrier.rest(conn, "no_answer", seconds, trial=trial):
        log.warning("Notify does not answer (%s): letters rest. Council %s", why, council_id)


async def note_busy(conn: Connection, pace: Pace, council_id: UUID, busy: Busy, *, trial: bool) -> None:
    """Nobody of this council sends while Notify asks for patience."""
    seconds = pace.longest_rest if busy.for_today else busy.after or pace.patience
    if trial:
        seconds = max(seconds, rest(pace, await store_carrier.add_failed_trial(conn, "busy")))
    if await store_carrier.rest(conn, "busy", seconds, trial=trial):
        log.warning("Notify asks for patience: letters rest. Council %s", council_id)


async def note_barred(conn: Connection, pace: Pace, council_id: UUID, why: str) -> None:
    """The alarm."""
    if await store_carrier.stop(conn, "barred", pace.probe_every):
        log.error(
            "Notify refuses this council's key or our clock (%s): all stops. Council %s", why, council_id
        )


async def note_answer(conn: Connection, council_id: UUID) -> None:
    """Notify answers again, whatever it says. What was stopped stays so until it is asked."""
    if await store_carrier.end_rest(conn):
        await note_open(conn, council_id)


async def note_open(conn: Connection, council_id: UUID) -> None:
    """Letters leave again: all that wait get their jobs."""
    log.warning("Notify takes letters again. Council %s", council_id)
    await store_outbox.wake(conn)
