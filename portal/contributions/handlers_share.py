"""Who can see this: chosen for all of it or answer by answer, looked at once more, and sent."""

from collections.abc import Mapping

from aiohttp import web

from portal.contributions import store, store_share
from portal.contributions.forms_questions import field_name
from portal.contributions.forms_share import ONLY, ShareForm, each_form
from portal.contributions.journey import Journey, kept_to, mark_of, rows_of, who_sees
from portal.contributions.model import CHECK
from portal.contributions.model_sets import said_in
from portal.contributions.model_share import days_of
from portal.contributions.opening import own_journey
from portal.contributions.pages import while_open
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.statutory.calendar import bank_holidays_of_england
from portal.web.draft_store import end_drafts
from portal.web.rendering import render, words_of
from portal.web.request import connection, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post

Chosen = Mapping[str, frozenset[str]]


async def _chosen(request: web.Request, journey: Journey) -> dict[str, frozenset[str]]:
    found = await store_share.list_chosen(
        connection(request), current_actor(request).id, journey.contribution.id
    )
    return kept_to(journey.side, found, list(journey.contribution.set.questions))


async def show_share(request: web.Request, journey: Journey) -> web.Response:
    await _opened(request, journey)
    chosen = await _chosen(request, journey)
    codes = frozenset[str]().union(*chosen.values())
    before = sorted(codes) or ([ONLY] if journey.contribution.step == CHECK else [])
    form = await ShareForm.begin(request, who=before)
    return _share_page(request, journey, form)


async def keep_share(request: web.Request, journey: Journey) -> web.Response:
    form = await ShareForm.posted(request)
    form.offer(journey.side.workers, journey.side.offered)
    if not form.validate():
        return _share_page(request, journey, form, status=422)
    questions = journey.contribution.set.questions
    await _change(request, journey, store_share.for_all((one.key for one in questions), form.codes))
    return see_other(journey.path(CHECK))


def _share_page(
    request: web.Request, journey: Journey, form: ShareForm, *, status: int = 200
) -> web.Response:
    form.offer(journey.side.workers, journey.side.offered)
    return render(
        request,
        "contributions/share.html",
        status=status,
        journey=journey,
        found=journey.contribution,
        form=form,
        by_each=len(journey.answered) > 1 and bool(journey.side.offered),
    )


async def show_each(request: web.Request, journey: Journey) -> web.Response:
    await _opened(request, journey)
    chosen = await _chosen(request, journey)
    before = {
        field_name(place): sorted(chosen.get(question.key, ()))
        for place, question in enumerate(journey.answered)
    }
    form = await each_form(journey.answered, journey.side.offered, _asks(request, journey)).begin(
        request, **before
    )
    return render(request, "contributions/share_each.html", journey=journey, form=form)


async def keep_each(request: web.Request, journey: Journey) -> web.Response:
    form = await each_form(journey.answered, journey.side.offered, _asks(request, journey)).posted(request)
    form.validate()
    chosen = {
        question.key: frozenset(form[field_name(place)].data or ())
        for place, question in enumerate(journey.answered)
    }
    await _change(request, journey, chosen)
    return see_other(journey.path(CHECK))


def _asks(request: web.Request, journey: Journey) -> list[str]:
    language = words_of(request).language
    return [said_in(one.ask, language).replace("{worker}", journey.worker) for one in journey.answered]


async def _change(request: web.Request, journey: Journey, chosen: Chosen) -> None:
    conn, actor, found = connection(request), current_actor(request), journey.contribution
    kept = kept_to(journey.side, chosen, list(found.set.questions))
    await store_share.change_chosen(conn, actor.id, found.id, kept)
    await store.change_step(conn, actor.id, found.id, CHECK)
    await changed(conn, actor, "answer_reader", found.id, about=[found.person_id])


async def show_check(request: web.Request, journey: Journey) -> web.Response:
    await _opened(request, journey)
    return await _check_page(request, journey)


async def send_views(request: web.Request, journey: Journey) -> web.Response:
    conn, actor, found = connection(request), current_actor(request), journey.contribution
    chosen = await _chosen(request, journey)
    if not journey.answered or not journey.side.open:
        return await _check_page(request, journey, status=422)
    if posted(request).get("seen") != mark_of(journey.answers, chosen, journey.side):
        return await _check_page(request, journey, status=409)
    await store_share.change_chosen(conn, actor.id, found.id, chosen)
    days = days_of(today_of(request), journey.to, bank_holidays_of_england())
    await store.send(conn, actor.id, found.id, journey.to, days)
    await end_drafts(conn, actor.account_id, journey.pages)
    await changed(conn, actor, "contribution", found.id, about=[found.person_id], reason="sent")
    return see_other(journey.path("sent"))


async def _check_page(request: web.Request, journey: Journey, *, status: int = 200) -> web.Response:
    language = words_of(request).language
    chosen = await _chosen(request, journey)
    return render(
        request,
        "contributions/check.html",
        status=status,
        journey=journey,
        rows=rows_of(journey.contribution, journey.answers, language, journey.worker),
        seeing=who_sees(journey.side, journey.answered, chosen, language, journey.worker),
        seen=mark_of(journey.answers, chosen, journey.side),
        empty=not journey.answered,
        stale=status == 409,
    )


async def _opened(request: web.Request, journey: Journey) -> None:
    found = journey.contribution
    await opened(
        connection(request), current_actor(request), "contribution", found.id, about=[found.person_id]
    )


async def show_sent(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await store.get_contribution(conn, actor.id, uuid_in(request, "contribution_id"))
    if found is None or not found.mine or found.sent_at is None:
        raise web.HTTPNotFound
    side = await store_share.get_side(conn, actor.id)
    return render(request, "contributions/sent.html", found=found, side=side)


FAMILY = Audience.FAMILY
routes = [
    get("/views/{contribution_id}/share", while_open(own_journey, show_share), audience=FAMILY),
    post("/views/{contribution_id}/share", while_open(own_journey, keep_share), audience=FAMILY),
    get("/views/{contribution_id}/share/each", while_open(own_journey, show_each), audience=FAMILY),
    post("/views/{contribution_id}/share/each", while_open(own_journey, keep_each), audience=FAMILY),
    get("/views/{contribution_id}/check", while_open(own_journey, show_check), audience=FAMILY),
    post("/views/{contribution_id}/check", while_open(own_journey, send_views), audience=FAMILY),
    get("/views/{contribution_id}/sent", show_sent, audience=FAMILY),
]
