"""“Hide my messages”: for whoever has somebody beside them who looks into their phone."""

from aiohttp import web

from portal.account import store_hiding
from portal.account.forms import OwnPasswordForm
from portal.identity.access_log import changed
from portal.identity.actor import current_actor
from portal.identity.own_password import check_own
from portal.identity.sessions import end_sessions_of
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post

PATH = "/account/hide"


async def start_hiding(request: web.Request) -> web.Response:
    """The page is the same before and after: nothing on a phone tells that anything was hidden."""
    return await _page(request, OwnPasswordForm())


async def hide_messages(request: web.Request) -> web.Response:
    """Signs the other phones out, on which a conversation may stand open; that is what asks for the password."""
    conn, actor = connection(request), current_actor(request)
    form = await OwnPasswordForm.posted(request)
    if form.validate():
        await check_own(request, actor, form.old_password)
    if form.errors:
        return await _page(request, form)
    await end_sessions_of(conn, actor.account_id, but=actor.session_id)
    hidden = await store_hiding.hide_messages(conn, actor.id)
    if hidden is not None:
        await changed(conn, actor, "conversation", hidden, about=[actor.id])
    return see_other(PATH, done="account.hide.done")


async def _page(request: web.Request, form: OwnPasswordForm) -> web.Response:
    workers = await store_hiding.list_who_can_show(connection(request), current_actor(request).id)
    return render(
        request,
        "account/start_hiding.html",
        status=422 if form.errors else 200,
        form=form,
        workers=workers,
    )


routes = [
    get(PATH, start_hiding, audience=Audience.FAMILY),
    post(PATH, hide_messages, audience=Audience.FAMILY),
]
