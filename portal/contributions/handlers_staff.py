"""What people said, for staff: to read first and whole, and to answer with what is done about it."""

from aiohttp import web

from portal.contributions import (
    store,
    store_answers,
    store_people,
    store_share,
    store_staff,
    store_topics,
    store_wider,
)
from portal.contributions.forms_staff import ALL, HelperForm, OutcomeForm
from portal.contributions.journey import rows_of, who_sees
from portal.contributions.model import Contribution
from portal.contributions.model_staff import Done, Outcome
from portal.identity.access_log import changed, opened
from portal.identity.actor import StaffRole, current_actor
from portal.web.rendering import render, words_of
from portal.web.request import connection, id_in, is_prefetch, now_of, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def list_staff_views(request: web.Request) -> web.Response:
    """To read and to answer; or all that one person sent."""
    conn, actor = connection(request), current_actor(request)
    about = id_in(request.query["with"]) if "with" in request.query else None
    if about is not None:
        if not await store_people.knows(conn, actor.id, about):
            raise web.HTTPNotFound
        lines = await store_staff.list_about(conn, actor.id, about)
        waiting, settled = [one for one in lines if one.waits], [one for one in lines if not one.waits]
        topics = await store_topics.list_about(conn, actor.id, about)
    else:
        waiting = await store_staff.list_waiting(conn, actor.id)
        settled = await store_staff.list_settled(conn, actor.id)
        topics = await store_topics.list_waiting(conn, actor.id)
    whose = {one.person_id for one in (*waiting, *settled)} | {one.person_id for one in topics}
    await opened(conn, actor, "views", about=whose)
    return render(
        request, "contributions/list_staff_views.html", waiting=waiting, settled=settled, topics=topics
    )


async def show_staff_views(request: web.Request) -> web.Response:
    found = await _found(request)
    if not is_prefetch(request):
        await store_staff.add_reading(connection(request), current_actor(request).id, found.id)
    return await _page(request, found, await OutcomeForm.begin(request))


async def add_outcome(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await _found(request)
    form = await OutcomeForm.posted(request)
    answers = await store_answers.list_answers(conn, actor.id, found.id)
    said = [key for key, given in answers.items() if given.answered]
    form.offer(_topics(request, found, said))
    if not form.validate():
        return await _page(request, found, form, status=422)
    outcome = Outcome(
        None if form.about.data in (None, ALL) else form.about.data,
        Done(form.state.data), form.what.data or "", form.because.data or None, form.by_on.data,
        actor.name, now_of(request),
    )  # fmt: skip
    if await store_staff.add_outcome(conn, actor.id, found.id, outcome, said) is None:
        return await _page(request, found, form, status=409)
    await changed(conn, actor, "outcome", found.id, about=[found.person_id])
    return see_other(f"/staff/views/{found.id}", done="contributions.reply.sent")


async def _page(
    request: web.Request, found: Contribution, form: OutcomeForm, *, status: int = 200
) -> web.Response:
    conn, actor, language = connection(request), current_actor(request), words_of(request).language
    await opened(conn, actor, "contribution", found.id, about=[found.person_id])
    answers = await store_answers.list_answers(conn, actor.id, found.id)
    rows = rows_of(found, answers, language, found.sent_to or "")
    form.offer(_topics(request, found, [key for key, given in answers.items() if given.answered]))
    side = await store_share.get_side(conn, found.person_id, found.meeting_id)
    chosen = await store_share.list_chosen(conn, actor.id, found.id)
    said = [one for one in found.set.questions if one.key in answers and answers[one.key].answered]
    return render(
        request,
        "contributions/show_staff_views.html",
        status=status,
        found=found,
        rows=rows,
        asks={row.key: row.ask for row in rows},
        form=form,
        seeing=who_sees(side, said, chosen, language, found.sent_to or ""),
        outcomes=await store_staff.list_outcomes(conn, actor.id, found.id),
        sharings=await store_wider.list_sharings(conn, actor.id, found.id),
        manages=actor.role is StaffRole.MANAGER,
    )


def _topics(request: web.Request, found: Contribution, said: list[str]) -> list[tuple[str, str]]:
    """What an outcome can be about: each question that was answered."""
    rows = rows_of(found, {}, words_of(request).language, found.sent_to or "")
    return [(row.key, row.ask) for row in rows if row.key in said]


async def start_helper(request: web.Request) -> web.Response:
    found = await _helped(request)
    form = await HelperForm.begin(request, saw=found.helper_saw or "", there=found.who_was_there or "")
    return render(request, "contributions/start_helper.html", found=found, form=form)


async def change_helper(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await _helped(request)
    form = await HelperForm.posted(request)
    if not form.validate():
        return render(request, "contributions/start_helper.html", status=422, found=found, form=form)
    if not await store_staff.change_helper(
        conn, actor.id, found.id, form.saw.data or None, form.there.data or None
    ):
        raise web.HTTPNotFound
    await changed(conn, actor, "contribution", found.id, about=[found.person_id])
    return see_other(f"/staff/views/{found.id}", done="contributions.helper.kept")


async def _found(request: web.Request) -> Contribution:
    """What was sent by somebody whom this member of staff works with, or whose plan they manage."""
    conn, actor, wanted = connection(request), current_actor(request), uuid_in(request, "contribution_id")
    if await store_staff.get_duty(conn, actor.id, wanted) is None:
        raise web.HTTPNotFound
    found = await store.get_contribution(conn, actor.id, wanted)
    if found is None or found.sent_at is None:
        raise web.HTTPNotFound
    return found


async def _helped(request: web.Request) -> Contribution:
    found = await _found(request)
    if not found.helped:
        raise web.HTTPNotFound
    return found


STAFF = Audience.STAFF
routes = [
    get("/staff/views", list_staff_views, audience=STAFF),
    get("/staff/views/{contribution_id}", show_staff_views, audience=STAFF),
    post("/staff/views/{contribution_id}", add_outcome, audience=STAFF),
    get("/staff/views/{contribution_id}/helper", start_helper, audience=STAFF),
    post("/staff/views/{contribution_id}/helper", change_helper, audience=STAFF),
]
