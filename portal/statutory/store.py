"""A council's rules, kept in its own rows."""

from collections.abc import Sequence
from uuid import UUID

from portal.db import Connection, Row
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import Counting, Span, Unit
from portal.statutory.model import OpeningHours, PlanType, Rule, Trigger, What
from portal.statutory.overrides import check_overrides


async def list_rules(conn: Connection) -> list[Rule]:
    """All rules of the council that this connection speaks for, also those of earlier days."""
    return await _rules_of(conn, None)


async def add_rules(conn: Connection, council_id: UUID, rules: Sequence[Rule]) -> None:
    """Add rules to what a council has. One of its own that is laxer than the law raises UnlawfulOverride."""
    check_overrides([*await _rules_of(conn, council_id), *rules], bank_holidays_of_england())
    await conn.executemany(
        """
        INSERT INTO rule (council_id, code, what, plan_type, circumstance, trigger_on,
                          first_count, first_unit, then_count, then_unit,
                          counting, source, statutory, from_on, to_on, overrides)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """,
        [_row(council_id, rule) for rule in rules],
    )


async def get_opening_hours(conn: Connection) -> OpeningHours:
    """When the council that this connection speaks for is there."""
    row = await conn.fetchrow(
        "SELECT opens_at, closes_at, open_days FROM council WHERE council_id = current_council()"
    )
    assert row is not None
    return OpeningHours(row["opens_at"], row["closes_at"], frozenset(row["open_days"]))


async def _rules_of(conn: Connection, council_id: UUID | None) -> list[Rule]:
    # Whoever makes a council may see all of them, so the council is also named here.
    rows = await conn.fetch(
        """
        SELECT code, what, plan_type, circumstance, trigger_on, first_count, first_unit, then_count,
               then_unit, counting, source, statutory, from_on, to_on, overrides
          FROM rule
         WHERE council_id = coalesce($1, current_council())
         ORDER BY code, overrides, from_on
        """,
        council_id,
    )
    return [_rule(row) for row in rows]


def _rule(row: Row) -> Rule:
    return Rule(
        code=row["code"],
        what=What(row["what"]),
        plan_type=PlanType(row["plan_type"]),
        circumstance=row["circumstance"],
        trigger=Trigger(row["trigger_on"]),
        first=_span(row["first_count"], row["first_unit"]),
        then=_span(row["then_count"], row["then_unit"]),
        counting=Counting(row["counting"]),
        source=row["source"],
        statutory=row["statutory"],
        from_on=row["from_on"],
        to_on=row["to_on"],
        overrides=row["overrides"],
    )


def _span(count: int | None, unit: str | None) -> Span | None:
    return None if count is None or unit is None else Span(count, Unit(unit))


def _row(council_id: UUID, rule: Rule) -> tuple[object, ...]:
    first, then = rule.first, rule.then
    return (
        council_id,
        *(rule.code, rule.what, rule.plan_type, rule.circumstance, rule.trigger),
        *(first.count if first else None, first.unit if first else None),
        *(then.count if then else None, then.unit if then else None),
        *(rule.counting, rule.source, rule.statutory, rule.from_on, rule.to_on, rule.overrides),
    )
