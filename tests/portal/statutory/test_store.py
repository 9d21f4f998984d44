"""A council's rules in its own rows: written whole, read back the same, seen by no other council."""

from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_visit_due
from portal.statutory.counting import Span, Unit
from portal.statutory.model import PlanFacts, PlanType, Rule
from portal.statutory.national import national_rules
from portal.statutory.overrides import UnlawfulOverride
from portal.statutory.store import add_rules, list_rules
from tests.databases import Database
from tests.portal.statutory.councils import add_council, connected


def by_code(rules: list[Rule] | tuple[Rule, ...]) -> dict[tuple[str, bool], Rule]:
    return {(rule.code, rule.overrides): rule for rule in rules}


async def test_what_is_written_is_read_back_and_another_council_sees_none_of_it(
    empty_database: Database,
) -> None:
    async with connected(empty_database, "portal_migrator") as conn:
        ours, theirs = await add_council(conn, "ours.example"), await add_council(conn, "theirs.example")
        await add_rules(conn, ours, national_rules())
    async with connected(empty_database, "portal_web", ours) as conn:
        assert by_code(await list_rules(conn)) == by_code(national_rules())
    async with connected(empty_database, "portal_web", theirs) as conn:
        assert await list_rules(conn) == []
    async with connected(empty_database, "portal_web") as conn:
        assert await list_rules(conn) == []


async def test_a_stricter_rule_of_one_council_moves_that_councils_dates_only(
    empty_database: Database,
) -> None:
    base = next(rule for rule in national_rules() if rule.code == "looked_after.visit")
    own = replace(
        base, first=Span(3, Unit.WORKING_DAYS), then=Span(4, Unit.WEEKS), overrides=True, source="Ours"
    )
    async with connected(empty_database, "portal_migrator") as conn:
        strict, plain = await add_council(conn, "strict.example"), await add_council(conn, "plain.example")
        for council_id in (strict, plain):
            await add_rules(conn, council_id, national_rules())
        await add_rules(conn, strict, [own])
    facts = PlanFacts(plan_type=PlanType.LOOKED_AFTER, started_on=date(2026, 6, 1))
    dates = []
    for council_id in (strict, plain):
        async with connected(empty_database, "portal_web", council_id) as conn:
            due = next_visit_due(facts, await list_rules(conn), bank_holidays_of_england())
            dates.append(due and due.on)
    assert dates == [date(2026, 6, 4), date(2026, 6, 8)]


async def test_a_laxer_rule_is_refused_and_nothing_is_written(empty_database: Database) -> None:
    base = next(rule for rule in national_rules() if rule.code == "looked_after.visit")
    laxer = replace(base, then=Span(7, Unit.WEEKS), overrides=True, source="Ours")
    async with connected(empty_database, "portal_migrator") as conn:
        council_id = await add_council(conn, "lax.example")
        await add_rules(conn, council_id, national_rules())
        with pytest.raises(UnlawfulOverride):
            await add_rules(conn, council_id, [laxer])
    async with connected(empty_database, "portal_web", council_id) as conn:
        assert not any(rule.overrides for rule in await list_rules(conn))


async def test_one_councils_rules_are_no_base_for_anothers_override(empty_database: Database) -> None:
    base = next(rule for rule in national_rules() if rule.code == "looked_after.visit")
    own = replace(base, then=Span(4, Unit.WEEKS), overrides=True, source="Ours")
    async with connected(empty_database, "portal_migrator") as conn:
        with_rules, without = (
            await add_council(conn, "with.example"),
            await add_council(conn, "without.example"),
        )
        await add_rules(conn, with_rules, national_rules())
        with pytest.raises(UnlawfulOverride):
            await add_rules(conn, without, [own])


async def test_the_web_role_cannot_write_rules(empty_database: Database) -> None:
    async with connected(empty_database, "portal_migrator") as conn:
        council_id = await add_council(conn, "ours.example")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with connected(empty_database, "portal_web", council_id) as conn:
            await add_rules(conn, council_id, national_rules())
