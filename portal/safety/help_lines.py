"""Help lines: those that every council starts with, read once, and what a council has made of them."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from portal.identity.actor import Actor, Kind
from portal.statutory.birthdays import birthday
from portal.web.marks import mark_for

FILE = Path(__file__).with_name("help_lines.toml")
GOOD_FOR = timedelta(days=90)
# Who has turned so old is past what is for young people, also where they have an account of their own still.
YOUNG_UNTIL = 19
NATIONS = ("uk", "england", "wales", "scotland", "northern_ireland")
# So far one stands from the next, and another fits between them.
APART = 10.0


@dataclass(frozen=True, slots=True)
class HelpLine:
    """`name`, `who`, `hours`: a council's own words; without them those of the catalogue under `help.line.<id>`."""

    id: str
    number: str
    checked_on: date
    source: str = ""
    # A number to send a text to, not to call.
    text: bool = False
    # For young people first of all.
    young: bool = False
    name: str | None = None
    who: str | None = None
    hours: str | None = None
    free: bool = True
    nation: str = "uk"
    hidden: bool = False
    place: float = 0.0

    @property
    def link(self) -> str:
        return f"{'sms' if self.text else 'tel'}:{dialled(self.number)}"

    def is_stale(self, today: date) -> bool:
        """Whether somebody should compare the number with its source again."""
        return today - self.checked_on > GOOD_FOR

    @property
    def version(self) -> str:
        """Changes with whatever an administrator can change: who checks a change sees what it changes."""
        return mark_for(self)


def dialled(number: str) -> str:
    """A number as a phone wants it: digits, and a plus sign in front where there is one."""
    return "".join(
        sign for place, sign in enumerate(number) if sign.isdigit() or (sign == "+" and place == 0)
    )


@cache
def help_lines() -> tuple[HelpLine, ...]:
    with FILE.open("rb") as file:
        found = tomllib.load(file)["line"]
    return tuple(HelpLine(**line, place=APART * place) for place, line in enumerate(found, 1))


def together(changed: Iterable[HelpLine]) -> tuple[HelpLine, ...]:
    """All lines of a council in its order: what it changed or added, and the rest as every council starts with it."""
    own = {line.id: line for line in changed}
    rest = [line for line in help_lines() if line.id not in own]
    return tuple(sorted([*own.values(), *rest], key=lambda line: (line.place, line.id)))


def put_after(line: HelpLine, lines: Iterable[HelpLine], after: str) -> HelpLine:
    """The line, moved behind the one with the id `after`; first of all where there is none."""
    places = [one.place for one in lines if one.id != line.id]
    before = [one.id for one in lines if one.id != line.id].index(after) + 1 if after else 0
    if not places:
        return line
    if before == 0:
        return replace(line, place=places[0] - APART)
    if before == len(places):
        return replace(line, place=places[-1] + APART)
    return replace(line, place=(places[before - 1] + places[before]) / 2)


def is_for_young(actor: Actor, today: date) -> bool:
    """Whether the lines for young people are theirs. Who has no birth date here counts as young."""
    return actor.kind is Kind.YOUNG_PERSON and (
        actor.born_on is None or today < birthday(actor.born_on, YOUNG_UNTIL)
    )


def lines_for(lines: Iterable[HelpLine], *, young: bool) -> list[HelpLine]:
    """What somebody is shown, in its order; a grown-up finds what is for young people last."""
    return sorted((line for line in lines if not line.hidden), key=lambda line: line.young != young)
