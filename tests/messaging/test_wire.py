"""The contract of the sockets, to the letter, by a client that is not ours."""

import asyncio
import re
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.messaging.wire import Socket, socket_of
from tests.patience import within
from tests.running import RunningPortal, SignIn

AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


async def conversation_of(db: "asyncpg.Connection[asyncpg.Record]", person_id: UUID) -> str:
    return str(await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", person_id))


async def test_a_message_reaches_both_sides_with_the_shapes_that_were_agreed(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani, socket_of(await sign_in(cast.amira)) as amira:
        [listed] = (await dani.ask("conversations"))["conversations"]
        assert set(listed) == {"conversation", "with", "last_seq", "closed"}
        assert listed["with"] == ["Amira Khan"]
        assert listed["closed"] is False
        conversation, client_id = listed["conversation"], str(uuid4())
        answer = await dani.send(conversation, "Hello\r\nAmira \u202e👩‍👧", client_id, language="ti")
        assert set(answer) == {"id", "seq", "at"}
        assert answer["seq"] == listed["last_seq"] + 1
        assert AT.fullmatch(answer["at"])
        own = await dani.hears("message", seq=answer["seq"], conversation=conversation)
        assert own == {
            "conversation": conversation,
            "id": answer["id"],
            "seq": answer["seq"],
            "client_id": client_id,
            "kind": "text",
            "of": None,
            "from": "Dani Rowe",
            "role": "family",
            "mine": True,
            "body": "Hello\nAmira \u202e👩‍👧",
            "at": answer["at"],
            "language": "ti",
        }
        told = await amira.hears("message", id=answer["id"])
        assert told == own | {"client_id": None, "mine": False}
        delivered = await dani.hears("delivered", seq=answer["seq"])
        assert (set(delivered), delivered["by"]) == ({"conversation", "seq", "by", "at"}, "Amira Khan")
        assert await amira.ask("read", {"conversation": conversation, "seq": answer["seq"]}) == {}
        assert (await dani.hears("seen", seq=answer["seq"]))["by"] == "Amira Khan"
        assert await amira.ask("typing", {"conversation": conversation}) == {}
        assert await dani.hears("typing") == {"conversation": conversation, "from": "Amira Khan"}
        # What the family has seen stays theirs, and so does that they type.
        assert await dani.ask("read", {"conversation": conversation, "seq": answer["seq"]}) == {}
        assert (await dani.ask("typing", {"conversation": conversation}))["problem"] == "bad-data"
        await asyncio.sleep(0.3)
        assert amira.heard("seen") == amira.heard("typing") == []


async def test_the_same_id_again_gives_the_first_answer_and_no_second_message(
    sign_in: SignIn, cast: Cast
) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani:
        conversation, client_id = await dani.only_conversation(), str(uuid4())
        first = await dani.send(conversation, "Once\n", client_id)
        assert await dani.send(conversation, "Once\r\n", client_id) == first
        other = await dani.send(conversation, "Twice", client_id)
        assert set(other) == {"problem", "say"}
        assert other["problem"] == "other-body"
        caught_up = await dani.ask("sync", {"conversation": conversation, "after": first["seq"] - 1})
        assert [m["client_id"] for m in caught_up["messages"]] == [client_id]
        assert caught_up["more"] is False


async def test_sync_pages_through_a_long_conversation_in_order(sign_in: SignIn, cast: Cast) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani:
        conversation = await dani.only_conversation()
        await dani.send(conversation, "First")
    async with socket_of(await sign_in(cast.dani)) as dani:
        page = await dani.ask("sync", {"conversation": conversation, "after": 0})
        assert [m["seq"] for m in page["messages"]] == list(range(1, len(page["messages"]) + 1))
        assert len(page["messages"]) <= 100


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"body": " \n"}, "empty"),
        ({"body": "\u200b \u2060\ufeff"}, "empty"),
        ({"body": "x" * 2001}, "too-long"),
        ({"body": "😀" * 2000}, None),
        ({"body": "nul\u0000"}, "not-text"),
        ({"body": 3}, "bad-data"),
        ({"client_id": "no"}, "bad-data"),
        ({"conversation": str(uuid4())}, "not-found"),
        ({"conversation": 7}, "bad-data"),
        ({"language": "not a tag"}, "bad-data"),
    ],
)
async def test_what_cannot_be_sent_is_answered_with_a_problem_and_words(
    sign_in: SignIn, cast: Cast, asked: dict[str, object], problem: str | None
) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani:
        conversation = await dani.only_conversation()
        data = {"conversation": conversation, "client_id": str(uuid4()), "body": "Hello", **asked}
        answer = await dani.ask("send", data)
        assert answer.get("problem") == problem
        if problem:
            assert answer["say"]
        assert (await dani.send(conversation, "Still here"))["seq"]


