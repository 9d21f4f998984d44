"""What people write to each other, and what about it is refused. No I/O."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias
from unicodedata import category
from uuid import UUID

LONGEST = 2_000  # code points, after CRLF became LF
LARGEST = 16 * 1024  # bytes of UTF-8
LONGEST_DRAFT = 20_000
# How long a worker can take back what went to the wrong person.
TAKE_BACK_MINUTES = 10

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
# Code points that no text is made of: half of a pair, and the one that ends a string elsewhere.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
# Kinds of signs that show nothing alone: spaces, ends of lines, controls, and marks such as the space of no width.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})

Wire: TypeAlias = dict[str, object]


class Problem(StrEnum):
    """Why something is refused, as other programs read it."""

    SIGNED_OUT = "signed-out"
    NOT_FOUND = "not-found"
    CLOSED = "closed"
    EMPTY = "empty"
    TOO_LONG = "too-long"
    NOT_TEXT = "not-text"
    BAD_DATA = "bad-data"
    OTHER_BODY = "other-body"
    TOO_FAST = "too-fast"
    BUSY = "busy"


class Refused(Exception):
    """A request that is answered with a problem and has no effect."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Kind(StrEnum):
    """`quick`: a worker's ready-made sentence, which does not count as the answer."""

    TEXT = "text"
    QUICK = "quick"
    TAKEN_BACK = "taken-back"


class Role(StrEnum):
    FAMILY = "family"
    WORKER = "worker"
    COVER = "cover"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who holds a socket: a session of one person of one council, and the language to say problems in.

    `side`: the number of who is on the other side (`side_of`) as the page that opens the socket shows them. Whoever
    gives none is told nothing of it.
    """

    council_id: UUID
    session_id: UUID
    person_id: UUID
    family: bool
    language: str = "en"
    side: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Words on their way: checked as text, not yet judged as to who may write where."""

    conversation_id: UUID
    client_id: UUID
    body: str
    language: str | None = None
    kind: Kind = Kind.TEXT
    # When somebody has to look, should the words suggest that a person is not safe.
    alarm: datetime | None = None

    def with_alarm(self, alarm: datetime | None) -> "Draft":
        return self if alarm is None else replace(self, alarm=alarm)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a conversation. `of`: the item that a taking-back is about; `taken_back`: this one was.

    `by_text`: it came as a text, from somebody who was not signed in.
    """

    id: UUID
    seq: int
    client_id: UUID
    kind: Kind
    sender_id: UUID
    sender: str
    role: Role
    covering: str | None
    body: str | None
    language: str | None
    at: datetime
    of: UUID | None = None
    taken_back: bool = False
    by_text: bool = False


def body_in(text: str) -> str:
    """The words to keep: exactly as written, but for line ends. Raises Refused: not-text, empty or too-long."""
    if _NOT_TEXT.search(text):
        raise Refused(Problem.NOT_TEXT)
    body = text.replace("\r\n", "\n")
    if all(category(sign) in _UNSEEN for sign in body):
        raise Refused(Problem.EMPTY)
    if len(body) > LONGEST or len(body.encode()) > LARGEST:
        raise Refused(Problem.TOO_LONG)
    return body


def draft_in(data: object) -> Draft:
    """What a socket's `send` carries. Raises Refused."""
    fields = fields_in(data)
    body = fields.get("body")
    if not isinstance(body, str):
        raise Refused(Problem.BAD_DATA)
    return Draft(
        uuid_in(fields, "conversation"),
        uuid_in(fields, "client_id"),
        body_in(body),
        language_in(fields.get("language")),
    )


def fields_in(data: object) -> dict[str, object]:
    if not isinstance(data, dict):
        raise Refused(Problem.BAD_DATA)
    return data


def uuid_in(fields: dict[str, object], name: str) -> UUID:
    value = fields.get(name)
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Refused(Problem.BAD_DATA)
    return UUID(value)


def seq_in(fields: dict[str, object], name: str) -> int:
    """A number of an item, from 0. Truth is no number, and larger ones fit no column."""
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise Refused(Problem.BAD_DATA)
    return value


def text_in(fields: dict[str, object], name: str, longest: int) -> str:
    """Any text, none included, of so many code points at most. Raises Refused."""
    value = fields.get(name)
    if not isinstance(value, str):
        raise Refused(Problem.BAD_DATA)
    if _NOT_TEXT.search(value):
        raise Refused(Problem.NOT_TEXT)
    if len(value) > longest:
        raise Refused(Problem.TOO_LONG)
    return value


def language_in(value: object) -> str | None:
    """A BCP 47 tag, or none. Raises Refused."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 35 or not _LANGUAGE.fullmatch(value):
        raise Refused(Problem.BAD_DATA)
    return value


@lru_cache(maxsize=256)  # each side of a conversation is told the same moment
def written(moment: datetime) -> str:
    """RFC 3339, UTC, microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


@dataclass(frozen=True, slots=True)
class Sentences:
    """Words that the package cannot know: handed in, in the language of whoever reads them."""

    problem: Callable[[str, Problem], str]  # (language, problem) -> what to do now
    covering: Callable[[str, str, str], str]  # (language, who writes, for whom) -> one name to show


def as_wire(item: Item, conversation_id: UUID, reader: Caller, sentences: Sentences) -> Wire:
    """The item as the `message` event and `sync` give it to one reader."""
    mine = item.sender_id == reader.person_id
    sender = sentences.covering(reader.language, item.sender, item.covering) if item.covering else item.sender
    return {
        "conversation": str(conversation_id),
        "id": str(item.id),
        "seq": item.seq,
        "client_id": str(item.client_id) if mine else None,
        "kind": "taken-back" if item.kind is Kind.TAKEN_BACK else "text",
        "of": str(item.of) if item.of else None,
        "from": sender,
        "role": item.role.value,
        "mine": mine,
        "body": None if item.taken_back and reader.family else item.body,
        "at": written(item.at),
        "language": item.language,
    }
