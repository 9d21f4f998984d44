"""What the planner's form starts with: from the last visit and the kind of plan, or from the plan being changed."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from portal.planner.model import ALONE_MINUTES, LastVisit, Person, Planning, suggested_day
from portal.planner.model_visit import StaffVisit, VisitChild
from portal.statutory.birthdays import birthday
from portal.web.fields_of_time import which_of
from portal.web.times import london

# Children are spoken to on their own on these plans; the page fills it in and the worker decides.
ALONE_ON = frozenset({"child_protection", "looked_after", "child_in_need"})
YOUNGEST_ALONE = 4
YOUNGEST_READER = 12


def from_last(
    planning: Planning,
    last: LastVisit | None,
    child_id: UUID,
    person: Person | None,
    due: date | None,
    today: date,
) -> dict[str, Any]:
    about = {child_id, *(last.children if last else ())}
    place = _place(last, person, about)
    return {
        "children": [
            _child_row(planning, last, child.id, child.id in about, today) for child in planning.children
        ],
        "worker": _worker(planning, last),
        "day": suggested_day(london(last.starts_at).date(), due, today) if last else None,
        "time": london(last.starts_at).time() if last else time(16),
        "minutes": str(last.minutes if last else 60),
        "place": place,
        "place_words": last.place_words if last and last.place == place else None,
        "purpose": last.purpose if last else None,
        "also_coming": last.also_coming if last else None,
        "topics": [{"body": body} for body in (last.topics if last else [])] or [{}],
        "ready": [{"body": body} for body in (last.ready if last else [])],
        "interpreter": _interpreter(planning, last, about),
        "offered": [],
        "readers": [str(one) for one in _readers(planning, last, about, person, place, today)],
        "share": "yes",
    }


def from_visit(visit: StaffVisit, planning: Planning) -> dict[str, Any]:
    about = {child.id: child for child in visit.children}
    return {
        **_moment(visit.starts_at),
        "version": str(visit.version),
        "children": [_planned_child(child.id, about.get(child.id)) for child in planning.children],
        "worker": str(visit.worker_id),
        "minutes": str(visit.minutes),
        "place": visit.place,
        "place_words": visit.place_words,
        "purpose": visit.purpose,
        "also_coming": visit.also_coming,
        "topics": [{"line_id": str(topic.id), "body": topic.body} for topic in visit.staff_topics] or [{}],
        "ready": [{"line_id": str(item.id), "body": item.body} for item in visit.ready],
        "interpreter": visit.interpreter_language,
        "booked": visit.interpreter_booked,
        "offered": [_moment(one.starts_at) for one in visit.offered],
        "readers": [str(reader.id) for reader in visit.readers],
        "share": "yes" if visit.announced else "no",
    }


def _moment(at: datetime) -> dict[str, Any]:
    wall = london(at)
    return {"day": wall.date(), "time": wall.time(), "which": which_of(at)}


def _planned_child(child_id: UUID, planned: VisitChild | None) -> dict[str, Any]:
    minutes = planned.alone_minutes if planned else None
    return {
        "child_id": str(child_id),
        "on": planned is not None,
        "see": planned is not None and planned.wish_to_see,
        "alone": bool(minutes),
        "minutes": str(minutes or ALONE_MINUTES),
        "why": planned.alone_why if planned else None,
    }


def _child_row(
    planning: Planning, last: LastVisit | None, child_id: UUID, on: bool, today: date
) -> dict[str, Any]:
    child = planning.child(child_id)
    before = last.children.get(child_id) if last else None
    alone = before.alone_minutes is not None if before else (
        child is not None and child.plan_type in ALONE_ON and birthday(child.born_on, YOUNGEST_ALONE) <= today
    )  # fmt: skip
    return {
        "child_id": str(child_id),
        "on": on,
        "see": before.wish_to_see if before else True,
        "alone": alone,
        "minutes": str((before.alone_minutes if before else None) or ALONE_MINUTES),
        "why": before.alone_why if before else None,
    }


def _place(last: LastVisit | None, person: Person | None, about: set[UUID]) -> str:
    place = last.place if last else "home"
    if place == "home" and person is not None and not person.lives_at(about):
        return "office"
    return place


def _worker(planning: Planning, last: LastVisit | None) -> str:
    known = [worker.id for worker in planning.workers]
    chosen = last.worker_id if last and last.worker_id in known else (known[0] if known else None)
    return str(chosen) if chosen else ""


def _interpreter(planning: Planning, last: LastVisit | None, about: set[UUID]) -> str | None:
    if last and last.interpreter_language:
        return last.interpreter_language
    needed = [one.interpreter_language for one in planning.people if one.belongs_to(about)]
    return next((language for language in needed if language), None)


def _readers(
    planning: Planning,
    last: LastVisit | None,
    about: set[UUID],
    person: Person | None,
    place: str,
    today: date,
) -> list[UUID]:
    """Who saw the last one; at first whoever lives with the child, the young from 12. Never past an order."""
    wanted = [person.id] if person else []
    if last is not None:
        wanted += [reader for reader in last.readers if reader not in wanted]
    elif person is None:
        wanted = [one.id for one in planning.people if one.lives_at(about) and _old_enough(one, today)]
    found: list[UUID] = []
    for reader in wanted:
        known = planning.person(reader)
        if known and known.belongs_to(about) and reader not in planning.barred(found, about, place):
            found.append(reader)
    return found


def _old_enough(person: Person, today: date) -> bool:
    return not person.is_young or person.born_on is None or birthday(person.born_on, YOUNGEST_READER) <= today
