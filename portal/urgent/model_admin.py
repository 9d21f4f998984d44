"""What an administrator looks after: when the offices are open, who is there at night, words and their languages."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Generic, TypeVar

from portal.safety.model import SafetyWord
from portal.web.marks import mark_for

WEEKDAYS = range(1, 8)
PER_PAGE = 25
# In the order of the languages that councils ask for; a list can begin before the portal speaks the language.
LANGUAGES = ("en", "cy", "pl", "ro", "uk", "pa", "ur", "bn", "ar", "so", "ps", "prs", "ti")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hours:
    """A council's opening times by London's clock, and whom to call outside them."""

    days: frozenset[int]
    opens: time
    closes: time
    night_name: str
    night_phone: str
    called_on: date | None

    @property
    def version(self) -> str:
        """Changes whenever anything of it does: who checks a change sees what it changes."""
        return mark_for([sorted(self.days), *(getattr(self, field.name) for field in fields(self)[1:])])


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list."""

    rows: Sequence[T]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def page_of(words: Sequence[SafetyWord], query: str, number: int) -> Page[SafetyWord]:
    """The entries that hold what was looked for, 25 at a time; the last page where there are fewer."""
    found = [word for word in words if query in word.words]
    last = max(1, -(-len(found) // PER_PAGE))
    page = min(max(number, 1), last)
    return Page(found[(page - 1) * PER_PAGE : page * PER_PAGE], len(found), page)
