"""Attacks on conversations: what somebody else's lock, haste or curiosity must not do to the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from portal.demo.cast import Cast, Member
from tests.messaging.framing import masked
from tests.messaging.raw import connected
from tests.messaging.wire import socket_of
from tests.patience import until, within
from tests.running import RunningPortal, SignIn, hidden_fields
from tests.security.meanwhile import until_waiting

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PING = 9


async def conversation_of(db: Db, who: Member) -> UUID:
    found: UUID = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", who.id)
    return found


async def let_read(db: Db, manager: Member, conversation_id: UUID) -> None:
    await db.execute(
        """
        INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
        SELECT council_id, id, $2, 'A complaint', '2026-06-01T08:00Z', '2026-06-01T14:00Z'
          FROM conversation WHERE id = $1
        """,
        conversation_id,
        manager.id,
    )


@asynccontextmanager
async def held(db: Db, conversation_id: UUID) -> AsyncIterator[None]:
    """Somebody's transaction has the conversation and does not end."""
    transaction = db.transaction()
    await transaction.start()
    await db.execute("SELECT FROM conversation WHERE id = $1 FOR NO KEY UPDATE", conversation_id)
    try:
        yield
    finally:
        await transaction.rollback()


async def denied_by(db: Db, who: Member) -> list[tuple[str, UUID]]:
    rows = await db.fetch(
        "SELECT kind, item_id FROM access_log WHERE actor_id = $1 AND deed = 'denied' ORDER BY kind", who.id
    )
    return [(row["kind"], row["item_id"]) for row in rows]


