"""A council may ask for less time than the law, never for more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_visit_due
from portal.statutory.counting import Counting, Span, Unit
from portal.statutory.model import PlanFacts, PlanType, Rule, Trigger, Visited
from portal.statutory.national import national_rules
from portal.statutory.overrides import UnlawfulOverride, check_override, check_overrides

HOLIDAYS = bank_holidays_of_england()


def rule(code: str) -> Rule:
    return next(found for found in national_rules() if found.code == code)


LOOKED_AFTER = rule("looked_after.visit")
TO_18 = rule("looked_after.visit.to_18.later")
PROTECTION = rule("child_protection.visit")


def own(base: Rule, first: Span | None, then: Span | None) -> Rule:
    return replace(base, first=first, then=then, overrides=True, source="Our visits policy, 3.2")


def weeks(count: int) -> Span:
    return Span(count, Unit.WEEKS)


def refusal(mine: Rule, base: Rule) -> str:
    with pytest.raises(UnlawfulOverride) as refused:
        check_override(mine, base, HOLIDAYS)
    return refused.value.reason.key


def test_fewer_weeks_than_the_law_are_accepted() -> None:
    check_override(own(LOOKED_AFTER, weeks(1), weeks(4)), LOOKED_AFTER, HOLIDAYS)


def test_more_weeks_than_the_law_are_refused_with_a_sentence() -> None:
    assert refusal(own(LOOKED_AFTER, weeks(1), weeks(7)), LOOKED_AFTER) == "statutory.override.e_laxer"


def test_one_part_stricter_does_not_pay_for_another_part_laxer() -> None:
    five_days = Span(5, Unit.DAYS)
    assert refusal(own(LOOKED_AFTER, five_days, weeks(7)), LOOKED_AFTER) == "statutory.override.e_laxer"


def test_dropping_a_part_of_the_law_is_refused() -> None:
    assert refusal(own(LOOKED_AFTER, None, weeks(4)), LOOKED_AFTER) == "statutory.override.e_laxer"
    assert refusal(own(LOOKED_AFTER, weeks(1), None), LOOKED_AFTER) == "statutory.override.e_laxer"


def test_the_same_time_as_the_law_is_no_override() -> None:
    assert refusal(own(LOOKED_AFTER, weeks(1), weeks(6)), LOOKED_AFTER) == "statutory.override.e_same"
    assert (
        refusal(own(LOOKED_AFTER, Span(7, Unit.DAYS), weeks(6)), LOOKED_AFTER) == "statutory.override.e_same"
    )


def test_thirteen_weeks_are_refused_because_three_months_are_sometimes_shorter() -> None:
    assert refusal(own(TO_18, None, weeks(13)), TO_18) == "statutory.override.e_laxer"
    check_override(own(TO_18, None, weeks(12)), TO_18, HOLIDAYS)


def test_thirty_working_days_are_refused_because_christmas_makes_them_longer_than_six_weeks() -> None:
    thirty = Span(30, Unit.WORKING_DAYS)
    assert refusal(own(LOOKED_AFTER, weeks(1), thirty), LOOKED_AFTER) == "statutory.override.e_laxer"
    check_override(own(LOOKED_AFTER, weeks(1), Span(25, Unit.WORKING_DAYS)), LOOKED_AFTER, HOLIDAYS)


def test_counting_the_day_itself_is_stricter() -> None:
    check_override(replace(own(TO_18, None, TO_18.then), counting=Counting.TRIGGER_IS_ONE), TO_18, HOLIDAYS)


def test_an_override_is_about_the_same_thing() -> None:
    other_start = replace(own(LOOKED_AFTER, weeks(1), weeks(4)), trigger=Trigger.PLAN_START)
    assert refusal(other_start, LOOKED_AFTER) == "statutory.override.e_other_thing"
    backwards = replace(own(LOOKED_AFTER, weeks(1), weeks(4)), counting=Counting.DAY_BEFORE_IS_ONE)
    assert refusal(backwards, LOOKED_AFTER) == "statutory.override.e_other_thing"


def test_an_override_of_nothing_is_refused() -> None:
    nowhere = replace(own(LOOKED_AFTER, weeks(1), weeks(4)), code="looked_after.dance")
    with pytest.raises(UnlawfulOverride) as refused:
        check_overrides([*national_rules(), nowhere], HOLIDAYS)
    assert refused.value.reason.values == {"code": "looked_after.dance"}


def test_where_no_national_figure_exists_the_council_sets_its_own() -> None:
    four_weeks = own(PROTECTION, weeks(4), weeks(4))
    check_overrides([*national_rules(), four_weeks], HOLIDAYS)
    facts = PlanFacts(plan_type=PlanType.CHILD_PROTECTION, started_on=date(2026, 6, 5))
    due = next_visit_due(facts, [*national_rules(), four_weeks], HOLIDAYS)
    assert due is not None
    assert due.on == date(2026, 7, 3)


def test_the_law_holds_against_a_laxer_rule_that_got_in_anyway() -> None:
    facts = PlanFacts(plan_type=PlanType.LOOKED_AFTER, started_on=date(2026, 6, 1))
    laxer = own(LOOKED_AFTER, weeks(3), weeks(9))
    due = next_visit_due(facts, [*national_rules(), laxer], HOLIDAYS)
    assert due is not None
    assert due.on == date(2026, 6, 8)
    assert not due.rule.overrides


def test_an_override_that_has_ended_no_longer_counts() -> None:
    facts = PlanFacts(plan_type=PlanType.LOOKED_AFTER, started_on=date(2026, 6, 1))
    ended = replace(own(LOOKED_AFTER, Span(3, Unit.DAYS), weeks(4)), to_on=date(2026, 5, 31))
    due = next_visit_due(facts, [*national_rules(), ended], HOLIDAYS)
    assert due is not None
    assert due.on == date(2026, 6, 8)


@settings(max_examples=40)
@given(
    st.integers(1, 60),
    st.integers(1, 400),
    st.sampled_from(Unit),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.one_of(st.none(), st.integers(0, 700)),
)
def test_an_override_that_is_accepted_never_gives_a_later_date(
    first: int, then: int, unit: Unit, started_on: date, seen_after: int | None
) -> None:
    mine = own(LOOKED_AFTER, Span(first, unit), Span(then, unit))
    try:
        check_override(mine, LOOKED_AFTER, HOLIDAYS)
    except UnlawfulOverride:
        return
    seen = () if seen_after is None else (Visited(started_on + timedelta(days=seen_after), seen=True),)
    facts = PlanFacts(plan_type=PlanType.LOOKED_AFTER, started_on=started_on, visits=seen)
    law = next_visit_due(facts, national_rules(), HOLIDAYS)
    ours = next_visit_due(facts, [*national_rules(), mine], HOLIDAYS)
    assert law is not None
    assert ours is not None
    assert ours.on <= law.on
