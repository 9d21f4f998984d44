"""Why this date, in words that staff can check by hand."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import portal
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import due_date, next_due, next_visit_due
from portal.statutory.counting import Counting, Span, Unit
from portal.statutory.model import Due, PlanFacts, PlanType, Rule, Trigger, Visited, What
from portal.statutory.national import national_rules
from portal.statutory.why import sentences
from portal.web.messages import read_catalogues

HOLIDAYS = bank_holidays_of_england()
RULES = national_rules()
PORTAL = Path(portal.__file__).parent


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def words_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (PORTAL / "locale/en/statutory.po").open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def tell() -> Callable[[Due | None], list[str]]:
    english = read_catalogues(strict=True)["en"]

    def day(day: date) -> str:
        return f"{day:%A} {day.day} {day:%B %Y}"

    def tell(due: Due | None) -> list[str]:
        assert due is not None
        return sentences(due.why, english.t, english.tn, day)

    return tell


Tell = Callable[[Due | None], list[str]]


def test_the_reasons_give_rule_source_start_count_and_holidays(tell: Tell) -> None:
    facts = PlanFacts(plan_type=PlanType.CHILD_PROTECTION, started_on=date(2026, 12, 16))
    assert tell(next_visit_due(facts, RULES, HOLIDAYS)) == [
        (
            "A child on a child protection plan is visited within 10 working days, "
            "then at least every 10 working days."
        ),
        "This is a local figure. Source: Local procedures; there is no national figure.",
        "The clock started on Wednesday 16 December 2026, when the plan started.",
        "We counted 10 working days. The day after the start is day 1.",
        "Saturdays, Sundays and bank holidays in England do not count.",
        "Bank holidays left out: Friday 25 December 2026, Monday 28 December 2026 and Friday 1 January 2027.",
        "So the last day is Monday 4 January 2027.",
    ]


def test_the_reasons_name_the_last_time_the_child_was_seen_and_what_did_not_count(tell: Tell) -> None:
    facts = PlanFacts(
        plan_type=PlanType.LOOKED_AFTER,
        started_on=date(2025, 11, 3),
        visits=(
            Visited(date(2026, 2, 13), seen=True),
            Visited(date(2026, 3, 20), seen=True, at_core_group=True),
            Visited(date(2026, 3, 26), seen=False),
        ),
    )
    told = tell(next_visit_due(facts, RULES, HOLIDAYS))
    assert (
        told[0]
        == "In the first year of a placement, a child is visited within 1 week, then at least every 6 weeks."
    )
    assert told[1] == "This is a national rule. Source: Care Planning regulations 2010, reg 28(2)(a) and (b)."
    assert (
        told[2]
        == "The child was last seen at a visit on Friday 13 February 2026. The clock runs from that day."
    )
    assert told[-3:] == [
        "So the last day is Friday 27 March 2026.",
        "The core group on Friday 20 March 2026 did not move the clock, because a core group is not a visit.",
        "The visit on Thursday 26 March 2026 did not move the clock, because the child was not seen.",
    ]


def test_a_short_month_is_explained(tell: Tell) -> None:
    facts = PlanFacts(plan_type=PlanType.CHILD_PROTECTION, started_on=date(2026, 11, 30))
    told = tell(next_due(What.REVIEW_CONFERENCE, facts, RULES, HOLIDAYS))
    assert "That month has no such day, so its last day counts." in told


def test_a_count_back_is_explained(tell: Tell) -> None:
    facts = PlanFacts(
        plan_type=PlanType.CHILD_PROTECTION,
        started_on=date(2026, 6, 1),
        dates={Trigger.NEXT_CONFERENCE: date(2027, 4, 6)},
    )
    told = tell(next_due(What.REPORT_TO_REVIEW, facts, RULES, HOLIDAYS))
    assert told[0] == "The social worker’s report is shared 5 working days before a review conference."
    assert told[2] == "The count goes back from Tuesday 6 April 2027, when the conference is due to be held."
    assert told[3] == "We counted back 5 working days. The day before is day 1."


def test_a_stricter_rule_of_the_council_says_what_the_law_alone_would_give(tell: Tell) -> None:
    base = next(rule for rule in RULES if rule.code == "looked_after.visit")
    own = replace(
        base,
        first=Span(3, Unit.WORKING_DAYS),
        then=Span(4, Unit.WEEKS),
        overrides=True,
        source="Our policy, 3.2",
    )
    facts = PlanFacts(plan_type=PlanType.LOOKED_AFTER, started_on=date(2026, 6, 1))
    told = tell(next_visit_due(facts, [*RULES, own], HOLIDAYS))
    assert told[0].startswith("In the first year of a placement, a child is visited within 3 working days")
    assert told[1] == "This is this council’s own rule. Source: Our policy, 3.2."
    assert told[-1] == (
        "This is sooner than the national rule, which gives Monday 8 June 2026. "
        "Source of the national rule: Care Planning regulations 2010, reg 28(2)(a) and (b)."
    )


def test_a_date_beyond_the_announced_bank_holidays_says_so(tell: Tell) -> None:
    facts = PlanFacts(plan_type=PlanType.CHILD_PROTECTION, started_on=date(2028, 12, 20))
    told = tell(next_visit_due(facts, RULES, HOLIDAYS))
    assert "Bank holidays that far ahead are not announced yet, so this date may move later." in told


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
@pytest.mark.parametrize("counting", Counting)
def test_every_rule_can_be_explained_at_every_stage(rule: Rule, counting: Counting, tell: Tell) -> None:
    start = date(2026, 12, 16)
    repeated = {rule.what: (start + timedelta(days=1),)}
    visits = (Visited(start + timedelta(days=1), seen=True),)
    first = PlanFacts(plan_type=rule.plan_type, started_on=start, dates={rule.trigger: start})
    for facts in (first, replace(first, held=repeated, visits=visits)):
        due = due_date(replace(rule, counting=counting), facts, HOLIDAYS)
        if due is not None:
            assert all("{" not in sentence for sentence in tell(due))


def test_every_key_that_the_code_names_is_in_the_catalogue(catalogue: Catalog) -> None:
    sources = "".join(path.read_text("utf-8") for path in (PORTAL / "statutory").glob("*.py"))
    named = set(re.findall(r'"(statutory\.[a-z_.]+[a-z_])"', sources))
    named |= {f"statutory.trigger.{trigger}" for trigger in Trigger}
    named |= {f"statutory.span.{unit}" for unit in Unit} | {
        f"statutory.why.{counting}" for counting in Counting
    }
    named |= {f"statutory.rule.{rule.code}" for rule in RULES if rule.first or rule.then}
    assert (
        named
        - {message.id if isinstance(message.id, str) else message.id[0] for message in messages(catalogue)}
        == set()
    )


def test_the_words_are_plain(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        for text in words_of(message):
            assert text
            assert not set(text) & {'"', "'"}, text
            for sentence in re.split(r"[.?:] ", text):
                assert len(sentence.split()) <= 25, sentence