async def test_what_is_not_yours_never_was(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    hers = await conversation_of(db, cast.dani.id)
    for member in (cast.marcus, cast.jay, cast.tom, cast.priya, cast.helen, cast.alex, cast.lewis, cast.sam):
        async with socket_of(await sign_in(member)) as wrong:
            listed = [c["conversation"] for c in (await wrong.ask("conversations"))["conversations"]]
            assert hers not in listed
            for event, data in (
                ("send", {"client_id": str(uuid4()), "body": "Hello"}),
                ("sync", {"after": 0}),
                ("read", {"seq": 1}),
                ("draft", {"body": "x"}),
            ):
                theirs = await wrong.ask(event, {"conversation": hers, **data})
                never = await wrong.ask(event, {"conversation": str(uuid4()), **data})
                assert theirs == never
                assert theirs["problem"] == "not-found"


async def test_a_draft_is_kept_and_nobody_else_has_it(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani:
        conversation = await dani.only_conversation()
        assert await dani.ask("draft", {"conversation": conversation, "body": "I wanted to"}) == {}
        assert (
            await db.fetchval("SELECT body FROM message_draft WHERE person_id = $1", cast.dani.id)
            == "I wanted to"
        )
        assert await dani.ask("draft", {"conversation": conversation, "body": ""}) == {}
        assert await db.fetchval("SELECT count(*) FROM message_draft WHERE person_id = $1", cast.dani.id) == 0


async def test_a_page_that_says_which_draft_it_had_takes_no_other_away(sign_in: SignIn, cast: Cast) -> None:
    async with socket_of(await sign_in(cast.dani)) as one, socket_of(await sign_in(cast.dani)) as other:
        here = {"conversation": await one.only_conversation()}
        first = await one.ask("draft", {**here, "body": "About shoes", "was": ""})
        assert list(first) == ["version"]
        second = await other.ask("draft", {**here, "body": "About school", "was": ""})
        assert second["other"] == "About shoes"
        on = await other.ask("draft", {**here, "body": "About school only", "was": second["version"]})
        assert list(on) == ["version"]
        gone = await one.ask("draft", {**here, "body": "", "was": first["version"]})
        assert gone == {"version": on["version"], "other": "About school only"}
        assert await one.ask("draft", {**here, "body": "", "was": on["version"]}) == {"version": ""}
        for nonsense in (7, None, "x" * 41):
            assert "problem" in await one.ask("draft", {**here, "body": "x", "was": nonsense})


async def test_the_twenty_first_event_in_ten_seconds_waits(sign_in: SignIn, cast: Cast) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani:
        answers = [await dani.ask("conversations") for _ in range(22)]
        assert "problem" not in answers[19]
        assert [answer.get("problem") for answer in answers[20:]] == ["too-fast", "too-fast"]


async def test_the_sixth_socket_ends_the_oldest(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    async with AsyncExitStack() as stack:
        sockets: list[Socket] = [await stack.enter_async_context(socket_of(dani)) for _ in range(6)]
        await within(5, sockets[0].gone.wait())
        assert not any(socket.gone.is_set() for socket in sockets[1:])


async def test_an_involvement_that_ends_closes_the_socket_and_it_may_come_back_without(
    sign_in: SignIn, cast: Cast, clock: Clock, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    amira = await sign_in(cast.amira)
    async with socket_of(await sign_in(cast.dani)) as dani, socket_of(amira) as worker:
        conversation = await dani.only_conversation()
        await db.execute("UPDATE involvement SET to_at = $2 WHERE staff_id = $1", cast.amira.id, clock.now())
        closed = await dani.send(conversation, "Are you there?")
        assert closed["problem"] == "closed"
        await within(5, worker.gone.wait())
        assert worker.heard("message") == []
    async with socket_of(amira) as worker:
        assert (await worker.ask("conversations"))["conversations"] == []


async def test_relationships_that_end_close_both_sides_and_leave_a_closed_conversation(
    sign_in: SignIn, cast: Cast, clock: Clock, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    visitor = await sign_in(cast.dani)
    async with socket_of(visitor) as dani, socket_of(await sign_in(cast.amira)) as amira:
        conversation = await dani.only_conversation()
        await db.execute(
            "UPDATE relationship SET to_on = $2 WHERE person_id = $1", cast.dani.id, clock.today()
        )
        assert (await dani.send(conversation, "Still?"))["problem"] == "closed"
        assert (await amira.send(conversation, "Still?"))["problem"] == "not-found"
        await within(5, asyncio.gather(dani.gone.wait(), amira.gone.wait()))
        assert dani.heard("message") == amira.heard("message") == []
    async with socket_of(visitor) as dani:
        [listed] = (await dani.ask("conversations"))["conversations"]
        assert (listed["closed"], listed["with"]) == (True, [])


async def test_signing_out_closes_the_socket_and_says_so(
    sign_in: SignIn, cast: Cast, portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    visitor = await sign_in(cast.dani)
    async with socket_of(visitor) as dani:
        conversation = await dani.only_conversation()
        await visitor.post("/sign-out")
        assert (await dani.send(conversation, "Too late"))["problem"] == "signed-out"
        await dani.hears("signed-out")
        await within(5, dani.gone.wait())


async def test_an_account_that_ends_on_a_birthday_ends_its_sockets_that_day(
    sign_in: SignIn, cast: Cast, clock: Clock, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await db.execute(
        "UPDATE account SET ends_on = $2 WHERE person_id = $1",
        cast.sol.id,
        clock.today() + timedelta(days=1),
    )
    async with socket_of(await sign_in(cast.sol)) as sol:
        await sol.only_conversation()
        clock.turn_to(clock.now() + timedelta(days=1))
        await within(5, sol.gone.wait())
        assert sol.heard("signed-out")
