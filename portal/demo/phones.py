"""What lies on people's tables in the demonstration: phones, mailboxes and letter boxes, with what came to each."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.demo.at_notify import AtNotify
from portal.demo.cast import CAST, Member, id_of
from portal.demo.notify.model import InboundText, Kind, Notification
from portal.demo.notify.stand_in import StandIn, plain_address

SHOWN = 20


@dataclass(frozen=True, slots=True)
class OnShow:
    """What the page looks into."""

    stand_in: StandIn
    councils: Sequence[AtNotify]

    @property
    def keys(self) -> dict[str, str]:
        return {one.key_name: one.whole_key for one in self.councils}


@dataclass(frozen=True, slots=True)
class Came:
    """One thing that came, or a text that was sent from there (`mine`)."""

    at: datetime
    mine: bool
    sender: str
    title: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Box:
    """One phone, mailbox or letter box. Who share it see the same."""

    kind: Kind
    address: str
    people: tuple[str, ...]
    came: tuple[Came, ...]
    older: int = 0
    # Texts can be answered: whose number they go to.
    answers_to: UUID | None = None

    @property
    def id(self) -> str:
        if self.kind is Kind.LETTER:
            return f"post-{hashlib.sha256(self.address.encode()).hexdigest()[:10]}"
        return f"{self.kind}-{re.sub('[^a-z0-9]+', '-', self.address)}"

    @property
    def shown(self) -> str:
        """As people write it."""
        if self.kind is Kind.SMS and self.address.startswith("44"):
            return f"0{self.address[2:6]} {self.address[6:]}"
        return self.address.replace("\n", ", ")


@dataclass(frozen=True, slots=True)
class Group:
    kind: Kind
    boxes: tuple[Box, ...]


def groups(on_show: OnShow | None) -> list[Group]:
    """Phones and mailboxes of every family, in the order of the cast; then others where something came."""
    sent = list(reversed(on_show.stand_in.ledger.taken())) if on_show else []
    texts = on_show.stand_in.ledger.texts if on_show else []
    return [Group(kind, tuple(_boxes(kind, sent, texts, on_show))) for kind in Kind]


def box_of(on_show: OnShow | None, box_id: str) -> Box | None:
    return next((box for group in groups(on_show) for box in group.boxes if box.id == box_id), None)


def _boxes(
    kind: Kind, sent: Iterable[Notification], texts: Sequence[InboundText], on_show: OnShow | None
) -> Iterable[Box]:
    people, councils = _people(kind)
    came = defaultdict[str, list[Came]](list)
    numbers = _numbers(on_show)
    answers = {address: numbers.get(council) for address, council in councils.items() if kind is Kind.SMS}
    for one in sent:  # newest first: who wrote last is answered
        if one.kind is kind:
            if kind is Kind.SMS and not came[one.to]:
                answers[one.to] = one.service_id if one.service_id in numbers.values() else None
            came[one.to].append(_came(one))
    if kind is Kind.SMS:
        for text in texts:
            came[text.user_number].append(Came(text.at, True, text.notify_number, None, text.content))
    for address in dict.fromkeys([*people, *came]):
        newest = sorted(came[address], key=lambda one: one.at, reverse=True)
        names, older = tuple(people[address]), max(0, len(newest) - SHOWN)
        yield Box(kind, address, names, tuple(newest[:SHOWN]), older, answers.get(address))


def _came(one: Notification) -> Came:
    return Came(one.completed_at or one.created_at, False, one.sender, one.subject, one.shown)


def _numbers(on_show: OnShow | None) -> dict[UUID, UUID]:
    """Council to service, of those with a number that can be answered."""
    councils = on_show.councils if on_show else ()
    return {one.council_id: one.service.id for one in councils if one.service.inbound_number}


def _people(kind: Kind) -> tuple[defaultdict[str, list[str]], dict[str, UUID]]:
    """Whose number or address it is, as the demonstration began, and of which council."""
    people, councils = defaultdict[str, list[str]](list), dict[str, UUID]()
    for member in CAST.everybody():
        address = _address(member, kind)
        if address and not member.is_staff:
            people[address].append(member.name)
            councils[address] = id_of(member.council)
    return people, councils


def _address(member: Member, kind: Kind) -> str | None:
    typed = {Kind.SMS: member.mobile, Kind.EMAIL: member.email}.get(kind)
    return plain_address(typed) if typed else None
