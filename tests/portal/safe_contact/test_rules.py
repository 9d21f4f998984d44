"""When, how and in which words somebody may be reached: for any plan, at any moment, on both nights of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.model import Channel, Wording
from portal.clock import LONDON
from portal.safe_contact import rules
from portal.safe_contact.model import SafeContact, has_own_plan, newest_incident
from portal.safe_contact.model_points import ContactPoint

ASKED = date(2026, 3, 1)
LINES = "Dani Rowe\n1 High Street\nZZ9 1AA"
# Weeks with the night on which an hour is missing and the one on which it comes twice.
SPRING, AUTUMN = datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC)

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
plans = st.builds(
    SafeContact,
    texting=st.sampled_from(["any_time", "some_times", "discreet", "no"]),
    from_time=st.none() | times,
    to_time=st.none() | times,
    days=st.lists(st.integers(1, 7), min_size=1, unique=True).map(tuple),
    discreet=st.booleans(),
    email=st.sampled_from(["yes", "discreet", "no"]),
    letters=st.booleans(),
    letters_to=st.sampled_from([None, "One line", LINES]),
    device_shared=st.booleans(),
    only_i_contact=st.booleans(),
    unsafe_since=st.none() | st.just(datetime(2026, 5, 1, tzinfo=UTC)),
    checked_on=st.just(ASKED),
)
minutes = st.integers(-4 * 24 * 60, 4 * 24 * 60).map(lambda many: timedelta(minutes=many))
moments = st.one_of(
    st.builds(lambda night, later: night + later, st.sampled_from([SPRING, AUTUMN]), minutes),
    st.integers(0, 2_000_000).map(lambda many: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=many)),
)
points = st.lists(
    st.builds(
        ContactPoint,
        id=st.just(UUID(int=1)),
        kind=st.sampled_from(["mobile", "landline", "email"]),
        value=st.just("07700 900401"),
        works=st.booleans(),
        proven=st.booleans(),
        shared=st.sampled_from([None, "yes", "no"]),
        others=st.integers(0, 2),
    ),
    max_size=4,
)
ways = st.sampled_from(list(Channel))


def plan(**said: object) -> SafeContact:
    return SafeContact(**{"texting": "any_time", "checked_on": ASKED} | said)  # type: ignore[arg-type]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In the week of Monday 1 June 2026."""
    return datetime(2026, 6, day, hour, minute, tzinfo=LONDON)


def may_text_at(plan: SafeContact | None, moment: datetime) -> bool:
    """Whether a text that is ready would leave at once."""
    return rules.next_moment(plan, Channel.TEXT, moment) == moment


@given(plans, moments)
def test_no_text_arrives_outside_what_we_do_at_all(plan: SafeContact, moment: datetime) -> None:
    if may_text_at(plan, moment):
        here = moment.astimezone(LONDON)
        assert time(7) <= here.time() < time(21)
        assert here.isoweekday() in plan.days
        if plan.hours:
            assert plan.hours[0] <= here.time() < plan.hours[1]
        else:
            assert time(8) <= here.time() < time(20)


@given(plans, ways, moments)
def test_a_letter_waits_for_the_first_moment_that_is_safe(
    plan: SafeContact, channel: Channel, moment: datetime
) -> None:
    found = rules.next_moment(plan, channel, moment)
    if found is None:
        return
    assert moment <= found <= moment + timedelta(days=8, hours=1)
    if channel is Channel.POST:
        assert found == moment
        return
    assert rules.is_open_at(plan, found)
    # Nothing before it was safe: every quarter of an hour, and the minute before.
    step = moment
    while step < found:
        assert not rules.is_open_at(plan, step)
        step += timedelta(minutes=15)
    if found > moment:
        assert not rules.is_open_at(plan, max(moment, found - timedelta(minutes=1)))


@given(plans, ways, moments)
def test_it_never_goes_only_where_no_hour_is_left_or_the_way_is_not_safe(
    plan: SafeContact, channel: Channel, moment: datetime
) -> None:
    never = rules.next_moment(plan, channel, moment) is None
    no_hours = channel is not Channel.POST and rules.hours(plan) is None
    assert never == (no_hours or not rules.allows(plan, channel))


