"""Opening time: weekends, bank holidays, the nights the clocks change, and hours that are odd."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import LONDON
from portal.statutory.opening import (
    OpeningHours,
    add_working_days,
    get_opening_hours,
    is_open,
    next_opening,
    working_days_between,
)
from tests.databases import Database
from tests.portal.statutory.councils import add_council, connected

WEEKDAYS = frozenset({1, 2, 3, 4, 5})
NINE_TO_FIVE = OpeningHours(time(9), time(17), WEEKDAYS)
DAY_AND_NIGHT = OpeningHours(time(0), time(0), frozenset(range(1, 8)))
NIGHTS = OpeningHours(time(22), time(6), WEEKDAYS)
SUNDAYS = OpeningHours(time(0), time(4), frozenset({7}))


def at(text: str) -> datetime:
    """A moment by London's clock: "2026-06-01 10:00", a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-06-01 10:00", "2026-06-01 10:00"),  # a Monday, open
        ("2026-06-01 09:00", "2026-06-01 09:00"),
        ("2026-06-01 08:59", "2026-06-01 09:00"),
        ("2026-06-01 17:00", "2026-06-02 09:00"),  # closing time is out already
        ("2026-06-05 16:59", "2026-06-05 16:59"),  # Friday
        ("2026-06-05 17:00", "2026-06-08 09:00"),
        ("2026-06-06 12:00", "2026-06-08 09:00"),  # Saturday
        ("2026-05-22 18:00", "2026-05-26 09:00"),  # Friday before the spring bank holiday
        ("2026-05-25 11:00", "2026-05-26 09:00"),  # the holiday itself
        ("2026-12-24 17:30", "2026-12-29 09:00"),  # Christmas, Boxing Day on a Saturday, its substitute
    ],
)
def test_the_office_opens_next(moment: str, opens: str) -> None:
    assert next_opening(NINE_TO_FIVE, at(moment)) == at(opens)
    assert is_open(NINE_TO_FIVE, at(moment)) == (moment == opens)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-06-01 10:00", "2026-06-01 10:00", 0.0),
        ("2026-06-01 10:00", "2026-06-01 14:00", 0.5),
        ("2026-06-01 10:00", "2026-06-02 10:00", 1.0),
        ("2026-06-01 09:00", "2026-06-01 17:00", 1.0),
        ("2026-06-01 03:00", "2026-06-01 23:00", 1.0),  # both outside hours
        ("2026-06-05 20:00", "2026-06-08 09:00", 0.0),  # a whole weekend is no working time
        ("2026-06-05 16:00", "2026-06-08 16:00", 1.0),
        ("2026-06-06 12:00", "2026-06-07 12:00", 0.0),
        ("2026-05-22 13:00", "2026-05-26 13:00", 1.0),  # over a weekend and a bank holiday
        ("2026-05-25 10:00", "2026-05-25 16:00", 0.0),
        ("2026-06-02 10:00", "2026-06-01 10:00", 0.0),  # backwards is no time at all
        ("2026-03-27 13:00", "2026-03-30 13:00", 1.0),  # the clocks went forward between
        ("2026-10-23 13:00", "2026-10-26 13:00", 1.0),  # and back
    ],
)
def test_working_time_gone_by(since: str, until: str, days: float) -> None:
    assert working_days_between(NINE_TO_FIVE, at(since), at(until)) == days


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        ("2026-06-01 10:00", 0, "2026-06-01 10:00"),
        ("2026-06-06 10:00", 0, "2026-06-06 10:00"),  # no time later is no later, whoever is there
        ("2026-06-01 10:00", 1, "2026-06-02 10:00"),
        ("2026-06-01 09:00", 1, "2026-06-01 17:00"),  # ends with the day, not on the next morning
        ("2026-06-01 17:00", 1, "2026-06-02 17:00"),
        ("2026-06-05 22:00", 1, "2026-06-08 17:00"),
        ("2026-06-04 11:00", 3, "2026-06-09 11:00"),
        ("2026-05-22 11:00", 1, "2026-05-26 11:00"),
        ("2026-12-24 11:00", 2, "2026-12-30 11:00"),
        ("2026-03-27 11:00", 1, "2026-03-30 11:00"),
        ("2026-10-23 11:00", 1, "2026-10-26 11:00"),
    ],
)
def test_waiting_ends(since: str, days: int, until: str) -> None:
    assert add_working_days(NINE_TO_FIVE, at(since), days) == at(until)


def test_a_zone_of_the_moment_makes_no_difference() -> None:
    monday = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)
    assert is_open(NINE_TO_FIVE, monday)
    assert not is_open(NINE_TO_FIVE, datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
    assert add_working_days(NINE_TO_FIVE, monday, 1) == at("2026-06-02 09:30")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        is_open(NINE_TO_FIVE, datetime(2026, 6, 1, 8, 30))  # noqa: DTZ001


def test_time_is_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="onwards"):
        add_working_days(NINE_TO_FIVE, at("2026-06-01 10:00"), -1)


