"""All that the stand-in remembers: in its own process only, and for as long as that runs."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from uuid import UUID

from portal.demo.notify.clock import day_of
from portal.demo.notify.model import (
    Asked,
    InboundText,
    KeyKind,
    Kind,
    Notification,
    Posted,
    Service,
)

PAGE = 250
MINUTE = 60.0


class Ledger:
    """What was asked, what was taken, what was posted back."""

    def __init__(self, services: Iterable[Service]) -> None:
        self.services: dict[UUID, Service] = {one.id: one for one in services}
        self.asked: list[Asked] = []
        self.posted: list[Posted] = []
        self.texts: list[InboundText] = []
        self._numbers = count(1)
        self._taken: list[Notification] = []
        self._by_id: dict[UUID, Notification] = {}
        self._by_reference: dict[tuple[UUID, str], list[Notification]] = defaultdict(list)
        self._of_service: dict[UUID, list[Notification]] = defaultdict(list)
        self._minute: dict[tuple[UUID, KeyKind], deque[float]] = defaultdict(deque)
        self._days: dict[tuple[UUID, Kind, str], int] = defaultdict(int)

    def add(self, one: Notification) -> None:
        one.number = next(self._numbers)
        self._taken.append(one)
        self._by_id[one.id] = one
        self._of_service[one.service_id].append(one)
        if one.reference is not None:
            self._by_reference[one.service_id, one.reference].append(one)

    def taken(self, service_id: UUID | None = None, *, after: int = 0) -> list[Notification]:
        """Everything taken, oldest first; `after` leaves out what has this number or a lower one."""
        all_of = self._taken if service_id is None else self._of_service[service_id]
        return all_of[bisect_left(all_of, after + 1, key=lambda one: one.number) :]

    def get(self, service_id: UUID, notification_id: UUID) -> Notification | None:
        found = self._by_id.get(notification_id)
        return found if found is not None and found.service_id == service_id else None

    def by_reference(self, service_id: UUID, reference: str) -> list[Notification]:
        """Oldest first. Notify lets one reference be used twice."""
        return list(self._by_reference[service_id, reference])

    def page(
        self, service_id: UUID, key_kind: KeyKind, *, reference: str | None, older_than: UUID | None
    ) -> Iterable[Notification]:
        """Newest first, of one kind of key; what comes before `older_than`, whichever page that was on."""
        rows = self._of_service[service_id] if reference is None else self.by_reference(service_id, reference)
        limit = None if older_than is None else self.get(service_id, older_than)
        if older_than is not None and limit is None:
            return []
        return (
            one
            for one in reversed(rows)
            if one.key_kind is key_kind and (limit is None or one.number < limit.number)
        )

    def count_in_minute(self, service_id: UUID, kind: KeyKind, now: float) -> int:
        """Counts this request, refused or not, among those of the last 60 seconds."""
        times = self._minute[service_id, kind]
        times.append(now)
        while times and times[0] <= now - MINUTE:
            times.popleft()
        return len(times)

    def count_of_day(self, service_id: UUID, kind: Kind, moment: datetime) -> int:
        return self._days[service_id, kind, day_of(moment)]

    def add_to_day(self, service_id: UUID, kind: Kind, moment: datetime) -> None:
        self._days[service_id, kind, day_of(moment)] += 1

    def forget(self) -> None:
        """As if nothing had been sent yet. Services, keys and templates stay."""
        for held in (self.asked, self.posted, self.texts, self._taken, self._by_id, self._by_reference):
            held.clear()
        for counted in (self._of_service, self._minute, self._days):
            counted.clear()
