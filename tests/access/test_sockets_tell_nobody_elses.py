"""Everybody of the cast on the wire at once: whatever anybody says, nobody is told of a conversation not theirs."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg

from portal.db import Connection
from portal.demo.cast import EXAMPLESHIRE, SAMPLETON, Cast, Member, id_of
from tests.access.watched import WORD
from tests.databases import FIRST_DAY, CastDatabase
from tests.messaging.wire import Socket, socket_of
from tests.planting import STAFF_OF_TALKS, plant, word_for
from tests.running import at, new_visitor, run_portal

NOW = at(FIRST_DAY, 10)
# What a safety list holds, so that `help` is told too.
WORRYING = "I want to die."
# Conversations of which everybody tries some that are not theirs.
TRIED = [(EXAMPLESHIRE, one) for one in ("dani", "marcus", "kit", "jay", "luca", "leila")] + [
    (SAMPLETON, "chloe")
]


@dataclass
class Wire:
    """Who is connected, what each may hear of, and what was found wrong."""

    rights: Mapping[UUID, set[str]]
    words: Mapping[str, frozenset[UUID]]
    sockets: dict[Member, Socket] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    leaks: set[str] = field(default_factory=set)

    def check(self, who: Member, what: str, data: object) -> None:
        """No conversation that is not theirs is named, and no word of one stands in what they were told."""
        mine = self.rights[who.id]
        if isinstance(data, dict):
            named = data.get("conversation")
            if named is not None and named not in mine:
                self.leaks.add(f"{who.key} is told {what} of {named}")
        for word in WORD.findall(str(data)):
            if word in self.said and self.said[word] not in mine:
                self.leaks.add(f"{who.key} is told words of {self.said[word]} in {what}")
            if word in self.words and who.id not in self.words[word]:
                self.leaks.add(f"{who.key} is told {word} in {what}")


async def rights_of(owner: Connection) -> dict[UUID, set[str]]:
    """By person: the conversations that they may hear of, worked out from the plain facts."""
    found: dict[UUID, set[str]] = defaultdict(set)
    question = f"{STAFF_OF_TALKS} UNION SELECT id, person_id FROM conversation"
    for row in await owner.fetch(question, NOW):
        found[row[1]].add(str(row[0]))
    return found


async def reading_now(owner: Connection, cast: Cast) -> None:
    """Priya gave a reason for one conversation, and hears of that one."""
    await owner.execute(
        """
        INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
        SELECT council_id, id, $1, 'A reason', $3::timestamptz - interval '1 hour', $3::timestamptz + interval '2 hours'
          FROM conversation WHERE person_id = $2
        """,
        cast.priya.id,
        cast.dani.id,
        NOW,
    )


async def talk(wire: Wire, who: Member) -> None:
    """Everything that this person's pages would say in the conversations that are theirs."""
    socket = wire.sockets[who]
    for conversation in sorted(wire.rights[who.id])[:3]:
        word = word_for("said on the wire", who.key, conversation)
        wire.said[word] = conversation
        answer = await socket.send(conversation, f"{WORRYING} {word}")
        wire.counts["said" if "seq" in answer else str(answer.get("problem"))] += 1
        if "seq" in answer:
            await socket.ask("read", {"conversation": conversation, "seq": answer["seq"]})
        wire.check(who, "typing", await socket.ask("typing", {"conversation": conversation}))


async def pry(wire: Wire, who: Member, socket: Socket) -> None:
    """Asks for what is not theirs in every way there is."""
    others = [str(id_of(council, "conversation", one)) for council, one in TRIED]
    others = [one for one in others if one not in wire.rights[who.id]]
    # Twenty things in ten seconds are what one person may say.
    for other in random.Random(who.key).sample(others, 2):
        for event, more in (
            ("sync", {"after": 0}),
            ("send", {"client_id": str(uuid4()), "body": "Let me in"}),
            ("read", {"seq": 1}),
            ("typing", {}),
        ):
            answer = await socket.ask(event, {"conversation": other, **more})
            wire.counts["asked for another’s"] += 1
            if answer.get("problem") not in ("not-found", "bad-data"):
                wire.leaks.add(f"{who.key} gets {answer} for {event} in {other}")
            wire.check(who, event, answer)


async def test_nobody_is_told_of_a_conversation_that_is_not_theirs(told_database: CastDatabase) -> None:
    cast = told_database.cast
    owner = await asyncpg.connect(told_database.dsn())
    try:
        await reading_now(owner, cast)
        words = {word: one.may for word, one in (await plant(owner, NOW)).items() if one.table == "message"}
        wire = Wire(await rights_of(owner), words)
        async with run_portal(told_database) as portal, AsyncExitStack() as doors:
            prying: dict[Member, Socket] = {}
            for who in cast.who_sign_in():
                visitor = await doors.enter_async_context(new_visitor(portal.origin))
                await visitor.sign_in(who)
                wire.sockets[who] = await doors.enter_async_context(socket_of(visitor))
                prying[who] = await doors.enter_async_context(socket_of(visitor))
            await asyncio.gather(
                *(talk(wire, who) for who in wire.sockets),
                *(pry(wire, who, socket) for who, socket in prying.items()),
            )
            await asyncio.sleep(1)
            for sockets in (wire.sockets, prying):
                for who, socket in sockets.items():
                    for event, data in socket.told:
                        wire.counts[event] += 1
                        wire.check(who, event, data)
            for who, socket in wire.sockets.items():
                for conversation in sorted(wire.rights[who.id])[:2]:
                    wire.check(
                        who, "sync", await socket.ask("sync", {"conversation": conversation, "after": 0})
                    )
                    wire.counts["caught up"] += 1
    finally:
        await owner.close()
    print(f"{len(wire.sockets)} people, {dict(sorted(wire.counts.items()))}, {len(wire.leaks)} leaks")
    print("\n".join(sorted(wire.leaks)))
    assert sorted(wire.leaks) == []
    assert {"message", "delivered", "seen", "typing", "help"} <= set(wire.counts)
    assert wire.counts["said"] > 20
    heard = {data["conversation"] for event, data in wire.sockets[cast.priya].told if event == "message"}
    assert heard == {str(id_of(EXAMPLESHIRE, "conversation", "dani"))}
    for silent in (cast.tom, cast.alex, cast.helen, cast.grace_lim):
        assert wire.sockets[silent].told == []
