"""Who is listening in this process, and what each of them is told. Knows sockets only as something to push to."""

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from messaging.frames import TEXT, frame_of
from messaging.model import Caller, Item, Role, Sentences, Wire, as_wire, written
from messaging.store_live import Standing
from messaging.store_marks import Mark, Seen

log = logging.getLogger(__name__)
NAMESPACE = "/messages"


class Telling:
    """One event on its way out: as data, and as a WebSocket frame that is made once for all who get it."""

    __slots__ = ("_frame", "data", "event")

    def __init__(self, event: str, data: Wire) -> None:
        self.event, self.data = event, data
        self._frame: bytes | None = None

    @property
    def frame(self) -> bytes:
        if self._frame is None:
            self._frame = frame_of(TEXT, f"42{NAMESPACE},{packed([self.event, self.data])}".encode())
        return self._frame


# `json.dumps` with any choice of its own makes a new encoder for each call.
packed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Outlet(Protocol):
    """One socket, from here: `push` says whether the socket took it, `end` closes it."""

    def push(self, telling: Telling) -> bool: ...

    def end(self) -> None: ...


@dataclass(eq=False, slots=True)
class Listener:
    """A connected socket, whose it is, and what it could hear, and from whom, at the last look."""

    caller: Caller
    outlet: Outlet
    conversations: frozenset[UUID] = frozenset()
    answered: bool = False
    # Who is on the other side, as it was last told; none where nobody asked to be told.
    side: int | None = None
    # How often it was told to slow down.
    refused: int = 0


