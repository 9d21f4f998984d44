"""What follows from a message: a promise, a line on a child's record, and somebody who has to look the same day."""

from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID

from portal.demo.cast import CAST, Member
from portal.demo.rows import Row
from portal.demo.talk_story import TalkStory
from portal.statutory.model import OpeningHours
from portal.statutory.opening import next_opening
from portal.web.times import say_day

OFFICES = OpeningHours(time(9), time(17), frozenset({1, 2, 3, 4, 5}))
LOOK_WITHIN = timedelta(minutes=30)


def said_day(day: date) -> str:
    return say_day(day, day.year)


def promise_from(talk: TalkStory, seq: int, child: Member, what: str, by_on: date) -> None:
    """Made by whoever wrote the message, at once, and known to the person who was told."""
    message, plan = message_of(talk, seq), plan_of(talk, child)
    by = next(one for one in CAST.everybody() if one.id == message["sender_id"])
    promise = talk.story.add_with_id(
        "promise",
        family_id=plan["family_id"],
        conversation_id=talk.id,
        message_seq=seq,
        child_plan_id=plan["id"],
        owed_by="council",
        who_words=by.name,
        what=what,
        by_on=by_on,
        made_by=by.id,
        made_at=message["at"],
        state="open",
        position=0,
        version=1,
    )
    talk.story.add("promise_reader", promise_id=promise, person_id=talk.person.id, shared_at=message["at"])


def saved_to_record(talk: TalkStory, seq: int, child: Member, why: str) -> None:
    """Amira keeps a message of the family on the record of a child, word for word."""
    message = message_of(talk, seq)
    talk.story.add(
        "record_entry",
        id=talk.story.id("record_entry", str(talk.message_id(seq))),
        child_id=child.id,
        conversation_id=talk.id,
        seq=seq,
        message_id=message["id"],
        said_by=talk.person.id,
        said_by_name=talk.person.name,
        said_at=message["at"],
        role="family",
        body=message["body"],
        why=why,
        saved_by=CAST.amira.id,
        saved_at=cast(datetime, message["at"]) + timedelta(hours=3),
    )


def wants_to_talk(talk: TalkStory, at: datetime, call: str, words: str | None = None) -> Row:
    """Asked after sending, somebody wants to talk to someone, and says whether it is safe to phone."""
    item: Row = {
        "id": talk.story.id("urgent_item", talk.person.key, at.isoformat()),
        "conversation_id": talk.id,
        "seq": talk.last_seq,
        "source": "talk",
        "raised_at": at,
        "raised_by": talk.person.id,
        "due_at": next_opening(OFFICES, at) + LOOK_WITHIN,
    }
    talk.story.add("urgent_item", **item)
    for answer, more, minutes in (("talk", None, 0), (call, words, 1)):
        talk.story.add(
            "safety_answer",
            id=talk.story.id("safety_answer", answer, str(item["id"])),
            conversation_id=talk.id,
            person_id=talk.person.id,
            at=at + timedelta(minutes=minutes),
            answer=answer,
            words=more,
        )
    return talk.story.rows["urgent_item"][-1]


def was_looked_at(
    talk: TalkStory, item: Row, by: Member, taken_at: datetime, closed_at: datetime, action: str
) -> None:
    """Somebody took it, did something about it and said what."""
    item.update(owner_id=by.id, taken_at=taken_at, action=action, closed_by=by.id, closed_at=closed_at)
    for step, at in (
        ("opened", taken_at - timedelta(minutes=1)),
        ("taken", taken_at),
        ("closed", closed_at),
    ):
        talk.story.add(
            "urgent_step",
            id=talk.story.id("urgent_step", step, str(item["id"])),
            urgent_id=item["id"],
            at=at,
            by_id=by.id,
            step=step,
        )


def message_of(talk: TalkStory, seq: int) -> Row:
    rows = talk.story.rows["message"]
    return next(row for row in rows if row["conversation_id"] == talk.id and row["seq"] == seq)


def plan_of(talk: TalkStory, child: Member) -> Row:
    return next(row for row in talk.story.rows["child_plan"] if cast(UUID, row["child_id"]) == child.id)
