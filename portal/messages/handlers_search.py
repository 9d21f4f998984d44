"""Looking for words in one person's conversation. They are posted, so that no address and no history holds them."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.messages import store_search
from portal.messages.forms_notes import SearchForm
from portal.messages.model_record import Talk, words_in
from portal.messages.opening import log_opened, open_talk
from portal.web.rendering import render
from portal.web.request import connection, number_in, see_other
from portal.web.routes import Audience, get, post


async def show_search(request: web.Request) -> web.Response:
    talk = await open_talk(request)
    await log_opened(request, talk, "search")
    conn, actor = connection(request), current_actor(request)
    words = await store_search.get_search(conn, actor.id, talk.id) or ""
    found = None
    if words:
        found = await store_search.list_found(conn, actor.id, talk.id, words_in(words), _before(request))
    return render(
        request,
        "messages/show_search.html",
        talk=talk,
        form=SearchForm(words=words),
        found=found,
        later=_before(request) is not None,
        failed=False,
    )


async def change_search(request: web.Request) -> web.Response:
    talk = await open_talk(request)
    conn, actor = connection(request), current_actor(request)
    form = await SearchForm.posted(request)
    if not form.validate():
        return _show_refused(request, talk, form)
    await store_search.change_search(conn, actor.id, talk.id, form.words.data or "")
    return see_other(f"{talk.path}/search")


def _show_refused(request: web.Request, talk: Talk, form: SearchForm) -> web.Response:
    return render(
        request,
        "messages/show_search.html",
        status=422,
        talk=talk,
        form=form,
        found=None,
        later=False,
        failed=True,
    )


def _before(request: web.Request) -> int | None:
    """Where an older page of what was found begins. What is no number begins at the top."""
    return number_in(request.query.get("before"))


routes = [
    get("/staff/messages/{conversation_id}/search", show_search, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/search", change_search, audience=Audience.STAFF),
]
