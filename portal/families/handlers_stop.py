"""Stop every letter to a person, or to all of a family: a manager's act, with a reason, and undone with one."""

from aiohttp import web

from portal.families import store_stops
from portal.families.forms_stop import EndStopForm, StopForm
from portal.families.model_stops import NewStop
from portal.families.opening import Opened, open_managed
from portal.safe_contact.store_stops import list_stops
from portal.web.rendering import render
from portal.web.request import see_other
from portal.web.routes import Audience, get, post


async def start_stop(request: web.Request) -> web.Response:
    here = await open_managed(request)
    await here.log_opened("letters")
    form: StopForm | EndStopForm
    form = await (EndStopForm if await list_stops(here.conn, here.person.id) else StopForm).begin(request)
    return await _page(request, here, form)


async def stop_letters(request: web.Request) -> web.Response:
    here = await open_managed(request)
    form = await StopForm.posted(request)
    families = await store_stops.list_families(here.conn, here.actor.id, here.person.id)
    if not form.check():
        return await _page(request, here, form, status=422)
    new = NewStop(form.why.data, form.words.data or None)
    if form.who.data == "family":
        family_ids = [family_id for family_id, _ in families]
        await store_stops.add_family_stops(here.conn, here.actor.id, family_ids, new)
    else:
        await store_stops.add_person_stop(here.conn, here.actor.id, here.person.id, new)
    await here.log_changed("letters", reason=form.why.data)
    return see_other(here.path, done="families.stop.done")


async def end_stop(request: web.Request) -> web.Response:
    here = await open_managed(request)
    form = await EndStopForm.posted(request)
    if not form.validate():
        return await _page(request, here, form, status=422)
    if not await store_stops.end_stops(here.conn, here.actor.id, here.person.id, form.because.data or ""):
        raise web.HTTPNotFound
    await here.log_changed("letters", reason=form.because.data)
    return see_other(here.path, done="families.stop.ended")


async def _page(
    request: web.Request, here: Opened, form: StopForm | EndStopForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "families/stop_letters.html",
        status=status,
        person=here.person,
        stops=await list_stops(here.conn, here.person.id),
        form=form,
    )


routes = [
    get("/staff/people/{person_id}/stop-letters", start_stop, audience=Audience.MANAGER),
    post("/staff/people/{person_id}/stop-letters", stop_letters, audience=Audience.MANAGER),
    post("/staff/people/{person_id}/stop-letters/end", end_stop, audience=Audience.MANAGER),
]