@given(plans, points, st.booleans())
def test_no_way_is_tried_that_was_not_marked_safe_or_does_not_work(
    plan: SafeContact, points: list[ContactPoint], asked_for: bool
) -> None:
    found = rules.channels(plan, points, asked_for=asked_for)
    kinds = {point.kind for point in points if point.works and not (point.others and point.shared == "no")}
    assert found == sorted(found, key=["text", "email", "post"].index)
    if Channel.TEXT in found:
        assert "mobile" in kinds
        assert plan.texting != "no"
    if Channel.EMAIL in found:
        assert "email" in kinds
        assert plan.email != "no"
    if Channel.POST in found:
        assert plan.letters
        assert plan.letters_to == LINES
    if plan.unsafe_since or (plan.only_i_contact and not asked_for):
        assert found == []


@given(plans, st.booleans(), ways)
def test_a_phone_that_others_read_gets_words_that_name_nobody(
    plan: SafeContact, shared: bool, channel: Channel
) -> None:
    said = rules.wording(plan, shared=shared, channel=channel)
    if shared or plan.device_shared or plan.discreet or plan.texting == "discreet":
        assert said is Wording.DISCREET
    elif channel is not Channel.EMAIL:
        assert said is Wording.STANDARD


@pytest.mark.parametrize("channel", list(Channel))
def test_who_was_never_asked_is_not_reached(channel: Channel) -> None:
    assert not may_text_at(None, at(1, 12))
    assert rules.next_moment(None, channel, at(1, 12)) is None
    assert rules.channels(None, []) == []


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_the_morning_after_the_clocks_change_begins_at_8_on_the_wall(day: date) -> None:
    night = datetime.combine(day - timedelta(days=1), time(22), LONDON)
    opens = rules.next_moment(plan(), Channel.TEXT, night)
    assert opens is not None
    assert opens.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, time(8))
    hours_later = (opens.astimezone(UTC) - night.astimezone(UTC)) / timedelta(hours=1)
    assert hours_later == (9 if day.month == 3 else 11)


def test_a_weekend_that_is_not_safe_waits_until_monday() -> None:
    dani = plan(texting="some_times", from_time=time(10), to_time=time(15), days=(1, 2, 3, 4, 5))
    assert rules.next_moment(dani, Channel.TEXT, at(5, 15)) == at(8, 10)
    assert rules.next_moment(dani, Channel.TEXT, at(5, 14, 59)) == at(5, 14, 59)


def test_the_evening_is_open_until_9_where_somebody_chose_it() -> None:
    assert not may_text_at(plan(), at(1, 20))
    late = plan(from_time=time(18), to_time=time(23))
    assert may_text_at(late, at(1, 20, 59))
    assert not may_text_at(late, at(1, 21))


def test_calls_keep_to_the_hours_and_days_that_they_named() -> None:
    said = plan(calls="some_times", from_time=time(10), to_time=time(15), days=(1,))
    assert said.may_call_at(at(1, 10))
    assert not said.may_call_at(at(1, 15))
    assert not said.may_call_at(at(2, 11))


def test_somebody_is_asked_again_after_8_weeks_or_after_anything_that_happened() -> None:
    said = plan(checked_on=date(2026, 6, 1), checked_at=at(1, 10))
    assert newest_incident([], said, date(2026, 7, 27)) is None
    assert newest_incident([], said, date(2026, 7, 28)) is not None
    assert newest_incident([("stop", at(1, 9))], said, date(2026, 6, 2)) is None
    found = newest_incident([("urgent", at(1, 11)), ("stop", at(2, 9))], said, date(2026, 6, 2))
    assert found is not None
    assert (found.incident, found.since) == ("stop", date(2026, 6, 2))


@pytest.mark.parametrize(
    ("kind", "born_on", "own"),
    [
        ("adult", None, True),
        ("young_person", date(2014, 6, 1), True),
        ("young_person", date(2014, 6, 2), False),
        ("young_person", None, False),
        ("staff", None, False),
        ("partner", None, False),
    ],
)
def test_children_have_a_plan_of_their_own_from_12_on(kind: str, born_on: date | None, own: bool) -> None:
    assert has_own_plan(kind, born_on, date(2026, 6, 1)) is own
