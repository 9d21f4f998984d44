"""One letter's way out: claimed in a short transaction, handed over outside of any, and what became of it written down.

"Once" rests on the letter's row. A worker that ends anywhere on the way leaves a claim whose lease runs out; whoever
finds it asks Notify by reference before anything is sent again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID, uuid4

from notifications import breaker, store_carrier, store_claims, store_outcomes
from notifications.answers import Answer, Barred, Refused, TooLate
from notifications.carrier import Carrier, NotHeard, Parcel, Way
from notifications.catalogue import LETTERS, MissingValue, NoSuchLetter, UnfitValue, fitted
from notifications.model import Drop, Go, Hold, Letter, State, Verdict
from notifications.outcomes import WITHOUT_A_WAY, Holder, write_down
from notifications.pace import SOON, Pace
from notifications.store import FAULTS, Connection, Pool, speaking_for
from notifications.store_claims import Held
from notifications.underway import Claim, Doubt, Later, Settled

log = logging.getLogger(__name__)

Check: TypeAlias = Callable[[Connection, Letter, datetime], Awaitable[Verdict]]
# A letter whose holders end one after another is what ends them.
TIMES_LOST = 5
# A record that the database does not take at once is tried again for a while, and then left to the look-up.
RECORD_AGAIN_AFTER = (0.2, 0.5, 1.0, 2.0, 4.0)


@dataclass
class Delivery:
    """What one worker needs to deliver letters. Each step is a method of its own, for those who watch or break it."""

    pool: Pool
    carrier: Carrier
    check: Check
    now: Callable[[], datetime]
    pace: Pace = field(default_factory=Pace)
    worker: UUID = field(default_factory=uuid4)

    async def deliver(self, council_id: UUID, letter_id: UUID) -> Later | None:
        """Brings one letter as far as it can go now; None where nobody has to come back to it for that."""
        claimed = await self.claim(council_id, letter_id)
        if isinstance(claimed, Doubt):
            settled = await self.settle(claimed)
            if settled is Settled.NOT_THERE:
                return Later(0.0)
            return Later(self.pace.settle + SOON) if settled is Settled.UNKNOWN else None
        if not isinstance(claimed, Claim):
            return claimed
        answer = await self.hand_over(claimed)
        return await self.record(claimed, answer)

    async def claim(self, council_id: UUID, letter_id: UUID) -> Claim | Doubt | Later | None:
        """Locks the row, asks whether the letter should still go, and makes it ours."""
        async with speaking_for(self.pool, council_id, self.now()) as conn:
            held = await store_claims.lock_letter(conn, letter_id)
            if held is None:
                return SOON_AGAIN if await store_claims.is_there(conn, letter_id) else None
            if held.letter.state in (State.CLAIMED, State.AMBIGUOUS):
                return await self._take_doubt(conn, held)
            # While Notify takes nothing letters wait without a job: all are woken when it does again.
            waits = held.early or held.carrier == "stopped" or (held.carrier == "resting" and not held.rested)
            if held.letter.state not in (State.QUEUED, State.HELD) or waits:
                return None
            if held.way is None or not self.carrier.has_key(held.way.key_name):
                await self._hold_without_a_way(conn, held.letter)
                return None
            if not await store_claims.has_its_turn(conn, held.letter):
                return SOON_AGAIN
            verdict = await self.check(conn, held.letter, self.now())
            return await self._decide(conn, held, held.way, verdict)

    async def _hold_without_a_way(self, conn: Connection, letter: Letter) -> None:
        await store_claims.hold_letter(conn, letter.id, "carrier", self.now() + WITHOUT_A_WAY)

    async def _take_doubt(self, conn: Connection, held: Held) -> Doubt | Later | None:
        letter, now = held.letter, self.now()
        if held.lease_left > 0:
            return Later(held.lease_left + SOON)
        await store_claims.take_unclear(conn, letter.id, self.worker, self.pace.lease)
        if held.times_lost + (letter.state is State.CLAIMED) > TIMES_LOST:
            log.error(
                "A letter was given up: its worker ended %d times. Letter %s", held.times_lost, letter.id
            )
            await store_outcomes.fail_letter(conn, letter.id, self.worker, "technical", now)
            return None
        if held.way is None or not self.carrier.has_key(held.way.key_name) or held.reference is None:
            return Later(self.pace.lease)
        return Doubt(letter, held.way, held.reference)

    async def _decide(self, conn: Connection, held: Held, way: Way, verdict: Verdict) -> Claim | Later | None:
        letter, now = held.letter, self.now()
        if isinstance(verdict, Drop):
            await store_claims.drop_letter(conn, letter.id, verdict.why, now, verdict.told_key)
            return None
        if isinstance(verdict, Hold):
            await store_claims.hold_letter(conn, letter.id, verdict.why, verdict.until)
            return None
        template_id = await store_claims.find_template(conn, letter, verdict, way.two_way)
        if template_id is None:
            log.warning(
                "No template for a letter: %s by %s. Council %s",
                letter.key,
                letter.channel,
                letter.council_id,
            )
            await self._hold_without_a_way(conn, letter)
            return None
        slot = await store_carrier.take_slot(conn, self.pace.spacing, self.pace.ahead)
        if slot is None:
            return SOON_AGAIN
        # Counted from before the row says so: whoever waits for letters under way goes by the row.
        at, trial = time.monotonic(), held.carrier == "resting"
        if trial and not await store_carrier.take_trial(conn, self.pace.lease):
            return None
        reference = await store_claims.take_letter(conn, letter.id, verdict, self.worker, self.pace.lease)
        if reference is None:
            await store_claims.drop_letter(conn, letter.id, "told_on_shared_phone", now, verdict.told_key)
            return None
        return Claim(letter, verdict, way, template_id, reference, slot, trial, at)

    async def hand_over(self, claim: Claim) -> Answer:
        """Waits for the letter's slot and sends it; not at all where that is too long after its claim."""
        if claim.slot > self.pace.fresh:
            return TooLate()
        letter = claim.letter
        try:
            go = self._fitted(claim)
        except UnfitValue as problem:
            log.error("A letter cannot be written: %s. Letter %s", problem, letter.id)
            return Refused("unfit")
        await asyncio.sleep(claim.slot)
        parcel = Parcel(letter.channel, go, claim.template_id, claim.reference)
        return await self.carrier.send(claim.way, parcel, claim.at + self.pace.fresh)

    def _fitted(self, claim: Claim) -> Go:
        """In characters that a text can carry. What is missing Notify says itself: it knows the template."""
        letter, two_way = claim.letter, claim.go.two_way and claim.way.two_way
        try:
            return fitted(letter.key, letter.channel, claim.go, two_way=two_way)
        except (MissingValue, NoSuchLetter):
            return claim.go

    async def record(self, claim: Claim, answer: Answer) -> Later | None:
        """Writes down what became of it. Where the database takes nothing the lease runs out, and Notify is asked."""
        for again_after in (*RECORD_AGAIN_AFTER, None):
            try:
                async with speaking_for(self.pool, claim.letter.council_id, self.now()) as conn:
                    return await self._record(conn, claim, answer)
            except FAULTS as fault:
                log.warning("What became of a letter could not be written down: %s", type(fault).__name__)
                if again_after is not None:
                    await asyncio.sleep(again_after)
        return Later(self.pace.lease)

    async def _record(self, conn: Connection, claim: Claim, answer: Answer) -> Later | None:
        return await write_down(conn, Holder(self.worker, self.pace, self.now()), claim, answer)

    async def settle(self, doubt: Doubt) -> Settled:
        """Asks Notify what became of a letter. What it has nothing of waits again, and may be sent anew."""
        letter = doubt.letter
        try:
            found = await self.carrier.find(doubt.way, doubt.reference)
        except NotHeard as silence:
            async with speaking_for(self.pool, letter.council_id, self.now()) as conn:
                await store_outcomes.leave_unclear(conn, letter.id, self.worker, self.pace.settle)
                if isinstance(silence.answer, Barred):
                    await breaker.note_barred(conn, self.pace, letter.council_id, silence.answer.what)
            return Settled.UNKNOWN
        async with speaking_for(self.pool, letter.council_id, self.now()) as conn:
            if found is None:
                await store_outcomes.put_back(conn, letter.id, self.worker, None, None)
                return Settled.NOT_THERE
            await store_outcomes.note_taken(
                conn, letter.id, doubt.reference, found, secret=_is_secret(letter.key), source="look_up"
            )
        return Settled.THERE


SOON_AGAIN = Later(SOON)


def _is_secret(key: str) -> bool:
    """Whether the words of a letter are not kept: also those of a letter that the catalogue does not know."""
    kind = LETTERS.get(key)
    return kind is None or kind.secret
