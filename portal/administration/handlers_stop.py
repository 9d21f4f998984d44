"""Stopping somebody's access, with somebody to take their families."""

from uuid import UUID

from aiohttp import web

from portal.administration import actions, store_stop
from portal.administration.forms import StopForm
from portal.administration.model import FamiliesLeft, LastAdministrator, StaffMember
from portal.administration.pages import colleague_in
from portal.caseloads.store import list_takers
from portal.identity.actor import current_actor
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post


async def start_stop(request: web.Request) -> web.Response:
    person, form = await colleague_in(request), StopForm()
    return _page(request, person, form, await _offer(request, person, form))


async def stop_access(request: web.Request) -> web.Response:
    conn, person = connection(request), await colleague_in(request)
    form = await StopForm.posted(request)
    families = await _offer(request, person, form)
    if not form.check(person.name, has_families=bool(families)):
        return _page(request, person, form, families, status=422)
    taker_id = UUID(form.taker.data) if families else None
    try:
        await actions.stop_access(conn, current_actor(request), person, taker_id)
    except FamiliesLeft:
        # There are more than a moment ago: the form has to offer whom they can go to.
        families = await _offer(request, person, form)
        return _page(request, person, form, families, status=409, problem="administration.e_taker")
    except LastAdministrator:
        return _page(request, person, form, families, status=409, problem="administration.e_last")
    return see_other("/admin/people", done="administration.stopped")


async def _offer(request: web.Request, person: StaffMember, form: StopForm) -> int:
    """How many families there are to hand over; the form offers to whom they can go."""
    families = await store_stop.count_families(connection(request), person.id)
    form.taker.offer(await list_takers(connection(request), person.id) if families else [])
    return families


def _page(
    request: web.Request,
    person: StaffMember,
    form: StopForm,
    families: int,
    *,
    status: int = 200,
    problem: str | None = None,
) -> web.Response:
    return render(
        request, "administration/start_stop.html", status=status, person=person, form=form, families=families,
        problem=problem,
    )  # fmt: skip


routes = [
    get("/admin/people/{person_id}/stop", start_stop, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/stop", stop_access, audience=Audience.ADMINISTRATOR),
]
