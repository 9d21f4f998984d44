"""The messages of a page: day lines, where the new ones begin, and what became of each. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from messaging.model import Item, Kind, Role
from portal.messages.model import Thread
from portal.web.times import london


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A message of staff that somebody may want back."""

    sender_id: UUID
    body: str
    at: datetime
    taken_back: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Who took a message back, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of the page. `day`: the day line before it; `new`: the first that the reader had not seen."""

    item: Item
    side: str
    day: date | None
    new: bool
    seen: tuple[str, ...] = ()
    seen_at: datetime | None = None
    delivered_at: datetime | None = None
    taken_back: TakenBack | None = None
    may_take_back: bool = False


def is_new(item: Item, reader_id: UUID, seen_seq: int) -> bool:
    """Something that this reader has not seen and did not write."""
    return item.seq > seen_seq and item.sender_id != reader_id and not item.taken_back


# A page that waits for its answer may save the words once more after they were kept.
SAVED_LATE = timedelta(minutes=1)


def was_sent(thread: Thread, items: Iterable[Item], reader_id: UUID) -> bool:
    """The line went before the page could hear that its message was kept: the draft is that message."""
    own = [item for item in items if item.sender_id == reader_id and item.kind is not Kind.TAKEN_BACK]
    if not own or thread.saved_at is None or own[-1].taken_back:
        return False
    last = own[-1]
    return (last.body or "").strip() == thread.draft.strip() and last.at >= thread.saved_at - SAVED_LATE


@dataclass(frozen=True, slots=True)
class Look:
    """What the lines of a page are drawn from."""

    reader_id: UUID
    may_take_back_all: bool
    take_back_since: datetime
    taken_back: dict[int, TakenBack]


def lines_of(thread: Thread, items: Sequence[Item], look: Look) -> list[Line]:
    """The messages with their dividers and states. That something was taken back stands where it was."""
    lines: list[Line] = []
    day: date | None = None
    newest_seen = _newest_under_marks(thread, items, look.reader_id)
    found_new = False
    for item in items:
        if item.kind is Kind.TAKEN_BACK:
            continue
        on = london(item.at).date()
        new = not found_new and is_new(item, look.reader_id, thread.seen_seq)
        found_new = found_new or new
        lines.append(_line(thread, item, look, newest_seen, day=on if on != day else None, new=new))
        day = on
    return lines


def _newest_under_marks(thread: Thread, items: Iterable[Item], reader_id: UUID) -> dict[str, int]:
    """A mark knows when its newest message was seen; of the ones before it, only that they were."""
    own = [item.seq for item in items if item.sender_id == reader_id and item.kind is not Kind.TAKEN_BACK]
    return {
        mark.called: max((seq for seq in own if seq <= mark.seen_seq), default=0) for mark in thread.marks
    }


def _line(
    thread: Thread, item: Item, look: Look, newest_seen: dict[str, int], *, day: date | None, new: bool
) -> Line:
    own = item.sender_id == look.reader_id
    side = "me" if own else "us" if not thread.mine and item.role is not Role.FAMILY else "them"
    seen = [mark for mark in thread.marks if mark.seen_seq >= item.seq] if own else []
    took = [mark for mark in thread.marks if mark.delivered_seq >= item.seq] if own else []
    exact = [mark.seen_at for mark in seen if newest_seen.get(mark.called) == item.seq and mark.seen_at]
    return Line(
        item=item,
        side=side,
        day=day,
        new=new,
        seen=tuple(mark.called for mark in seen),
        seen_at=max(exact) if exact and len(exact) == len(seen) else None,
        delivered_at=max((mark.delivered_at for mark in took if mark.delivered_at), default=None),
        taken_back=look.taken_back.get(item.seq) if item.taken_back else None,
        may_take_back=(
            not thread.mine
            and item.role is not Role.FAMILY
            and not item.taken_back
            and (look.may_take_back_all or (own and item.at >= look.take_back_since))
        ),
    )
