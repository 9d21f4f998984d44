"""What staff do with messages beside answering them: as it is read and shown. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

FOUND_PAGE = 25
# A manager's reason holds for so long, and the database allows no longer.
READING_HOURS = 8
# How many words of a search count, and how many items stand after the one that was found when it is opened.
MOST_WORDS, ITEMS_AFTER = 8, 6


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation by whose it is, as a member of staff comes to it. `worked`: may read all of it."""

    id: UUID
    person_id: UUID
    name: str
    called: str
    language: str
    worked: bool

    @property
    def path(self) -> str:
        return f"/staff/messages/{self.id}"

    def path_of(self, message_id: UUID) -> str:
        return f"{self.path}#m-{message_id}"

    def path_around(self, message_id: UUID, seq: int) -> str:
        """The page of the conversation that holds one message, with a few that came after it."""
        return f"{self.path}?before={seq + ITEMS_AFTER}#m-{message_id}"


@dataclass(frozen=True, slots=True)
class Said:
    """One message, word for word. `taken_back_at`: its writer took it back, and the words are kept."""

    id: UUID
    seq: int
    sender: str
    covering: str | None
    role: str
    kind: str
    language: str | None
    body: str
    at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Child:
    """A child whose plan brings this member of staff and this person together. `staff`: who works on the plan."""

    id: UUID
    plan_id: UUID
    called: str
    staff: tuple[str, ...]
    saved_at: datetime | None
    saved_by: str | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """A promise that was made from a message."""

    id: UUID
    message_id: UUID
    seq: int
    owed_by: str
    who_words: str
    what: str
    by_on: date | None
    state: str
    because: str | None
    version: int
    made_at: datetime
    settled_by: str | None


@dataclass(frozen=True, slots=True)
class NewPromise:
    plan_id: UUID
    owed_by: str
    who_words: str
    what: str
    by_on: date


@dataclass(frozen=True, slots=True)
class Colleague:
    id: UUID
    name: str
    manages: bool


@dataclass(frozen=True, slots=True)
class Answer:
    by: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked a colleague, and what came back."""

    id: UUID
    by: str
    to: str
    to_me: bool
    body: str
    at: datetime
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody waits for this member of staff's answer to a note. No words of it: Today is opened in public."""

    note_id: UUID
    conversation_id: UUID
    by: str
    person_id: UUID
    name: str
    called: str
    at: datetime

    @property
    def path(self) -> str:
        return f"/staff/messages/{self.conversation_id}/notes/{self.note_id}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A manager opened the conversation for a reason."""

    manager: str
    reason: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what a search found, newest first. `before`: where the next page begins."""

    items: list[Said]
    before: int | None


def words_in(text: str) -> list[str]:
    """The words to look for, each of which must be somewhere in a message."""
    return text.split()[:MOST_WORDS]
