"""Two releases beside each other: the older one meets what it cannot read, and everything else goes on."""

import asyncio

import asyncpg

from portal.demo.cast import Cast
from tests.messaging.wire import socket_of
from tests.patience import within
from tests.running import SignIn

# A kind of message that this release does not know.
NEWER = """
    ALTER TABLE message DROP CONSTRAINT messages_are_of_a_kind;
    WITH talk AS (
        UPDATE conversation SET last_seq = last_seq + 1 WHERE person_id = '{whose}' RETURNING *
    )
    INSERT INTO message (council_id, conversation_id, seq, sender_id, client_id, kind, role, body, at)
    SELECT council_id, id, last_seq, person_id, gen_random_uuid(), 'spoken', 'family', 'Newer', now() FROM talk
"""


async def test_what_this_release_cannot_read_is_answered_and_ends_no_looks(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    visitor = await sign_in(cast.dani)
    async with socket_of(visitor) as dani, socket_of(await sign_in(cast.marcus)) as marcus:
        talk = await dani.only_conversation()
        await db.execute(NEWER.format(whose=cast.dani.id))
        answer = await dani.ask("sync", {"conversation": talk, "after": 0})
        assert answer["problem"] == "busy"
        # Each look comes upon it.
        await asyncio.sleep(2.5)
        await visitor.post("/sign-out")
        await within(5, dani.gone.wait())
        assert (await marcus.send(await marcus.only_conversation(), "Undisturbed"))["seq"]
