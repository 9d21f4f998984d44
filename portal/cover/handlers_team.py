"""A manager gives cover in one action, also when somebody is sick without notice."""

from uuid import UUID

from aiohttp import web

from portal.cover import store, store_people
from portal.cover.forms import CoverForm
from portal.cover.model import Absence, NewAbsence
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def show_cover(request: web.Request) -> web.Response:
    """With `?away=` the page begins with the days of whoever is away without cover."""
    conn, actor = connection(request), current_actor(request)
    absences = await store.list_absences(conn, actor.id)
    asked = request.query.get("away")
    known = next((one for one in absences if str(one.staff_id) == asked), None)
    begins = max(known.days.from_on, today_of(request)) if known else today_of(request)
    form = await CoverForm.begin(
        request, away=asked, from_on=begins, back_on=known.days.back_on if known else None
    )
    await opened(conn, actor, "cover", about={plan.child_id for one in absences for plan in one.plans})
    return await _page(request, form, absences)


async def add_cover(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    form, absences = await CoverForm.posted(request), await store.list_absences(conn, actor.id)
    await _offer(request, form)
    if not form.check(today_of(request)):
        return await _page(request, form, absences, status=422)
    plans = await store_people.list_plans(conn, actor.id, UUID(form.away.data))
    new = form.new(plans)
    known = [one for one in absences if one.staff_id == new.staff_id and one.days.overlaps(new.days)]
    absence_id = await _save(request, known, new)
    if absence_id is None:
        refuse(form.from_on, "cover.e_overlap")
        return await _page(request, form, absences, status=422)
    about = [new.staff_id, *(plan.child_id for plan in plans)]
    await changed(conn, actor, "absence", absence_id, about=about)
    return see_other("/team/cover", done="cover.cover_saved")


async def end_cover(request: web.Request) -> web.Response:
    """The manager says that somebody is back."""
    conn, actor = connection(request), current_actor(request)
    absence_id = uuid_in(request, "absence_id")
    back = await store.end_absence(conn, actor.id, absence_id)
    if back is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "absence", absence_id, about=[back])
    return see_other("/team/cover", done="cover.they_are_back")


async def _save(request: web.Request, known: list[Absence], new: NewAbsence) -> UUID | None:
    """Who is away already is away until the day that the manager says, and is covered by whom she says."""
    conn, actor = connection(request), current_actor(request)
    if not known:
        return await store.add_absence(conn, actor.id, new)
    if len(known) > 1:
        return None
    return known[0].id if await store.change_absence(conn, actor.id, known[0], new) else None


async def _offer(request: web.Request, form: CoverForm) -> None:
    conn, actor = connection(request), current_actor(request)
    workers = await store_people.list_workers(conn, actor.id)
    # The manager may cover too, so the list is of those who could stand in for anybody of the team.
    form.offer(workers, await store_people.list_colleagues(conn, actor.id, own_team=False, herself=True))


async def _page(
    request: web.Request, form: CoverForm, absences: list[Absence], status: int = 200
) -> web.Response:
    await _offer(request, form)
    actor = current_actor(request)
    return render(
        request,
        "cover/show_cover.html",
        status=status,
        form=form,
        absences=[one for one in absences if one.staff_id != actor.id or one.plans],
    )


routes = [
    get("/team/cover", show_cover, audience=Audience.MANAGER),
    post("/team/cover", add_cover, audience=Audience.MANAGER),
    post("/team/cover/{absence_id}/end", end_cover, audience=Audience.MANAGER),
]
