"""What moves a clock, what does not, and which rule of several is the one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import after_missed_visit, due_date, next_due, next_visit_due
from portal.statutory.counting import Span, Unit
from portal.statutory.model import Due, PlanFacts, PlanType, Rule, Trigger, Visited, What
from portal.statutory.national import national_rules

HOLIDAYS = bank_holidays_of_england()
RULES = national_rules()

starts = st.dates(date(2024, 1, 1), date(2027, 6, 30))
offsets = st.lists(st.integers(0, 600), max_size=6)
circumstances = st.sampled_from(
    sorted({(rule.plan_type, rule.circumstance) for rule in RULES if rule.what is What.VISIT})
)


def facts_with(
    kind: tuple[PlanType, str], started_on: date, seen: list[int], missed: list[int] | None = None
) -> PlanFacts:
    visits = [Visited(started_on + timedelta(days=number), seen=True) for number in seen]
    visits += [Visited(started_on + timedelta(days=number), seen=False) for number in missed or []]
    return PlanFacts(
        plan_type=kind[0],
        circumstance=kind[1],
        started_on=started_on,
        visits=tuple(visits),
        dates={Trigger.REFERRAL: started_on, Trigger.STRATEGY_DISCUSSION: started_on},
    )


def due_on(facts: PlanFacts, rules: tuple[Rule, ...] = RULES) -> date:
    due = next_visit_due(facts, rules, HOLIDAYS)
    assert due is not None
    return due.on


USUAL = (PlanType.LOOKED_AFTER, "usual")


@given(circumstances, starts, offsets)
def test_no_visit_is_due_before_its_clock_started(
    kind: tuple[PlanType, str], started_on: date, seen: list[int]
) -> None:
    due = next_visit_due(facts_with(kind, started_on, seen), RULES, HOLIDAYS)
    if due is not None:
        assert due.on >= started_on + timedelta(days=max(seen, default=0))


@given(circumstances, starts, offsets, st.integers(0, 600))
def test_a_missed_visit_never_gives_more_time(
    kind: tuple[PlanType, str], started_on: date, seen: list[int], missed: int
) -> None:
    before = next_visit_due(facts_with(kind, started_on, seen), RULES, HOLIDAYS)
    after = next_visit_due(facts_with(kind, started_on, seen, [missed]), RULES, HOLIDAYS)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after.on <= before.on


@given(circumstances, starts, offsets, st.integers(0, 600))
def test_a_core_group_never_moves_a_clock(
    kind: tuple[PlanType, str], started_on: date, seen: list[int], number: int
) -> None:
    facts = facts_with(kind, started_on, seen)
    group = Visited(started_on + timedelta(days=number), seen=True, at_core_group=True)
    before = next_visit_due(facts, RULES, HOLIDAYS)
    after = next_visit_due(replace(facts, visits=(*facts.visits, group)), RULES, HOLIDAYS)
    assert (before and before.on) == (after and after.on)


@given(circumstances, starts, offsets, st.integers(0, 600))
def test_seeing_the_child_never_brings_the_date_nearer(
    kind: tuple[PlanType, str], started_on: date, seen: list[int], more: int
) -> None:
    before = next_visit_due(facts_with(kind, started_on, seen), RULES, HOLIDAYS)
    after = next_visit_due(facts_with(kind, started_on, [*seen, more]), RULES, HOLIDAYS)
    if before is not None and after is not None:
        assert after.on >= before.on


@given(circumstances, starts, offsets)
def test_the_order_in_which_visits_were_written_down_does_not_matter(
    kind: tuple[PlanType, str], started_on: date, seen: list[int]
) -> None:
    one_way = next_visit_due(facts_with(kind, started_on, seen), RULES, HOLIDAYS)
    other_way = next_visit_due(facts_with(kind, started_on, seen[::-1]), RULES, HOLIDAYS)
    assert one_way == other_way


def test_a_missed_visit_does_not_reset_the_clock_and_is_named_in_the_reasons() -> None:
    facts = facts_with(USUAL, date(2026, 6, 1), [4], [45])
    due = next_visit_due(facts, RULES, HOLIDAYS)
    assert due is not None
    assert due.on == date(2026, 7, 17)
    assert due.why[-1].key == "statutory.why.missed"
    assert due.why[-1].values == {"day": date(2026, 7, 16)}


def test_a_visit_missed_in_the_morning_and_made_in_the_afternoon_was_made() -> None:
    facts = facts_with((PlanType.CHILD_PROTECTION, "usual"), date(2026, 6, 1), [4], [4])
    due = next_visit_due(facts, RULES, HOLIDAYS)
    assert due is not None
    assert due.on == date(2026, 6, 19)
    assert "statutory.why.missed" not in {reason.key for reason in due.why}
    assert after_missed_visit(facts, RULES, HOLIDAYS) == []


def test_a_missed_visit_asks_for_a_manager_and_for_the_child_to_be_seen() -> None:
    facts = facts_with((PlanType.CHILD_PROTECTION, "usual"), date(2026, 6, 1), [4], [11])
    asked: list[Due] = after_missed_visit(facts, RULES, HOLIDAYS)
    assert [(due.rule.what, due.on) for due in asked] == [
        (What.TELL_MANAGER, date(2026, 6, 13)),
        (What.SEEN_AGAIN, date(2026, 6, 19)),
    ]


def test_two_children_in_one_family_have_clocks_of_their_own() -> None:
    visit = (Visited(date(2026, 6, 5), seen=True),)
    ages = {
        plan: PlanFacts(plan_type=plan, started_on=date(2026, 6, 1), visits=visit)
        for plan in (PlanType.LOOKED_AFTER, PlanType.CHILD_PROTECTION, PlanType.CHILD_IN_NEED)
    }
    assert [due_on(facts) for facts in ages.values()] == [
        date(2026, 7, 17),
        date(2026, 6, 19),
        date(2026, 7, 3),
    ]


def test_a_plan_that_no_rule_knows_has_no_date() -> None:
    facts = PlanFacts(plan_type=PlanType.FAMILY_HELP, started_on=date(2026, 6, 1))
    assert next_visit_due(facts, RULES, HOLIDAYS) is None
    assert after_missed_visit(facts, RULES, HOLIDAYS) == []


def test_a_clock_whose_trigger_has_not_happened_does_not_run() -> None:
    record = next(rule for rule in RULES if rule.code == "looked_after.review_record")
    facts = PlanFacts(plan_type=PlanType.LOOKED_AFTER, started_on=date(2026, 6, 1))
    assert due_date(record, facts, HOLIDAYS) is None
    assert next_due(What.REVIEW_RECORD, facts, RULES, HOLIDAYS) is None


def test_a_rule_is_not_used_before_it_is_law() -> None:
    facts = PlanFacts(plan_type=PlanType.LOOKED_AFTER, started_on=date(2011, 3, 31))
    assert next_visit_due(facts, RULES, HOLIDAYS) is None
    assert due_on(replace(facts, started_on=date(2011, 4, 1))) == date(2011, 4, 8)


def test_a_changed_law_holds_for_intervals_that_start_under_it() -> None:
    old = next(rule for rule in RULES if rule.code == "looked_after.visit")
    ended = replace(old, to_on=date(2026, 6, 30))
    new = replace(old, from_on=date(2026, 7, 1), then=Span(4, Unit.WEEKS))
    rules = (ended, new)
    assert due_on(facts_with(USUAL, date(2026, 6, 1), [29]), rules) == date(2026, 8, 11)  # seen on 30 June
    assert due_on(facts_with(USUAL, date(2026, 6, 1), [30]), rules) == date(2026, 7, 29)  # seen on 1 July


def test_a_first_review_that_comes_changes_nothing_until_the_next_visit() -> None:
    facts = facts_with((PlanType.LOOKED_AFTER, "with_parents_before_assessment"), date(2026, 6, 1), [7])
    reviewed = replace(facts, held={What.REVIEW: (date(2026, 6, 10),)})
    known_by_date = replace(facts, dates={Trigger.FIRST_REVIEW: date(2026, 6, 10)})
    assert due_on(facts) == due_on(reviewed) == due_on(known_by_date) == date(2026, 6, 15)


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_is_whole(rule: Rule) -> None:
    assert rule.source
    assert not rule.overrides
    assert len([other for other in RULES if other.code == rule.code]) == 1
    if not rule.statutory:
        assert rule.source.startswith("Local procedures")
