"""A child of somebody's work, the family it is of, and to whom it can go. No I/O."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class OneFamily:
    """Children of one family, one at least, as far as this member of staff plans for them."""

    children: list[Child]

    @property
    def family_id(self) -> UUID:
        return self.children[0].family_id

    @property
    def family_name(self) -> str:
        return self.children[0].family_name

    def child(self, child_id: UUID) -> Child | None:
        return next((child for child in self.children if child.id == child_id), None)


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who could take over."""

    id: UUID
    name: str
    team: str | None


class ManagerReason(StrEnum):
    """Why a plan gets another manager. `change_of_manager` knows the same."""

    LEAVES = "leaves"
    AWAY = "away"
    TEAM = "team"
    SHARED = "shared"
    OTHER = "other"
