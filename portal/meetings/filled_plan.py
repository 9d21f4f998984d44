"""What the planner of a meeting starts with: from the last one of its kind, or from the meeting being changed."""

from datetime import date, time
from typing import Any
from uuid import UUID

from portal.caseloads.model import Child
from portal.meetings.model import StaffMeeting
from portal.meetings.model_plan import Person, Planning, Runner
from portal.meetings.types import MeetingType
from portal.statutory.birthdays import birthday
from portal.web.fields_of_time import which_of
from portal.web.times import london

# From this age a child is asked by themselves; younger ones are told by whoever they live with.
YOUNGEST_ASKED = 8


def from_last(
    planning: Planning, of: MeetingType, child: Child, last: StaffMeeting | None, today: date
) -> dict[str, Any]:
    """Who came and where it was last time; else one time, with whoever runs it and works with the family."""
    about = {child.id, *(last.child_ids if last else ())}
    slots = [_last_slot(last, slot) for slot in last.slots] if last and last.slots else []
    readers = {reader.id: str(last.slots.index(slot)) for reader in last.readers
               if (slot := last.slot(reader.slot_id)) is not None} if last and slots else {}  # fmt: skip
    chair = _chair(planning, of, last)
    return {
        "children": [
            {"child_id": str(one.id), "on": one.id in about and of.fits(one.plan_type)}
            for one in planning.children
        ],
        "chair": str(chair.id) if chair else "",
        "why_now": None,
        "slots": slots or [_first_slot(planning, chair)],
        "people": [
            {
                "person_id": str(person.id),
                "slot": readers.get(person.id, "") if slots else _at_first(planning, person, about, today),
                "report": any(
                    reader.id == person.id and reader.report_by_on
                    for reader in (last.readers if last else ())
                ),
            }
            for person in planning.people
        ],
    }


def from_meeting(meeting: StaffMeeting, planning: Planning) -> dict[str, Any]:
    about = set(meeting.child_ids)
    asked = {reader.id: reader for reader in meeting.readers if reader.kind != "advocate"}
    number = {slot.id: str(place) for place, slot in enumerate(meeting.slots)}
    return {
        "version": str(meeting.version),
        "children": [{"child_id": str(one.id), "on": one.id in about} for one in planning.children],
        "chair": str(meeting.chair_id),
        "why_now": meeting.why_now,
        "counts_from": meeting.clock_from_on,
        "slots": [
            {
                **_last_slot(meeting, slot),
                "slot_id": str(slot.id),
                "day": slot.day,
                "time": london(slot.starts_at).time(),
                "which": which_of(slot.starts_at),
            }
            for slot in meeting.slots
        ]
        or [_first_slot(planning, None)],
        "people": [
            {
                "person_id": str(person.id),
                "slot": number.get(asked[person.id].slot_id, "") if person.id in asked else "",
                "report": bool(person.id in asked and asked[person.id].report_by_on),
            }
            for person in planning.people
        ],
    }


def _last_slot(meeting: StaffMeeting | None, slot: Any) -> dict[str, Any]:
    assert meeting is not None
    return {
        "slot_id": "",
        "day": None,
        "time": london(slot.starts_at).time(),
        "minutes": str(slot.minutes),
        "how": slot.how,
        "place_words": slot.place_words,
        "joining_words": slot.joining_words,
        "there": [
            {"name": one.name, "role": one.role_words, "why": one.why_words}
            for one in meeting.attendees_of(slot.id)
        ]
        or [{}],
    }


def _first_slot(planning: Planning, chair: Runner | None) -> dict[str, Any]:
    worker = next((one for one in planning.runners if one.works_with_them and one != chair), None)
    return {
        "slot_id": "",
        "day": None,
        "time": time(10),
        "minutes": "60",
        "how": "place",
        "there": [
            {"name": one.name, "role": (one.job_title or "").capitalize(), "why": ""}
            for one in (chair, worker)
            if one is not None
        ]
        or [{}],
    }


def _chair(planning: Planning, of: MeetingType, last: StaffMeeting | None) -> Runner | None:
    if last is not None and (runner := planning.runner(last.chair_id)) is not None:
        return runner
    fitting = [
        one
        for one in planning.runners
        if (one.is_chair and not one.works_with_them) == of.chair_is_independent
    ]
    return next(iter(fitting or planning.runners), None)


def _at_first(planning: Planning, person: Person, about: set[UUID], today: date) -> str:
    """Whoever answers for a child, and children old enough; of two who are kept apart only the one protected."""
    if person.is_partner or person.related_to.isdisjoint(about):
        return ""
    if any(one.person.id == person.id for one in planning.apart):
        return ""
    if person.is_young and not person.responsible:
        return "0" if person.born_on and birthday(person.born_on, YOUNGEST_ASKED) <= today else ""
    return "0" if person.responsible or {"foster_carer", "kinship_carer"} & set(person.types) else ""
