"""Teams as an administrator looks after them, and the name and number that families are given."""

from dataclasses import dataclass
from uuid import UUID

from portal.web.marks import mark_for


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom families call, and where."""

    name: str
    phone: str

    @property
    def version(self) -> str:
        """Changes whenever either does: who checks a change sees what it changes."""
        return mark_for((self.name, self.phone))


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team in the list. `people`: how many of its staff can still come."""

    id: UUID
    name: str
    phone: str
    people: int


class NameTaken(Exception):
    """Another team of the council is called the same, whatever the case of its letters."""


class Outdated(Exception):
    """Somebody else has changed it since it was checked, or it is gone."""
