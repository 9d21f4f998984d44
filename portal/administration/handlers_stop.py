"""Stopping somebody's access, with somebody to take their families."""

from uuid import UUID

from aiohttp import web

from portal.administration import actions, store_stop
from portal.administration.forms import StopForm, taker_choices
from portal.administration.model import Choice, FamiliesLeft, LastAdministrator, StaffMember
from portal.administration.pages import colleague_in
from portal.identity.actor import current_actor
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post


async def start_stop(request: web.Request) -> web.Response:
    person = await colleague_in(request)
    return await _page(request, person, StopForm())


async def stop_access(request: web.Request) -> web.Response:
    conn, person = connection(request), await colleague_in(request)
    form = await StopForm.posted(request)
    families, takers = await _offer(request, person, form)
    if not form.check(person.name, has_families=bool(families)):
        return await _page(request, person, form, status=422)
    taker_id = UUID(form.taker.data) if families and takers else None
    try:
        await actions.stop_access(conn, current_actor(request), person, taker_id)
    except FamiliesLeft:
        return await _page(request, person, form, status=409, problem="administration.e_taker")
    except LastAdministrator:
        return await _page(request, person, form, status=409, problem="administration.e_last")
    return see_other("/admin/people", done="administration.stopped")


async def _offer(request: web.Request, person: StaffMember, form: StopForm) -> tuple[int, list[Choice]]:
    """How many families there are to hand over, and to whom they can go."""
    families = await store_stop.count_families(connection(request), person.id)
    takers = await store_stop.list_takers(connection(request), person.id) if families else []
    form.taker.choices = taker_choices(takers)
    return families, takers


async def _page(
    request: web.Request,
    person: StaffMember,
    form: StopForm,
    *,
    status: int = 200,
    problem: str | None = None,
) -> web.Response:
    families, takers = await _offer(request, person, form)
    return render(
        request, "administration/start_stop.html", status=status, person=person, form=form, families=families,
        takers=takers, problem=problem,
    )  # fmt: skip


routes = [
    get("/admin/people/{person_id}/stop", start_stop, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/stop", stop_access, audience=Audience.ADMINISTRATOR),
]
