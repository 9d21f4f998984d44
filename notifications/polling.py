"""Asking Notify: about letters whose receipt never came, and whether it takes a council again that it had refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from notifications import breaker, store_carrier, store_receipts
from notifications.carrier import Carrier, NotHeard, Way
from notifications.pace import Pace
from notifications.receipts import Receipt
from notifications.store import Pool, speaking_for

# Receipts come within seconds or minutes; Notify posts one again for 25 minutes where we could not take it.
OLDER_THAN = timedelta(minutes=10)
AT_ONCE = 50


async def poll(pool: Pool, carrier: Carrier, council_id: UUID, now: Callable[[], datetime]) -> int:
    """Asks about the letters of one council that nothing was heard of; answers with how many changed."""
    async with speaking_for(pool, council_id, now()) as conn:
        way = await store_carrier.get_way(conn)
        if way is None or not carrier.has_key(way.key_name):
            return 0
        asked = await store_receipts.take_unanswered(conn, OLDER_THAN, AT_ONCE)
    changed = 0
    for one in asked:
        try:
            status = await carrier.status_of(way, one.notify_id)
        except NotHeard:
            # Those that follow would hear no more; each is asked about again in its turn.
            break
        if status is None:
            continue
        async with speaking_for(pool, council_id, now()) as conn:
            receipt = Receipt(one.reference, one.notify_id, status)
            changed += await store_receipts.note_status(conn, receipt, now(), source="poll") is not None
    return changed


async def probe(
    pool: Pool, carrier: Carrier, council_id: UUID, now: Callable[[], datetime], pace: Pace
) -> bool:
    """Asks for a letter that nobody sent, where the council was stopped: an answer opens it, and wakes what waits."""
    async with speaking_for(pool, council_id, now()) as conn:
        way = await store_carrier.take_probe(conn, pace.probe_every)
    if way is None or not carrier.has_key(way.key_name) or not await _answers(carrier, way):
        return False
    async with speaking_for(pool, council_id, now()) as conn:
        await store_carrier.reopen(conn)
        await breaker.note_open(conn, council_id)
    return True


async def _answers(carrier: Carrier, way: Way) -> bool:
    try:
        await carrier.find(way, uuid4())
    except NotHeard:
        return False
    return True
