"""Planning a visit: from the last one, checked, looked at as each reader will see it, then shared or kept to staff."""

from uuid import UUID

from aiohttp import web

from portal.caseloads.store import list_children
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.planner import due, store, store_people, store_plan
from portal.planner.filled import from_last, from_visit
from portal.planner.forms import PlanForm
from portal.planner.model import KeptApart, Person, Planned, Planning
from portal.planner.model_visit import StaffVisit
from portal.planner.page import (
    Desk,
    more_rows,
    offer_choices,
    read_form,
    show_planner,
    understood,
    visit_here,
)
from portal.planner.page_differences import show_differences, show_over
from portal.planner.page_preview import show_preview
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def choose_child(request: web.Request) -> web.Response:
    """Whom a visit could be planned for; an address that names a child or a family leads on to the planner."""
    conn, actor = connection(request), current_actor(request)
    children = await list_children(conn, actor.id)
    for name in ("child", "family"):
        asked = request.query.get(name)
        if asked is not None:
            found = next(
                (one for one in children if str(one.id if name == "child" else one.family_id) == asked), None
            )
            if found is None:
                raise web.HTTPNotFound
            return see_other(f"/staff/visits/new/{found.id}")
    await opened(conn, actor, "visits", about=[child.id for child in children])
    return render(request, "planner/choose_child.html", children=children, back="/staff/visits")


async def start_visit(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    planning, child_id, person = await _planning(request)
    last = await store_plan.get_last_visit(conn, actor.id, child_id, person.id if person else None)
    clocks = await due.list_due(
        conn, actor.id, [one.plan_id for one in planning.children if one.id == child_id]
    )
    by = min((each.on for each in clocks.values()), default=None)
    form = await PlanForm.begin(request, **from_last(planning, last, child_id, person, by, today_of(request)))
    offer_choices(form, planning)
    await opened(conn, actor, "planning", child_id, about=[person.id for person in planning.people])
    return await show_planner(Desk(request, planning, form, "/staff/visits"))


async def add_visit(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    planning, _child_id, _person = await _planning(request)
    desk = Desk(request, planning, await read_form(request, planning, None), "/staff/visits")
    planned = await _looked_at(desk)
    if isinstance(planned, web.Response):
        return planned
    try:
        async with conn.transaction():
            visit_id = await store_plan.add_visit(conn, actor.id, planned)
    except KeptApart:
        return await _kept_apart(desk)
    if visit_id is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "visit", visit_id, about=[*planned.child_ids, *planned.readers])
    return see_other(
        f"/staff/visits/{visit_id}", done="planner.shared" if planned.announced else "planner.kept"
    )


async def start_change(request: web.Request) -> web.Response:
    visit, planning = await _visit_to_change(request)
    if not visit.is_planned:
        return see_other(f"/staff/visits/{visit.id}")
    form = await PlanForm.begin(request, **from_visit(visit, planning))
    offer_choices(form, planning, visit)
    await opened(connection(request), current_actor(request), "visit", visit.id, about=visit.about)
    return await show_planner(Desk(request, planning, form, f"/staff/visits/{visit.id}", visit))


async def change_visit(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    visit, planning = await _visit_to_change(request)
    desk = Desk(
        request, planning, await read_form(request, planning, visit), f"/staff/visits/{visit.id}", visit
    )
    if desk.form.version.data != str(visit.version):
        return await show_differences(desk, visit)
    planned = await _looked_at(desk)
    if isinstance(planned, web.Response):
        return planned
    try:
        async with conn.transaction():
            done = await store_plan.change_visit(conn, actor.id, visit.id, visit.version, planned)
    except KeptApart:
        return await _kept_apart(desk)
    if not done:
        newest = await store.get_visit(conn, actor.id, visit.id)
        return await show_differences(desk, newest) if newest and newest.is_planned else show_over(desk)
    await changed(conn, actor, "visit", visit.id, about={*visit.about, *planned.child_ids, *planned.readers})
    return see_other(f"/staff/visits/{visit.id}", done=_done(visit, planned))


async def _looked_at(desk: Desk) -> Planned | web.Response:
    """The plan, once somebody has looked at the preview and pressed share; until then the page to show."""
    wanted = posted(desk.request).get("do", "preview")
    if more_rows(desk, wanted):
        return await show_planner(desk)
    planned = understood(desk)
    if planned is None:
        return await show_planner(desk, status=422)
    return planned if wanted == "share" else await show_preview(desk, planned)


async def _kept_apart(desk: Desk) -> web.Response:
    refuse(desk.form.readers, "planner.e_kept_apart")
    return await show_planner(desk, status=422)


def _done(visit: StaffVisit, planned: Planned) -> str:
    if not planned.announced:
        return "planner.kept"
    if not visit.announced:
        return "planner.shared"
    if visit.starts_at != planned.start.at:
        return "planner.moved"
    # Letters tell of times alone: whoever goes by texts would come to the old place.
    same_place = (visit.place, visit.place_words) == (planned.place, planned.place_words)
    return "planner.changed" if same_place else "planner.placed"


async def _planning(request: web.Request) -> tuple[Planning, UUID, Person | None]:
    """The family of the child in the address, and the person that the visit is with, if the address names one."""
    child_id = uuid_in(request, "child_id")
    planning = await store_people.get_planning(connection(request), current_actor(request).id, [child_id])
    if planning is None:
        raise web.HTTPNotFound
    if "person_id" not in request.match_info:
        return planning, child_id, None
    person = planning.person(uuid_in(request, "person_id"))
    if person is None:
        raise web.HTTPNotFound
    return planning, child_id, person


async def _visit_to_change(request: web.Request) -> tuple[StaffVisit, Planning]:
    conn, actor = connection(request), current_actor(request)
    visit = await visit_here(request)
    planning = await store_people.get_planning(conn, actor.id, visit.child_ids)
    if planning is None:
        raise web.HTTPNotFound
    return visit, planning


routes = [
    get("/staff/visits/new", choose_child, audience=Audience.STAFF),
    get("/staff/visits/new/{child_id}", start_visit, audience=Audience.STAFF),
    post("/staff/visits/new/{child_id}", add_visit, audience=Audience.STAFF),
    get("/staff/visits/new/{child_id}/with/{person_id}", start_visit, audience=Audience.STAFF),
    post("/staff/visits/new/{child_id}/with/{person_id}", add_visit, audience=Audience.STAFF),
    get("/staff/visits/{visit_id}/change", start_change, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/change", change_visit, audience=Audience.STAFF),
]