async def test_a_conversation_that_is_held_holds_up_nobody_elses(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers, other = await conversation_of(db, cast.dani), await conversation_of(db, cast.joan)
    async with socket_of(await sign_in(cast.dani)) as dani, socket_of(await sign_in(cast.joan)) as joan:
        async with held(db, hers):
            sending = [asyncio.create_task(dani.send(str(hers), f"Line {number}")) for number in range(10)]
            await asyncio.sleep(0.05)
            assert (await within(2, joan.send(str(other), "Omar slept well")))["seq"] == 1
            assert {(await one)["problem"] for one in sending} == {"busy"}
        assert (await dani.send(str(hers), "Line 0"))["seq"] == 1


async def test_one_message_that_waits_in_vain_takes_no_others_with_it(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    hers, other = await conversation_of(db, cast.dani), await conversation_of(db, cast.joan)
    first, second = await sign_in(cast.dani), await sign_in(cast.joan)
    async with socket_of(first) as dani, socket_of(second) as joan, held(db, hers):
        alone = asyncio.create_task(dani.send(str(hers), "Alone in its batch"))
        await asyncio.sleep(0.2)
        assert (await joan.send(str(other), "Behind it"))["seq"] == 1
        assert (await alone)["problem"] == "busy"


async def test_a_family_is_not_told_that_a_manager_looks(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers = await conversation_of(db, cast.dani)
    await let_read(db, cast.priya, hers)
    dani = await sign_in(cast.dani)
    async with socket_of(dani) as phone, socket_of(await sign_in(cast.priya)) as priya:
        assert (await phone.send(str(hers), "Is anybody there?"))["seq"] == 1
        await priya.hears("message", seq=1)
        assert (await priya.ask("sync", {"conversation": str(hers), "after": 0}))["messages"]
        assert await priya.ask("read", {"conversation": str(hers), "seq": 1}) == {}
        assert await priya.ask("typing", {"conversation": str(hers)}) == {}
        await asyncio.sleep(1.5)
        assert phone.heard("delivered") == phone.heard("seen") == phone.heard("typing") == []
    assert await denied_by(db, cast.priya) == []
    assert "Priya" not in (await dani.get(f"/messages/{hers}")).text


async def test_a_mark_that_cannot_be_written_down_at_once_is_written_later(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani, socket_of(await sign_in(cast.amira)) as amira:
        talk = await dani.only_conversation()
        async with db.transaction():
            await db.execute("LOCK TABLE read_mark")
            await dani.send(talk, "Did you get this?")
            await amira.hears("message", seq=1)
            # Longer than anybody waits for a lock, and there was an attempt each second.
            await asyncio.sleep(4)
            assert dani.heard("delivered") == []
        assert (await dani.hears("delivered"))["seq"] == 1


async def test_coming_back_is_no_way_round_the_pace(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers, dani, sent = await conversation_of(db, cast.dani), await sign_in(cast.dani), 0
    for turn in range(3):
        async with socket_of(dani) as phone:
            for number in range(15):
                sent += "seq" in await phone.send(str(hers), f"{turn} {number}")
    assert sent == 20


async def five_denied(db: Db, who: Member) -> bool:
    return len(await denied_by(db, who)) >= 5


async def test_every_try_at_somebody_elses_conversation_is_noted(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers, his = await conversation_of(db, cast.dani), await conversation_of(db, cast.marcus)
    marcus = await sign_in(cast.marcus)
    asked: dict[str, dict[str, object]] = {"sync": {"after": 0}, "read": {"seq": 1}, "draft": {"body": "x"}}
    async with socket_of(marcus) as socket:
        for event, data in asked.items():
            assert (await socket.ask(event, {"conversation": str(hers), **data}))["problem"] == "not-found"
        assert (await socket.send(str(hers), "x"))["problem"] == "not-found"
        assert (await socket.send(str(uuid4()), "x"))["problem"] == "not-found"
        await until(lambda: five_denied(db, cast.marcus))
    noted = await denied_by(db, cast.marcus)
    assert [kind for kind, _ in noted] == [
        "socket draft", "socket read", "socket send", "socket send", "socket sync",
    ]  # fmt: skip
    hidden = hidden_fields((await marcus.get(f"/messages/{his}")).text)
    fields = {**hidden, "message": "x", "language": "", "client_id": str(uuid4()), "quietly": "1"}
    assert (await marcus.send(f"/messages/{hers}", fields)).status == 404
    assert ("/messages/{conversation_id}", hers) in await denied_by(db, cast.marcus)


async def test_a_flood_of_frames_ends_its_socket(portal: RunningPortal, sign_in: SignIn, cast: Cast) -> None:
    raw, flood = await connected(portal, await sign_in(cast.marcus)), masked(PING, b"x") * 2_500
    with suppress(ConnectionError):
        raw.writer.write(flood)
        await raw.writer.drain()
    await raw.ends(3)


async def test_an_item_raised_at_the_same_moment_costs_nobody_their_message(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    hers, dani = await conversation_of(db, cast.dani), await sign_in(cast.dani)
    amira = await sign_in(cast.amira)
    raised = hidden_fields((await amira.get(f"/staff/messages/{hers}/urgent")).text)
    hidden = hidden_fields((await dani.get(f"/messages/{hers}")).text)
    fields = {**hidden, "message": "I want to kill myself", "language": "", "client_id": str(uuid4())}
    holding = db.transaction()
    await holding.start()
    # Deeds stay open just before they commit.
    await db.execute("LOCK TABLE access_log IN SHARE MODE")
    raising = asyncio.create_task(amira.send(f"/staff/messages/{hers}/urgent", raised, follow=False))
    # Nobody waits for a lock for longer than two seconds: they are let go as soon as both do.
    assert await until_waiting(db, raising)
    sending = asyncio.create_task(dani.send(f"/messages/{hers}", fields, follow=False))
    assert await until_waiting(db, sending, many=2)
    await holding.commit()
    assert ((await raising).status, (await sending).status) == (303, 303)
    assert await db.fetchval("SELECT count(*) FROM urgent_item WHERE closed_at IS NULL") == 1
    assert await db.fetchval("SELECT body FROM message WHERE conversation_id = $1", hers) == fields["message"]


async def test_a_form_that_comes_back_with_words_is_noted_as_read(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    hers = await conversation_of(db, cast.dani)
    async with socket_of(await sign_in(cast.dani)) as phone:
        assert (await phone.send(str(hers), "Only for Amira"))["seq"] == 1
    amira, counted = await sign_in(cast.amira), "SELECT count(*) FROM access_log WHERE actor_id = $1"
    message_id = await db.fetchval("SELECT id FROM message WHERE conversation_id = $1", hers)
    for path in (f"/staff/messages/{hers}", f"/staff/messages/{hers}/record/{message_id}"):
        hidden = hidden_fields((await amira.get("/sign-out")).text)
        before = await db.fetchval(counted, cast.amira.id)
        shown = await amira.send(path, {**hidden, "client_id": str(uuid4())})
        assert (shown.status, "Only for Amira" in shown.text) == (422, True)
        assert await db.fetchval(counted, cast.amira.id) == before + 1, path


async def test_names_that_a_socket_lists_for_staff_are_noted(sign_in: SignIn, cast: Cast, db: Db) -> None:
    async with socket_of(await sign_in(cast.amira)) as amira:
        assert (await amira.ask("conversations"))["conversations"]
    noted = await db.fetchval(
        "SELECT count(*) FROM access_log WHERE actor_id = $1 AND kind = 'conversations'", cast.amira.id
    )
    assert noted == 1


async def test_a_manager_who_raises_an_item_has_still_to_say_why_they_read(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    hers, priya = await conversation_of(db, cast.dani), await sign_in(cast.priya)
    raised = await priya.post(f"/staff/messages/{hers}/urgent", follow=False)
    assert raised.status == 303
    item = raised.headers["Location"].partition("?")[0]
    asked = await priya.post(f"{item}/read", page=item, follow=False)
    assert (asked.status, asked.headers["Location"]) == (303, f"/team/audit/{hers}")
    assert (await priya.get(f"/staff/messages/{hers}")).status == 404
    async with socket_of(await sign_in(cast.dani)) as phone:
        assert (await phone.send(str(hers), "I want to kill myself"))["seq"] == 1
    amira = await sign_in(cast.amira)
    assert (await amira.post(f"/staff/messages/{hers}/urgent", follow=False)).status == 303
    assert (await priya.post(f"{item}/read", page=item, follow=False)).headers["Location"] == item
    assert (await priya.get(f"/staff/messages/{hers}")).status == 200
