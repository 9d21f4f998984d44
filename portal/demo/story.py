"""How the demonstration's families are told: each call adds the rows that a page would have written."""

from datetime import date, datetime, timedelta
from uuid import UUID

from portal.clock import LONDON
from portal.demo.cast import Member
from portal.demo.rows import Row, Rows
from portal.demo.talk_story import TalkStory
from portal.demo.visit_story import VisitStory


class Story(Rows):
    """What the tellers of families say, in a line each."""

    def family(self, name: str) -> UUID:
        return self.add_with_id("family", name=name)

    def home(self, address: str, since: date, *people: Member) -> None:
        for person in people:
            self.add_with_id("home", person_id=person.id, address=address, from_on=since)

    def relation(
        self, person: Member, kind: str, *children: Member, basis: str | None = None, home: bool = False
    ) -> None:
        """`basis` says why this person has parental responsibility; without one they have none."""
        for child in children:
            self.add_with_id(
                "relationship",
                person_id=person.id,
                child_id=child.id,
                type=kind,
                parental_responsibility=basis is not None,
                responsibility_basis=basis,
                lives_with=home,
                from_on=self.days.born(child.age)
                if child.age and kind in ("mother", "father")
                else self.days.ago(400),
            )

    def plan(self, family: UUID, child: Member, kind: str, from_on: date, **more: object) -> UUID:
        return self.add_with_id(
            "child_plan", family_id=family, child_id=child.id, type=kind, from_on=from_on, **more
        )

    def involve(self, staff: Member, role: str, *plans: UUID, since: datetime, **more: object) -> None:
        for plan in plans:
            self.add_with_id(
                "involvement", staff_id=staff.id, child_plan_id=plan, role=role, from_at=since, **more
            )

    def handed_over(self, before: Member, after: Member, *plans: UUID, since: datetime, on: datetime) -> None:
        """One worker's time with a family is over, the next one's begins."""
        self.involve(before, "allocated", *plans, since=since, to_at=on, change_reason="CHCHAN")
        self.involve(after, "allocated", *plans, since=on)

    def safe_contact(self, person: Member, texting: str, *, asked_by: Member, **more: object) -> None:
        """What was not said is no, as on the page; calls are fine unless `calls` says otherwise."""
        asked = self.days.at(-2, 2, 15)
        self.add(
            "safe_contact_plan",
            person_id=person.id,
            texting=texting,
            checked_on=asked.date(),
            checked_at=asked,
            checked_by=asked_by.id,
            **more,
        )

    def visit(
        self, key: str, family: UUID, worker: Member, starts_at: datetime, **more: object
    ) -> VisitStory:
        """A planned visit. It is not shared until `shared`; `more` are columns of the table."""
        wall = starts_at.astimezone(LONDON).replace(tzinfo=None)
        row: Row = {
            "id": self.id("visit", key),
            "family_id": family,
            "worker_id": worker.id,
            "announced": True,
            "starts_at": starts_at,
            "starts_wall": wall,
            "minutes": 60,
            "planned_by": worker.id,
            "planned_at": starts_at - timedelta(days=9, hours=3, minutes=20),
        }
        self.add("visit", **row | more)
        return VisitStory(self, self.rows["visit"][-1], worker, starts_at)

    def talk(self, person: Member) -> TalkStory:
        """The conversation that this person has from the start."""
        return TalkStory(self, person)
