"""A text that came in and needs a person. No I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

CLOSED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`name`: only for whoever works with that person; on the duty page a number is all that there is.

    `look_by`: when somebody has to have looked, where the words may mean that a person is not safe.
    """

    id: UUID
    at: datetime
    number: str
    words: str | None
    outcome: str
    why: str
    look_by: datetime | None
    person_id: UUID | None
    name: str | None
    called: str | None
    dealt_by: str | None
    dealt_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.dealt_at is None

    @property
    def said(self) -> tuple[str, dict[str, Any]]:
        """What it is and what to do, as a key with what is filled in."""
        if self.outcome == "call_back":
            key = "letters.reply.call_back" if self.called else "letters.reply.call_back_nobody"
            return key, {"name": self.called or ""}
        return f"letters.reply.{self.why}", {}

    @property
    def has_own_words(self) -> bool:
        """A lone “3” says no more than that somebody wants to be called."""
        return (self.words or "").strip() not in ("", "3")

    def is_late(self, now: datetime) -> bool:
        return self.look_by is not None and self.is_open and self.look_by < now
