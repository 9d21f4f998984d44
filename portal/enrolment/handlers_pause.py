"""Pausing a person's access, and ending the pause: a manager's decision, with the reason on record."""

from aiohttp import web

from portal.enrolment import store
from portal.enrolment.forms import PauseForm
from portal.enrolment.pages import person_in, show_ways
from portal.identity.access_log import changed
from portal.identity.actor import current_actor
from portal.web.request import connection, see_other
from portal.web.routes import Audience, post


async def pause_access(request: web.Request) -> web.Response:
    return await _change(request, paused=True)


async def end_pause(request: web.Request) -> web.Response:
    return await _change(request, paused=False)


async def _change(request: web.Request, *, paused: bool) -> web.Response:
    conn, actor, person = connection(request), current_actor(request), await person_in(request)
    form = await PauseForm.posted(request)
    if not form.validate():
        return await show_ways(request, person, status=422, form=form)
    account_id = await store.change_paused(conn, actor.id, person.id, paused=paused)
    if account_id is None:
        raise web.HTTPNotFound
    kind = "pause" if paused else "end_pause"
    await changed(conn, actor, kind, account_id, about=[person.id], reason=form.reason.data)
    done = "enrolment.paused" if paused else "enrolment.pause_ended"
    return see_other(f"/staff/people/{person.id}/sign-in", done=done)


routes = [
    post("/staff/people/{person_id}/sign-in/pause", pause_access, audience=Audience.MANAGER),
    post("/staff/people/{person_id}/sign-in/end-pause", end_pause, audience=Audience.MANAGER),
]
