"""A child of somebody's work. No I/O."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child for whom this member of staff can plan, with the plan by which they do."""

    id: UUID
    plan_id: UUID
    family_id: UUID
    family_name: str
    plan_type: str
    name: str
    called: str
    pronoun: str
    born_on: date
