"""Days and ages in London, also when the server's day is another."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.statutory.birthdays import age_on, birthday, london_day, midnight_of


def test_a_summer_evening_in_utc_is_already_the_next_day_in_london() -> None:
    assert london_day(datetime(2026, 6, 5, 23, 30, tzinfo=UTC)) == date(2026, 6, 6)
    assert london_day(datetime(2026, 12, 5, 23, 30, tzinfo=UTC)) == date(2026, 12, 5)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        london_day(datetime(2026, 6, 5, 23, 30))  # noqa: DTZ001  that is the point


def test_a_child_turns_sixteen_at_midnight_in_london_not_in_utc() -> None:
    turns = midnight_of(birthday(date(2011, 7, 4), 16))
    assert turns.astimezone(UTC) == datetime(2027, 7, 3, 23, 0, tzinfo=UTC)
    a_second_before = turns.astimezone(UTC) - timedelta(seconds=1)
    assert age_on(date(2011, 7, 4), london_day(a_second_before)) == 15
    assert age_on(date(2011, 7, 4), london_day(turns.astimezone(UTC))) == 16


def test_days_on_which_the_clocks_change_are_one_day_each() -> None:
    for day, hours in ((date(2027, 3, 28), 23), (date(2027, 10, 31), 25)):
        begins, ends = midnight_of(day), midnight_of(day + timedelta(days=1))
        assert (ends.astimezone(UTC) - begins.astimezone(UTC)) == timedelta(hours=hours)
        assert {london_day(begins), london_day(ends.astimezone(UTC) - timedelta(seconds=1))} == {day}


def test_born_on_the_29th_of_february_is_a_year_older_on_the_1st_of_march() -> None:
    born = date(2012, 2, 29)
    assert birthday(born, 16) == date(2028, 2, 29)
    assert birthday(born, 18) == date(2030, 3, 1)
    assert [age_on(born, day) for day in (date(2030, 2, 28), date(2030, 3, 1))] == [17, 18]


def test_twins_are_the_same_age_and_nobody_has_an_age_before_birth() -> None:
    assert age_on(date(2020, 5, 5), date(2020, 5, 5)) == 0
    with pytest.raises(ValueError, match="before they are born"):
        age_on(date(2020, 5, 5), date(2020, 5, 4))
