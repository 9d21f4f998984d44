"""The kinds of meetings as data, and the code that is suggested for how a child took part."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from portal.meetings.model_staff import Part, Taking, suggested_code
from portal.meetings.types import all_types, type_of
from portal.statutory.model import PlanType, What
from portal.statutory.national import national_rules
from portal.web.messages import read_catalogues

ISSUE = """initial_conference review_conference core_group child_in_need_review looked_after_review
    pathway_review family_group before_court""".split()


def test_every_kind_has_words_and_a_clock_that_the_law_knows() -> None:
    english = read_catalogues(strict=True)["en"]
    assert sorted(all_types()) == sorted(ISSUE)
    rules = national_rules()
    for of in all_types().values():
        for key in (
            of.name, of.formal, of.undated, of.purpose(), of.purpose(young=True), *of.could_decide, *of.cannot_decide,
        ):  # fmt: skip
            assert english.plain(key) != key, key
        assert of.could_decide and of.cannot_decide  # noqa: PT018 - one without the other would be half a promise
        plans = {rule.plan_type for rule in rules if rule.what is of.clock}
        assert of.clock is None or plans & of.plans, of.key
    assert {of.key for of in all_types().values() if of.fits(PlanType.CARE_LEAVER)} == {
        "pathway_review", "family_group", "before_court",
    }  # fmt: skip


def test_papers_are_due_working_days_before_with_the_bank_holiday_passed_over() -> None:
    # 25 May 2026 is the spring bank holiday.
    assert type_of("looked_after_review").papers_by(date(2026, 5, 28)) == date(2026, 5, 20)
    assert type_of("core_group").papers_by(date(2026, 5, 27)) == date(2026, 5, 22)
    assert type_of("core_group").notes_by(date(2026, 5, 22)) == date(2026, 6, 1)
    assert type_of("looked_after_review").clock is What.REVIEW


SAID = Part(
    person_id=UUID(int=1), taking_part=None, instead=None, needs=(), needs_words=None, brings_words=None,
    wants_advocate=False, questions=None, to_say=None, not_to_say=None, saved_at=datetime(2026, 6, 1, tzinfo=UTC),
)  # fmt: skip
CHILD = Taking(
    born_on=date(2016, 6, 18), on=date(2026, 6, 17), part=None, advocate=False, sent_views=False, held=False
)


@pytest.mark.parametrize(
    ("taking", "code"),
    [
        (CHILD, None),
        (replace(CHILD, held=True), "PN7"),
        (replace(CHILD, born_on=date(2022, 6, 18)), "PN0"),
        (replace(CHILD, born_on=date(2022, 6, 17)), None),
        (replace(CHILD, sent_views=True), "PN6"),
        (replace(CHILD, part=replace(SAID, to_say="My cat.")), "PN6"),
        (replace(CHILD, part=SAID), None),
        (replace(CHILD, part=replace(SAID, taking_part="all")), "PN1"),
        (replace(CHILD, part=replace(SAID, taking_part="last"), sent_views=True), "PN1"),
        (replace(CHILD, part=replace(SAID, taking_part="first"), advocate=True), "PN2"),
        (replace(CHILD, part=replace(SAID, taking_part="not_there", instead="someone_speaks")), "PN5"),
        (replace(CHILD, part=replace(SAID, taking_part="not_there"), advocate=True), "PN5"),
        (replace(CHILD, part=replace(SAID, taking_part="not_there", instead="drawing"), held=True), "PN7"),
        (replace(CHILD, part=replace(SAID, taking_part="not_sure"), held=True), "PN7"),
    ],
)
def test_a_code_follows_from_what_a_child_chose(taking: Taking, code: str | None) -> None:
    assert suggested_code(taking) == code
