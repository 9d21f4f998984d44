"""Asking for another time, once for a visit at a time."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.safety.model import Stands, Writing
from portal.statutory.answering import reply_day
from portal.visits import store_change
from portal.visits.forms import ChangeForm
from portal.visits.handlers_plan import moment_typed
from portal.visits.opening_words import after_words
from portal.visits.store_change import Asked, Change
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def start_change(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    change = await _change_here(request)
    await opened(conn, actor, "visit_change", change.card.id, about=change.children)
    if change.request is not None:
        return render(request, "visits/show_asked.html", change=change, card=change.card)
    if not change.card.is_open(now_of(request)):
        return render(request, "visits/closed.html", card=change.card, what="change")
    form = await ChangeForm.begin(request)
    # Whatever an unsent draft says: this page shows the visit's time as it is now.
    form.seen.data = change.card.starts_at.isoformat()
    return _page(request, change, form)


async def ask_to_change_visit(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    change = await _change_here(request)
    form = _offered(request, change, await ChangeForm.posted(request))
    seen_at = moment_typed(form.seen.data)
    if change.request is None and seen_at == change.card.starts_at and change.card.is_open(now_of(request)):
        if not form.validate():
            return _page(request, change, form, status=422)
        asked = Asked(
            seen_at=seen_at,
            offered_id=UUID(form.chosen) if form.chosen else None,
            when_better=form.when.data or None,
            why=form.why.data or None,
            reply_by_on=reply_day(today_of(request), change.replies_within_days),
        )
        added = await store_change.add_change_request(conn, actor.id, change.card.id, asked)
        if added is not None:
            await changed(conn, actor, "visit_change", change.card.id, about=change.children)
            path, stands = f"/visits/{change.card.id}/change", Stands(Writing.VISIT_TIME, added)
            return see_other(await after_words(request, path, stands, form.when.data, form.why.data))
        change = await _change_here(request)
    return _refusal(request, change, form)


def _refusal(request: web.Request, change: Change, form: ChangeForm) -> web.Response:
    """Something changed while the form was open: what, in a sentence, with what was typed still there."""
    typed = [words for words in (form.when.data, form.why.data) if words]
    if change.request is not None:
        return render(
            request,
            "visits/show_asked.html",
            status=409,
            change=change,
            card=change.card,
            typed=typed,
            again=True,
        )
    if not change.card.is_open(now_of(request)):
        return render(request, "visits/closed.html", status=409, card=change.card, what="change", typed=typed)
    form = _offered(request, change, form)
    form.seen.data = change.card.starts_at.isoformat()
    return _page(request, change, form, status=409, moved=True)


async def _change_here(request: web.Request) -> Change:
    found = await store_change.get_change(
        connection(request), current_actor(request).id, uuid_in(request, "visit_id")
    )
    if found is None:
        raise web.HTTPNotFound
    return found


def _offered(request: web.Request, change: Change, form: ChangeForm) -> ChangeForm:
    if "time" in form:
        form.offer(change.offered, today_of(request), words_of(request).language)
    return form


def _page(
    request: web.Request, change: Change, form: ChangeForm, *, status: int = 200, moved: bool = False
) -> web.Response:
    form = _offered(request, change, form)
    return render(
        request,
        "visits/start_change.html",
        status=status,
        card=change.card,
        form=form,
        moved=moved,
        soon=change.card.days_away(reply_day(today_of(request), change.replies_within_days)) <= 0,
    )


routes = [
    get("/visits/{visit_id}/change", start_change, audience=Audience.FAMILY),
    post("/visits/{visit_id}/change", ask_to_change_visit, audience=Audience.FAMILY),
]
