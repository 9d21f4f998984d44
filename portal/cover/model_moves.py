"""A family gets another worker. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Reason(StrEnum):
    """Why, in the codes of the yearly return on children looked after."""

    MANAGE = "MANAGE"
    LEFTRL = "LEFTRL"
    ORGRST = "ORGRST"
    TSPROC = "TSPROC"
    ABSENC = "ABSENC"
    CHCHAN = "CHCHAN"
    PCCHAN = "PCCHAN"
    SWDIED = "SWDIED"
    OTHERS = "OTHERS"


@dataclass(frozen=True, slots=True)
class Held:
    """A plan and the worker who has it: what can be handed over."""

    involvement_id: UUID
    plan_id: UUID
    child_id: UUID
    child_name: str
    plan_type: str
    worker_id: UUID
    worker_name: str


@dataclass(frozen=True, slots=True)
class NewMove:
    involvement_ids: list[UUID]
    to_id: UUID
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """One plan's change of worker."""

    id: UUID
    plan_id: UUID
    child_id: UUID
    child_name: str
    plan_type: str
    from_id: UUID
    from_name: str
    from_called: str
    to_id: UUID
    to_name: str
    to_called: str
    at: datetime
    reason: str
    confirmed_at: datetime | None
    note: str | None
    # The child has a story that this reader works from.
    has_story: bool

    def ahead(self, now: datetime) -> bool:
        return self.at > now


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that a change of worker or an absence asks of the actor, until it is done."""

    kind: str  # goodbye, introduce, confirm, note, covering, manages, managed, managed_from, stays, handed
    item_id: UUID
    name: str
    other: str
    by_on: date | None
    about_id: UUID

    @property
    def href(self) -> str:
        if self.kind == "covering":
            return "/staff/covering"
        if self.kind in ("manages", "handed"):
            return "/team/managers"
        if self.kind in ("managed", "managed_from", "stays"):
            return f"/staff/people/{self.about_id}"
        if self.kind == "note":
            return f"/staff/away/{self.item_id}/notes"
        return f"/staff/moves/{self.item_id}"
