"""What Notify's answer means for a letter and for its council's carrier, written down in one transaction."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from notifications import breaker, store_outcomes
from notifications.answers import Answer, Barred, Busy, NotSetUp, NotTaken, Refused, Taken, TooLate, Unclear
from notifications.model import State
from notifications.pace import SOON, Pace, patience
from notifications.store import Connection
from notifications.underway import Claim, Later

log = logging.getLogger(__name__)

# How long a letter waits where its council has no key or no template for it.
WITHOUT_A_WAY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Holder:
    """The worker whose letter it is, with its pace, at this moment of the one clock."""

    worker: UUID
    pace: Pace
    now: datetime


async def write_down(conn: Connection, holder: Holder, claim: Claim, answer: Answer) -> Later | None:
    """None where nobody has to come back to the letter."""
    letter = claim.letter
    if isinstance(answer, Taken):
        rested = await store_outcomes.note_taken(
            conn, letter.id, claim.reference, answer, secret=claim.go.secret, source="answer"
        )
        if rested:
            await breaker.note_open(conn, letter.council_id)
        return None
    if claim.trial and isinstance(answer, Refused | NotSetUp):
        await breaker.note_answer(conn, letter.council_id)
    if isinstance(answer, Refused):
        log.warning("Notify refused a letter: %s. Letter %s", answer.what, letter.id)
        await store_outcomes.fail_letter(conn, letter.id, holder.worker, "refused", holder.now)
        return None
    if isinstance(answer, NotSetUp):
        log.warning(
            "Not set up at Notify: %s by %s. Council %s", letter.key, letter.channel, letter.council_id
        )
        until = holder.now + WITHOUT_A_WAY
        await store_outcomes.put_back(conn, letter.id, holder.worker, "carrier", until, state=State.HELD)
        return None
    if isinstance(answer, TooLate):
        await store_outcomes.put_back(conn, letter.id, holder.worker, None, None)
        return Later(0.0)
    return await _write_down_trouble(conn, holder, claim, answer)


async def _write_down_trouble(
    conn: Connection, holder: Holder, claim: Claim, answer: Busy | Barred | NotTaken | Unclear
) -> Later | None:
    letter, pace = claim.letter, holder.pace
    if isinstance(answer, Unclear):
        await store_outcomes.leave_unclear(conn, letter.id, holder.worker, pace.settle)
        await breaker.note_failure(conn, pace, letter.council_id, answer.what, trial=claim.trial)
        return Later(pace.settle + SOON)
    if isinstance(answer, Barred):
        await store_outcomes.put_back(conn, letter.id, holder.worker, "carrier", None)
        await breaker.note_barred(conn, pace, letter.council_id, answer.what)
        return None
    wait = patience(pace, letter.attempts)
    if isinstance(answer, Busy):
        wait = max(wait, answer.after or 0.0)
        await breaker.note_busy(conn, pace, letter.council_id, answer, trial=claim.trial)
    else:
        await breaker.note_failure(conn, pace, letter.council_id, answer.what, trial=claim.trial)
    until = holder.now + timedelta(seconds=wait)
    await store_outcomes.put_back(conn, letter.id, holder.worker, "carrier", until)
    return Later(wait + SOON)
