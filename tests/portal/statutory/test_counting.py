"""Counting days: on, back, over holidays, short months and the nights the clocks change."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import (
    Counting,
    Span,
    Unit,
    add_months,
    counted,
    is_working_day,
    reply_by,
    working_days_after,
    working_days_before,
    year_end,
)

HOLIDAYS = bank_holidays_of_england()
days = st.dates(date(2020, 1, 1), date(2028, 6, 30))
forwards = st.sampled_from([Counting.DAY_AFTER_IS_ONE, Counting.TRIGGER_IS_ONE])
spans = st.builds(Span, st.integers(1, 60), st.sampled_from(Unit))


def test_the_calendar_is_that_of_england_without_asking_the_network() -> None:
    christmas_2026_to_easter_2027 = {day for day in HOLIDAYS if date(2026, 12, 1) <= day <= date(2027, 4, 30)}
    assert christmas_2026_to_easter_2027 == {
        date(2026, 12, 25),
        date(2026, 12, 28),
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
    }
    assert date(2027, 3, 17) not in HOLIDAYS  # St Patrick's Day is Northern Ireland's
    assert date(2026, 11, 30) not in HOLIDAYS  # St Andrew's Day is Scotland's


@pytest.mark.parametrize(
    ("today", "working_days", "by"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 22), 1, date(2026, 11, 23)),  # Sunday
        (date(2026, 11, 22), 2, date(2026, 11, 24)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas Eve
        (date(2026, 12, 24), 5, date(2027, 1, 5)),
        (date(2027, 3, 25), 2, date(2027, 3, 31)),  # Maundy Thursday
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_a_reply_is_promised_for_a_working_day(today: date, working_days: int, by: date) -> None:
    assert reply_by(today, working_days, HOLIDAYS) == by


def test_day_one_is_the_day_after_or_the_day_itself_as_the_rule_says() -> None:
    friday, ten = date(2026, 6, 5), Span(10, Unit.WORKING_DAYS)
    assert counted(friday, ten, Counting.DAY_AFTER_IS_ONE, HOLIDAYS).on == date(2026, 6, 19)
    assert counted(friday, ten, Counting.TRIGGER_IS_ONE, HOLIDAYS).on == date(2026, 6, 18)
    fortnight = Span(14, Unit.DAYS)
    assert counted(friday, fortnight, Counting.DAY_AFTER_IS_ONE, HOLIDAYS).on == date(2026, 6, 19)
    assert counted(friday, fortnight, Counting.TRIGGER_IS_ONE, HOLIDAYS).on == date(2026, 6, 18)
    month = Span(1, Unit.MONTHS)
    assert counted(date(2026, 1, 31), month, Counting.DAY_AFTER_IS_ONE, HOLIDAYS).on == date(2026, 2, 28)
    assert counted(date(2026, 1, 31), month, Counting.TRIGGER_IS_ONE, HOLIDAYS).on == date(2026, 2, 27)


def test_a_trigger_on_a_sunday_makes_monday_day_one_either_way() -> None:
    sunday, one = date(2026, 11, 22), Span(1, Unit.WORKING_DAYS)
    for counting in (Counting.DAY_AFTER_IS_ONE, Counting.TRIGGER_IS_ONE):
        assert counted(sunday, one, counting, HOLIDAYS).on == date(2026, 11, 23)


def test_a_count_names_the_bank_holidays_that_it_passed_over() -> None:
    count = counted(date(2026, 12, 16), Span(10, Unit.WORKING_DAYS), Counting.DAY_AFTER_IS_ONE, HOLIDAYS)
    assert count.bank_holidays == (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))


def test_a_count_says_when_it_ends_beyond_the_announced_holidays() -> None:
    span = Span(10, Unit.WORKING_DAYS)
    assert not counted(date(2028, 12, 1), span, Counting.DAY_AFTER_IS_ONE, HOLIDAYS).beyond_calendar
    assert counted(date(2028, 12, 20), span, Counting.DAY_AFTER_IS_ONE, HOLIDAYS).beyond_calendar


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_month_too_short_ends_on_its_last_day(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_a_first_year_from_the_29th_of_february_ends_with_february() -> None:
    assert year_end(date(2028, 2, 29)) == date(2029, 3, 1)
    assert year_end(date(2027, 2, 28)) == date(2028, 2, 28)


@pytest.mark.parametrize("count", [0, -1])
def test_a_span_of_nothing_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Span(count, Unit.DAYS)


def test_working_days_are_not_counted_in_both_directions() -> None:
    with pytest.raises(ValueError, match="one direction"):
        working_days_after(date(2026, 6, 5), -1, HOLIDAYS)


@given(days, st.integers(1, 60))
def test_a_working_day_count_ends_on_a_working_day_with_that_many_between(day: date, count: int) -> None:
    end = working_days_after(day, count, HOLIDAYS)
    passed = [day + timedelta(days=number) for number in range(1, (end - day).days + 1)]
    assert sum(is_working_day(each, HOLIDAYS) for each in passed) == count
    assert is_working_day(end, HOLIDAYS)


@given(days, st.integers(1, 60))
def test_counting_back_undoes_counting_on_from_a_working_day(day: date, count: int) -> None:
    start = working_days_after(day, 1, HOLIDAYS)
    assert working_days_before(working_days_after(start, count, HOLIDAYS), count, HOLIDAYS) == start


@given(days, days, spans, forwards)
def test_a_later_start_never_ends_sooner(one: date, other: date, span: Span, counting: Counting) -> None:
    first, last = sorted((one, other))
    assert counted(first, span, counting, HOLIDAYS).on <= counted(last, span, counting, HOLIDAYS).on


@given(days, spans, forwards)
def test_no_count_ends_before_it_starts(day: date, span: Span, counting: Counting) -> None:
    assert counted(day, span, counting, HOLIDAYS).on >= day


@given(days, spans)
def test_a_count_back_ends_before_it_starts(day: date, span: Span) -> None:
    assert counted(day, span, Counting.DAY_BEFORE_IS_ONE, HOLIDAYS).on < day


@given(days, spans)
def test_the_trigger_as_day_one_never_gives_more_time(day: date, span: Span) -> None:
    with_it = counted(day, span, Counting.TRIGGER_IS_ONE, HOLIDAYS).on
    assert with_it <= counted(day, span, Counting.DAY_AFTER_IS_ONE, HOLIDAYS).on


@given(days, st.integers(1, 59), st.sampled_from(Unit), forwards)
def test_a_longer_span_never_ends_sooner(day: date, count: int, unit: Unit, counting: Counting) -> None:
    shorter = counted(day, Span(count, unit), counting, HOLIDAYS).on
    assert shorter <= counted(day, Span(count + 1, unit), counting, HOLIDAYS).on


@given(days, spans, forwards)
def test_more_bank_holidays_never_end_a_count_sooner(day: date, span: Span, counting: Counting) -> None:
    assert counted(day, span, counting, frozenset()).on <= counted(day, span, counting, HOLIDAYS).on
