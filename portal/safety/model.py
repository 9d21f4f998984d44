"""The answers that a family can give after sending, and the words that a council watches for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Source(StrEnum):
    """What raised an item, from the weakest sign to the strongest."""

    WORDS = "words"
    VIEWS = "views"
    TALK = "talk"
    STAFF = "staff"
    DANGER = "danger"


class Answer(StrEnum):
    """What somebody said when asked whether they need anything; `CALL_…`: whether it is safe to phone them."""

    OK = "ok"
    TALK = "talk"
    DANGER = "danger"
    CALL_YES = "call_yes"
    CALL_TIMES = "call_times"
    CALL_NO = "call_no"


class Writing(StrEnum):
    """What words that are no message are a part of."""

    VIEWS = "views"
    STORY = "story"
    TOPIC = "topic"
    VISIT_TIME = "visit_time"
    CORRECTION = "correction"
    MEETING = "meeting"
    WORRY = "worry"
    PAPER = "paper"
    DECIDED = "decided"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Stands:
    """Where words stand that are no message, so that staff find them: in what, and its id.

    `id` is of the row that holds them; of what somebody said before a meeting it is the meeting's, and of how they are
    reached their own.
    """

    writing: Writing
    id: UUID


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """Whether it is safe to phone, in the person's own words; `answer` is one of the three about calling."""

    answer: Answer
    words: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SafetyWord:
    """An entry that is watched for. `added_by` and `added_with` are empty for what a council started with."""

    id: UUID
    language: str
    words: str
    added_at: datetime
    added_by: str | None
    added_with: str | None


class AlreadyWatched(Exception):
    """The list has this entry."""
