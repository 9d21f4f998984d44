"""Whole days on a turned clock: Notify's stand-in took in what the table says, line by line, and nothing else."""

from collections import Counter

import pytest

from portal.demo.cast import CAST
from tests.notify import RunningNotify, notify
from tests.reminders.arranging import Db
from tests.reminders.arranging_meetings import hide_other_meetings
from tests.reminders.deeds import DEEDS
from tests.reminders.living import Left, Simulation, simulated
from tests.reminders.table import Part, read_table
from tests.running import RunningPortal

__all__ = ["notify"]
PARTS, LEGEND = read_table()


def test_the_table_is_long_enough_and_explains_each_of_its_rules() -> None:
    rules = [row.rules for part in PARTS.values() for row in part.rows]
    rules += [nothing.rules for part in PARTS.values() for nothing in part.nothing]
    assert len(rules) >= 60
    assert all(rules)
    assert {rule for some in rules for rule in some} == LEGEND
    assert {done.what for part in PARTS.values() for done in part.done} == set(DEEDS)


@pytest.mark.parametrize("name", PARTS)
async def test_the_right_words_by_the_safe_way_at_the_right_time_once(
    name: str, portal: RunningPortal, db: Db, notify: RunningNotify, proving: bool
) -> None:
    part = PARTS[name]
    await db.execute("UPDATE safe_contact_plan SET email = 'yes' WHERE person_id = $1", CAST.sol.id)
    async with simulated(portal, db, notify) as simulation:
        await hide_other_meetings(simulation.town)
        await simulation.run(part, every=proving)
    left, right = Counter(simulation.left), Counter(wanted(part, portal.origin))
    assert (sorted(map(str, right - left)), sorted(map(str, left - right))) == ([], []), "(missing, too many)"
    held, told = await kept(db, simulation), said(part)
    assert (sorted(told - held), sorted(held - told)) == ([], []), "(missing, too many)"
    print(f"{name}: {len(simulation.left)} letters left, as the table says; 0 others")


def wanted(part: Part, origin: str) -> list[Left]:
    return [
        Left(
            row.at.strftime("%Y-%m-%d %H:%M %Z"),
            address(row.who, row.channel),
            row.title,
            row.body.replace("(url)", origin).replace("//", "\n\n").replace("http:\n\n", "http://"),
        )
        for row in part.rows
    ]


def address(who: str, channel: str) -> str:
    member = next(one for one in CAST.everybody() if one.called == who.split(" or ")[0] and not one.is_staff)
    if channel == "email":
        return member.email or ""
    # As Notify keeps it.
    return "44" + (member.mobile or "").replace(" ", "").removeprefix("0")


async def kept(db: Db, simulation: Simulation) -> Counter[tuple[str, str, str]]:
    """Every row of the outbox: whose, about what, and that it left, or why it did not."""
    rows = await db.fetch(
        """
        SELECT l.id, p.called, l.key, l.subject_kind, l.state, l.why
          FROM letter AS l JOIN person AS p ON p.id = l.person_id
        """
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        about = row["subject_kind"] if row["key"] == "visit" else row["key"]
        became = row["state"] if row["why"] is None else f"{row['state']} {row['why']}"
        # What was held in vain is superseded when it is over; the table says what it was held for.
        if became == "superseded no_longer_true":
            became = min(simulation.story[str(row["id"])] - {became}, default=became)
        found[_phone_of(row["called"]), about, became] += 1
    return found


def said(part: Part) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for row in part.rows:
        times = f"{'meeting' if 'SLOT' in row.rules else 'visit'}_{'week' if 'W7' in row.rules else 'day'}"
        about = times if row.key == "visit" else row.key
        found[_phone_of(row.who), about, "delivered"] += 1
    for nothing in part.nothing:
        if nothing.kept != "no row":
            found[_phone_of(nothing.who), nothing.about.split()[0], nothing.kept] += 1
    return found


def _phone_of(who: str) -> str:
    """Rosa and Luca are told apart in the table where they can be."""
    return "Rosa or Luca" if who in ("Rosa", "Luca", "Rosa or Luca") else who
