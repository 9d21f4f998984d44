"""Whether a letter may leave at this very moment, to where, and in which words. Asked in the claiming transaction.

In this order, so that what staff read is the first thing that stands in its way: it is still true, nothing is stopped,
the person wants it this way, it is their time of day, nobody told their phone already, it is not too much at once.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.catalogue import LETTERS, spoken
from notifications.model import Channel, Drop, Go, Hold, Letter, Verdict, Wording
from portal.db import Connection
from portal.reminders.model import DIGEST, MOST_A_DAY, Found, day_after, midnight
from portal.reminders.store_due import get_found, newest_point, points_for, ways_for
from portal.reminders.store_people import Reach, get_reach
from portal.reminders.values import invented_values, values_of
from portal.safe_contact.model import SafeContact
from portal.safe_contact.model_points import ContactPoint
from portal.safe_contact.rules import USUAL_HOURS, allows, next_moment, wording
from portal.settings import origin_of
from portal.sign_in.store_links import link_address, make_token
from portal.web.times import london, moment_in_london

# Nobody can be reached: asked again, because somebody may mend it.
LOOK_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter would go, and whether somebody else reads there too."""

    address: str | tuple[str, ...]
    point: ContactPoint | None = None

    @property
    def is_shared(self) -> bool:
        return self.point is not None and self.point.is_shared


class Checker:
    """`origins`: where the portal is opened. `key`: nobody else can say which address a hash is of."""

    def __init__(self, origins: Sequence[str], key: bytes) -> None:
        self._origins = tuple(origins)
        self._key = key

    async def __call__(self, conn: Connection, letter: Letter, now: datetime) -> Verdict:
        """The connection speaks for the letter's council at `now`, in the transaction that claims it.

        Letters to one person are decided one after another, and of two with one `told_key` only one can be claimed:
        both are the claim's to see to.
        """
        found = await get_found(conn, letter, now)
        reach = await get_reach(conn, letter, midnight(london(now).date())) if found else None
        if found is None or reach is None:
            return Drop("no_longer_true")
        kept = not_wanted(found, reach, letter.channel, now) or too_much(found, reach, letter.channel, now)
        if kept is not None:
            return kept
        place = place_of(found, reach, letter.channel)
        if place is None:
            return Hold("no_safe_way", now + LOOK_AGAIN)
        return await self._go(conn, Leaving(found, reach, place, letter.channel), now)

    async def _go(self, conn: Connection, leaving: "Leaving", now: datetime) -> Verdict:
        found, reach, place = leaving.found, leaving.reach, leaving.place
        kind, origin = LETTERS[found.key], origin_of(reach.host, self._origins)
        values = values_of(found, reach, origin, now)
        if found.trial is not None:
            values = invented_values(kind, spoken(found.trial.language), values)
        elif "link" in kind.needs:
            token = await make_token(conn, found.subject.id)
            if token is None:
                return Drop("no_longer_true")
            values["link"] = link_address(origin, token)
        return Go(
            address=place.address,
            wording=leaving.wording,
            language=spoken(found.trial.language if found.trial else reach.language),
            values={name: value for name, value in values.items() if name in kind.needs},
            two_way=kind.two_way_possible and found.can_be_answered,
            contact_point_id=place.point.id if place.point else None,
            told_key=self._told_key(found, place),
            secret=kind.secret,
        )

    def _told_key(self, found: Found, place: Place) -> bytes:
        subject = found.subject
        event = f"{place.address}\0{found.key}\0{subject.kind}\0{subject.id}\0{subject.version}"
        return hmac.new(self._key, event.encode(), hashlib.sha256).digest()


@dataclass(frozen=True, slots=True)
class Leaving:
    """A letter that nothing stands in the way of."""

    found: Found
    reach: Reach
    place: Place
    channel: Channel

    @property
    def wording(self) -> Wording:
        """Who has no plan yet has not said that anybody may read along: plain words, and nothing of us in them."""
        plan = self.reach.ways.plan
        if self.found.trial is not None:
            return self.found.trial.wording
        if self.found.address is not None:
            return Wording.STANDARD
        if plan is None:
            return Wording.DISCREET
        return wording(plan, shared=self.place.is_shared, channel=self.channel)


def not_wanted(found: Found, reach: Reach, channel: Channel, now: datetime) -> Hold | Drop | None:
    """What the person said, or what was said for them. Where nobody has asked them yet, staff have to."""
    plan = reach.ways.plan
    if reach.stopped or (plan is not None and plan.unsafe_since is not None):
        return Drop("letters_stopped")
    safe = ways_for(found, reach.ways)
    if channel in safe:
        return None
    if safe:
        # Another way is the safe one by now, and the next look takes it.
        return Drop("no_longer_true")
    if plan is not None and wants_nothing(plan, asked_for=found.asked_for):
        return Drop("not_wanted")
    return Hold("no_safe_way", now + LOOK_AGAIN)


def wants_nothing(plan: SafeContact, *, asked_for: bool) -> bool:
    """Said no to every way: that is an answer. A yes to a way that does not work is not."""
    return not any(allows(plan, channel, asked_for=asked_for) for channel in Channel)


def too_much(found: Found, reach: Reach, channel: Channel, now: datetime) -> Hold | Drop | None:
    """Their hours, then 15 minutes of peace after each, then five a day. What somebody waits for now is exempt."""
    if LETTERS[found.key].urgent or found.address is not None:
        return None
    at = first_moment(reach.ways.plan, channel, now)
    if at is None:
        return Hold("no_safe_way", now + LOOK_AGAIN)
    if at > now:
        return _until(at, "hours", found)
    if reach.leaving or (reach.last_told_at is not None and reach.last_told_at + DIGEST > now):
        rested = now if reach.leaving or reach.last_told_at is None else reach.last_told_at
        return _until(rested + DIGEST, "just_told", found)
    if reach.told_today >= MOST_A_DAY:
        tomorrow = first_moment(reach.ways.plan, channel, day_after(now))
        return _until(tomorrow or day_after(now), "five_a_day", found)
    return None


def _until(moment: datetime, why: str, found: Found) -> Hold | Drop:
    """Held to a time when it would be too late is not held: staff should know now, and call."""
    return Hold(why, moment) if moment < found.until else Drop("too_late")


def first_moment(plan: SafeContact | None, channel: Channel, now: datetime) -> datetime | None:
    """The first moment from now on that is theirs; without a plan, the usual hours."""
    if plan is not None:
        return next_moment(plan, channel, now)
    here, (start, end) = london(now), USUAL_HOURS
    if start <= here.time() < end:
        return now
    return moment_in_london(here.date() + timedelta(days=here.time() >= end), start)


def place_of(found: Found, reach: Reach, channel: Channel) -> Place | None:
    """The number or address that is safe and works; the newest, where there are several."""
    plan = reach.ways.plan
    if found.address is not None:
        return Place(found.address)
    if channel is Channel.POST:
        return Place(plan.post_lines) if plan and plan.post_lines else None
    point = newest_point(points_for(found, reach.ways), channel)
    if point is None:
        return None
    return Place(point.value.replace(" ", "") if channel is Channel.TEXT else point.value, point)
