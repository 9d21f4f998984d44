"""Another manager in the place of one who cannot hand over: sick, gone, or in another team. Their account stays."""

from uuid import UUID

from aiohttp import web

from portal.administration import store_managing
from portal.administration.forms import ManagingForm
from portal.administration.model import StaffMember
from portal.administration.pages import colleague_in
from portal.caseloads.store import hold_taker, list_takers
from portal.identity.access_log import changed_each
from portal.identity.actor import current_actor
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post


async def start_managing(request: web.Request) -> web.Response:
    person, form = await _manager_in(request), ManagingForm()
    await _offer(request, person, form)
    return await _page(request, person, form)


async def change_manager(request: web.Request) -> web.Response:
    conn, actor, person = connection(request), current_actor(request), await _manager_in(request)
    form = await ManagingForm.posted(request)
    await _offer(request, person, form)
    if not form.check(person.name):
        return await _page(request, person, form, status=422)
    taker_id, reason = UUID(form.taker.data), form.reason.data
    made = []
    if await hold_taker(conn, person.id, taker_id):
        made = await store_managing.change_manager(conn, actor.id, person.id, taker_id, reason)
    handed = [(change_id, (child_id, person.id, taker_id)) for change_id, child_id in made]
    await changed_each(conn, actor, "change_of_manager", handed, reason)
    if not made:
        return await _page(request, person, form, status=409)
    return see_other("/admin/people", done="administration.managing.done")


async def _manager_in(request: web.Request) -> StaffMember:
    person = await colleague_in(request)
    if person.role != "manager":
        raise web.HTTPNotFound
    return person


async def _offer(request: web.Request, person: StaffMember, form: ManagingForm) -> None:
    form.taker.offer(await list_takers(connection(request), person.id))


async def _page(
    request: web.Request, person: StaffMember, form: ManagingForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "administration/start_managing.html",
        status=status,
        person=person,
        form=form,
        plans=await store_managing.count_managed(connection(request), person.id),
    )


routes = [
    get("/admin/people/{person_id}/manages", start_managing, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/manages", change_manager, audience=Audience.ADMINISTRATOR),
]