@pytest.mark.parametrize("open_days", [frozenset[int](), frozenset({0}), frozenset({1, 8})])
def test_an_office_that_never_opens_is_refused(open_days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        OpeningHours(time(9), time(17), open_days)


def test_an_office_may_be_open_on_saturdays_and_one_day_alone() -> None:
    saturdays = OpeningHours(time(10), time(12), frozenset({6}))
    assert next_opening(saturdays, at("2026-06-06 12:00")) == at("2026-06-13 10:00")
    assert add_working_days(saturdays, at("2026-06-01 10:00"), 2) == at("2026-06-13 12:00")
    mondays = OpeningHours(time(9), time(17), frozenset({1}))
    assert next_opening(mondays, at("2026-05-18 17:00")) == at("2026-06-01 09:00")  # one Monday is a holiday


def test_hours_until_midnight_end_with_the_day() -> None:
    late = OpeningHours(time(16), time(0), WEEKDAYS)
    assert late.length == timedelta(hours=8)
    assert is_open(late, at("2026-06-05 23:59"))
    assert next_opening(late, at("2026-06-06 00:00")) == at("2026-06-08 16:00")


def test_hours_past_midnight_belong_to_the_day_they_began() -> None:
    assert is_open(NIGHTS, at("2026-06-06 05:59"))  # Friday's night
    assert next_opening(NIGHTS, at("2026-06-06 06:00")) == at("2026-06-08 22:00")
    assert not is_open(NIGHTS, at("2026-06-08 03:00"))  # Sunday opens no night
    assert working_days_between(NIGHTS, at("2026-06-01 12:00"), at("2026-06-03 12:00")) == 2.0


def test_an_office_that_never_closes_counts_every_hour_but_those_of_holidays() -> None:
    assert is_open(DAY_AND_NIGHT, at("2026-06-06 03:00"))
    assert working_days_between(DAY_AND_NIGHT, at("2026-06-01 10:00"), at("2026-06-03 22:00")) == 2.5
    assert next_opening(DAY_AND_NIGHT, at("2026-05-25 10:00")) == at("2026-05-26 00:00")


def test_an_hour_that_the_clocks_skip_or_repeat_is_counted_as_it_passed() -> None:
    spring, autumn = ("2026-03-29 00:00", "2026-03-29 23:00"), ("2026-10-25 00:00", "2026-10-25 23:00")
    assert working_days_between(SUNDAYS, at(spring[0]), at(spring[1])) == 0.75
    assert working_days_between(SUNDAYS, at(autumn[0]), at(autumn[1])) == 1.25
    assert next_opening(SUNDAYS, at("2026-03-29 01:30")) == at("2026-03-29 01:30")


def test_hours_within_the_skipped_hour_do_not_exist_that_night() -> None:
    skipped = OpeningHours(time(1, 30), time(2, 15), frozenset({7}))
    assert next_opening(skipped, at("2026-03-29 00:00")) == at("2026-04-05 01:30")
    assert working_days_between(skipped, at("2026-03-28 00:00"), at("2026-03-30 00:00")) == 0.0


moments = st.integers(0, 900 * 24 * 60).map(
    lambda minutes: at("2025-01-01 00:00") + timedelta(minutes=minutes)
)
offices = st.builds(
    OpeningHours,
    st.times(),
    st.times(),
    st.frozensets(st.integers(1, 7), min_size=1),
)


@given(offices, moments, st.integers(0, 12))
def test_waiting_so_many_days_is_waiting_so_many_days(
    hours: OpeningHours, since: datetime, days: int
) -> None:
    until = add_working_days(hours, since, days)
    assert until >= since
    assert working_days_between(hours, since, until) == pytest.approx(days, abs=1e-9)
    if days:
        assert working_days_between(hours, since, until - timedelta(microseconds=1)) < days


@given(offices, moments, moments, moments)
def test_waiting_adds_up(hours: OpeningHours, first: datetime, second: datetime, third: datetime) -> None:
    first, second, third = sorted((first, second, third))
    whole = working_days_between(hours, first, third)
    parts = working_days_between(hours, first, second) + working_days_between(hours, second, third)
    assert whole == pytest.approx(parts, abs=1e-6)


@given(offices, moments)
def test_nobody_is_there_before_the_next_opening(hours: OpeningHours, moment: datetime) -> None:
    opens = next_opening(hours, moment)
    assert opens >= moment
    assert is_open(hours, opens)
    assert working_days_between(hours, moment, opens) == 0.0


async def test_each_council_has_hours_of_its_own(empty_database: Database) -> None:
    async with connected(empty_database, "portal_migrator") as conn:
        ours, theirs = await add_council(conn, "ours.example"), await add_council(conn, "theirs.example")
        await conn.execute(
            "UPDATE council SET opens_at = '08:30', closes_at = '12:45', open_days = '{1,3}' "
            "WHERE council_id = $1",
            ours,
        )
    async with connected(empty_database, "portal_web", ours) as conn:
        assert await get_opening_hours(conn) == OpeningHours(time(8, 30), time(12, 45), frozenset({1, 3}))
    async with connected(empty_database, "portal_web", theirs) as conn:
        assert await get_opening_hours(conn) == NINE_TO_FIVE
