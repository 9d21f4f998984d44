"""Telling the sockets of one process, also while some of them leave."""

from uuid import UUID, uuid4

from messaging.hub import Hub, Listener, Telling
from messaging.model import Caller, Sentences
from messaging.store_live import Standing
from tests.messaging.listening import Breaks, Reads

COUNCIL, CONVERSATION, DANI = uuid4(), uuid4(), uuid4()
SENTENCES = Sentences(lambda _, problem: problem.value, lambda _, name, worker: f"{name} (for {worker})")


class DoesNotRead(Reads):
    """A socket that is ended for it at the next telling."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.hub = hub
        self.listener: Listener | None = None

    def push(self, telling: Telling) -> bool:
        assert self.listener is not None
        self.hub.leave(self.listener)
        return False


def joined(hub: Hub, outlet: Reads, person_id: UUID = DANI) -> Listener:
    session = uuid4()
    listener = Listener(Caller(COUNCIL, session, person_id, True), outlet)
    hub.join(listener, Standing(session, person_id, True, {CONVERSATION: 0}))
    return listener


def test_one_who_leaves_while_being_told_takes_nothing_from_the_others() -> None:
    hub = Hub(SENTENCES)
    slow, others = DoesNotRead(hub), [Reads(), Reads(), Reads()]
    joined(hub, others[0])
    slow.listener = joined(hub, slow)
    for outlet in others[1:]:
        joined(hub, outlet)
    hub.tell_typing(CONVERSATION, "Amira Khan")
    assert [outlet.took for outlet in others] == [["typing"]] * 3
    slow.listener = joined(hub, slow)
    joined(hub, last := Reads())
    hub.tell_person(DANI, Telling("help", {}))
    assert [outlet.took for outlet in (*others, last)] == [["typing", "help"]] * 3 + [["help"]]


def test_who_left_while_the_database_was_asked_is_not_listened_for_again() -> None:
    hub = Hub(SENTENCES)
    gone, stays = joined(hub, Reads()), joined(hub, Reads())
    standing = Standing(gone.caller.session_id, DANI, True, {CONVERSATION: 1})
    hub.leave(gone)
    hub.judge([gone, stays], {listener.caller.session_id: standing for listener in (gone, stays)})
    assert hub.listening == {CONVERSATION: {stays}}


def test_one_that_breaks_hears_nothing_more_and_keeps_no_others_from_being_judged() -> None:
    hub = Hub(SENTENCES)
    broken, sound = joined(hub, Breaks()), joined(hub, last := Reads(), uuid4())
    hub.judge([broken, sound], {})
    assert last.took == ["signed-out"]
    assert not {broken, sound} & set(hub)


def test_one_that_breaks_keeps_nothing_from_the_others() -> None:
    hub = Hub(SENTENCES)
    broken, sound = joined(hub, Breaks()), joined(hub, last := Reads())
    hub.tell_person(DANI, Telling("help", {}))
    hub.tell_typing(CONVERSATION, "Amira Khan")
    assert last.took == ["help", "typing"]
    assert set(hub) == {sound}
    assert broken not in hub.listening[CONVERSATION]
