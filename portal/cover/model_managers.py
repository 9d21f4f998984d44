"""A plan gets another manager. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Managed:
    """A plan that somebody manages and can hand over."""

    plan_id: UUID
    child_id: UUID
    child_name: str


@dataclass(frozen=True, slots=True)
class NewManager:
    plan_ids: list[UUID]
    to_id: UUID
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Handed:
    """One plan's change of manager, for who manages it now, or until then."""

    id: UUID
    child_id: UUID
    child_name: str
    from_name: str
    to_id: UUID
    to_name: str
    at: datetime
    reason: str
    set_by: str
    seen_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    # Still to come, and the reader's own to withdraw.
    to_withdraw: bool

    def ahead(self, now: datetime) -> bool:
        return self.at > now
