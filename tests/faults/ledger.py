"""What clients asked and were told, kept outside the processes that are killed; and the judgement over it."""

import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(slots=True)
class Op:
    """One message that somebody wanted to send. `seq` and `id` once it was acknowledged."""

    client_id: str
    conversation: str
    person: UUID
    body: str
    begun: float
    seq: int | None = None
    id: str | None = None
    acked: float | None = None


@dataclass(frozen=True, slots=True)
class Got:
    """One item as somebody got it: in a frame, or by asking for what came after a number.

    `at`: when it was asked for, or came by itself. `come_at`: when it was there.
    """

    person: UUID
    conversation: str
    id: str
    seq: int
    body: str | None
    at: float
    come_at: float


@dataclass
class Ledger:
    """The whole run. Times are of this process's own steady clock."""

    ops: dict[str, Op] = field(default_factory=dict)
    frames: list[Got] = field(default_factory=list)
    # What each reader put together by asking "after N", in the order it came.
    views: dict[tuple[UUID, str], list[Got]] = field(default_factory=dict)
    # From when to when somebody could read a conversation; open at the end where it still holds.
    entitled: dict[tuple[UUID, str], list[tuple[float, float | None]]] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    by_body: dict[str, Op] = field(default_factory=dict)

    def begin(self, op: Op) -> None:
        self.ops[op.client_id] = self.by_body[op.body] = op

    def acknowledge(self, op: Op, answer: dict[str, object]) -> None:
        seq, item = answer["seq"], answer["id"]
        assert isinstance(seq, int)
        assert isinstance(item, str)
        if op.acked is not None and (op.seq, op.id) != (seq, item):
            self.contradictions.append(f"{op.client_id}: answered {op.seq}/{op.id}, then {seq}/{item}")
        op.seq, op.id, op.acked = seq, item, op.acked or time.monotonic()

    @property
    def acknowledged(self) -> list[Op]:
        return [op for op in self.ops.values() if op.acked is not None]

    def could_read(self, item: Got, *, pushed: bool) -> bool:
        """Whether somebody may have got an item: their right held at some moment between asking and answer.

        What was under way when a right ended may come within 5 seconds.
        """
        op = self.by_body.get(item.body or "")
        for begun, ended in self.entitled.get((item.person, item.conversation), []):
            if item.come_at >= begun and (ended is None or item.at <= ended):
                return True
            if pushed and op is not None and ended is not None and op.begun <= ended and item.at <= ended + 5:
                return True
        return False

    def judge(self, final: dict[tuple[UUID, str], list[Got]]) -> list[str]:
        """Every broken promise, in words. `final`: what each entitled reader gets in the end, from the first item."""
        found = list(self.contradictions)
        for (person, conversation), items in final.items():
            found += self._judge_view(f"in the end {person} reads {conversation}", conversation, items)
        for (person, conversation), items in self.views.items():
            open_to_the_end = [e for _, e in self.entitled.get((person, conversation), [])][-1:] == [None]
            found += self._judge_order(f"{person} put together {conversation}", items)
            whole = final.get((person, conversation))
            if open_to_the_end and whole is not None:
                missing = {item.id for item in whole} - {item.id for item in items}
                found += [
                    f"{person} never got {item} of {conversation} by asking on" for item in sorted(missing)
                ]
        found += self._judge_strangers()
        return found

    def _judge_view(self, whose: str, conversation: str, items: list[Got]) -> list[str]:
        found = self._judge_order(whose, items)
        seqs = [item.seq for item in items]
        if seqs != list(range(1, len(seqs) + 1)):
            found.append(f"{whose}: numbers have gaps")
        by_id = {item.id: item for item in items}
        copies = Counter(item.body for item in items)
        for op in self.ops.values():
            if op.conversation != conversation:
                continue
            if copies[op.body] > 1:
                found.append(f"{whose}: {op.body} is there {copies[op.body]} times")
            if op.acked is None:
                continue
            there = by_id.get(op.id or "")
            if there is None:
                found.append(f"{whose}: {op.body} was acknowledged and is lost")
            elif (there.seq, there.body) != (op.seq, op.body):
                found.append(f"{whose}: {op.body} was acknowledged as {op.seq} and is {there.seq}")
        return found

    def _judge_order(self, whose: str, items: list[Got]) -> list[str]:
        seqs = [item.seq for item in items]
        return [] if seqs == sorted(set(seqs)) else [f"{whose}: out of order or twice"]

    def _judge_strangers(self) -> list[str]:
        pushed = [(item, True) for item in self.frames]
        asked = [(item, False) for items in self.views.values() for item in items]
        return [
            f"{item.person} got {item.body} of {item.conversation} and may not read it: {self._late(item, was_pushed)}"
            for item, was_pushed in pushed + asked
            if not self.could_read(item, pushed=was_pushed)
        ]

    def _late(self, item: Got, was_pushed: bool) -> str:
        """How it came and how long after a right had ended, for whoever looks into a failure."""
        ends = [
            ended for _, ended in self.entitled.get((item.person, item.conversation), []) if ended is not None
        ]
        after = min((item.at - ended for ended in ends if ended < item.at), default=None)
        how = "pushed" if was_pushed else "asked for"
        return f"{how}, never theirs" if after is None else f"{how}, {after:.2f} s after"
