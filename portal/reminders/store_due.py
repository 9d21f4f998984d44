"""What is due to whom at this moment, by which way: for everybody of a council, or for one letter before it leaves."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from notifications.catalogue import LETTERS
from notifications.model import Channel, Due, Letter, Subject
from portal.db import Connection
from portal.reminders import (
    store_accounts,
    store_meetings,
    store_told,
    store_trials,
    store_views,
    store_visits,
)
from portal.reminders.model import Found, attempt_of, without_attempt
from portal.reminders.narrowing import Only
from portal.reminders.store_people import About, Before, Ways, list_before, list_ways
from portal.safe_contact.model_points import ContactPoint
from portal.safe_contact.rules import channels
from portal.sign_in.model_links import WantedLetter
from portal.sign_in.store_links import get_wanted, list_wanted
from portal.web.times import london

Statement: TypeAlias = Callable[[Connection, datetime, Only | None], Awaitable[list[Found]]]
# Of every letter, the statements that say to whom it is due.
STATEMENTS: Mapping[str, Sequence[Statement]] = {
    "visit": (store_visits.list_coming, store_meetings.list_coming),
    "changed": (store_visits.list_moved, store_meetings.list_moved),
    "cancelled": (store_visits.list_ended, store_meetings.list_called_off),
    "missed_by_us": (store_visits.list_ended,),
    "missed_no_answer": (store_visits.list_ended,),
    "late": (store_visits.list_late,),
    "message": (store_told.list_messages,),
    "something_to_read": (store_told.list_summaries, store_views.list_answers, store_accounts.list_ending),
    "views_invite": (store_meetings.list_invited_to_say,),
    "views_received": (store_views.list_typed_in,),
    "pack_ready": (store_meetings.list_packs,),
    "worker_away": (store_told.list_away,),
    "number_check": (store_told.list_untried_numbers,),
}
SIGNING_IN = frozenset({"welcome", "card", "reset"})
REACHED_BY = {"mobile": Channel.TEXT, "email": Channel.EMAIL}


async def list_due(conn: Connection, now: datetime) -> list[Due]:
    """Everything that is due to anybody of the connection's council. `now` is the connection's own moment."""
    every = dict.fromkeys(list_some for some in STATEMENTS.values() for list_some in some)
    found = [one for list_some in every for one in await list_some(conn, now, None)]
    found += [_wanted(one) for one in await list_wanted(conn)]
    found += await store_trials.list_trials(conn, now)
    people = {one.person_id for one in found}
    ways = await list_ways(conn, people, london(now).date())
    before = await list_before(conn, people)
    return [
        due
        for one in found
        if one.person_id in ways and (due := _due(one, ways[one.person_id], before)) is not None
    ]


async def get_found(conn: Connection, letter: Letter, now: datetime) -> Found | None:
    """What this letter is about, by the same rules, if it still is due to the same person in the same version."""
    if letter.subject.kind == store_trials.TRIAL:
        found = await store_trials.list_trials(conn, now, Only(letter.person_id, letter.subject.id))
    elif letter.key in SIGNING_IN:
        wanted = await get_wanted(conn, letter.subject.kind, letter.subject.id)
        found = [_wanted(wanted)] if wanted else []
    else:
        only = Only(letter.person_id, letter.subject.id)
        found = [
            one for list_some in STATEMENTS.get(letter.key, ()) for one in await list_some(conn, now, only)
        ]
    subject = replace(letter.subject, version=without_attempt(letter.subject.version))
    about = (letter.key, letter.person_id, subject)
    return next((one for one in found if (one.key, one.person_id, one.subject) == about), None)


def ways_for(found: Found, ways: Ways) -> list[Channel]:
    """The ways that this letter may go to this person now, the first to be tried first."""
    if found.address is not None:
        safe = [found.trial.channel if found.trial else Channel.EMAIL]
    elif found.points is None:
        safe = channels(ways.plan, ways.points, asked_for=found.asked_for)
    elif ways.plan is None and not found.asked_for:
        # An invitation: how it goes was chosen with the person, who is not asked for a plan before they come in.
        safe = _kinds(ways, found.points)
    else:
        chosen = _kinds(ways, found.points)
        safe = [one for one in channels(ways.plan, ways.points, asked_for=found.asked_for) if one in chosen]
    return [one for one in safe if one in LETTERS[found.key].channels]


def _kinds(ways: Ways, points: Iterable[UUID]) -> list[Channel]:
    kinds = {point.kind for point in ways.points if point.id in set(points) and point.may_be_used}
    return [channel for kind, channel in REACHED_BY.items() if kind in kinds]


def _due(found: Found, ways: Ways, before: Mapping[About, Before]) -> Due | None:
    """None for who is too young to be reached through a device. Who has no safe way is due all the same: it is held.

    What has been told by one way is not told by another, whatever the person's plan says since.
    """
    if not ways.has_own_plan and not ways.works_here and ways.plan is None and found.points is None:
        return None
    subject, safe = found.subject, ways_for(found, ways)
    earlier = before.get((found.person_id, found.key, subject.kind, subject.id, subject.version))
    channel = safe[0] if safe else LETTERS[found.key].channels[0]
    if earlier is not None and earlier.told_by is not None:
        channel = earlier.told_by
    elif earlier is not None and safe:
        points = points_for(found, ways)
        channel = next((one for one in safe if not _failed_there(earlier, points, one)), channel)
        subject = replace(subject, version=attempt_of(subject.version, _attempt(earlier, points, channel)))
    return Due(found.key, channel, found.person_id, subject, found.due_at)


def _failed_there(earlier: Before, points: Iterable[ContactPoint], channel: Channel) -> bool:
    """Whether it was tried by this way already, at where it would go now."""
    newest = newest_point(points, channel)
    return (newest.id if newest else None) in earlier.failed_at.get(channel, [])


def _attempt(earlier: Before, points: Iterable[ContactPoint], channel: Channel) -> int:
    """One more than at the numbers that failed, where there is another number since; else the last that failed."""
    failed = earlier.failed_at.get(channel, [])
    newest = newest_point(points, channel)
    return len(failed) + (newest is not None and newest.id not in failed)


def points_for(found: Found, ways: Ways) -> list[ContactPoint]:
    """The numbers and addresses that this letter may go to."""
    return [one for one in ways.points if found.points is None or one.id in found.points]


def newest_point(points: Iterable[ContactPoint], channel: Channel) -> ContactPoint | None:
    """The number or address to use: the newest of those that work."""
    return next((one for one in points if REACHED_BY.get(one.kind) is channel and one.may_be_used), None)


def _wanted(one: WantedLetter) -> Found:
    return Found(
        key=one.key,
        person_id=one.person_id,
        subject=Subject(one.subject_kind, one.subject_id, one.version),
        due_at=one.due_at,
        until=datetime.max.replace(tzinfo=one.due_at.tzinfo),
        points=one.points,
        address=one.address,
        asked_for=one.asked_for,
    )
