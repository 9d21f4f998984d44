"""Dates that people worked out with a paper calendar, one row each in hand_worked.csv."""

import csv
from datetime import date
from pathlib import Path

import pytest

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_due, next_visit_due
from portal.statutory.model import PlanFacts, PlanType, Trigger, Visited, What
from portal.statutory.national import national_rules

Row = dict[str, str]

with (Path(__file__).parent / "hand_worked.csv").open(encoding="utf-8", newline="") as table:
    ROWS: list[Row] = list(csv.DictReader(table))


def visited(text: str) -> Visited:
    """`!` a visit where the child was not seen, `*` a core group."""
    return Visited(date.fromisoformat(text[:10]), seen="!" not in text, at_core_group="*" in text)


def facts_of(row: Row) -> PlanFacts:
    held = dict(pair.split("=") for pair in row["held"].split())
    dates = dict(pair.split("=") for pair in row["dates"].split())
    return PlanFacts(
        plan_type=PlanType(row["plan_type"]),
        circumstance=row["circumstance"],
        started_on=date.fromisoformat(row["started_on"]),
        clock_on=date.fromisoformat(row["clock_on"]) if row["clock_on"] else None,
        visits=tuple(visited(text) for text in row["visits"].split()),
        held={What(what): tuple(map(date.fromisoformat, days.split("+"))) for what, days in held.items()},
        dates={Trigger(trigger): date.fromisoformat(day) for trigger, day in dates.items()},
    )


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['plan_type']}-{row['what']}-{row['due']}" for row in ROWS])
def test_the_date_is_the_one_worked_out_by_hand(row: Row) -> None:
    what, facts, holidays = What(row["what"]), facts_of(row), bank_holidays_of_england()
    if what is What.VISIT:
        due = next_visit_due(facts, national_rules(), holidays)
    else:
        due = next_due(what, facts, national_rules(), holidays)
    assert (due.on.isoformat() if due else "none") == row["due"], row["worked"]


def test_every_rule_with_a_figure_was_worked_by_hand() -> None:
    holidays, used = bank_holidays_of_england(), set()
    for row in ROWS:
        facts = facts_of(row)
        found = next_due(What(row["what"]), facts, national_rules(), holidays)
        for due in (found, next_visit_due(facts, national_rules(), holidays)):
            used |= {due.rule.code} if due else set()
    assert used == {rule.code for rule in national_rules() if rule.first or rule.then}
    assert len(ROWS) >= 60
