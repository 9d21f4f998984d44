"""A manager reads a conversation: says why first, for some hours, and in the sight of its workers."""

from aiohttp import web

from portal.identity.access_log import changed
from portal.identity.actor import current_actor
from portal.messages import store_reading
from portal.messages.forms_notes import ReadingForm
from portal.messages.model_record import READING_HOURS, Talk
from portal.messages.opening import log_opened, open_talk
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post


async def start_reading(request: web.Request) -> web.Response:
    talk = await _open_managed(request)
    await log_opened(request, talk, "reading")
    return await _show(request, talk, await ReadingForm.begin(request))


async def add_reading(request: web.Request) -> web.Response:
    talk = await _open_managed(request)
    form = await ReadingForm.posted(request)
    if not form.validate():
        return await _show(request, talk, form, status=422)
    conn, actor, reason = connection(request), current_actor(request), form.reason.data or ""
    reading_id = await store_reading.add_reading(conn, actor.id, talk.id, reason)
    if reading_id is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "reading", reading_id, about=[talk.person_id], reason=reason)
    return see_other(talk.path)


async def _open_managed(request: web.Request) -> Talk:
    """A conversation of a plan that this manager manages. To work with it is another thing, and needs no reason."""
    talk = await open_talk(request, or_managed=True)
    if not await store_reading.get_managed(connection(request), current_actor(request).id, talk.id):
        raise web.HTTPNotFound
    return talk


async def _show(request: web.Request, talk: Talk, form: ReadingForm, status: int = 200) -> web.Response:
    until, readings = await store_reading.list_readings(
        connection(request), current_actor(request).id, talk.id
    )
    return render(
        request,
        "messages/start_reading.html",
        status=status,
        talk=talk,
        hours=READING_HOURS,
        until=until,
        readings=readings,
        form=form,
        failed=status != 200,
    )


routes = [
    get("/team/audit/{conversation_id}", start_reading, audience=Audience.MANAGER),
    post("/team/audit/{conversation_id}", add_reading, audience=Audience.MANAGER),
]
