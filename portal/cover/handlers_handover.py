"""One plan's change of worker, for the one who leaves it until then and for the one who has it from then on."""

from dataclasses import replace

from aiohttp import web

from messaging.store_drafts import get_draft, keep_draft
from portal.cover import store_covering, store_moves, store_notes
from portal.cover.due import list_due
from portal.cover.forms import NoteForm
from portal.cover.model_covering import OpenPlan, Party
from portal.cover.model_moves import Move
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.web.landing import staff_conversation
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, see_other, uuid_in
from portal.web.routes import Audience, get, post
from portal.web.times import london, say_day


async def show_handover(request: web.Request) -> web.Response:
    conn, actor, move = connection(request), current_actor(request), await _move(request)
    form = await NoteForm.begin(request, note=move.note or "")
    await opened(conn, actor, "handover", move.id, about=[move.child_id])
    return await _page(request, move, form)


async def change_handover_note(request: web.Request) -> web.Response:
    conn, actor, move = connection(request), current_actor(request), await _move(request)
    if move.from_id != actor.id:
        raise web.HTTPNotFound
    form = await NoteForm.posted(request)
    if not form.validate():
        return await _page(request, move, form, status=422)
    if not await store_notes.change_move_note(conn, actor.id, move.id, form.note.data or ""):
        raise web.HTTPNotFound
    await changed(conn, actor, "handover", move.id, about=[move.child_id])
    return see_other(f"/staff/moves/{move.id}", done="cover.notes_saved")


async def add_confirmation(request: web.Request) -> web.Response:
    conn, actor, move = connection(request), current_actor(request), await _move(request)
    if not await store_moves.change_move_confirmed(conn, actor.id, move.id):
        raise web.HTTPNotFound
    await changed(conn, actor, "handover", move.id, about=[move.child_id])
    return see_other(f"/staff/moves/{move.id}", done="cover.handover.confirmed")


async def start_message(request: web.Request) -> web.Response:
    """Puts the first lines into the worker's own draft, where none is yet, and goes there. Sending is theirs."""
    conn, actor, move = connection(request), current_actor(request), await _move(request)
    plan, wanted = await _plan(request, move), uuid_in(request, "conversation_id")
    party = next((one for one in plan.parties if one.conversation_id == wanted), None)
    if party is None:
        raise web.HTTPNotFound
    if not await get_draft(conn, actor.id, wanted):
        await keep_draft(conn, actor.id, wanted, _first_lines(request, move, party))
    return see_other(staff_conversation(wanted))


def _first_lines(request: web.Request, move: Move, party: Party) -> str:
    words, leaves = words_of(request), move.from_id == current_actor(request).id
    day = say_day(london(move.at).date(), london(now_of(request)).year, words.language)
    key = "cover.handover.goodbye" if leaves else "cover.handover.hello"
    other = move.to_name if leaves else move.from_name
    me = move.from_called if leaves else move.to_called
    return words.plain(key, name=party.called, other=other, me=me, day=day)


async def _move(request: web.Request) -> Move:
    move = await store_moves.get_move(
        connection(request), current_actor(request).id, uuid_in(request, "change_id")
    )
    if move is None:
        raise web.HTTPNotFound
    return move


async def _plan(request: web.Request, move: Move) -> OpenPlan:
    conn, actor_id = connection(request), current_actor(request).id
    plans = await store_covering.list_open_plans(conn, actor_id, [move.plan_id], None)
    if move.plan_id not in plans:
        raise web.HTTPNotFound
    due = await list_due(conn, actor_id, [move.plan_id])
    return replace(plans[move.plan_id], due_on=due.get(move.plan_id))


async def _page(request: web.Request, move: Move, form: NoteForm, status: int = 200) -> web.Response:
    return render(
        request,
        "cover/show_handover.html",
        status=status,
        move=move,
        plan=await _plan(request, move),
        leaves=move.from_id == current_actor(request).id,
        form=form,
    )


routes = [
    get("/staff/moves/{change_id}", show_handover, audience=Audience.STAFF),
    post("/staff/moves/{change_id}", change_handover_note, audience=Audience.STAFF),
    post("/staff/moves/{change_id}/confirm", add_confirmation, audience=Audience.STAFF),
    post("/staff/moves/{change_id}/start/{conversation_id}", start_message, audience=Audience.STAFF),
]
