"""A council's own rule in place of a national one: sooner than the law, never later."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.statutory.counting import Counting, Holidays, Span, counted
from portal.statutory.model import Reason, Rule, Value

Countings = tuple[Counting, Counting]

# Every day of these years is tried: two leap years, every length of month against every start, and the
# Christmases and Easters that make ten working days long.
TRIED_FROM, TRIED_DAYS = date(2024, 1, 1), 5 * 366


class UnlawfulOverride(Exception):
    """A council's rule that cannot stand. `reason` is the sentence for whoever wrote it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.key)
        self.reason = reason


def check_overrides(rules: Sequence[Rule], holidays: Holidays) -> None:
    """Every override here has a rule to override, is about the same thing, and is stricter than the law."""
    for own in rules:
        if own.overrides:
            bases = [rule for rule in rules if rule.code == own.code and not rule.overrides]
            if not bases:
                raise UnlawfulOverride(Reason("statutory.override.e_nothing_there", {"code": own.code}))
            for base in bases:
                check_override(own, base, holidays)


def check_override(own: Rule, base: Rule, holidays: Holidays) -> None:
    if _about(own) != _about(base) or own.counting.backwards != base.counting.backwards:
        raise UnlawfulOverride(Reason("statutory.override.e_other_thing", {"source": base.source}))
    # Where no national figure exists, the figure is the council's to choose.
    if not base.statutory:
        return
    pairs = ((own.first, base.first), (own.then, base.then))
    if not all(_never_later(mine, law, (own.counting, base.counting), holidays) for mine, law in pairs):
        raise UnlawfulOverride(Reason("statutory.override.e_laxer", _figures(base)))
    if not any(_sometimes_sooner(mine, law, (own.counting, base.counting), holidays) for mine, law in pairs):
        raise UnlawfulOverride(Reason("statutory.override.e_same", _figures(base)))


def _about(rule: Rule) -> tuple[str, ...]:
    return (rule.what, rule.plan_type, rule.circumstance, rule.trigger)


def _figures(base: Rule) -> dict[str, Value]:
    values: dict[str, Value] = {"source": base.source}
    figure = base.then or base.first
    if figure is not None:
        values["span"] = figure
    return values


def _never_later(mine: Span | None, law: Span | None, by: Countings, holidays: Holidays) -> bool:
    if law is None:
        return True
    return mine is not None and max(_days_later(mine, law, by, holidays)) <= 0


def _sometimes_sooner(mine: Span | None, law: Span | None, by: Countings, holidays: Holidays) -> bool:
    if mine is None or law is None:
        return mine is not None
    return min(_days_later(mine, law, by, holidays)) < 0


def _days_later(mine: Span, law: Span, by: Countings, holidays: Holidays) -> set[int]:
    """By how many days one span ends after the other, over every start that was tried."""
    starts = (TRIED_FROM + timedelta(days=number) for number in range(TRIED_DAYS))
    ends = ((counted(day, mine, by[0], holidays).on, counted(day, law, by[1], holidays).on) for day in starts)
    return {(ours - theirs).days for ours, theirs in ends}
