"""The page on which a meeting is planned: what its buttons ask for, and the plan that was understood from it."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from portal.identity.actor import Actor, current_actor
from portal.meetings import due_plan
from portal.meetings.forms_plan import MeetingForm
from portal.meetings.model import StaffMeeting
from portal.meetings.model_plan import (
    MOST_SLOTS,
    MOST_THERE,
    Asked,
    Planned,
    PlannedSlot,
    PlannedThere,
    Planning,
)
from portal.meetings.types import MeetingType
from portal.statutory.model import Due
from portal.web.fields import refuse
from portal.web.request import connection, now_of


@dataclass(slots=True)
class Desk:
    """One look at the planner: for a new meeting, or for the `meeting` that is being changed."""

    request: web.Request
    of: MeetingType
    planning: Planning
    form: MeetingForm
    back: str
    meeting: StaffMeeting | None = None
    due: dict[UUID, Due] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return current_actor(self.request)

    @property
    def lengths(self) -> list[int]:
        return [slot.minutes for slot in (self.meeting.slots if self.meeting else ())]

    @property
    def before(self) -> dict[str, datetime]:
        """When each slot was, before this change."""
        return {str(slot.id): slot.starts_at for slot in (self.meeting.slots if self.meeting else ())}

    async def gather(self) -> None:
        """By when it has to be held, for each child."""
        asking = due_plan.Asking(
            self.of,
            [child.plan_id for child in self.planning.children if self.of.fits(child.plan_type)],
            self.meeting.id if self.meeting else None,
            self.counts_from_on,
        )
        self.due = await due_plan.list_due(connection(self.request), self.actor.id, asking)

    @property
    def counts_from_on(self) -> date | None:
        """The day that the clock of this kind of meeting counts from, where somebody has to write it down."""
        field = self.form.counts_from
        return field.data if self.of.counts_from is not None and not field.errors else None


async def read_form(request: web.Request, planning: Planning, lengths: list[int]) -> MeetingForm:
    """The posted planner. An index that is no number is no form of ours."""
    try:
        form = await MeetingForm.posted(request)
    except ValueError:
        raise web.HTTPBadRequest from None
    if not form.slots.entries:
        form.slots.append_entry()
    form.offer_choices(planning, lengths)
    return form


def asked_for_rows(desk: Desk, wanted: str) -> bool:
    """Whether the button asked for another row, or for one less, and not for the preview."""
    form = desk.form
    if wanted == "add_slot" and len(form.slots.entries) < MOST_SLOTS:
        form.slots.append_entry({"minutes": "60", "how": "place", "there": _same_there(form)})
    elif found := re.fullmatch(r"(add_there|take_out)-(\d{1,3})", wanted):
        entry = next((one for one in form.slots.entries if str(one.name).endswith(f"-{found[2]}")), None)
        if entry is not None and found[1] == "add_there" and len(entry.form.there.entries) < MOST_THERE:
            entry.form.there.append_entry()
        elif entry is not None and found[1] == "take_out" and len(form.slots.entries) > 1:
            form.slots.entries.remove(entry)
    form.offer_choices(desk.planning, desk.lengths)
    return wanted in ("add_slot", "back") or "-" in wanted


def _same_there(form: MeetingForm) -> list[dict[str, Any]]:
    """A new time starts with the people of the staff who are at the first one."""
    rows = form.slots.entries[0].form.rows if form.slots.entries else []
    return [{"name": row.name.data, "role": row.role.data, "why": ""} for row in rows[:2]] or [{}]


async def understood(desk: Desk) -> Planned | None:
    """The plan as typed, if nothing is wrong with it; else what is wrong stands in the form."""
    form = desk.form
    fine = form.check(now_of(desk.request), desk.before)
    await desk.gather()
    children = tuple(child for child in desk.planning.children if str(child.id) in form.about)
    if form.about and not children:
        refuse(form.children, "meetings_plan.e_children")
    for child in children:
        if not desk.of.fits(child.plan_type):
            refuse(form.children, ("meetings_plan.e_plan", {"name": child.called}))
    _check_asked(desk)
    if not fine or form.errors:
        return None
    due = [desk.due[child.plan_id] for child in children if child.plan_id in desk.due]
    return Planned(
        type=desk.of.key,
        family_id=desk.planning.family_id,
        chair_id=UUID(form.chair.data),
        why_now=form.why_now.data or "",
        children=children,
        slots=tuple(_slot(desk, key, row) for key, row in form.slot_rows),
        asked=tuple(_asked(desk)),
        counts_from_on=desk.counts_from_on,
        due=min(due, key=lambda each: each.on, default=None),
    )


def _check_asked(desk: Desk) -> None:
    """Somebody is asked; who belongs to the children; and nobody beside whom an order protects, by whatever way."""
    form, planning = desk.form, desk.planning
    asked = _asked(desk)
    if not any(one.kind == "family" for one in asked) and not form.people.errors:
        refuse(form.people, "meetings_plan.e_nobody")
    about = {child.id for child in planning.children if str(child.id) in form.about}
    rows = {entry.form.person_id.data: entry.form for entry in form.people.entries}
    for one in asked:
        person = planning.person(one.person_id)
        if person and not person.is_partner and about and person.related_to.isdisjoint(about):
            refuse(rows[str(one.person_id)].slot, ("meetings_plan.e_not_of_it", {"name": person.called}))
    for key, row in form.slot_rows:
        together = {one.person_id for one in asked if one.slot_key == key}
        there = {planning.named(each.name.data or ""): each for each in row.rows}
        apart = planning.apart_among(together | {each for each in there if each is not None})
        if apart is None:
            continue
        values: dict[str, object] = {"name": apart.person.called, "other": apart.protected.called}
        if apart.person.id in together and apart.protected.id in together:
            refuse(rows[str(apart.person.id)].slot, ("meetings_plan.e_apart", values))
        else:
            typed = there[apart.person.id if apart.person.id in there else apart.protected.id]
            refuse(typed.name, ("meetings_plan.e_apart_there", values))


def _asked(desk: Desk) -> list[Asked]:
    found = []
    for entry in desk.form.people.entries:
        row = entry.form
        person = next((p for p in desk.planning.people if str(p.id) == row.person_id.data), None)
        if person is not None and row.slot.data:
            kind = "partner" if person.is_partner else "family"
            found.append(Asked(person.id, row.slot.data, kind, bool(person.is_partner and row.report.data)))
    return found


def _slot(desk: Desk, key: str, row: Any) -> PlannedSlot:
    return PlannedSlot(
        key=key,
        id=UUID(row.slot_id.data) if row.slot_id.data in desk.before else None,
        starts_at=row.start,
        minutes=int(row.minutes.data),
        how=row.how.data,
        place_words=row.place_words.data or "",
        joining_words=row.joining_words.data or "",
        there=tuple(
            PlannedThere(
                desk.planning.named(each.name.data), each.name.data, each.role.data, each.why.data or ""
            )
            for each in row.rows
        ),
    )
