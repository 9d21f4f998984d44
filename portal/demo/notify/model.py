"""What Notify knows: services, their keys and templates, what was sent, and what came back."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

Json: TypeAlias = dict[str, object]
# Ids of templates follow from the service and the name, so that a portal that was told them once stays right.
NAMES_OF_IDS = uuid5(NAMESPACE_URL, "https://example.com/notify-stand-in")


class Kind(StrEnum):
    """Of templates and of what is sent."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class KeyKind(StrEnum):
    TEST = "test"
    TEAM = "team"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Key:
    """An API key. Whole keys are written `name-service-secret`; the client takes the last 73 characters apart."""

    name: str
    secret: UUID
    kind: KeyKind = KeyKind.LIVE
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A template as it was after one change."""

    number: int
    body: str
    subject: str | None
    at: datetime


@dataclass(slots=True)
class Template:
    id: UUID
    name: str
    kind: Kind
    versions: list[Version]
    archived: bool = False

    @property
    def newest(self) -> Version:
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Callback:
    """Where Notify posts to, and the bearer token that proves it."""

    url: str
    token: str


@dataclass(slots=True)
class Service:
    """One council at Notify."""

    id: UUID
    name: str
    keys: list[Key]
    templates: dict[UUID, Template] = field(default_factory=dict)
    receipts: Callback | None = None
    texts: Callback | None = None
    # Set where families can answer texts.
    inbound_number: str | None = None
    text_sender: str = "GOVUK"
    email_name: str = "service"
    # “Start text messages with service name”.
    begins_with_name: bool = False
    text_senders: dict[UUID, str] = field(default_factory=dict)
    reply_tos: dict[UUID, str] = field(default_factory=dict)
    trial: bool = False
    international: bool = False
    # Team members and the guest list: whom a team key reaches.
    team: frozenset[str] = frozenset()
    daily_limits: dict[Kind, int] = field(
        default_factory=lambda: {Kind.SMS: 250_000, Kind.EMAIL: 250_000, Kind.LETTER: 20_000}
    )
    rate_limit: int = 3_000

    def whole_key(self, key: Key) -> str:
        """As Notify shows it once, and the client wants it."""
        return f"{key.name}-{self.id}-{key.secret}"

    def template_named(self, name: str) -> Template:
        return next(one for one in self.templates.values() if one.name == name)


def template_id(service_id: UUID, name: str) -> UUID:
    return uuid5(NAMES_OF_IDS, f"{service_id}/{name}")


@dataclass(slots=True)
class Notification:
    """Something that Notify took. `shown` is what the phone, mailbox or sheet of paper shows."""

    id: UUID
    service_id: UUID
    kind: Kind
    key_kind: KeyKind
    to: str
    reference: str | None
    template_id: UUID
    template_name: str
    template_version: int
    personalisation: Json
    body: str
    subject: str | None
    shown: str
    sender: str
    parts: int
    created_at: datetime
    status: str = "created"
    sent_at: datetime | None = None
    completed_at: datetime | None = None
    # Counts up in the order in which things were taken; no two are alike.
    number: int = 0


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text that somebody sent to a service's number."""

    id: UUID
    service_id: UUID
    user_number: str
    notify_number: str
    content: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that reached the stand-in, and what it answered. No content: that stands with the notification."""

    at: datetime
    method: str
    path: str
    service_id: UUID | None
    # 0: the connection was cut.
    status: int
    switch: str | None


@dataclass(slots=True)
class Posted:
    """One attempt to tell the portal something."""

    at: datetime
    url: str
    what: str
    about: UUID
    attempt: int
    status: int | None
    payload: Json
