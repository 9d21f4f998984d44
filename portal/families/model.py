"""A person of a family: who they are, whom they belong to, whom they are kept from."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


class Stale(Exception):
    """Somebody saved the same thing since this person opened it."""


@dataclass(frozen=True, slots=True)
class Person:
    """`staffed`: an adult of the family, or a child whose plan this member of staff works on.

    `as_parent`: a young person whom they know as a mother or father; the rest of them is others' to know.
    """

    id: UUID
    kind: str
    name: str
    called: str
    pronoun: str
    born_on: date | None
    language: str
    interpreter_language: str | None
    access_needs: str | None
    staffed: bool
    as_parent: bool


@dataclass(frozen=True, slots=True)
class Relationship:
    """Between a child and somebody. `other` is whoever of the two the page is not about."""

    id: UUID
    other_id: UUID
    other_name: str
    other_called: str
    other_is_child: bool
    type: str
    parental_responsibility: bool
    responsibility_basis: str | None
    lives_with: bool
    from_on: date
    to_on: date | None

    @property
    def state(self) -> str:
        """What a form was filled in from: posted back, it shows whether somebody changed it since."""
        ends = self.to_on.isoformat() if self.to_on else ""
        return f"{self.parental_responsibility}/{self.responsibility_basis or ''}/{self.lives_with}/{ends}"


@dataclass(frozen=True, slots=True)
class RelationshipChange:
    parental_responsibility: bool
    responsibility_basis: str | None
    lives_with: bool
    to_on: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Restriction:
    id: UUID
    person_id: UUID
    person_name: str
    protects_id: UUID
    # Empty where whoever reads this does not work with that person.
    protects_name: str
    kind: str
    authority: str
    from_on: date
    until_on: date | None
    review_on: date
    seen_by: str | None

    def ended_by(self, day: date) -> bool:
        return self.until_on is not None and self.until_on < day


@dataclass(frozen=True, slots=True)
class NewRestriction:
    person_id: UUID
    protects_id: UUID
    kind: str
    authority: str
    from_on: date
    until_on: date | None
    review_on: date


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works with a child's plan, and since when."""

    id: UUID
    staff_id: UUID
    name: str
    job_title: str | None
    role: str
    covering_for: str | None
    plan_id: UUID
    plan_type: str
    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    id: UUID
    child_id: UUID
    child_name: str
    child_called: str
    type: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Staff:
    id: UUID
    name: str
    job_title: str | None


@dataclass(frozen=True, slots=True)
class NewWorker:
    staff_id: UUID
    role: str
    covering_for: UUID | None
    from_at: datetime
    to_at: datetime | None
    reason: str
