"""A child of somebody's work, and to whom it can go. No I/O."""

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
