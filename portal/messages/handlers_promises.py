"""Promises that are made in messages, and what became of them."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.messages import store_promise
from portal.messages.forms_record import PromiseForm, SettleForm, first_words
from portal.messages.model_record import Agreed, Child, Said, Talk
from portal.messages.opening import log_changed, log_opened, open_message, open_talk
from portal.web.errors import stale_box
from portal.web.rendering import render
from portal.web.request import connection, one_in, see_other, today_of
from portal.web.routes import Audience, get, post


async def start_promise(request: web.Request) -> web.Response:
    talk, said, children = await open_message(request)
    await log_opened(request, talk, "message", said.id)
    form = await PromiseForm.begin(
        request, owed_by="council", who=current_actor(request).name, what=first_words(said)
    )
    return _show_promise(request, talk, said, children, form)


async def add_promise(request: web.Request) -> web.Response:
    talk, said, children = await open_message(request)
    form = await PromiseForm.posted(request)
    form.offer(children)
    form.name_sides(talk)
    if not form.check(today_of(request)):
        return _show_promise(request, talk, said, children, form, status=422)
    child, actor = form.chosen(children), current_actor(request)
    made = form.promise(talk, child, actor.name)
    promise_id = await store_promise.add_promise(connection(request), actor.id, (talk.id, said.seq), made)
    if promise_id is None:
        raise web.HTTPNotFound
    await log_changed(request, talk, "promise", promise_id, also=(child.id,))
    return see_other(talk.path_of(said.id), done="messages_record.promise.done")


async def show_promises(request: web.Request) -> web.Response:
    talk = await open_talk(request, or_managed=True)
    await log_opened(request, talk, "promises")
    promises = await _promises(request, talk)
    return render(request, "messages/show_promises.html", talk=talk, promises=promises)


async def start_settling(request: web.Request) -> web.Response:
    talk, promise = await _open_promise(request)
    await log_opened(request, talk, "promise", promise.id)
    form = await SettleForm.begin(
        request, version=str(promise.version), state=promise.state, because=promise.because or ""
    )
    return _show_settling(request, talk, promise, form)


async def change_promise(request: web.Request) -> web.Response:
    talk, promise = await _open_promise(request)
    form = await SettleForm.posted(request)
    if not form.validate():
        return _show_settling(request, talk, promise, form, status=422)
    state = form.state.data or "open"
    because = form.because.data if state == "not_done" else None
    conn, actor = connection(request), current_actor(request)
    if form.version.data != str(promise.version) or not await store_promise.change_promise(
        conn, actor.id, promise.id, promise.version, state, because
    ):
        return _show_stale(request, talk, promise, form)
    await log_changed(request, talk, "promise", promise.id)
    return see_other(f"{talk.path}/promises", done="messages_record.settle.saved")


async def _promises(request: web.Request, talk: Talk) -> list[Agreed]:
    return await store_promise.list_promises(connection(request), current_actor(request).id, talk.id)


async def _open_promise(request: web.Request) -> tuple[Talk, Agreed]:
    talk = await open_talk(request, or_managed=True)
    return talk, one_in(request, "promise_id", await _promises(request, talk))


def _show_promise(
    request: web.Request, talk: Talk, said: Said, children: list[Child], form: PromiseForm, status: int = 200
) -> web.Response:
    form.offer(children)
    form.name_sides(talk)
    return render(
        request,
        "messages/make_promise.html",
        status=status,
        talk=talk,
        said=said,
        children=children,
        form=form,
        failed=status != 200,
    )


def _show_settling(
    request: web.Request, talk: Talk, promise: Agreed, form: SettleForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "messages/settle_promise.html",
        status=status,
        talk=talk,
        promise=promise,
        form=form,
        failed=status != 200,
    )


def _show_stale(request: web.Request, talk: Talk, promise: Agreed, form: SettleForm) -> web.Response:
    return stale_box(request, f"{talk.path}/promises/{promise.id}", form.because, promise.because)


routes = [
    get("/staff/messages/{conversation_id}/promise/{message_id}", start_promise, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/promise/{message_id}", add_promise, audience=Audience.STAFF),
    get("/staff/messages/{conversation_id}/promises", show_promises, audience=Audience.STAFF),
    get("/staff/messages/{conversation_id}/promises/{promise_id}", start_settling, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/promises/{promise_id}", change_promise, audience=Audience.STAFF),
]
