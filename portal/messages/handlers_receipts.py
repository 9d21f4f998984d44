"""My account, the part about messages: who may know what I have read, and what Enter does."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.messages.forms import ReceiptsForm
from portal.messages.store_receipts import Receipts, change_receipts, get_receipts
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post


async def start_receipts(request: web.Request) -> web.Response:
    chosen = await get_receipts(connection(request), current_actor(request).id)
    form = await ReceiptsForm.begin(request, shows_seen=chosen.shows_seen, enter_sends=chosen.enter_sends)
    return _page(request, form, chosen)


async def keep_receipts(request: web.Request) -> web.Response:
    actor = current_actor(request)
    form = await ReceiptsForm.posted(request)
    await change_receipts(
        connection(request),
        actor.id,
        shows_seen=actor.is_family and bool(form.shows_seen.data),
        enter_sends=bool(form.enter_sends.data),
    )
    return see_other("/account/receipts", done="messages.receipts.done")


def _page(request: web.Request, form: ReceiptsForm, chosen: Receipts) -> web.Response:
    return render(
        request,
        "messages/start_receipts.html",
        form=form,
        workers=chosen.workers,
        is_family=current_actor(request).is_family,
    )


routes = [
    get("/account/receipts", start_receipts, audience=Audience.FAMILY | Audience.STAFF),
    post("/account/receipts", keep_receipts, audience=Audience.FAMILY | Audience.STAFF),
]
