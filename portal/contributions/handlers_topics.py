"""What somebody wanted to talk about at a visit, for staff: whole, and to answer with what is done about it."""

from aiohttp import web

from portal.contributions import store_topics
from portal.contributions.forms_staff import OutcomeForm
from portal.contributions.model_staff import Done, Outcome
from portal.contributions.model_topics import Topic
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.web.rendering import render
from portal.web.request import connection, now_of, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def show_topic(request: web.Request) -> web.Response:
    return await _page(request, await _found(request), await OutcomeForm.begin(request))


async def add_outcome(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await _found(request)
    form = await OutcomeForm.posted(request)
    form.offer([])
    if not form.validate():
        return await _page(request, found, form, status=422)
    outcome = Outcome(
        None, Done(form.state.data), form.what.data or "", form.because.data or None, form.by_on.data,
        actor.name, now_of(request),
    )  # fmt: skip
    if not await store_topics.add_outcome(conn, actor.id, found.id, outcome):
        raise web.HTTPNotFound
    await changed(conn, actor, "outcome", found.id, about=[found.person_id])
    return see_other(f"/staff/views/topics/{found.id}", done="contributions.reply.sent")


async def _found(request: web.Request) -> Topic:
    found = await store_topics.get_topic(
        connection(request), current_actor(request).id, uuid_in(request, "topic_id")
    )
    if found is None:
        raise web.HTTPNotFound
    return found


async def _page(request: web.Request, found: Topic, form: OutcomeForm, *, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    await opened(conn, actor, "visit_topic", found.id, about=[found.person_id])
    return render(
        request,
        "contributions/show_staff_topic.html",
        status=status,
        found=found,
        form=form,
        outcomes=await store_topics.list_outcomes(conn, found),
    )


routes = [
    get("/staff/views/topics/{topic_id}", show_topic, audience=Audience.STAFF),
    post("/staff/views/topics/{topic_id}", add_outcome, audience=Audience.STAFF),
]
