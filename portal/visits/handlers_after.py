"""After a visit: what was shared with this reader, “yes, this is right”, and “something is wrong or missing”."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.safety.model import Stands, Writing
from portal.statutory.answering import reply_day
from portal.visits import store_after, store_answers
from portal.visits.forms import CorrectionForm, OurSideForm
from portal.visits.model import Standing
from portal.visits.opening_words import after_words
from portal.visits.store_after import After, OwnWords, Summary
from portal.web.rendering import render, words_of
from portal.web.request import connection, is_prefetch, now_of, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def show_after(request: web.Request) -> web.Response:
    after = await _after_here(request)
    await opened(
        connection(request), current_actor(request), "visit_after", after.card.id, about=after.children
    )
    asked_for = request.query.get("version", "")
    earlier = next((one for one in after.earlier if str(one.id) == asked_for), None)
    if asked_for and earlier is None and asked_for not in {str(one.id) for one in after.latest}:
        raise web.HTTPNotFound
    versions = [earlier] if earlier else after.latest
    if (unread := [one.id for one in versions if not one.opened]) and not is_prefetch(request):
        await store_after.add_reading(connection(request), current_actor(request).id, unread)
    return render(
        request,
        "visits/show_after.html",
        after=after,
        card=after.card,
        standing=after.card.standing(now_of(request)),
        versions=versions,
        earlier=earlier,
        answers=await store_answers.list_answers(
            connection(request), current_actor(request).id, after.card.id
        ),
    )


async def say_it_is_right(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    visit_id = uuid_in(request, "visit_id")
    summary_id = _uuid_or_none(posted(request).get("summary"))
    if summary_id is None or not await store_after.add_right(conn, actor.id, visit_id, summary_id):
        raise web.HTTPNotFound
    await changed(conn, actor, "visit_after", visit_id, about=[actor.id])
    return see_other(f"/visits/{visit_id}/after", done="visits.after.said_right")


async def start_correction(request: web.Request) -> web.Response:
    after = await _after_here(request)
    await opened(
        connection(request), current_actor(request), "visit_after", after.card.id, about=after.children
    )
    summary = _summary_meant(after, request.query.get("version"))
    kind = OurSideForm if summary is None else CorrectionForm
    form = await kind.begin(request, summary=str(summary.id) if summary else "")
    return render(request, "visits/start_correction.html", card=after.card, summary=summary, form=form)


async def add_correction(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    after = await _after_here(request)
    summary = _summary_meant(after, posted(request).get("summary"))
    form = await (OurSideForm if summary is None else CorrectionForm).posted(request)
    if not form.validate():
        return render(
            request,
            "visits/start_correction.html",
            status=422,
            card=after.card,
            summary=summary,
            form=form,
        )
    reply_by_on = reply_day(today_of(request), after.replies_within_days)
    said = OwnWords(summary.id if summary else None, form.body.data or "", reply_by_on)
    added = await store_after.add_own_words(conn, actor.id, after.card.id, said)
    if added is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "correction", after.card.id, about=[actor.id])
    stands = Stands(Writing.CORRECTION, added)
    on = await after_words(request, f"/visits/{after.card.id}/after", stands, form.body.data)
    return see_other(on, done="visits.wrong.sent")


def _summary_meant(after: After, text: str | None) -> Summary | None:
    """The version that the words are about: the one named, else the newest; None beside a missed visit.

    Where there is nothing to say anything about, there is no such page.
    """
    named = [summary for summary in after.summaries if str(summary.id) == text]
    if named or after.latest:
        return (named or after.latest)[0]
    if after.card.ended_standing is not Standing.MISSED:
        raise web.HTTPNotFound
    return None


async def _after_here(request: web.Request) -> After:
    after = await store_after.get_after(
        connection(request),
        current_actor(request).id,
        uuid_in(request, "visit_id"),
        words_of(request).language,
    )
    if after is None:
        raise web.HTTPNotFound
    return after


def _uuid_or_none(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


routes = [
    get("/visits/{visit_id}/after", show_after, audience=Audience.FAMILY),
    post("/visits/{visit_id}/after", say_it_is_right, audience=Audience.FAMILY),
    get("/visits/{visit_id}/after/wrong", start_correction, audience=Audience.FAMILY),
    post("/visits/{visit_id}/after/wrong", add_correction, audience=Audience.FAMILY),
]
