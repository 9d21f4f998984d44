"""When, by which way and in which words somebody may be reached. Pure; whoever sends asks here first."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from notifications.model import Channel, Wording
from portal.safe_contact.model import Email, SafeContact
from portal.safe_contact.model_points import ContactPoint
from portal.web.times import london, moment_in_london

# Where nobody named hours.
USUAL_HOURS = (time(8), time(20))
# Whatever they named: nothing arrives before the first or from the second on.
EARLIEST, LATEST = time(7), time(21)


def hours(plan: SafeContact) -> tuple[time, time] | None:
    """From when to when a letter may arrive, never beyond what we do at all. None where nothing is left."""
    start, end = plan.hours or USUAL_HOURS
    start, end = max(start, EARLIEST), min(end, LATEST)
    return (start, end) if start < end else None


def allows(plan: SafeContact | None, channel: Channel, *, asked_for: bool = False) -> bool:
    """Whether a person marked this way as safe. `asked_for`: a code or link that they wait for at this moment.

    What somebody asks for is no contact of ours, so “only I contact you” lets it through; a phone that is not safe
    lets nothing through.
    """
    if plan is None or plan.unsafe_since is not None or (plan.only_i_contact and not asked_for):
        return False
    if channel is Channel.TEXT:
        return plan.texting != "no"
    if channel is Channel.EMAIL:
        return plan.email != Email.NO
    return plan.letters and bool(plan.post_lines)


def is_open_at(plan: SafeContact, moment: datetime) -> bool:
    """Whether this moment is within their days and hours, by the clock on the wall in London."""
    window, here = hours(plan), london(moment)
    return window is not None and window[0] <= here.time() < window[1] and here.isoweekday() in plan.days


def next_moment(plan: SafeContact | None, channel: Channel, moment: datetime) -> datetime | None:
    """The first moment from this one on at which a letter may go this way. None: never.

    Post knocks on no pocket: it has no hours.
    """
    if plan is None or not allows(plan, channel):
        return None
    window = hours(plan)
    if channel is Channel.POST or (window is not None and is_open_at(plan, moment)):
        return moment
    if window is None:
        return None
    today = london(moment).date()
    for later in range(8):
        opens = _opening(plan, today + timedelta(days=later), window[0])
        if opens is not None and opens > moment:
            return opens
    return None


def _opening(plan: SafeContact, day: date, start: time) -> datetime | None:
    # No window opens before EARLIEST, so none opens in the hour that a night of the clocks skips or repeats.
    return moment_in_london(day, start) if day.isoweekday() in plan.days else None


def channels(
    plan: SafeContact | None, points: Iterable[ContactPoint], *, asked_for: bool = False
) -> list[Channel]:
    """The ways that are safe and work, in the order in which to try them. Nothing else is ever tried."""
    kinds = {point.kind for point in points if point.may_be_used}
    reached = {Channel.TEXT: "mobile" in kinds, Channel.EMAIL: "email" in kinds, Channel.POST: True}
    return [
        channel
        for channel in (Channel.TEXT, Channel.EMAIL, Channel.POST)
        if reached[channel] and allows(plan, channel, asked_for=asked_for)
    ]


def wording(plan: SafeContact, *, shared: bool, channel: Channel = Channel.TEXT) -> Wording:
    """Plain words that name nobody, wherever anybody else could read them. `shared`: others have the same number."""
    wanted = plan.is_discreet or plan.device_shared or shared
    by_email = channel is Channel.EMAIL and plan.email == Email.DISCREET
    return Wording.DISCREET if wanted or by_email else Wording.STANDARD
