"""Who works with a child's plan, given and ended by the manager of it. It holds from that moment."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from aiohttp import web

from portal.clock import LONDON
from portal.db import Connection
from portal.families import store_workers
from portal.families.forms import ReasonForm, WorkerForm
from portal.families.model import NewWorker, Plan
from portal.identity.access_log import changed, opened
from portal.identity.actor import Actor, current_actor
from portal.web.fields import SelectChoice, refuse
from portal.web.rendering import render
from portal.web.request import connection, now_of, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def show_workers(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    await opened(conn, actor, "workers", plan.id, about=[plan.child_id])
    form = await WorkerForm.begin(request, role="cover", from_on=today_of(request))
    return await _page(request, plan, form)


async def add_worker(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    form = await WorkerForm.posted(request)
    await _give_choices(conn, actor.id, plan, form)
    if not form.check(today_of(request)):
        return await _page(request, plan, form, status=422)
    new = _new(form, now_of(request), today_of(request))
    await store_workers.hold_plan(conn, actor.id, plan.id)
    if new.role == "allocated" and await store_workers.works_with_the_other(conn, new.staff_id, plan.id):
        refuse(form.staff, "families.workers.e_parent")
        return await _page(request, plan, form, status=422)
    if await store_workers.add_worker(conn, actor.id, plan.id, new) is None:
        refuse(form.staff, "families.workers.e_has_it")
        return await _page(request, plan, form, status=422)
    await changed(conn, actor, "workers", plan.id, about=[plan.child_id, new.staff_id], reason=new.reason)
    return see_other(f"/staff/plans/{plan.id}/workers", done="families.workers.done")


async def show_end_worker(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    await opened(conn, actor, "workers", plan.id, about=[plan.child_id])
    return await _end(request, plan, await ReasonForm.begin(request))


async def end_worker(request: web.Request) -> web.Response:
    conn, actor, plan = await open_plan(request)
    form = await ReasonForm.posted(request)
    if not form.validate():
        return await _end(request, plan, form, status=422)
    reason, involvement_id = form.why.data or "", uuid_in(request, "involvement_id")
    await store_workers.hold_plan(conn, actor.id, plan.id)
    if await store_workers.is_last_manager(conn, plan.id, involvement_id):
        refuse(form.why, "families.workers.e_last_manager")
        return await _end(request, plan, form, status=422)
    staff_id = await store_workers.end_worker(conn, actor.id, plan.id, involvement_id, reason)
    if staff_id is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "workers", plan.id, about=[plan.child_id, staff_id], reason=reason)
    return see_other(f"/staff/plans/{plan.id}/workers", done="families.workers.ended")


async def open_plan(request: web.Request) -> tuple[Connection, Actor, Plan]:
    conn, actor = connection(request), current_actor(request)
    plan = await store_workers.get_plan(conn, actor.id, uuid_in(request, "plan_id"))
    if plan is None:
        raise web.HTTPNotFound
    return conn, actor, plan


def _new(form: WorkerForm, now: datetime, today: date) -> NewWorker:
    """From today means from this moment; until a day means to the end of it."""
    assert form.from_on.data is not None
    begins = form.from_on.data
    until = form.until_on.data
    return NewWorker(
        staff_id=UUID(form.staff.data),
        role=form.role.data,
        covering_for=UUID(form.covering_for.data) if form.role.data == "cover" else None,
        from_at=now if begins == today else datetime.combine(begins, time.min, LONDON),
        to_at=datetime.combine(until + timedelta(days=1), time.min, LONDON) if until else None,
        reason=form.why.data or "",
    )


async def _give_choices(conn: Connection, actor_id: UUID, plan: Plan, form: WorkerForm) -> None:
    staff = await store_workers.list_staff(conn, actor_id)
    workers = await store_workers.list_workers(conn, actor_id, plan.child_id)
    form.staff.choices = [SelectChoice(str(one.id), "=" + one.name) for one in staff]
    form.covering_for.choices = [
        SelectChoice(str(one.staff_id), "=" + one.name)
        for one in workers
        if one.role == "allocated" and one.plan_id == plan.id
    ]


async def _page(request: web.Request, plan: Plan, form: WorkerForm, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    await _give_choices(conn, actor.id, plan, form)
    workers = await store_workers.list_workers(conn, actor.id, plan.child_id)
    return render(
        request,
        "families/show_workers.html",
        status=status,
        plan=plan,
        workers=[one for one in workers if one.plan_id == plan.id],
        form=form,
    )


async def _end(request: web.Request, plan: Plan, form: ReasonForm, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    wanted = uuid_in(request, "involvement_id")
    for one in await store_workers.list_workers(conn, actor.id, plan.child_id):
        if one.id == wanted and one.plan_id == plan.id and one.role != "chair":
            return render(
                request, "families/end_worker.html", status=status, plan=plan, worker=one, form=form
            )
    raise web.HTTPNotFound


routes = [
    get("/staff/plans/{plan_id}/workers", show_workers, audience=Audience.MANAGER),
    post("/staff/plans/{plan_id}/workers", add_worker, audience=Audience.MANAGER),
    get("/staff/plans/{plan_id}/workers/{involvement_id}/end", show_end_worker, audience=Audience.MANAGER),
    post("/staff/plans/{plan_id}/workers/{involvement_id}/end", end_worker, audience=Audience.MANAGER),
]
