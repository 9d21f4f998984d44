"""When reminders are open, on every day of the year and across both clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import LONDON
from portal.reminders.model import (
    DAY,
    WEEK,
    closing,
    day_after,
    end_of_day_after,
    is_open,
    is_told_by_news,
    midnight,
    opening,
    told_start,
    version_of,
)
from portal.web.times import london
from tests.running import at

# Two years that hold four clock changes.
MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2027, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001
KINDS = st.sampled_from([WEEK, DAY])


@given(KINDS, MOMENTS)
def test_every_reminder_opens_at_ten_on_the_wall_so_many_days_before(kind: str, begins: datetime) -> None:
    opens = london(opening(kind, begins))
    assert opens.time() == time(10)
    assert (london(begins).date() - opens.date()).days == (7 if kind == WEEK else 1)


@given(KINDS, MOMENTS)
def test_a_reminder_is_open_from_its_opening_and_never_from_its_closing_on(
    kind: str, begins: datetime
) -> None:
    opens, closes = opening(kind, begins), closing(kind, begins)
    assert not is_open(kind, begins, opens - timedelta(seconds=1))
    assert is_open(kind, begins, opens) == (opens < closes)
    assert not is_open(kind, begins, closes)


@given(MOMENTS)
def test_the_second_ends_two_real_hours_before_the_visit(begins: datetime) -> None:
    assert begins - closing(DAY, begins) == timedelta(hours=2)


@given(MOMENTS)
def test_the_first_ends_with_the_third_day_before_the_visit(begins: datetime) -> None:
    last = london(closing(WEEK, begins) - timedelta(seconds=1))
    assert last.date() == london(begins).date() - timedelta(days=3)


@given(MOMENTS, MOMENTS)
def test_the_two_are_never_open_at_once(begins: datetime, now: datetime) -> None:
    assert not (is_open(WEEK, begins, now) and is_open(DAY, begins, now))


@given(MOMENTS)
def test_days_begin_at_midnight_in_london(moment: datetime) -> None:
    assert london(midnight(london(moment).date())).time() == time(0)
    assert moment < day_after(moment) < end_of_day_after(moment)
    assert london(day_after(moment)).date() == london(moment).date() + timedelta(days=1)


@given(MOMENTS)
def test_the_same_moment_is_the_same_version_in_every_zone(moment: datetime) -> None:
    assert version_of(moment) == version_of(moment.astimezone(LONDON))
    assert told_start(f"{version_of(moment)}/news") == told_start(version_of(moment)) == moment


def test_who_never_signed_in_has_a_version_that_tells_no_time() -> None:
    assert version_of(None) == "never"
    assert told_start("never") is None


@pytest.mark.parametrize(
    ("begins", "opens"),
    [
        # 10am GMT, for a visit in summer time.
        (at(date(2027, 3, 28), 14), datetime(2027, 3, 27, 10, tzinfo=UTC)),
        # 10am BST is 9 o'clock in UTC, for a visit in winter time.
        (at(date(2027, 10, 31), 14), datetime(2027, 10, 30, 9, tzinfo=UTC)),
    ],
)
def test_the_day_before_a_clock_change_keeps_to_the_wall(begins: datetime, opens: datetime) -> None:
    assert opening(DAY, begins) == opens


def test_news_that_is_younger_than_a_day_when_a_reminder_begins_takes_its_place() -> None:
    begins = at(date(2026, 6, 10), 16)
    assert not is_told_by_news(DAY, begins, None)
    assert not is_told_by_news(DAY, begins, at(date(2026, 6, 8), 10))
    assert is_told_by_news(DAY, begins, at(date(2026, 6, 8), 10, 1))
    assert is_told_by_news(DAY, begins, at(date(2026, 6, 10), 9))
