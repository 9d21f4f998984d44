"""What follows from a text that somebody sent. Nothing is guessed: what is not plainly one person's goes to duty."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from messaging.model import LONGEST, Refused, body_in
from notifications.model import Channel, keepable
from notifications.receipts import InboundText
from portal.db import Connection
from portal.identity.access_log import changed_by_text
from portal.reminders import store_texts
from portal.reminders.model import told_start
from portal.reminders.replies import Reply, plain_number, read_reply
from portal.reminders.store_texts import Outcome, Sender, ToldVisit
from portal.safe_contact.rules import allows
from portal.safe_contact.store import get_plan, stop_texts_from
from portal.statutory.answering import reply_day
from portal.visits.store import change_answer_to_ok
from portal.visits.store_change import Asked, add_change_request

# What can be said without words of one's own, about a visit that we told.
_ANSWERS = (Reply.COMING, Reply.ANOTHER_TIME)
_NOBODYS = Outcome(outcome="duty", why="unknown")
# When somebody has to have looked at these words, or None. Nobody says in a text what language it is in.
Alarm: TypeAlias = Callable[[str], datetime | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to act on a text: how words are watched, what day it is, how “asked by text” is said."""

    alarm: Alarm
    today: date
    asked_by_text: str


async def take_text(conn: Connection, text: InboundText, desk: Desk) -> Outcome | None:
    """Does what the text says and keeps it; None where it was here before. One transaction of one council."""
    if await store_texts.is_known(conn, text.id):
        return None
    words, whole = _words_in(text)
    senders = await store_texts.list_senders(conn, plain_number(text.sender))
    done = await _answered(conn, text, senders, desk, words if whole else None)
    if done.outcome in ("duty", "call_back"):
        done = replace(done, look_by=desk.alarm(words))
    row_id = await store_texts.add_text(conn, text, words, done)
    if done.person_id is not None:
        await changed_by_text(conn, done.person_id, f"text_{done.outcome}", row_id, [done.person_id])
    return done


def _words_in(text: InboundText) -> tuple[str, bool]:
    """The words as they are kept, and whether they can be a message as they are."""
    try:
        return body_in(text.body), True
    except Refused:
        return keepable(text.body)[:LONGEST], False


async def _answered(
    conn: Connection, text: InboundText, senders: list[Sender], desk: Desk, words: str | None
) -> Outcome:
    reply = read_reply(text.body)
    if reply is Reply.STOP and senders:
        # Whoever of them said it: this phone is to be left alone.
        for sender in senders:
            await stop_texts_from(conn, sender.person_id, plain_number(text.sender))
        return Outcome(outcome="stopped", person_id=senders[0].person_id if len(senders) == 1 else None)
    if len(senders) != 1:
        return Outcome(outcome="duty", why="shared" if senders else "unknown")
    [sender] = senders
    if not sender.works or not (sender.proven or reply in _ANSWERS):
        # A dead number is given to somebody else; and whoever types another's number as their own would read their
        # words. Only an answer to what we ourselves asked at this number is about nobody else.
        return _NOBODYS
    if not allows(await get_plan(conn, sender.person_id), Channel.TEXT, asked_for=True):
        return Outcome(outcome="duty", why="not_safe", person_id=sender.person_id)
    if reply is not Reply.WORDS:
        visit = await store_texts.get_told_visit(conn, sender.person_id, plain_number(text.sender))
        done = await _told(conn, sender, visit, reply, desk)
        if done is not None:
            return done
    if not sender.proven:
        return _NOBODYS
    return await _message(conn, sender, text, desk, words)


async def _told(
    conn: Connection, sender: Sender, visit: ToldVisit | None, reply: Reply, desk: Desk
) -> Outcome | None:
    """One of the three answers. None where there is no visit that it could be about."""
    if reply is Reply.CALL_ME:
        return _call(sender, visit, "asked")
    if visit is None:
        return None
    if told_start(visit.told) != visit.starts_at:
        # They answered the time that we told them, and it is another one by now.
        return _call(sender, visit, "changed_meanwhile")
    done = await (_confirm if reply is Reply.COMING else _ask)(conn, sender, visit, desk)
    return done or _call(sender, visit, "changed_meanwhile")


def _call(sender: Sender, visit: ToldVisit | None, why: str) -> Outcome:
    return Outcome(
        outcome="call_back", why=why, person_id=sender.person_id, visit_id=visit.id if visit else None
    )


async def _confirm(conn: Connection, sender: Sender, visit: ToldVisit, desk: Desk) -> Outcome | None:
    if await change_answer_to_ok(conn, sender.person_id, visit.id, visit.starts_at) is None:
        return None
    await changed_by_text(conn, sender.person_id, "visit", visit.id, visit.about)
    return Outcome(outcome="confirmed", person_id=sender.person_id, visit_id=visit.id)


async def _ask(conn: Connection, sender: Sender, visit: ToldVisit, desk: Desk) -> Outcome | None:
    """Twice is once: an open question is what they wanted."""
    asked = Asked(
        seen_at=visit.starts_at,
        offered_id=None,
        when_better=desk.asked_by_text,
        why=None,
        reply_by_on=reply_day(desk.today, visit.replies_within_days),
    )
    if await add_change_request(conn, sender.person_id, visit.id, asked):
        await changed_by_text(conn, sender.person_id, "visit_change", visit.id, visit.about)
    elif not await store_texts.has_asked(conn, sender.person_id, visit.id):
        return None
    return Outcome(outcome="another_time", person_id=sender.person_id, visit_id=visit.id)


async def _message(
    conn: Connection, sender: Sender, text: InboundText, desk: Desk, words: str | None
) -> Outcome:
    if words is None:
        return Outcome(outcome="duty", why="too_long", person_id=sender.person_id)
    alarm = desk.alarm(words)
    seq = await store_texts.add_text_message(conn, sender, text.id, words, alarm)
    if seq is None:
        return Outcome(outcome="duty", why="closed", person_id=sender.person_id)
    return Outcome(outcome="message", person_id=sender.person_id, message_seq=seq)
