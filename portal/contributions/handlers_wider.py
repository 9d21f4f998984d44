"""Sharing wider than somebody chose: with a reason, and told, unless a second person agrees that this is unsafe."""

from aiohttp import web

from portal.contributions import store, store_answers, store_share, store_staff, store_wider
from portal.contributions.forms_staff import ALL, WiderForm
from portal.contributions.journey import rows_of
from portal.contributions.model import Contribution
from portal.contributions.model_share import Somebody
from portal.contributions.store_wider import Wider
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.web.rendering import render, words_of
from portal.web.request import connection, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def start_sharing(request: web.Request) -> web.Response:
    return await _page(request, await _found(request), await WiderForm.begin(request))


async def add_sharing(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await _found(request)
    form = await WiderForm.posted(request)
    form.offer(await _people(request, found), await _topics(request, found))
    if not form.validate():
        return await _page(request, found, form, status=422)
    unsafe = form.tell.data == "unsafe"
    wider = Wider(
        None if form.about.data in (None, ALL) else form.about.data,
        form.whom.data,
        form.why.data or "",
        form.why_not_told.data if unsafe else None,
    )
    added = await store_wider.add_sharing(conn, actor.id, found.id, wider)
    if added is None:
        return await _page(request, found, form, status=409)
    await changed(conn, actor, "contribution_sharing", added, about=[found.person_id], reason=wider.why)
    return see_other(
        f"/staff/views/{found.id}",
        done="contributions.wider.asked" if unsafe else "contributions.wider.shared",
    )


async def settle_sharing(request: web.Request) -> web.Response:
    """A manager, who did not ask for it, agrees or does not."""
    conn, actor = connection(request), current_actor(request)
    found = await _found(request)
    agreed = posted(request).get("deed") == "agree"
    sharing_id = uuid_in(request, "sharing_id")
    if await store_wider.settle_sharing(conn, actor.id, sharing_id, agreed=agreed) != found.id:
        raise web.HTTPNotFound
    await changed(
        conn, actor, "contribution_sharing", sharing_id, about=[found.person_id],
        reason="agreed" if agreed else "not agreed",
    )  # fmt: skip
    return see_other(f"/staff/views/{found.id}", done="contributions.wider.settled")


async def _page(
    request: web.Request, found: Contribution, form: WiderForm, *, status: int = 200
) -> web.Response:
    people = await _people(request, found)
    form.offer(people, await _topics(request, found))
    await opened(
        connection(request), current_actor(request), "contribution", found.id, about=[found.person_id]
    )
    return render(
        request,
        "contributions/start_sharing.html",
        status=status,
        found=found,
        form=form,
        people=people,
        stale=status == 409,
    )


async def _people(request: web.Request, found: Contribution) -> list[Somebody]:
    """Whom the person did not choose for all of it, of those who could see it at all."""
    conn, actor = connection(request), current_actor(request)
    side = await store_share.get_side(conn, found.person_id, found.meeting_id)
    chosen = await store_share.list_chosen(conn, actor.id, found.id)
    answers = await store_answers.list_answers(conn, actor.id, found.id)
    said = [key for key, given in answers.items() if given.answered]
    return [one for one in side.offered if not all(one.code in chosen.get(key, ()) for key in said)]


async def _topics(request: web.Request, found: Contribution) -> list[tuple[str, str]]:
    answers = await store_answers.list_answers(connection(request), current_actor(request).id, found.id)
    rows = rows_of(found, answers, words_of(request).language, found.sent_to or "")
    return [(row.key, row.ask) for row in rows if row.key in answers and answers[row.key].answered]


async def _found(request: web.Request) -> Contribution:
    conn, actor, wanted = connection(request), current_actor(request), uuid_in(request, "contribution_id")
    if await store_staff.get_duty(conn, actor.id, wanted) is None:
        raise web.HTTPNotFound
    found = await store.get_contribution(conn, actor.id, wanted)
    if found is None or found.sent_at is None or found.taken_back_at is not None:
        raise web.HTTPNotFound
    return found


routes = [
    get("/staff/views/{contribution_id}/wider", start_sharing, audience=Audience.STAFF),
    post("/staff/views/{contribution_id}/wider", add_sharing, audience=Audience.STAFF),
    post("/staff/views/{contribution_id}/sharings/{sharing_id}", settle_sharing, audience=Audience.STAFF),
]
