"""A child's plan becomes another kind of plan, or ends."""

from datetime import datetime, time, timedelta

from aiohttp import web

from portal.clock import LONDON
from portal.families import store_plans
from portal.families.forms_plans import EndForm, KindForm
from portal.families.handlers_workers import open_plan
from portal.families.model import Plan, Stale
from portal.families.model_plans import OPEN_FOR_DAYS, Ahead, Kind
from portal.identity.access_log import changed, opened
from portal.web.errors import stale_page
from portal.web.fields import refuse
from portal.web.rendering import render, words_of
from portal.web.request import see_other, today_of
from portal.web.routes import Audience, get, post


async def show_kind(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    kind = await store_plans.get_kind(conn, actor.id, plan.id)
    if kind is None:
        raise web.HTTPNotFound
    await opened(conn, actor, "plan", plan.id, about=[plan.child_id])
    form = await KindForm.begin(
        request, was=kind.state, type=kind.type, circumstance=kind.circumstance, clock_on=kind.clock_on
    )
    return _kind_page(request, plan, form)


async def change_kind(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    form = await KindForm.posted(request)
    kind = await store_plans.get_kind(conn, actor.id, plan.id)
    if kind is None:
        raise web.HTTPNotFound
    if form.was.data != kind.state:
        return _stale(request, plan, form, kind)
    if not form.check(today_of(request)):
        return _kind_page(request, plan, form, status=422)
    try:
        await store_plans.change_kind(conn, actor.id, plan.id, kind, form.kind())
    except Stale:
        return _stale(request, plan, form, kind)
    await changed(conn, actor, "plan", plan.id, about=[plan.child_id], reason=form.why.data)
    return see_other(f"/staff/people/{plan.child_id}", done="families.kind.done")


async def show_end(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    await opened(conn, actor, "plan", plan.id, about=[plan.child_id])
    return _end_page(request, plan, await EndForm.begin(request, last_day=today_of(request)))


async def end_plan(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    form = await EndForm.posted(request)
    if not form.check(plan.from_on, today_of(request)):
        return _end_page(request, plan, form, status=422)
    last_day = form.last_day.data
    assert last_day is not None
    ahead = await store_plans.list_ahead(conn, actor.id, plan.id, last_day)
    if ahead:
        refuse(form.last_day, "families.ending.ahead")
        return _end_page(request, plan, form, ahead=ahead, status=422)
    open_until = datetime.combine(last_day + timedelta(OPEN_FOR_DAYS + 1), time.min, LONDON)
    why = form.why.data or ""
    if not await store_plans.end_plan(conn, actor.id, plan.id, last_day + timedelta(1), open_until, why):
        raise web.HTTPNotFound
    await changed(conn, actor, "plan", plan.id, about=[plan.child_id], reason=why)
    return see_other(f"/staff/people/{plan.child_id}", done="families.ending.done")


def _kind_page(request: web.Request, plan: Plan, form: KindForm, status: int = 200) -> web.Response:
    return render(request, "families/change_kind.html", status=status, plan=plan, form=form)


def _end_page(
    request: web.Request, plan: Plan, form: EndForm, ahead: list[Ahead] | None = None, status: int = 200
) -> web.Response:
    return render(
        request,
        "families/end_plan.html",
        status=status,
        plan=plan,
        form=form,
        ahead=ahead or [],
        open_for=OPEN_FOR_DAYS,
    )


def _stale(request: web.Request, plan: Plan, form: KindForm, newest: Kind) -> web.Response:
    return stale_page(
        request,
        f"/staff/plans/{plan.id}/kind",
        typed=[("families.l_why", form.why.data)],
        theirs=[("families.adding.l_type", words_of(request).t(f"families.plan.{newest.type}"))],
    )


routes = [
    get("/staff/plans/{plan_id}/kind", show_kind, audience=Audience.MANAGER),
    post("/staff/plans/{plan_id}/kind", change_kind, audience=Audience.MANAGER),
    get("/staff/plans/{plan_id}/end", show_end, audience=Audience.MANAGER),
    post("/staff/plans/{plan_id}/end", end_plan, audience=Audience.MANAGER),
]