@dataclass(slots=True)
class Hub:
    """Sockets by person and by conversation; for each conversation how far its sockets have been told."""

    sentences: Sentences
    most_sockets: int = 5
    people: dict[UUID, list[Listener]] = field(default_factory=dict)
    listening: dict[UUID, set[Listener]] = field(default_factory=dict)
    told: dict[UUID, int] = field(default_factory=dict)
    # What staff's sockets took, not yet written down, by council.
    taken: dict[UUID, dict[tuple[UUID, UUID], int]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Listener]:
        return (listener for listeners in self.people.values() for listener in listeners)

    def councils(self) -> dict[UUID, list[Listener]]:
        found: dict[UUID, list[Listener]] = {}
        for listener in self:
            found.setdefault(listener.caller.council_id, []).append(listener)
        return found

    def join(self, listener: Listener, standing: Standing) -> None:
        """Takes a socket in. One more than a person may have ends the oldest."""
        mine = self.people.setdefault(listener.caller.person_id, [])
        mine.append(listener)
        self.place(listener, standing)
        while len(mine) > self.most_sockets:
            self._end(mine[0])

    def place(self, listener: Listener, standing: Standing) -> None:
        """Notes what a socket may hear now."""
        now = frozenset(standing.conversations)
        for gone in listener.conversations - now:
            self._unlisten(listener, gone)
        for new in now - listener.conversations:
            self.listening.setdefault(new, set()).add(listener)
            self.told.setdefault(new, standing.conversations[new])
        listener.conversations, listener.answered = now, standing.answered
        if standing.side is not None and listener.side not in (None, standing.side):
            listener.side = standing.side
            for conversation_id in now:
                self._push(listener, Telling("people", {"conversation": str(conversation_id)}))

    def leave(self, listener: Listener) -> None:
        """Forgets a socket. Doing it twice is harmless."""
        mine = self.people.get(listener.caller.person_id, [])
        if listener in mine:
            mine.remove(listener)
            if not mine:
                del self.people[listener.caller.person_id]
        for conversation_id in listener.conversations:
            self._unlisten(listener, conversation_id)
        listener.conversations = frozenset()

    def _unlisten(self, listener: Listener, conversation_id: UUID) -> None:
        there = self.listening.get(conversation_id)
        if there is not None:
            there.discard(listener)
            if not there:
                del self.listening[conversation_id]
                self.told.pop(conversation_id, None)

    def tell_item(self, conversation_id: UUID, item: Item, readers: Collection[UUID]) -> None:
        """An item to everybody who could read it when it was asked for, its sender's own sockets included."""
        tellings: dict[tuple[bool, bool, str], Telling] = {}
        # The other side first: the sender has the words already.
        for person_id in sorted(readers, key=lambda reader: reader == item.sender_id):
            for listener in self._sockets_of(person_id):
                caller = listener.caller
                view = (person_id == item.sender_id, caller.family, caller.language)
                if view not in tellings:
                    tellings[view] = Telling(
                        "message", as_wire(item, conversation_id, caller, self.sentences)
                    )
                took = self._push(listener, tellings[view])
                if took and item.role is Role.FAMILY and not caller.family:
                    self.take(caller, conversation_id, item.seq)
        # Numbers that another process gave out in between are fetched when they are heard of.
        if self.told.get(conversation_id) == item.seq - 1:
            self.told[conversation_id] = item.seq

    def take(self, caller: Caller, conversation_id: UUID, seq: int) -> None:
        """Notes that a member of staff's device has a conversation up to this number."""
        self.take_again(caller.council_id, [Mark(conversation_id, caller.person_id, seq)])

    def take_again(self, council_id: UUID, marks: Iterable[Mark]) -> None:
        """The same of marks that could not be written down."""
        taken = self.taken.setdefault(council_id, {})
        for mark in marks:
            key = mark.conversation_id, mark.person_id
            taken[key] = max(mark.seq, taken.get(key, 0))

    def taken_marks(self) -> dict[UUID, list[Mark]]:
        """What staff's sockets took since this was last asked."""
        taken, self.taken = self.taken, {}
        return {
            council_id: [
                Mark(conversation_id, person_id, seq) for (conversation_id, person_id), seq in marks.items()
            ]
            for council_id, marks in taken.items()
        }

    def tell_marks(self, event: str, moved: Iterable[Seen]) -> None:
        """How far somebody has come, to the other side only, and only what may be shown."""
        for one in moved:
            if not one.shown:
                continue
            data: Wire = {
                "conversation": str(one.mark.conversation_id),
                "seq": one.mark.seq,
                "by": one.name,
                "at": written(one.at),
            }
            self._tell_side(one.mark.conversation_id, Telling(event, data), family=not one.family)

    def tell_typing(self, conversation_id: UUID, name: str) -> None:
        """A worker writes: to the family only."""
        data: Wire = {"conversation": str(conversation_id), "from": name}
        self._tell_side(conversation_id, Telling("typing", data), family=True)

    def _tell_side(self, conversation_id: UUID, telling: Telling, *, family: bool) -> None:
        for listener in tuple(self.listening.get(conversation_id, ())):
            if listener.caller.family is family:
                self._push(listener, telling)

    def tell_person(self, person_id: UUID, telling: Telling) -> None:
        for listener in self._sockets_of(person_id):
            self._push(listener, telling)

    def _push(self, listener: Listener, telling: Telling) -> bool:
        """Whether the socket took it. One that goes wrong is ended, and costs the others nothing."""
        try:
            return listener.outlet.push(telling)
        except Exception as fault:  # noqa: BLE001 - see above
            log.error("a socket could not be told: %s", type(fault).__name__)
            self._end(listener)
            return False

    def _end(self, listener: Listener) -> None:
        """Forgotten first: whatever its socket does now, it hears nothing, and the next is about the others."""
        self.leave(listener)
        try:
            listener.outlet.end()
        except Exception as fault:  # noqa: BLE001 - see above
            log.error("a socket could not be ended: %s", type(fault).__name__)

    def _sockets_of(self, person_id: UUID) -> tuple[Listener, ...]:
        """As they are now: one that does not read is ended, and leaves, while it is told something."""
        return tuple(self.people.get(person_id, ()))

    def judge(self, listeners: Sequence[Listener], standings: dict[UUID, Standing]) -> None:
        """Ends sockets whose session has ended, or that lost a conversation or everybody in it.

        They may come back to what is left. The others hear what is new to them.
        """
        for listener in listeners:
            if listener not in self._sockets_of(listener.caller.person_id):
                continue  # It left while the database was asked.
            standing = standings.get(listener.caller.session_id)
            if standing is not None and standing.person_id != listener.caller.person_id:
                standing = None
            if (
                standing is not None
                and listener.conversations <= standing.conversations.keys()
                and (standing.answered or not listener.answered)
            ):
                self.place(listener, standing)
                continue
            self.leave(listener)
            if standing is None:
                self._push(listener, Telling("signed-out", {"why": "session-ended"}))
            self._end(listener)

    def behind(self, standings: Iterable[Standing]) -> dict[UUID, int]:
        """Conversations that have something which sockets here were not told of, and the number told last."""
        newest: dict[UUID, int] = {}
        for standing in standings:
            newest.update(standing.conversations)
        return {
            conversation_id: self.told[conversation_id]
            for conversation_id, seq in newest.items()
            if conversation_id in self.told and self.told[conversation_id] < seq
        }
