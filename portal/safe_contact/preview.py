"""“What would this phone show?”: the very words of the letters, for a plan as it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from notifications.catalogue import Words, WordsProblem, spoken, text_of
from notifications.model import Channel, Wording
from portal.safe_contact import rules
from portal.safe_contact.model import SafeContact
from portal.safe_contact.model_points import ContactPoint
from portal.web.times import say_day, say_time

# A visit reminder, a change of time, a message: what comes most.
SHOWN = ("visit", "changed", "message")
EXAMPLE_TIME = time(16)


@dataclass(frozen=True, slots=True)
class Sender:
    """What our letters say about us: where to sign in, and whom to call."""

    origin: str
    phone: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One letter as it would arrive. `words.title` is an e-mail's subject."""

    key: str
    channel: Channel
    wording: Wording
    language: str
    words: Words


def previews(
    plan: SafeContact | None,
    points: Iterable[ContactPoint],
    sender: Sender,
    *,
    today: date,
    language: str,
) -> list[Preview]:
    """By the way that would be tried first. Empty: nothing would come."""
    points = list(points)
    ways = rules.channels(plan, points)
    if plan is None or not ways or (ways[0] is not Channel.POST and rules.hours(plan) is None):
        return []
    channel = ways[0]
    wording = rules.wording(plan, shared=is_shared(points, channel), channel=channel)
    # Letters speak fewer languages than pages.
    found, said_in = [], spoken(language)
    for key in SHOWN:
        try:
            words = text_of(key, channel, wording, said_in, _example(sender, today, said_in))
        except WordsProblem:
            # A letter that cannot be written is not sent, so it would not show.
            continue
        found.append(Preview(key, channel, wording, said_in, words))
    return found


def is_shared(points: Iterable[ContactPoint], channel: Channel) -> bool:
    """Whether others have the number or address that a letter would go to."""
    kind = {Channel.TEXT: "mobile", Channel.EMAIL: "email"}.get(channel)
    return any(point.is_shared for point in points if point.kind == kind and point.may_be_used)


def _example(sender: Sender, today: date, language: str) -> dict[str, str]:
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7 or 7)
    return {
        "day": say_day(tuesday, tuesday.year, language),
        "time": say_time(EXAMPLE_TIME, language),
        "url": sender.origin,
        "phone": sender.phone,
    }
