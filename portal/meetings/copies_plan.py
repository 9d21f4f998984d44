"""What each person will be shown of a meeting: made of their own slot, without the words that they may not see."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.meetings.model import StaffMeeting
from portal.meetings.model_plan import Asked, Copy, Planned, PlannedSlot, PlannedThere, Planning, Runner
from portal.web.redaction import leave_out

Words = Mapping[UUID, Sequence[str]]


def copies_of(planning: Planning, planned: Planned, words: Words, language: str) -> list[Copy]:
    """One for everybody who is asked, in the order of the page; `words` by reader are left out."""
    runner = planning.runner(planned.chair_id)
    found = []
    for one in planned.asked:
        person = planning.person(one.person_id)
        if person is None:
            continue
        slot, hidden = planned.slot(one.slot_key), words.get(person.id, ())
        found.append(
            Copy(
                person=person,
                starts_at=slot.starts_at,
                minutes=slot.minutes,
                how=slot.how,
                place_words=leave_out(slot.place_words, hidden, language),
                joining_words=leave_out(slot.joining_words, hidden, language),
                chair=leave_out(_named(runner), hidden, language),
                why_now=leave_out(planned.why_now, hidden, language),
                there=tuple(
                    PlannedThere(
                        each.person_id,
                        leave_out(each.name, hidden, language),
                        leave_out(each.role_words, hidden, language),
                        leave_out(each.why_words, hidden, language),
                    )
                    for each in slot.there
                ),
                papers_by=planned.of.papers_by(slot.day),
                report_by=planned.report_by(one),
                left_out=len(hidden),
            )
        )
    return found


def as_planned(meeting: StaffMeeting, planning: Planning) -> Planned:
    """A meeting that stands, as it was typed: to show what each person will see of it."""
    return Planned(
        type=meeting.type,
        family_id=meeting.family_id,
        chair_id=meeting.chair_id,
        why_now=meeting.why_now,
        counts_from_on=meeting.clock_from_on,
        children=tuple(child for child in planning.children if child.id in meeting.child_ids),
        slots=tuple(
            PlannedSlot(
                key=str(slot.id),
                id=slot.id,
                starts_at=slot.starts_at,
                minutes=slot.minutes,
                how=slot.how,
                place_words=slot.place_words,
                joining_words=slot.joining_words,
                there=tuple(
                    PlannedThere(one.person_id, one.name, one.role_words, one.why_words)
                    for one in meeting.attendees_of(slot.id)
                ),
            )
            for slot in meeting.slots
        ),
        asked=tuple(
            Asked(reader.id, str(reader.slot_id), reader.kind, reader.report_by_on is not None)
            for reader in meeting.readers
            if reader.barred is None
        ),
        due=None,
    )


def _named(runner: Runner | None) -> str:
    if runner is None:
        return ""
    return f"{runner.name}, {runner.job_title}" if runner.job_title else runner.name
