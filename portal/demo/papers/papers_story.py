"""One paper as it is told: its versions by paragraph, who reads it, what they said about it and what was answered."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from portal.clock import LONDON
from portal.demo.cast import Member, id_of
from portal.demo.rows import Row
from portal.demo.story import Story
from portal.meetings.model_papers import reply_by


class PaperStory:
    """`key` names it, and gives it the same id in every demonstration. It is for a meeting that was told before."""

    def __init__(self, story: Story, key: str, meeting_id: UUID, by: Member, kind: str, title: str) -> None:
        self.story, self.key, self.by = story, key, by
        self.meeting = next(row for row in story.rows["meeting"] if row["id"] == meeting_id)
        self.id = id_of(story.council, "paper", key)
        story.add(
            "paper", id=self.id, meeting_id=meeting_id, kind=kind, title=title, by_id=by.id,
            due_on=self.meeting["papers_by_on"], made_at=self.meeting["planned_at"],
        )  # fmt: skip
        self.versions: list[UUID] = []

    def version(self, at: datetime, *parts: tuple[str, str], shared: datetime | None = None) -> "PaperStory":
        """Parts are (name, words); what keeps its name keeps its key. A name that begins with # is a heading."""
        version_id = id_of(self.story.council, "paper_version", self.key, str(len(self.versions)))
        self.versions.append(version_id)
        self.story.add(
            "paper_version", id=version_id, paper_id=self.id, number=len(self.versions), by_id=self.by.id,
            saved_at=at,
        )  # fmt: skip
        for position, (name, body) in enumerate(parts, 1):
            self.story.add(
                "paper_paragraph", version_id=version_id, position=position, key=self.part(name),
                heading=name.startswith("#"), body=body,
            )  # fmt: skip
        if shared is not None:
            self.story.add("paper_version_shared", id=version_id, shared_at=shared)
        return self

    def part(self, name: str) -> UUID:
        return id_of(self.story.council, "paper_paragraph", self.key, name)

    def read_by(self, *people: Member, shown: datetime | None) -> "PaperStory":
        for person in people:
            self.story.add(
                "paper_reader", paper_id=self.id, person_id=person.id, added_by=self.by.id,
                added_at=shown or self.meeting["planned_at"], shown_at=shown,
            )  # fmt: skip
        return self

    def opened(self, person: Member, version: int, at: datetime) -> None:
        self.story.add(
            "paper_reading", version_id=self.versions[version - 1], person_id=person.id, first_read_at=at
        )

    def says(
        self, person: Member, kind: str, part: str | None, body: str, at: datetime, *, version: int = 1
    ) -> Row:
        """What a reader said about a part, or about the whole of it."""
        self.story.add_with_id(
            "paper_comment", paper_id=self.id, version_id=self.versions[version - 1],
            paragraph_key=self.part(part) if part else None, by_id=person.id, kind=kind, body=body, at=at,
            reply_by_on=reply_by(at.astimezone(LONDON).date(), self._meets(person)),
        )  # fmt: skip
        return self.story.rows["paper_comment"][-1]

    def answers(self, comment: Row, by: Member, reply: str, at: datetime) -> None:
        comment.update(reply=reply, replied_by=by.id, replied_at=at)

    def _meets(self, person: Member) -> date:
        asked = next(
            row for row in self.story.rows["meeting_reader"]
            if (row["meeting_id"], row["person_id"]) == (self.meeting["id"], person.id)
        )  # fmt: skip
        slot = next(row for row in self.story.rows["meeting_slot"] if row["id"] == asked["slot_id"])
        starts_at = slot["starts_at"]
        assert isinstance(starts_at, datetime)
        return starts_at.astimezone(LONDON).date()


def leaves_out(
    story: Story, meeting_id: UUID, reader: Member, by: Member, at: datetime, words: Sequence[str]
) -> None:
    for one in words:
        story.add_with_id(
            "redaction", meeting_id=meeting_id, reader_id=reader.id, words=one, added_by=by.id, added_at=at
        )
