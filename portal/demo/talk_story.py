"""One conversation as it is told: who wrote what and when, who has read how far, and what followed from it."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from portal.demo.cast import Member
from portal.demo.rows import Row, Rows

# What a page takes to reach somebody who is at their screen.
AT_ONCE = timedelta(seconds=4)


class TalkStory:
    """Everything in the conversation of one person of a family, in the order in which it happened."""

    def __init__(self, story: Rows, person: Member) -> None:
        self.story = story
        self.person = person
        self.row = next(row for row in story.rows["conversation"] if row["person_id"] == person.id)
        self._marks: dict[UUID, Row] = {}

    @property
    def id(self) -> UUID:
        return cast(UUID, self.row["id"])

    @property
    def last_seq(self) -> int:
        return cast(int, self.row["last_seq"])

    def says(self, body: str, at: datetime, language: str | None = None) -> int:
        """Whose conversation it is writes; answers the number of the message."""
        seq = self._add(self.person, "text", "family", body, at, language=language)
        self.row["waiting_since"] = self.row["waiting_since"] or at
        return seq

    def answers(
        self, by: Member, body: str, at: datetime, *, for_: Member | None = None, language: str | None = None
    ) -> int:
        """A worker writes, or somebody who covers for one."""
        covering: Row = {"covering_for": for_.id} if for_ else {}
        seq = self._add(by, "text", "cover" if for_ else "worker", body, at, language=language, **covering)
        self.row["waiting_since"] = None
        return seq

    def quick_reply(self, by: Member, at: datetime, day: str) -> None:
        """The ready-made sentence, which does not count as the answer."""
        body = f"Thank you. I have your message. I will reply by {day}."
        self._add(by, "quick", "worker", body, at)

    def took_back(self, by: Member, of_seq: int, at: datetime) -> None:
        """The message with this number went to the wrong person."""
        seq = self._add(by, "taken-back", "worker", None, at)
        self.story.add("retraction", conversation_id=self.id, of_seq=of_seq, seq=seq)

    def translated(self, seq: int, words: str, by_whom: str, *, written_by: Member, at: datetime) -> None:
        """What the message with this number says in English, as somebody told a worker."""
        self.story.add_with_id(
            "message_translation",
            conversation_id=self.id,
            seq=seq,
            words=words,
            by_whom=by_whom,
            written_by=written_by.id,
            at=at,
        )

    def reached(self, who: Member, at: datetime) -> None:
        """Somebody's phone or page has taken in everything so far, unread."""
        self._mark(who).update(delivered_seq=self.last_seq, delivered_at=at)

    def read_by(self, who: Member, at: datetime) -> None:
        """Somebody has read everything so far."""
        self._mark(who).update(
            delivered_seq=self.last_seq, delivered_at=at, seen_seq=self.last_seq, seen_at=at + AT_ONCE
        )

    def typed(self, who: Member, body: str, at: datetime) -> None:
        """Words that were not sent yet."""
        self.story.add("message_draft", conversation_id=self.id, person_id=who.id, body=body, saved_at=at)

    def message_id(self, seq: int) -> UUID:
        return self.story.id("message", self.person.key, str(seq))

    def _add(self, by: Member, kind: str, role: str, body: str | None, at: datetime, **more: object) -> int:
        if self.last_seq:
            self.read_by(by, at - timedelta(minutes=1))
        seq = self.last_seq + 1
        self.row["last_seq"] = seq
        message_id = self.message_id(seq)
        row: Row = {
            "conversation_id": self.id,
            "seq": seq,
            "id": message_id,
            "sender_id": by.id,
            "client_id": message_id,
            "kind": kind,
            "role": role,
            "body": body,
            "at": at,
        }
        self.story.add("message", **row | more)
        return seq

    def _mark(self, who: Member) -> "Row":
        if who.id not in self._marks:
            self.story.add("read_mark", conversation_id=self.id, person_id=who.id)
            self._marks[who.id] = self.story.rows["read_mark"][-1]
        return self._marks[who.id]
