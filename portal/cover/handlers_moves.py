"""A manager hands plans from one worker to another."""

from aiohttp import web

from portal.cover import store, store_moves, store_people
from portal.cover.forms_moves import MoveForm
from portal.cover.model_moves import Held
from portal.identity.access_log import changed_each, opened
from portal.identity.actor import current_actor
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, now_of, see_other, today_of
from portal.web.routes import Audience, get, post
from portal.web.times import london


async def show_moves(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    held = await store_moves.list_held(conn, actor.id)
    form = await MoveForm.begin(request)
    await opened(conn, actor, "moves", about={one.child_id for one in held})
    return await _page(request, held, form)


async def add_move(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    form, held = await MoveForm.posted(request), await store_moves.list_held(conn, actor.id)
    await _offer(request, held, form)
    if not form.check(today_of(request), held):
        return await _page(request, held, form, status=422)
    new = form.new(now_of(request), today_of(request))
    if await store_moves.would_have_both(conn, new):
        refuse(form.to, "cover.moves.e_parent")
        return await _page(request, held, form, status=422)
    made = await store_moves.add_moves(conn, actor.id, new)
    if len(made) != len(new.involvement_ids):
        refuse(form.plans, "cover.moves.e_changed")
        return await _page(request, await store_moves.list_held(conn, actor.id), form, status=409)
    moved = [(change_id, (child_id, from_id, new.to_id)) for change_id, child_id, from_id in made]
    await changed_each(conn, actor, "change_of_worker", moved, new.reason)
    away = await store.is_away(conn, new.to_id, london(new.at).date())
    # Whoever had the plan until this moment cannot write any more.
    done = "saved_away" if away else "saved_now" if new.at <= now_of(request) else "saved"
    return see_other("/team/moves", done=f"cover.moves.{done}")


async def _offer(request: web.Request, held: list[Held], form: MoveForm) -> None:
    conn, actor = connection(request), current_actor(request)
    form.offer(held, await store_people.list_colleagues(conn, actor.id, own_team=False, herself=True))


async def _page(request: web.Request, held: list[Held], form: MoveForm, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    await _offer(request, held, form)
    return render(
        request,
        "cover/show_moves.html",
        status=status,
        form=form,
        held=held,
        moves=await store_moves.list_moves(conn, actor.id),
    )


routes = [
    get("/team/moves", show_moves, audience=Audience.MANAGER),
    post("/team/moves", add_move, audience=Audience.MANAGER),
]
