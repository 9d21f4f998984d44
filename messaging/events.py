"""What a socket may ask beside sending, and the answer to each."""

from collections.abc import Awaitable, Callable
from functools import partial

from messaging import store, store_drafts, store_live
from messaging.hub import Hub
from messaging.model import (
    LONGEST_DRAFT,
    Caller,
    Problem,
    Refused,
    Sentences,
    Wire,
    as_wire,
    fields_in,
    seq_in,
    text_in,
    uuid_in,
)
from messaging.store import Connection
from messaging.store_marks import Mark, change_marks

LARGEST_ANSWER = 256 * 1024

# An answer, and what is told once its transaction has committed.
Answered = tuple[Wire, Callable[[], None]]


class Events:
    """Answers one event by its name, in a transaction in which the caller's session has been judged."""

    def __init__(self, hub: Hub, sentences: Sentences, origin: str) -> None:
        self._hub, self._sentences, self._origin = hub, sentences, origin
        self._by_name: dict[str, Callable[[Caller, Connection, object], Awaitable[Answered]]] = {
            "conversations": self._conversations,
            "sync": self._sync,
            "read": self._read,
            "draft": self._draft,
            "typing": self._typing,
        }
        self.known = frozenset(self._by_name)

    async def answer(self, caller: Caller, conn: Connection, event: str, data: object) -> Answered:
        """Raises Refused."""
        return await self._by_name[event](caller, conn, data)

    async def _conversations(self, caller: Caller, conn: Connection, data: object) -> Answered:
        threads = await store.list_threads(conn, caller.person_id)
        listed = [
            {
                "conversation": str(thread.id),
                "with": list(thread.names),
                "last_seq": thread.last_seq,
                "closed": thread.closed,
            }
            for thread in threads
        ]
        if not caller.family:
            await store.note_listed(conn, caller.person_id)
        return {"conversations": listed}, _nothing

    async def _sync(self, caller: Caller, conn: Connection, data: object) -> Answered:
        fields = fields_in(data)
        conversation_id, after = uuid_in(fields, "conversation"), seq_in(fields, "after")
        items = await store.list_items(
            conn, caller.person_id, conversation_id, after=after, limit=store.AT_ONCE + 1
        )
        if items is None:
            raise Refused(Problem.NOT_FOUND)
        messages: list[Wire] = []
        size = 0
        for item in items[: store.AT_ONCE]:
            size += len((item.body or "").encode()) + 400
            if messages and size > LARGEST_ANSWER:
                break
            messages.append(as_wire(item, conversation_id, caller, self._sentences))
        answer: Wire = {"messages": messages, "more": len(messages) < len(items)}
        if caller.family or not messages:
            return answer, _nothing
        await store.note_read(conn, caller.person_id, conversation_id)
        return answer, partial(self._hub.take, caller, conversation_id, items[len(messages) - 1].seq)

    async def _read(self, caller: Caller, conn: Connection, data: object) -> Answered:
        fields = fields_in(data)
        mark = Mark(uuid_in(fields, "conversation"), caller.person_id, seq_in(fields, "seq"))
        if not await store.is_readable(conn, caller.person_id, mark.conversation_id):
            raise Refused(Problem.NOT_FOUND)
        moved = await change_marks(conn, self._origin, [mark], seen=True)
        return {}, partial(self._hub.tell_marks, "seen", moved)

    async def _draft(self, caller: Caller, conn: Connection, data: object) -> Answered:
        fields = fields_in(data)
        body = text_in(fields, "body", LONGEST_DRAFT)
        # Which version the page had. Who does not say, as other programs need not, is answered with nothing.
        was = text_in(fields, "was", 40) if "was" in fields else None
        kept = await store_drafts.keep_draft(
            conn, caller.person_id, uuid_in(fields, "conversation"), body, was
        )
        if kept is None:
            raise Refused(Problem.NOT_FOUND)
        await store_live.stay_signed_in(conn, caller.session_id)
        return {} if was is None else kept.answer(), _nothing

    async def _typing(self, caller: Caller, conn: Connection, data: object) -> Answered:
        conversation_id = uuid_in(fields_in(data), "conversation")
        if caller.family:
            raise Refused(Problem.BAD_DATA)
        name = await store_live.tell_typing(conn, self._origin, caller.person_id, conversation_id)
        if name is None:
            if not await store.is_readable(conn, caller.person_id, conversation_id):
                raise Refused(Problem.NOT_FOUND)
            # A manager who reads it: the family is not told that somebody looks.
            return {}, _nothing
        return {}, partial(self._hub.tell_typing, conversation_id, name)


def _nothing() -> None:
    pass
