"""The table of a_day.txt, read."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.clock import LONDON

TABLE = Path(__file__).with_name("a_day.txt")
_WHEN = re.compile(r"[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d)( first| second)?")


@dataclass(frozen=True)
class Done:
    """Something that somebody does, at a moment."""

    at: datetime
    what: str


@dataclass(frozen=True)
class Row:
    """A letter that leaves. `title`: of an e-mail."""

    at: datetime
    who: str
    channel: str
    key: str
    words: str
    rules: tuple[str, ...]

    @property
    def title(self) -> str | None:
        return self.words[1:].split("] ")[0] if self.words.startswith("[") else None

    @property
    def body(self) -> str:
        return self.words.split("] ", 1)[1] if self.words.startswith("[") else self.words


@dataclass(frozen=True)
class Nothing:
    """Nothing leaves; `kept` is what the ledger holds about it instead: a state and why, or no row."""

    who: str
    about: str
    kept: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One stretch of days."""

    name: str
    done: list[Done]
    rows: list[Row]
    nothing: list[Nothing]


def moment_of(text: str) -> datetime:
    found = _WHEN.fullmatch(text)
    assert found, text
    wall = datetime.strptime(found[1], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - a wall time; its zone follows
    at = wall.replace(tzinfo=LONDON, fold=found[2] == " second")
    # A wall time that the clocks skip stands nowhere in the table.
    assert at.astimezone(LONDON).replace(tzinfo=None) == wall, text
    assert wall.strftime("%a") == text[:3], f"{text} is no {text[:3]}"
    return at


def read_table() -> tuple[dict[str, Part], set[str]]:
    """The parts by name, and the rules that the legend explains."""
    parts: dict[str, Part] = {}
    legend: set[str] = set()
    part: Part | None = None
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if rule := re.match(r"#   ([A-Z][A-Z0-9]+) ", line):
            legend.add(rule[1])
        elif line.startswith("== "):
            parts[line[3:]] = part = Part(line[3:], [], [], [])
        elif line and not line.startswith("#"):
            assert part is not None, line
            _add(
                part, [cell.strip() for cell in line.split(" | ")] if "- |" not in line[:3] else _cells(line)
            )
    return parts, legend


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _add(part: Part, cells: list[str]) -> None:
    kind = cells[0]
    if kind == "*":
        part.done.append(Done(moment_of(cells[1]), cells[2]))
    elif kind == ">":
        _, at, who, channel, key, words, rules = cells
        part.rows.append(Row(moment_of(at), who, channel, key, words, tuple(rules.split())))
    else:
        _, _, who, _, about, kept, rules = cells
        part.nothing.append(Nothing(who, about, kept, tuple(rules.split())))


def ticks(part: Part, *, every: bool = True) -> list[datetime]:
    """The worker's looks, from first to last: every ten minutes, by real steps, so that no hour of a night is left out.

    In June, far from the nights on which the clocks change, once an hour of the night. Not `every`: once an hour too
    where nothing is done and nothing leaves within the hour.
    """
    first = min(done.at for done in part.done)
    last = max(row.at for row in part.rows) + timedelta(hours=1)
    busy = [done.at.timestamp() for done in part.done] + [row.at.timestamp() for row in part.rows]
    found: list[datetime] = []
    second = (int(first.timestamp()) // 600 + 1) * 600
    while second <= last.timestamp():
        wall = datetime.fromtimestamp(second, LONDON)
        by_day = 7 <= wall.hour < 21 or (part.name != "June" and wall.weekday() == 6)
        near = every or any(abs(second - one) <= 3600 for one in busy)
        if wall.minute == 0 or (by_day and near):
            found.append(wall)
        second += 600
    return found
