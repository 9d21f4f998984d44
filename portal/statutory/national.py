"""The rules that every council starts with, read from rules.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from portal.statutory.counting import Counting, Span, Unit
from portal.statutory.model import USUAL, PlanType, Rule, Trigger, What


@cache
def national_rules() -> tuple[Rule, ...]:
    """Law, national guidance, and common local figures where no national one exists."""
    text = files("portal.statutory").joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rule"])


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        what=What(row["what"]),
        plan_type=PlanType(row["plan_type"]),
        circumstance=row.get("circumstance", USUAL),
        trigger=Trigger(row["trigger"]),
        first=_span(row.get("first")),
        then=_span(row.get("then")),
        counting=Counting(row.get("counting", Counting.DAY_AFTER_IS_ONE)),
        source=row["source"],
        statutory=row.get("statutory", True),
        from_on=row["from_on"],
        to_on=row.get("to_on"),
    )


def _span(row: dict[str, Any] | None) -> Span | None:
    return Span(row["count"], Unit(row["unit"])) if row else None
