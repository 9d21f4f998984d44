"""Whatever goes wrong while one socket is looked at, the next look is there for all the others."""

from uuid import uuid4

import asyncpg

from messaging.hub import Listener
from messaging.model import Caller
from messaging.store_live import Standing
from portal.demo.cast import Cast
from portal.live import SERVER
from tests.messaging.listening import Breaks
from tests.messaging.raw import connected
from tests.messaging.wire import socket_of
from tests.patience import within
from tests.running import RunningPortal, SignIn


async def test_a_socket_that_breaks_costs_the_others_one_look(
    sign_in: SignIn, cast: Cast, portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    hub = portal.app[SERVER].live.hub
    broken = Caller(cast.exampleshire, uuid4(), uuid4(), True)
    # Of a session that there is not: the first look wants to end it.
    hub.join(Listener(broken, Breaks()), Standing(broken.session_id, broken.person_id, True, {}))
    async with socket_of(await sign_in(cast.dani)) as dani:
        await dani.only_conversation()
        await db.execute("UPDATE session SET ended_at = now() WHERE account_id = $1", cast.dani.account_id)
        await within(5, dani.gone.wait())
        assert dani.heard("signed-out")
    assert all(listener.caller is not broken for listener in hub)


class GoesWrong:
    """Among the sockets of the process, whatever is asked of it."""

    sid = "wrong"

    def look_after(self, now: float) -> None:
        raise RuntimeError("broken")

    cut = end = look_after


async def test_one_that_cannot_be_looked_after_leaves_the_others_looked_after(
    sign_in: SignIn, cast: Cast, portal: RunningPortal
) -> None:
    sockets = portal.app[SERVER].eio.sockets
    dani = await connected(portal, await sign_in(cast.dani))
    sockets[GoesWrong.sid] = GoesWrong()
    dani.writer.write(b"\x81")  # half a frame, and no more: nobody waits for it for longer than some seconds
    try:
        await dani.ends()
        assert GoesWrong.sid not in sockets
    finally:
        sockets.pop(GoesWrong.sid, None)
