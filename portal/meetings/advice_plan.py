"""What a plan for a meeting should be warned of. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

from portal.caseloads.model import Child
from portal.meetings.model_plan import Apart, Person, Planned, PlannedSlot, Planning, plain
from portal.statutory.model import Due

# Two who must not meet would be at the same door: so much time is kept between their slots at one place.
APART = timedelta(minutes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """Advice beside the preview; none of it stops anybody."""

    after_due: list[tuple[Child, Due]]
    closed_on: list[date]
    door: list[tuple[Apart, PlannedSlot, PlannedSlot]]
    papers_over: bool
    not_independent: bool
    not_asked: list[Person]
    responsible_not_asked: list[Person]
    interpreter_for: list[Person]

    @property
    def any(self) -> bool:
        return bool(
            self.after_due
            or self.closed_on
            or self.door
            or self.papers_over
            or self.not_independent
            or self.not_asked
            or self.responsible_not_asked
            or self.interpreter_for
        )


def warnings_of(
    planning: Planning,
    planned: Planned,
    due: Mapping[UUID, Due],
    today: date,
    closed_on: Sequence[date] = (),
) -> Warnings:
    """`closed_on`: of its days those on which no office is open."""
    asked = {one.person_id for one in planned.asked}
    last = max(slot.day for slot in planned.slots)
    runner = planning.runner(planned.chair_id)
    family = [
        person
        for person in planning.people
        if not person.is_partner and not person.related_to.isdisjoint(planned.child_ids)
    ]
    return Warnings(
        after_due=[
            (child, due[child.plan_id])
            for child in planned.children
            if child.plan_id in due and due[child.plan_id].on < last
        ],
        closed_on=list(closed_on),
        door=_at_one_door(planning, planned),
        papers_over=planned.papers_by_on < today,
        not_independent=planned.of.chair_is_independent and runner is not None and runner.works_with_them,
        not_asked=[one for one in family if one.id in planned.child_ids and one.id not in asked],
        responsible_not_asked=[one for one in family if one.responsible and one.id not in asked],
        interpreter_for=[one for one in family if one.id in asked and _without_interpreter(planned, one)],
    )


def _at_one_door(planning: Planning, planned: Planned) -> list[tuple[Apart, PlannedSlot, PlannedSlot]]:
    """Two who must not meet, asked to one place with too little time between."""
    slot_of = {one.person_id: planned.slot(one.slot_key) for one in planned.asked}
    found = []
    for first, second in combinations(sorted(planned.slots, key=lambda slot: slot.starts_at), 2):
        if first.how != "place" or second.how != "place" or second.starts_at - first.ends_at >= APART:
            continue
        if plain(first.place_words) != plain(second.place_words):
            continue
        found += [
            (one, first, second)
            for one in planning.apart
            if {slot_of.get(one.person.id), slot_of.get(one.protected.id)} == {first, second}
        ]
    return found


def _without_interpreter(planned: Planned, person: Person) -> bool:
    if not person.interpreter_language:
        return False
    key = next(one.slot_key for one in planned.asked if one.person_id == person.id)
    return not any("interpret" in plain(one.role_words) for one in planned.slot(key).there)
