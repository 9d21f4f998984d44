"""One meeting as it is told: its slots, who is asked to each, who will be there, and what people said beforehand."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from portal.clock import LONDON
from portal.demo.cast import Member, id_of
from portal.demo.rows import Row
from portal.demo.story import Story
from portal.meetings.types import MeetingType, type_of


@dataclass(frozen=True, slots=True)
class Asking:
    """Who plans a meeting, who runs it, and when it was planned."""

    by: Member
    chair: Member
    at: datetime


class MeetingStory:
    """`key` names it, and gives it the same id in every demonstration."""

    def __init__(self, story: Story, key: str, of: str, asking: Asking, why_now: str) -> None:
        self.story, self.key, self.asking = story, key, asking
        self.of: MeetingType = type_of(of)
        self.id = id_of(story.council, "meeting", key)
        story.add(
            "meeting",
            id=self.id,
            type=of,
            chair_id=asking.chair.id,
            why_now=why_now,
            planned_by=asking.by.id,
            planned_at=asking.at,
        )
        self.row: Row = story.rows["meeting"][-1]

    def about(self, *children: Member, participation: str | None = None) -> "MeetingStory":
        """Children whose plans it is about; the plan is the one that the family's story told."""
        for child in children:
            plan = next(row for row in self.story.rows["child_plan"] if row["child_id"] == child.id)
            self.row["family_id"] = plan["family_id"]
            self.story.add(
                "meeting_child",
                meeting_id=self.id,
                child_id=child.id,
                child_plan_id=plan["id"],
                participation=participation,
                participation_by=self.asking.by.id if participation else None,
            )
        return self

    def due(self, on: date, rule: str) -> "MeetingStory":
        self.row.update(due_on=on, due_rule=rule)
        return self

    def slot(
        self,
        name: str,
        starts_at: datetime,
        place: str,
        joining: str = "",
        *,
        how: str = "place",
        minutes: int = 90,
    ) -> "SlotStory":
        """A time and a place of it. Papers are due before the first one."""
        slot_id = id_of(self.story.council, "meeting_slot", self.key, name)
        self.story.add(
            "meeting_slot",
            id=slot_id,
            meeting_id=self.id,
            starts_at=starts_at,
            starts_wall=starts_at.astimezone(LONDON).replace(tzinfo=None),
            minutes=minutes,
            how=how,
            place_words=place,
            joining_words=joining,
        )
        papers_by, notes_by = self.of.papers_by(starts_at.date()), self.of.notes_by(starts_at.date())
        first = cast(date | None, self.row.get("papers_by_on"))
        self.row["papers_by_on"] = min(first, papers_by) if first else papers_by
        self.row["notes_by_on"] = max(cast(date | None, self.row.get("notes_by_on")) or notes_by, notes_by)
        return SlotStory(self, slot_id)

    def shared(self, at: datetime) -> "MeetingStory":
        self.row["shared_at"] = at
        return self

    def held(self, on: date) -> "MeetingStory":
        """It was held. What was decided is told apart."""
        self.row.update(state="held", held_on=on)
        self.row.setdefault("papers_by_on", self.of.papers_by(on))
        self.row.setdefault("notes_by_on", self.of.notes_by(on))
        return self

    def part(self, person: Member, at: datetime, **said: object) -> None:
        """How somebody wants to take part, and what they said beforehand."""
        self.story.add("meeting_part", meeting_id=self.id, person_id=person.id, saved_at=at, **said)

    def worry(self, person: Member, body: str, at: datetime, **reply: object) -> None:
        """For the chair alone."""
        self.story.add_with_id(
            "meeting_worry", meeting_id=self.id, person_id=person.id, body=body, at=at, **reply
        )

    def ask(self, person: Member, kind: str, words: str | None, at: datetime, **more: object) -> UUID:
        return self.story.add_with_id(
            "meeting_ask", meeting_id=self.id, person_id=person.id, kind=kind, words=words, at=at, **more
        )


class SlotStory:
    """One slot: its readers, and who they are told will be there."""

    def __init__(self, meeting: MeetingStory, slot_id: UUID) -> None:
        self.meeting, self.id = meeting, slot_id
        self._there = 0

    def asks(self, *people: Member, opened: dict[Member, datetime] | None = None) -> "SlotStory":
        for person in people:
            self._reader(person, "family", first_opened_at=(opened or {}).get(person))
        return self

    def asks_partner(self, partner: Member, report_by_on: date | None = None) -> "SlotStory":
        self._reader(partner, "partner", report_by_on=report_by_on)
        return self

    def _reader(self, person: Member, kind: str, **more: object) -> None:
        asking = self.meeting.asking
        self.meeting.story.add(
            "meeting_reader",
            meeting_id=self.meeting.id,
            person_id=person.id,
            slot_id=self.id,
            kind=kind,
            added_by=asking.by.id,
            added_at=asking.at,
            **more,
        )

    def there(self, who: Member | str, role: str, why: str = "") -> "SlotStory":
        self.meeting.story.add_with_id(
            "meeting_attendee",
            meeting_id=self.meeting.id,
            slot_id=self.id,
            person_id=who.id if isinstance(who, Member) else None,
            name=who.name if isinstance(who, Member) else who,
            role_words=role,
            why_words=why,
            position=self._there,
        )
        self._there += 1
        return self
