"""Why this date: every step of a count, as message keys and values that staff can check by hand."""

from collections.abc import Callable, Sequence
from datetime import date

from portal.statutory.counting import Counted, Span, Unit
from portal.statutory.model import Key, Reason, Rule, Value, Visited, What

Translate = Callable[..., str]
ShowDay = Callable[[date], str]


def reasons(rule: Rule, start: date, count: Counted, *, repeated: bool) -> tuple[Reason, ...]:
    span = rule.then if repeated else rule.first
    found = [_rule_reason(rule), _source_reason(rule), _start_reason(rule, start, repeated=repeated)]
    if span is not None:
        found.append(Reason(f"statutory.why.{rule.counting}", {"span": span}))
        found.extend(_calendar_reasons(span, count))
    found.append(Reason("statutory.why.result", {"day": count.on}))
    return tuple(found)


def idle_visit_reasons(visits: Sequence[Visited], since: date) -> tuple[Reason, ...]:
    """Visits after the clock started that did not move it: the child was not seen, or it was a core group."""
    moved_it = {visit.on for visit in visits if visit.counts}
    idle = [visit for visit in visits if visit.on >= since and visit.on not in moved_it]
    kinds = (
        (visit.on, "core_group" if visit.seen else "missed")
        for visit in sorted(idle, key=lambda visit: visit.on)
    )
    return tuple(Reason(f"statutory.why.{kind}", {"day": day}) for day, kind in kinds)


def override_reason(base: Rule, law_on: date) -> Reason:
    key = "statutory.why.stricter" if base.statutory else "statutory.why.in_place_of_local"
    return Reason(key, {"day": law_on, "source": base.source})


def sentences(why: Sequence[Reason], t: Translate, tn: Translate, show_day: ShowDay) -> list[str]:
    """The reasons in words; `t(key, **values)` and `tn(key, count)` are the page's own translators."""

    def put(value: Value) -> str:
        if isinstance(value, Key):
            return t(value.key)
        if isinstance(value, Span):
            return tn(f"statutory.span.{value.unit}", value.count)
        if isinstance(value, tuple):
            return _listed([show_day(day) for day in value], t)
        return show_day(value) if isinstance(value, date) else str(value)

    return [t(reason.key, **{name: put(value) for name, value in reason.values.items()}) for reason in why]


def _rule_reason(rule: Rule) -> Reason:
    values: dict[str, Value] = {}
    if rule.first is not None:
        values["first"] = rule.first
    if rule.then is not None:
        values["then"] = rule.then
    return Reason(f"statutory.rule.{rule.code}", values)


def _source_reason(rule: Rule) -> Reason:
    if rule.overrides:
        return Reason("statutory.why.source_council", {"source": rule.source})
    return Reason(f"statutory.why.source_{'law' if rule.statutory else 'local'}", {"source": rule.source})


def _start_reason(rule: Rule, start: date, *, repeated: bool) -> Reason:
    if not repeated:
        what = Key(f"statutory.trigger.{rule.trigger}")
        backwards = "back" if rule.counting.backwards else "start"
        return Reason(f"statutory.why.{backwards}", {"what": what, "day": start})
    if rule.what is What.VISIT:
        return Reason("statutory.why.last_seen", {"day": start})
    return Reason("statutory.why.last_held", {"day": start})


def _calendar_reasons(span: Span, count: Counted) -> list[Reason]:
    found = []
    if span.unit is Unit.WORKING_DAYS:
        found.append(Reason("statutory.why.working_days"))
        if count.bank_holidays:
            found.append(Reason("statutory.why.bank_holidays", {"days": count.bank_holidays}))
        if count.beyond_calendar:
            found.append(Reason("statutory.why.beyond_calendar"))
    if count.short_month:
        found.append(Reason("statutory.why.short_month"))
    return found


def _listed(days: list[str], t: Translate) -> str:
    if len(days) == 1:
        return days[0]
    text = days[0]
    for day in days[1:-1]:
        text = t("statutory.list.more", so_far=text, next=day)
    return t("statutory.list.last", so_far=text, last=days[-1])
