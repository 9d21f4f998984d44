"""A worker goes away, says who reads meanwhile, changes it, and is back."""

from uuid import UUID

from aiohttp import web

from portal.cover import store, store_notes, store_people
from portal.cover.forms import AwayForm, away_form, chosen_in, notes_form, plan_field
from portal.cover.model import Absence, CoveredPlan
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def show_away(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    plans = await store_people.list_plans(conn, actor.id, actor.id)
    form = await away_form(plans).begin(request, from_on=today_of(request))
    await opened(conn, actor, "away", about=[plan.child_id for plan in plans])
    return await _list(request, plans, form)


async def add_away(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    plans = await store_people.list_plans(conn, actor.id, actor.id)
    form = await away_form(plans).posted(request)
    await _offer(request, plans, form)
    if not form.check(today_of(request)):
        return await _list(request, plans, form, status=422)
    made = await store.add_absence(conn, actor.id, form.new(actor.id, plans))
    if made is None:
        refuse(form.from_on, "cover.e_overlap_own")
        return await _list(request, plans, form, status=422)
    await changed(conn, actor, "absence", made, about=[actor.id, *(plan.child_id for plan in plans)])
    return see_other(f"/staff/away/{made}/notes", done="cover.away_saved")


async def show_away_days(request: web.Request) -> web.Response:
    conn, actor, absence = connection(request), current_actor(request), await _own(request)
    form = await away_form(absence.plans).begin(request, **chosen_in(absence))
    await opened(conn, actor, "absence", absence.id, about=[plan.child_id for plan in absence.plans])
    return await _change(request, absence, form)


async def change_away(request: web.Request) -> web.Response:
    conn, actor, absence = connection(request), current_actor(request), await _own(request)
    form = await away_form(absence.plans).posted(request, **chosen_in(absence))
    await _offer(request, absence.plans, form)
    begun = absence.begun(today_of(request))
    if begun:
        form.from_on.data = absence.days.from_on
    if not form.check(today_of(request), begun=begun):
        return await _change(request, absence, form, status=422)
    if not await store.change_absence(conn, actor.id, absence, form.new(actor.id, absence.plans)):
        refuse(form.back_on, "cover.e_overlap_own")
        return await _change(request, absence, form, status=422)
    await changed(conn, actor, "absence", absence.id, about=[actor.id, *_children(absence)])
    return see_other("/staff/away", done="cover.away_saved")


async def end_away(request: web.Request) -> web.Response:
    conn, actor, absence = connection(request), current_actor(request), await _own(request)
    if await store.end_absence(conn, actor.id, absence.id) is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "absence", absence.id, about=[actor.id, *_children(absence)])
    begun = absence.begun(today_of(request))
    return see_other("/staff/away", done="cover.back_now" if begun else "cover.called_off")


async def show_notes(request: web.Request) -> web.Response:
    conn, actor, absence = connection(request), current_actor(request), await _own(request)
    form = await notes_form(absence).begin(
        request, **{plan_field(plan): plan.note or "" for plan in absence.plans}
    )
    await opened(conn, actor, "absence", absence.id, about=_children(absence))
    return render(request, "cover/show_notes.html", absence=absence, form=form, field_of=plan_field)


async def change_notes(request: web.Request) -> web.Response:
    conn, actor, absence = connection(request), current_actor(request), await _own(request)
    form = await notes_form(absence).posted(request)
    if not form.validate():
        return render(
            request, "cover/show_notes.html", status=422, absence=absence, form=form, field_of=plan_field
        )
    bodies = {plan.plan_id: form[plan_field(plan)].data or "" for plan in absence.plans}
    await store_notes.change_notes(conn, actor.id, absence.id, bodies)
    await changed(conn, actor, "absence", absence.id, about=_children(absence))
    return see_other("/staff/away", done="cover.notes_saved")


async def _own(request: web.Request) -> Absence:
    """An absence of the actor's own that is not over."""
    actor = current_actor(request)
    absence = await store.get_absence(connection(request), actor.id, uuid_in(request, "absence_id"))
    if absence is None or absence.staff_id != actor.id:
        raise web.HTTPNotFound
    return absence


def _children(absence: Absence) -> list[UUID]:
    return [plan.child_id for plan in absence.plans]


async def _offer(
    request: web.Request, plans: list[CoveredPlan] | tuple[CoveredPlan, ...], form: AwayForm
) -> None:
    actor = current_actor(request)
    form.offer(await store_people.list_colleagues(connection(request), actor.id, own_team=True), plans)


async def _list(
    request: web.Request, plans: list[CoveredPlan], form: AwayForm, status: int = 200
) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    await _offer(request, plans, form)
    absences = [one for one in await store.list_absences(conn, actor.id) if one.staff_id == actor.id]
    return render(
        request,
        "cover/show_away.html",
        status=status,
        absences=absences,
        plans=plans,
        form=form,
        field_of=plan_field,
    )


async def _change(request: web.Request, absence: Absence, form: AwayForm, status: int = 200) -> web.Response:
    await _offer(request, absence.plans, form)
    return render(
        request, "cover/show_away_days.html", status=status, absence=absence, form=form, field_of=plan_field
    )


routes = [
    get("/staff/away", show_away, audience=Audience.STAFF),
    post("/staff/away", add_away, audience=Audience.STAFF),
    get("/staff/away/{absence_id}", show_away_days, audience=Audience.STAFF),
    post("/staff/away/{absence_id}", change_away, audience=Audience.STAFF),
    post("/staff/away/{absence_id}/end", end_away, audience=Audience.STAFF),
    get("/staff/away/{absence_id}/notes", show_notes, audience=Audience.STAFF),
    post("/staff/away/{absence_id}/notes", change_notes, audience=Audience.STAFF),
]
