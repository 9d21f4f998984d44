"""One visit as it is told: who it is about, who may see it, and all that was said about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from portal.clock import LONDON
from portal.demo.cast import Member
from portal.demo.rows import Row, Rows


class VisitStory:
    """One visit: who it is about, who may see it, and all that was said about it."""

    def __init__(self, story: Rows, row: Row, worker: Member, starts_at: datetime) -> None:
        self.story = story
        self.row = row
        self.worker = worker
        self.starts_at = starts_at
        self.offered: list[UUID] = []
        self.summaries: list[SummaryStory] = []

    @property
    def id(self) -> UUID:
        return cast(UUID, self.row["id"])

    def about(self, child: Member, plan: UUID, **more: object) -> "VisitStory":
        """A child that the visit is about; after it, what was seen: seen, seen_alone, bedroom_seen."""
        self.story.add("visit_child", visit_id=self.id, child_id=child.id, child_plan_id=plan, **more)
        return self

    def shared(
        self, at: datetime, *readers: Member, said_ok: dict[Member, datetime] | None = None
    ) -> "VisitStory":
        """The plan is shared with these people as soon as it is made; some said that its time is OK."""
        self.row.update(planned_at=at - timedelta(minutes=10), shared_at=at)
        answered = said_ok or {}
        for reader in readers:
            self.story.add(
                "visit_reader",
                visit_id=self.id,
                person_id=reader.id,
                added_by=self.worker.id,
                added_at=at,
                said_ok_at=answered.get(reader),
                said_ok_to=self.starts_at if reader in answered else None,
            )
        self.news("shared", at)
        return self

    def topic(
        self, by: Member, body: str, at: datetime, *, only_worker: bool = False, in_private: bool = False
    ) -> UUID:
        before = [row for row in self.story.rows["visit_topic"] if row["visit_id"] == self.id]
        return self.story.add_with_id(
            "visit_topic",
            visit_id=self.id,
            added_by=by.id,
            body=body,
            audience="worker" if only_worker else "everyone",
            in_private=in_private,
            position=len(before),
            added_at=at,
        )

    def we_did(self, topic: UUID, state: str, what: str, at: datetime, **more: object) -> None:
        """What became of what somebody wanted to talk about."""
        self.story.add_with_id(
            "outcome", topic_id=topic, state=state, what=what, by_id=self.worker.id, at=at, **more
        )

    def topics(self, *bodies: str) -> None:
        """What the worker put on the plan when planning it."""
        for body in bodies:
            self.topic(self.worker, body, self.moment("planned_at"))

    def moment(self, column: str) -> datetime:
        return cast(datetime, self.row[column])

    def offer(self, *times: datetime) -> None:
        for at in times:
            wall = at.astimezone(LONDON).replace(tzinfo=None)
            self.offered.append(
                self.story.add_with_id("visit_offered_time", visit_id=self.id, starts_at=at, starts_wall=wall)
            )

    def asked_to_change(self, by: Member, at: datetime, reply_by_on: date, **more: object) -> None:
        self.story.add_with_id(
            "visit_change_request",
            visit_id=self.id,
            asked_by=by.id,
            asked_at=at,
            reply_by_on=reply_by_on,
            **more,
        )

    def told_ok_by_phone(self, by: Member, at: datetime) -> None:
        """The worker was told by phone that the time is OK, and wrote it down: `by` has said so at that moment."""
        self.story.add_with_id(
            "visit_told",
            visit_id=self.id,
            person_id=by.id,
            by_id=self.worker.id,
            at=at,
            how="phone",
            said="ok",
            about_at=self.starts_at,
        )

    def to_have_ready(self, *bodies: str) -> list[UUID]:
        return [
            self.story.add_with_id("visit_ready_item", visit_id=self.id, body=body, position=position)
            for position, body in enumerate(bodies)
        ]

    def ticked(self, person: Member, at: datetime, *items: UUID | str) -> None:
        for item in items:
            self.story.add(
                "visit_preparation", visit_id=self.id, person_id=person.id, item=str(item), ticked_at=at
            )

    def news(self, kind: str, at: datetime, **more: object) -> None:
        self.story.add_with_id("visit_news", visit_id=self.id, kind=kind, by_id=self.worker.id, at=at, **more)

    def ended(self, state: str, at: datetime, words: str | None = None, **more: object) -> "VisitStory":
        self.row.update(state=state, ended_at=at, ended_words=words, **more)
        if state not in ("done", "partly"):
            self.news("ended", at)
        return self

    def note(self, body: str, at: datetime) -> None:
        """For staff only."""
        self.story.add_with_id("visit_note", visit_id=self.id, by_id=self.worker.id, body=body, at=at)

    def words(self, child: Member, body: str, at: datetime) -> None:
        """What a child said, exactly."""
        self.story.add_with_id(
            "visit_words", visit_id=self.id, child_id=child.id, written_by=self.worker.id, body=body, at=at
        )

    def summary(
        self, at: datetime | None, *readers: Member, read: dict[Member, datetime] | None = None, **text: str
    ) -> "SummaryStory":
        """One summary for these readers; a draft where `at` is None. `text` holds its columns."""
        self.summaries.append(SummaryStory(self, at, readers, read or {}, text))
        return self.summaries[-1]

    def correction(self, by: Member, kind: str, body: str, at: datetime, **more: object) -> UUID:
        return self.story.add_with_id(
            "correction", visit_id=self.id, by_id=by.id, kind=kind, body=body, at=at, **more
        )


class SummaryStory:
    """A summary and its later versions, and the promises made in it."""

    def __init__(
        self,
        visit: VisitStory,
        at: datetime | None,
        readers: Sequence[Member],
        read: dict[Member, datetime],
        text: dict[str, str],
    ) -> None:
        self.visit, self.at, self.readers = visit, at, readers
        self.versions: list[UUID] = []
        self.promised = 0
        self._write(at, read, text)

    def again(
        self, at: datetime, *, read: dict[Member, datetime] | None = None, **text: str
    ) -> "SummaryStory":
        """A later version, shared with the same people. All versions are kept."""
        self._write(at, read or {}, text)
        return self

    def _write(self, at: datetime | None, read: dict[Member, datetime], text: dict[str, str]) -> None:
        story = self.visit.story
        row_id = story.id("visit_summary", str(len(story.rows["visit_summary"])))
        self.versions.append(row_id)
        story.add(
            "visit_summary",
            id=row_id,
            visit_id=self.visit.id,
            first_id=self.versions[0],
            version=len(self.versions),
            written_by=self.visit.worker.id,
            saved_at=at or self.visit.starts_at + timedelta(hours=5),
            shared_at=at,
            **text,
        )
        for reader in self.readers:
            story.add(
                "visit_summary_reader", summary_id=row_id, person_id=reader.id, first_read_at=read.get(reader)
            )

    def promise(
        self, owed_by: str, who: str, what: str, by_on: date | None, **more: object
    ) -> "SummaryStory":
        """The council's promise or the family's; `more` says how it ended, and `because` why."""
        story, at = self.visit.story, self.at
        if at is None:
            raise ValueError("a promise reaches people only with what was shared with them")
        promise_id = story.add_with_id(
            "promise",
            family_id=self.visit.row["family_id"],
            visit_id=self.visit.id,
            summary_id=self.versions[0],
            owed_by=owed_by,
            who_words=who,
            what=what,
            by_on=by_on,
            position=self.promised,
            made_by=self.visit.worker.id,
            made_at=at,
            **more,
        )
        self.promised += 1
        for reader in self.readers:
            story.add("promise_reader", promise_id=promise_id, person_id=reader.id, shared_at=at)
        return self

    def corrected(self, by: Member, body: str, at: datetime, **more: object) -> "SummaryStory":
        self.visit.correction(by, "wrong", body, at, summary_id=self.versions[-1], **more)
        return self

    def said_right(self, by: Member, at: datetime) -> "SummaryStory":
        self.visit.correction(by, "right", "", at, summary_id=self.versions[-1])
        return self
