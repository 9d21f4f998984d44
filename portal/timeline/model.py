"""The things of a timeline, in words and by year. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from portal.statutory.birthdays import birthday
from portal.web.redaction import leave_out
from portal.web.times import london

# Who is younger asks a worker for a copy: a file lies open to whoever holds the phone.
KEEPS_FROM = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One thing. `kind`: visit, meeting, views, promise, story. `state` is a code of that kind.

    `hidden`: words that this reader may not be shown, where the thing comes from a meeting.
    """

    kind: str
    id: UUID
    at: datetime
    state: str
    who: str
    what: str
    hidden: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        return london(self.at).year

    @property
    def href(self) -> str | None:
        match self.kind:
            case "visit":
                return f"/visits/{self.id}"
            case "meeting":
                return f"/meetings/{self.id}/decisions"
            case "views":
                return f"/views/{self.id}"
            case "story":
                return "/story"
        return None

    def shown(self, text: str, language: str) -> str:
        return leave_out(text, self.hidden, language)


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    lines: Sequence[Line]


def by_year(lines: Iterable[Line]) -> list[Year]:
    """From the beginning to now, as a story is told."""
    told = sorted(lines, key=lambda line: (line.at, line.kind, str(line.id)))
    return [Year(number, list(found)) for number, found in groupby(told, key=lambda line: line.year)]


def may_keep(born_on: date | None, today: date) -> bool:
    return born_on is not None and birthday(born_on, KEEPS_FROM) <= today


@dataclass(frozen=True, slots=True)
class Written:
    """Words of one's own. `kind`: topic, correction, comment, view, message."""

    kind: str
    at: datetime
    body: str
