"""Help lines: data, read once, with the day that each number was last checked."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from portal.identity.actor import Actor, Kind
from portal.statutory.birthdays import birthday

FILE = Path(__file__).with_name("help_lines.toml")
GOOD_FOR = timedelta(days=90)
# Who has turned so old is past what is for young people, also where they have an account of their own still.
YOUNG_UNTIL = 19


@dataclass(frozen=True, slots=True)
class HelpLine:
    id: str
    number: str
    checked_on: date
    source: str
    # A number to send a text to, not to call.
    text: bool = False
    # For young people first of all.
    young: bool = False

    @property
    def link(self) -> str:
        return f"{'sms' if self.text else 'tel'}:{dialled(self.number)}"

    def is_stale(self, today: date) -> bool:
        """Whether somebody should compare the number with its source again."""
        return today - self.checked_on > GOOD_FOR


def dialled(number: str) -> str:
    """A number as a phone wants it: digits, and a plus sign in front where there is one."""
    return "".join(
        sign for place, sign in enumerate(number) if sign.isdigit() or (sign == "+" and place == 0)
    )


@cache
def help_lines() -> tuple[HelpLine, ...]:
    with FILE.open("rb") as file:
        return tuple(HelpLine(**line) for line in tomllib.load(file)["line"])


def is_for_young(actor: Actor, today: date) -> bool:
    """Whether the lines for young people are theirs. Who has no birth date here counts as young."""
    return actor.kind is Kind.YOUNG_PERSON and (
        actor.born_on is None or today < birthday(actor.born_on, YOUNG_UNTIL)
    )


def lines_for(*, young: bool) -> list[HelpLine]:
    """The order of the file; a grown-up finds what is for young people last."""
    return sorted(help_lines(), key=lambda line: line.young != young)
