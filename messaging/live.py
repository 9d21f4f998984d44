"""The live side of one process. Whatever a socket asks is judged anew against the database, each time."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from secrets import token_hex
from uuid import UUID

from messaging import store, store_live
from messaging.events import Events
from messaging.hub import Hub, Listener, Outlet, Telling
from messaging.model import (
    Caller,
    Draft,
    Item,
    Kind,
    Problem,
    Refused,
    Role,
    Sentences,
    Wire,
    draft_in,
    fields_in,
    uuid_in,
    written,
)
from messaging.outbound import Answer, Outbound, Spoken
from messaging.store import FAULTS, Pool
from messaging.store_sending import Judged

log = logging.getLogger(__name__)

# Less than the five seconds that were promised: the answer has to get there too.
ANSWER_WITHIN = 4.5
PACE_SECONDS = 10.0
# A socket that goes on long after it was told to slow down is ended.
REFUSALS_BEFORE_END = 100

Alarm = Callable[[Caller, Draft], datetime | None]
Reply = Callable[[Wire], None]


@dataclass(frozen=True, slots=True)
class Means:
    """What the live side needs of its house, handed in by whoever composes it."""

    pool: Pool
    now: Callable[[], datetime]
    sentences: Sentences
    # When somebody has to look, if the words of a family suggest that a person is not safe.
    alarm: Alarm
    event_limit: int = 20
    most_sockets: int = 5


class Live:
    """The sockets of one process: takes them in, answers what they ask, tells them what was kept."""

    def __init__(self, means: Means) -> None:
        self.means = means
        # Names this process in what it tells the others, so that it does not listen to itself.
        self.origin = token_hex(8)
        self.hub = Hub(means.sentences, means.most_sockets)
        self.outbound = Outbound(means.pool, means.now, self.origin, self._told)
        self._paces: dict[UUID, deque[float]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        self._events = Events(self.hub, means.sentences, self.origin)
        self.known_events = frozenset({"send", *self._events.known})

    async def join(self, caller: Caller, outlet: Outlet) -> Listener | None:
        """Takes a socket in; None where the session has ended meanwhile."""
        async with store.speaking_for(self.means.pool, caller.council_id, self.means.now) as conn:
            standings = await store_live.list_standings(conn, [caller.session_id])
        standing = standings.get(caller.session_id)
        if standing is None:
            return None
        listener = Listener(caller, outlet, side=caller.side if caller.family else None)
        self.hub.join(listener, standing)
        return listener

    def leave(self, listener: Listener) -> None:
        self.hub.leave(listener)
        # Not at once: who comes back at once has not slowed down.
        self._loop.call_later(PACE_SECONDS, self._forget_pace, listener.caller.person_id)

    def _forget_pace(self, person_id: UUID) -> None:
        if person_id not in self.hub.people:
            self._paces.pop(person_id, None)

    def hear(self, listener: Listener, event: str, data: object, reply: Reply) -> None:
        """One event of the known ones. `reply` is called once, within 5 seconds."""
        if self._too_fast(listener):
            reply(self._refusal(listener.caller, Problem.TOO_FAST))
        elif event == "send":
            self._send(listener.caller, data, reply)
        else:
            self._do(self._answer(listener.caller, event, data, reply))

    def _do(self, work: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _too_fast(self, listener: Listener) -> bool:
        pace, now = self._paces.setdefault(listener.caller.person_id, deque()), self._loop.time()
        while pace and pace[0] <= now - PACE_SECONDS:
            pace.popleft()
        if len(pace) < self.means.event_limit:
            pace.append(now)
            return False
        listener.refused += 1
        if listener.refused > REFUSALS_BEFORE_END:
            self._loop.call_soon(listener.outlet.end)
        return True

    def _refusal(self, caller: Caller, problem: Problem) -> Wire:
        return {"problem": problem.value, "say": self.means.sentences.problem(caller.language, problem)}

    def _send(self, caller: Caller, data: object, reply: Reply) -> None:
        try:
            draft = draft_in(data)
            if caller.family:
                draft = draft.with_alarm(self.means.alarm(caller, draft))
            answer = self.outbound.put(caller, draft)
        except Refused as refused:
            reply(self._refusal(caller, refused.problem))
        else:
            answer.add_done_callback(partial(self._sent, caller, draft.conversation_id, reply))

    def _sent(self, caller: Caller, conversation_id: UUID, reply: Reply, answer: Answer) -> None:
        """After the commit: the sender hears the number, or why there is none."""
        fault = answer.exception()
        if fault is not None:
            reply(self._refusal(caller, fault.problem if isinstance(fault, Refused) else Problem.BUSY))
            return
        judged = answer.result()
        if judged.id is None or judged.at is None or not judged.kept:
            reply(self._refusal(caller, Problem(judged.outcome)))
            if judged.outcome == Problem.NOT_FOUND:
                self._do(self._note_denied(caller, "send", conversation_id))
        else:
            reply({"id": str(judged.id), "seq": judged.seq, "at": written(judged.at)})

    def _told(self, council_id: UUID, batch: Sequence[Spoken], judged: Sequence[Judged]) -> None:
        """After the commit, before the answers: everybody who may hear of it, here."""
        for spoken, answer in zip(batch, judged, strict=True):
            if answer.outcome == "sent":
                draft = spoken.draft
                self.hub.tell_item(draft.conversation_id, _item(draft, answer), answer.readers)
                if draft.alarm is not None:
                    asked: Wire = {"conversation": str(draft.conversation_id), "seq": answer.seq}
                    self.hub.tell_person(spoken.caller.person_id, Telling("help", asked))

    async def _answer(self, caller: Caller, event: str, data: object, reply: Reply) -> None:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                async with store.speaking_for(
                    self.means.pool, caller.council_id, self.means.now, lasting=event == "draft"
                ) as conn:
                    if await store_live.get_speaker(conn, caller.session_id) != caller.person_id:
                        raise Refused(Problem.SIGNED_OUT)
                    answer, tell = await self._events.answer(caller, conn, event, data)
                tell()
        except Refused as refused:
            answer = self._refusal(caller, refused.problem)
            if refused.problem is Problem.NOT_FOUND:
                await self._note_denied(caller, event, uuid_in(fields_in(data), "conversation"))
        except Exception as fault:  # noqa: BLE001 - every event is answered, whatever happens
            log.warning("event not answered: %s", type(fault).__name__, extra=_beside(caller, event))
            answer = self._refusal(caller, Problem.BUSY)
        reply(answer)

    async def _note_denied(self, caller: Caller, event: str, conversation_id: UUID) -> None:
        try:
            async with store.speaking_for(self.means.pool, caller.council_id, self.means.now) as conn:
                await store_live.note_denied(conn, caller.person_id, event, conversation_id)
        except FAULTS as fault:
            log.warning("refusal not noted: %s", type(fault).__name__, extra=_beside(caller, event))


def _beside(caller: Caller, event: str) -> dict[str, object]:
    """What a line of the log carries: the event is one of ours, or nobody would have come so far."""
    return {"council": caller.council_id, "route": f"socket {event}"}


def _item(draft: Draft, judged: Judged) -> Item:
    assert judged.id is not None
    assert judged.seq is not None
    assert judged.at is not None
    assert judged.sender_id is not None
    return Item(
        judged.id,
        judged.seq,
        draft.client_id,
        Kind.TEXT,
        judged.sender_id,
        judged.sender or "",
        Role(judged.role or ""),
        judged.covering,
        draft.body,
        draft.language,
        judged.at,
    )
