"""Staff and partners as an administrator sees them, and what stopping somebody's access needs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

PER_PAGE = 25
ROLES = ("worker", "manager", "chair", "partner", "administrator")
# Who can open a way to families for others, or has many of them: never by one person alone.
ROLES_BY_TWO = ("manager", "administrator")
STATUSES = ("active", "invited", "stopped")
IN_A_TEAM = ("worker", "manager")


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One row of the list."""

    id: UUID
    name: str
    role: str
    job_title: str | None
    team: str | None
    email: str | None
    status: str
    invited_until: datetime | None
    last_sign_in: datetime | None
    # When words were last given or a password chosen, and whether that is longer ago than a double tap.
    words_at: datetime | None
    settled: bool
    # What became of the newest invitation by e-mail: sent, going, failed, wrong_numbers; nothing where words are newer.
    invitation: str | None = None
    # Who gave words on paper that wait for another administrator.
    given_by: UUID | None = None
    giver: str | None = None
    has_app: bool = False

    @property
    def has_team(self) -> bool:
        return self.role in IN_A_TEAM

    @property
    def version(self) -> str:
        return self.words_at.isoformat() if self.words_at else ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; kept in the address."""

    q: str = ""
    role: str = ""
    status: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class StaffPage:
    people: list[StaffMember]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class NewStaff:
    name: str
    called: str
    role: str
    job_title: str
    team_id: UUID | None

    @property
    def kind(self) -> str:
        return "partner" if self.role == "partner" else "staff"

    @property
    def staff_role(self) -> str | None:
        return None if self.role == "partner" else self.role


@dataclass(frozen=True, slots=True)
class PaperWords:
    """Shown once; never logged, stored or put in an address."""

    words: str
    until: datetime

    def __repr__(self) -> str:
        return "PaperWords(…)"


@dataclass(frozen=True, slots=True)
class ToldNumber:
    """Shown once and told face to face; never logged or stored."""

    number: str
    until: datetime

    def __repr__(self) -> str:
        return "ToldNumber(…)"


class EmailTaken(Exception):
    """The address signs in somebody already. Never says whom."""


class FamiliesLeft(Exception):
    """A family would be left without a worker."""


class NobodyToConfirm(Exception):
    """There is no other administrator who could see words on paper with who they are for."""


class LastAdministrator(Exception):
    """Nobody would be left to look after accounts."""
