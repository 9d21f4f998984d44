"""When the next visit, meeting or paper is due: pure functions of rules, facts and bank holidays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from portal.statutory.counting import Holidays, Span, counted
from portal.statutory.model import USUAL, Due, PlanFacts, Rule, What
from portal.statutory.why import idle_visit_reasons, override_reason, reasons


def due_date(rule: Rule, facts: PlanFacts, holidays: Holidays) -> Due | None:
    """What one rule says, alone. None where its trigger has not happened or this stage has no figure."""
    start = _start(rule, facts)
    if start is None:
        return None
    day, span, repeated = start
    if span is None or not rule.in_force(day):
        return None
    count = counted(day, span, rule.counting, holidays)
    return Due(count.on, rule, reasons(rule, day, count, repeated=repeated))


def next_due(what: What, facts: PlanFacts, rules: Sequence[Rule], holidays: Holidays) -> Due | None:
    """The date for one kind of thing, by the rule of the stage that the plan is in or a stricter one."""
    stage = _stage(what, facts, rules)
    if stage is None:
        return None
    law = due_date(stage, facts, holidays)
    for own in _overrides_of(stage, rules):
        ours = due_date(own, facts, holidays)
        if ours is not None and law is not None and (ours.on < law.on or not stage.statutory):
            return replace(ours, why=(*ours.why, override_reason(stage, law.on)))
    return law


def next_visit_due(facts: PlanFacts, rules: Sequence[Rule], holidays: Holidays) -> Due | None:
    """The last day for the next visit where the child is seen. A missed visit can only bring it nearer."""
    clock = next_due(What.VISIT, facts, rules, holidays)
    if clock is None:
        return None
    again = next_due(What.SEEN_AGAIN, facts, rules, holidays)
    before = _before_review(facts, rules, holidays)
    due = min((found for found in (clock, again, before) if found is not None), key=lambda found: found.on)
    start = _start(clock.rule, facts)
    return replace(due, why=(*due.why, *idle_visit_reasons(facts.visits, start[0] if start else due.on)))


def after_missed_visit(facts: PlanFacts, rules: Sequence[Rule], holidays: Holidays) -> list[Due]:
    """What a missed visit asks for: a manager told, the child seen. Empty once the child has been seen."""
    found = (next_due(what, facts, rules, holidays) for what in (What.TELL_MANAGER, What.SEEN_AGAIN))
    return [due for due in found if due is not None]


def _start(rule: Rule, facts: PlanFacts) -> tuple[date, Span | None, bool] | None:
    trigger = facts.day_of(rule.trigger)
    if trigger is None:
        return None
    done = [] if rule.counting.backwards else [day for day in facts.done(rule.what) if day >= trigger]
    return (done[-1], rule.then, True) if done else (trigger, rule.first, False)


def _stage(what: What, facts: PlanFacts, rules: Sequence[Rule]) -> Rule | None:
    """Of the rules whose stage has begun, the one that began last.

    An interval belongs to the stage that it starts in: a visit in month 11 starts a first-year interval,
    and what a review changes holds from the next visit on. So no date already given moves later by itself.
    """
    begun = []
    for rule in _rules_for(what, facts, rules):
        trigger, start = facts.day_of(rule.trigger), _start(rule, facts)
        if trigger and start and rule.in_force(start[0]) and (rule.first or start[2]):
            begun.append((trigger, rule))
    return max(begun, key=lambda each: each[0])[1] if begun else None


def _rules_for(what: What, facts: PlanFacts, rules: Sequence[Rule]) -> list[Rule]:
    """Rules of exactly this circumstance, else those of the usual one."""
    found = [
        rule
        for rule in rules
        if rule.what is what
        and rule.plan_type is facts.plan_type
        and not rule.overrides
        and not (what is What.VISIT and rule.counting.backwards)
    ]
    exact = [rule for rule in found if rule.circumstance == facts.circumstance]
    return exact or [rule for rule in found if rule.circumstance == USUAL]


def _overrides_of(stage: Rule, rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.overrides and rule.code == stage.code]


def _before_review(facts: PlanFacts, rules: Sequence[Rule], holidays: Holidays) -> Due | None:
    """A care leaver is visited again before the plan is reviewed; the first visit does not serve for both."""
    for rule in rules:
        if rule.what is What.VISIT and rule.plan_type is facts.plan_type and rule.counting.backwards:
            due = due_date(rule, facts, holidays)
            moved = facts.clock_on or facts.started_on
            seen = [day for day in facts.done(What.VISIT) if day >= moved]
            if due is not None and due.on >= moved and len(seen) < 2 and (not seen or seen[-1] < due.on):
                return due
    return None
