"""The demonstration's GOV.UK Notify: the stand-in beside the portal, with keys of this data folder."""

from pathlib import Path

import asyncpg

from portal.clock import Clock
from portal.demo.at_notify import councils_at_notify, drafts, tell_portal, write_keys
from portal.demo.keys import keep_key
from portal.demo.notify.postman import Pace
from portal.demo.notify.stand_in import StandIn
from portal.demo.phones import OnShow

KEYS = "notify-keys.json"
# Long enough to see that a text is on its way, and then that it arrived.
PACE = Pace(arrives_after=2, retry_every=20)


async def start_notify(owner: str, data: Path, clock: Clock, origin: str) -> OnShow:
    """Listens on any free port of this machine, and tells both councils' portal how to reach it.

    Texts stand in it with the time of the demonstration; tokens are judged by the real one.
    """
    councils = councils_at_notify(keep_key(data, "notify-secret"))
    stand_in = StandIn([one.service for one in councils], pace=PACE, now=clock.now)
    for one in councils:
        stand_in.load(one.service.id, drafts())
        one.call_back(origin)
    write_keys(data / KEYS, councils)
    conn = await asyncpg.connect(owner)
    try:
        await tell_portal(conn, councils)
    finally:
        await conn.close()
    await stand_in.start()
    return OnShow(stand_in, councils)
