"""“Save to record”: a message goes to a child's record, word for word and once."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.messages import store_record
from portal.messages.forms_record import SaveForm
from portal.messages.model_record import Child, Said, Talk
from portal.messages.opening import log_changed, log_opened, open_message
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post


async def start_entry(request: web.Request) -> web.Response:
    talk, said, children = await open_message(request)
    await log_opened(request, talk, "message", said.id)
    form = await SaveForm.begin(request)
    form.offer(_unsaved(children))
    return _show_entry(request, talk, said, children, form)


async def add_entry(request: web.Request) -> web.Response:
    talk, said, children = await open_message(request)
    form = await SaveForm.posted(request)
    form.offer(_unsaved(children))
    if not _unsaved(children) or not form.validate():
        return _show_entry(request, talk, said, children, form, status=422)
    child = form.chosen(children)
    conn, actor = connection(request), current_actor(request)
    entry_id = await store_record.add_entry(
        conn, actor.id, (talk.id, said.seq), child.id, form.why.data or ""
    )
    if entry_id is None:
        # A colleague was first: the page says so, and keeps the reason that was typed.
        talk, said, children = await open_message(request)
        return _show_entry(request, talk, said, children, form, status=409)
    await log_changed(request, talk, "record_entry", entry_id, also=(child.id,))
    return see_other(talk.path_of(said.id), done="messages_record.save.done")


def _unsaved(children: list[Child]) -> list[Child]:
    return [child for child in children if child.saved_at is None]


def _show_entry(
    request: web.Request, talk: Talk, said: Said, children: list[Child], form: SaveForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "messages/save_to_record.html",
        status=status,
        talk=talk,
        said=said,
        saved=[child for child in children if child.saved_at],
        unsaved=_unsaved(children),
        form=form,
        failed=status != 200,
    )


routes = [
    get("/staff/messages/{conversation_id}/record/{message_id}", start_entry, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/record/{message_id}", add_entry, audience=Audience.STAFF),
]
