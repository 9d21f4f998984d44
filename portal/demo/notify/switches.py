"""What a test can have go wrong: each is one way in which Notify has failed somebody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict, Unpack
from uuid import UUID


class Wrong(StrEnum):
    SLOW = "slow"
    # The connection is cut: before anything was kept, after it was, or in the middle of the answer.
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    HALF_ANSWER = "half_answer"
    STATUS_400 = "400"
    STATUS_403 = "403"
    STATUS_429 = "429"
    STATUS_500 = "500"
    STATUS_503 = "503"


class On(StrEnum):
    """Which requests it befalls."""

    SEND = "send"
    READ = "read"
    ANY = "any"


class How(TypedDict, total=False):
    """What else can be said of a switch."""

    on: On | str
    times: int | None
    seconds: float
    service_id: UUID | None
    retry_after: int | None
    stored: bool


class Receipts(StrEnum):
    NORMAL = "normal"
    # Each is posted twice.
    DUPLICATED = "duplicated"
    # After the last word comes an older one: `sending`.
    OUT_OF_ORDER = "out_of_order"
    # It arrives, and nobody is told.
    NEVER = "never"
    # Nothing ever becomes of it.
    STUCK = "stuck"


_SENDS_ONLY = {Wrong.CUT_BEFORE, Wrong.CUT_AFTER, Wrong.HALF_ANSWER, Wrong.STATUS_400}


@dataclass(slots=True)
class Switch:
    """One thing that goes wrong, for as many requests as `times` says (None: until it is turned off)."""

    wrong: Wrong
    on: On
    times: int | None = None
    seconds: float = 0.0
    service_id: UUID | None = None
    retry_after: int | None = None
    # Of the statuses: the row was kept all the same.
    stored: bool = False

    def befalls(self, service_id: UUID | None, sends: bool) -> bool:
        return (
            self.times != 0
            and self.service_id in (None, service_id)
            and (self.on is On.ANY or (self.on is On.SEND) is sends)
        )


@dataclass(slots=True)
class Switches:
    """Everything that is turned on at the moment."""

    on: list[Switch] = field(default_factory=list)
    # Seconds that Notify's clock is ahead of everybody's.
    clock_off: float = 0.0
    receipts: Receipts = Receipts.NORMAL
    down: bool = False
    # What becomes of things sent to this number or address, in Notify's words.
    ends: dict[str, str] = field(default_factory=dict)

    def turn_on(self, wrong: Wrong | str, **how: Unpack[How]) -> Switch:
        """`turn_on("cut_after", times=1)`; the names that it takes are those of a `Switch`."""
        wrong = Wrong(wrong)
        sends_only = wrong in _SENDS_ONLY or how.get("stored", False)
        switch = Switch(
            wrong,
            On(how.get("on", On.SEND if sends_only else On.ANY)),
            times=how.get("times"),
            seconds=how.get("seconds", 0.0),
            service_id=how.get("service_id"),
            retry_after=how.get("retry_after"),
            stored=how.get("stored", False),
        )
        self.on.append(switch)
        return switch

    def turn_off(self) -> None:
        """All of it goes right again, except that what is down stays down until it is started."""
        self.on.clear()
        self.ends.clear()
        self.clock_off, self.receipts = 0.0, Receipts.NORMAL

    def taken(self, service_id: UUID | None, *, sends: bool) -> Iterator[Switch]:
        """What befalls this request: every delay, and the first of the rest. Counts it."""
        rest = False
        for switch in list(self.on):
            if not switch.befalls(service_id, sends) or (rest and switch.wrong is not Wrong.SLOW):
                continue
            rest = rest or switch.wrong is not Wrong.SLOW
            if switch.times is not None:
                switch.times -= 1
            yield switch
