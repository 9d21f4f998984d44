"""The planner's pages: the form, what each person will see, and both texts where two people changed one meeting."""

from typing import Any
from uuid import UUID

from aiohttp import web

from portal.meetings.advice_plan import warnings_of
from portal.meetings.copies_plan import copies_of
from portal.meetings.filled_plan import from_meeting
from portal.meetings.forms_plan import MeetingForm
from portal.meetings.model import StaffMeeting
from portal.meetings.model_plan import MOST_SLOTS, MOST_THERE, Planned
from portal.meetings.page_plan import Desk
from portal.safety.store_redaction import list_words
from portal.statutory.opening import closed_among, get_opening_hours
from portal.statutory.why import sentences
from portal.web.errors import stale_page, typed_fields
from portal.web.fields_of_time import asks_which
from portal.web.rendering import render, words_of
from portal.web.request import connection, only_looked, posted, today_of

Differs = list[tuple[str, str, str]]


async def show_planner(desk: Desk, *, status: int = 200, differs: Differs | None = None) -> web.Response:
    only_looked(desk.request)
    await desk.gather()
    people = {str(person.id): person for person in desk.planning.people}
    return render(
        desk.request,
        "meetings/staff_plan_meeting.html",
        status=status,
        of=desk.of,
        form=desk.form,
        planning=desk.planning,
        meeting=desk.meeting,
        people=people,
        apart=desk.planning.apart,
        due=desk.due,
        sentences=sentences,
        asks_which=[key for key, row in desk.form.slot_rows if asks_which(row)],
        may_add=len(desk.form.slots.entries) < MOST_SLOTS,
        most_there=MOST_THERE,
        whole=_of_whole_lists(desk.form),
        differs=differs,
        back=desk.back,
    )


def _of_whole_lists(form: MeetingForm) -> list[tuple[str, Any]]:
    """What is wrong with a list and not with one of its rows, for the summary: where it stands, and the words."""
    lists: list[tuple[str, Any]] = [("#children", form.children), ("#people", form.people)]
    lists += [(f"#there-{key}", row.there) for key, row in form.slot_rows]
    return [(href, rows.own[0]) for href, rows in lists if rows.own]


async def show_preview(desk: Desk, planned: Planned) -> web.Response:
    """Every person's own copy, and the advice; what was typed travels on in the page and is kept nowhere yet."""
    only_looked(desk.request)
    words = await hidden_words(desk.request, desk.meeting)
    hours = await get_opening_hours(connection(desk.request))
    closed_on = closed_among(hours, [slot.day for slot in planned.slots])
    return render(
        desk.request,
        "meetings/staff_preview.html",
        of=desk.of,
        planned=planned,
        meeting=desk.meeting,
        copies=copies_of(desk.planning, planned, words, words_of(desk.request).language),
        warnings=warnings_of(desk.planning, planned, desk.due, today_of(desk.request), closed_on),
        sentences=sentences,
        typed=[pair for pair in typed_fields(posted(desk.request).items()) if pair[0] != "do"],
        back=desk.back,
    )


async def hidden_words(request: web.Request, meeting: StaffMeeting | None) -> dict[UUID, list[str]]:
    """The words that each person who is asked may not be shown."""
    if meeting is None:
        return {}
    return await list_words(connection(request), meeting.id, [reader.id for reader in meeting.readers])


async def show_differences(desk: Desk, newest: StaffMeeting) -> web.Response:
    """409: somebody else changed the meeting first. Both texts stand on the page, and nothing is lost."""
    theirs = MeetingForm(**from_meeting(newest, desk.planning))
    desk.meeting = newest
    theirs.offer_choices(desk.planning, desk.lengths)
    mine, now = _words(desk, desk.form), _words(desk, theirs)
    desk.form.version.data = str(newest.version)
    _keep_slots(desk.form, newest)
    differs = [
        (label, now.get(label, ""), mine.get(label, ""))
        for label in dict.fromkeys([*mine, *now])
        if mine.get(label, "") != now.get(label, "")
    ]
    return await show_planner(desk, status=409, differs=differs)


def show_over(desk: Desk) -> web.Response:
    """409: the meeting was held or called off meanwhile. What was typed stays on the page."""
    return stale_page(desk.request, desk.back, typed=_words(desk, desk.form).items())


def _keep_slots(form: MeetingForm, newest: StaffMeeting) -> None:
    """A time that somebody else took out is a new one in this form."""
    known = {str(slot.id) for slot in newest.slots}
    for entry in form.slots.entries:
        if entry.form.slot_id.data not in known:
            entry.form.slot_id.data = ""


def _words(desk: Desk, form: MeetingForm) -> dict[str, str]:
    """The fields of one form as text, by label: for people to compare."""
    runners = {str(one.id): one.name for one in desk.planning.runners}
    called = {str(person.id): person.called for person in desk.planning.people}
    found = {
        "meetings_plan.l_chair": runners.get(form.chair.data or "", ""),
        "meetings_plan.l_why_now": form.why_now.data or "",
        "meetings_plan.l_counts_from": "/".join(form.counts_from.parts).strip("/"),
    }
    lines, there = [], []
    numbers = {key: str(number) for number, key in enumerate(form.slot_keys, 1)}
    for number, (_key, row) in enumerate(form.slot_rows, 1):
        when = f"{'/'.join(row.day.parts)} {row.time.data or ''}"
        where = f"{row.place_words.data or ''} {row.joining_words.data or ''}".strip()
        lines.append(f"{number}: {when}, {row.minutes.data or ''}, {where}")
        there += [f"{number}: {each.name.data} ({each.role.data}) {each.why.data or ''}" for each in row.rows]
    found["meetings_plan.h2_times"] = "\n".join(lines)
    found["meetings_plan.h2_there"] = "\n".join(there)
    found["meetings_plan.h2_asked"] = "\n".join(
        f"{called[row.person_id.data]}: {numbers.get(row.slot.data, '')}"
        for entry in form.people.entries
        if (row := entry.form).slot.data and row.person_id.data in called
    )
    return found
