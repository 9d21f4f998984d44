"""A manager hands plans to another manager, who is told; so is each plan's worker."""

from aiohttp import web

from portal.caseloads.model import Taker
from portal.caseloads.store import list_takers
from portal.cover import store_managers
from portal.cover.forms_managers import ManagerForm
from portal.cover.model_managers import Managed
from portal.identity.access_log import changed_each, opened
from portal.identity.actor import current_actor
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, now_of, see_other, today_of
from portal.web.routes import Audience, get, post

PAGE = "/team/managers"


async def show_managers(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    managed = await store_managers.list_managed(conn, actor.id)
    await opened(conn, actor, "managers", about={one.child_id for one in managed})
    others = await list_takers(conn, actor.id)
    return await _page(request, managed, others, await ManagerForm.begin(request))


async def add_change(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    form, managed = await ManagerForm.posted(request), await store_managers.list_managed(conn, actor.id)
    others = await list_takers(conn, actor.id)
    form.offer(managed, others)
    if not form.check(today_of(request)):
        return await _page(request, managed, others, form, status=422)
    new = form.new(managed, now_of(request), today_of(request))
    made = await store_managers.add_changes(conn, actor.id, new)
    if not made or len(made) != len(new.plan_ids):
        # What was written is not kept: the answer is none of success.
        refuse(form.plans, "cover.managers.e_changed")
        managed = await store_managers.list_managed(conn, actor.id)
        return await _page(request, managed, others, form, status=409)
    handed = [(change_id, (child_id, actor.id, new.to_id)) for change_id, child_id in made]
    await changed_each(conn, actor, "change_of_manager", handed, new.reason)
    done = "saved_now" if new.at <= now_of(request) else "saved"
    return see_other(PAGE, done=f"cover.managers.{done}")


async def confirm_seen(request: web.Request) -> web.Response:
    """The new manager knows which plans are theirs."""
    conn, actor = connection(request), current_actor(request)
    seen = await store_managers.change_seen(conn, actor.id)
    await changed_each(
        conn, actor, "change_of_manager", [(one, (child_id,)) for one, child_id in seen], "seen"
    )
    return see_other(PAGE, done="cover.managers.seen_done")


async def _page(
    request: web.Request, managed: list[Managed], others: list[Taker], form: ManagerForm, status: int = 200
) -> web.Response:
    conn, actor, now = connection(request), current_actor(request), now_of(request)
    changes = await store_managers.list_changes(conn, actor.id)
    form.offer(managed, others)
    return render(
        request,
        "cover/show_managers.html",
        status=status,
        form=form,
        managed=managed,
        others=others,
        changes=changes,
        to_come=any(one.to_withdraw for one in changes),
        unseen=[
            one for one in changes if one.to_id == actor.id and one.seen_at is None and not one.ahead(now)
        ],
    )


routes = [
    get(PAGE, show_managers, audience=Audience.MANAGER),
    post(PAGE, add_change, audience=Audience.MANAGER),
    post(f"{PAGE}/seen", confirm_seen, audience=Audience.MANAGER),
]
