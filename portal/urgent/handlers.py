"""After sending: whether somebody needs anything now, who to call, and who looks by when."""

from datetime import datetime, timedelta

from aiohttp import web

from portal.identity.actor import current_actor
from portal.safety.asking import keep_answer
from portal.safety.help_lines import dialled, is_for_young, lines_for
from portal.safety.help_lines_kept import HELP_LINES
from portal.safety.model import Answer
from portal.safety.opening_words import look_at_answer
from portal.safety.returning import CameFrom, came_from
from portal.safety.store import add_answer, get_call_answer, is_prompt_due
from portal.statutory.opening import get_opening_hours, is_open
from portal.urgent import store
from portal.urgent.forms import CallForm
from portal.urgent.handlers_board import routes as board
from portal.urgent.handlers_hours import routes as hours
from portal.urgent.handlers_items import routes as items
from portal.urgent.handlers_words import routes as words
from portal.urgent.model import OwnConversation
from portal.web.rendering import render
from portal.web.request import connection, current, now_of, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post

# How long it is remembered, on the page, what somebody said about being phoned.
ANSWER_HOLDS = timedelta(hours=24)


async def show_question(request: web.Request) -> web.Response:
    own = await _own_conversation(request)
    if "live" in request.query and not await is_prompt_due(connection(request), own.id):
        # A page that is open asks for the question by itself; who said that they are OK is left in peace.
        return web.Response(status=204)
    return _question_page(request, own)


async def answer_question(request: web.Request) -> web.Response:
    own, actor = await _own_conversation(request), current_actor(request)
    typed = posted(request).get("answer", "")
    here = came_from(request.query) or own
    goes_to = await keep_answer(connection(request), actor, typed, now_of(request), here)
    return _question_page(request, own, status=422) if goes_to is None else see_other(goes_to)


def _question_page(request: web.Request, own: OwnConversation, *, status: int = 200) -> web.Response:
    return render(
        request, "urgent/show_question.html", status=status, own=own, came_from=came_from(request.query)
    )


async def show_danger(request: web.Request) -> web.Response:
    own = await _own_conversation(request)
    return render(request, "urgent/show_danger.html", own=own, came_from=came_from(request.query))


async def show_talk(request: web.Request) -> web.Response:
    own, conn, actor = await _own_conversation(request), connection(request), current_actor(request)
    due_at = await store.get_due(conn, actor.id, own.id)
    said = await get_call_answer(conn, own.id, now_of(request) - ANSWER_HOLDS)
    form = await CallForm.begin(
        request, answer=said.answer.value if said else None, words=said.words if said else None
    )
    return await _talk_page(request, own, form, due_at=due_at)


async def answer_call(request: web.Request) -> web.Response:
    own, conn, actor = await _own_conversation(request), connection(request), current_actor(request)
    form = await CallForm.posted(request)
    if not form.validate():
        due_at = await store.get_due(conn, actor.id, own.id)
        return await _talk_page(request, own, form, due_at=due_at, status=422)
    await add_answer(conn, actor.id, own.id, Answer(form.answer.data), form.words.data or None)
    # They have been asked already, and stand before the numbers: nobody is sent round again.
    await look_at_answer(request, own.id, form.words.data or "")
    back = came_from(request.query)
    return see_other(_talk_path(own, back), done="urgent.call.done")


def _talk_path(own: OwnConversation, back: CameFrom | None) -> str:
    return f"/messages/{own.id}/now/talk{back.query if back else ''}"


async def _own_conversation(request: web.Request) -> OwnConversation:
    own = await store.get_own_conversation(
        connection(request), current_actor(request).id, uuid_in(request, "conversation_id")
    )
    if own is None:
        raise web.HTTPNotFound
    if back := came_from(request.query):
        current(request).below = back.path
    return own


async def _talk_page(
    request: web.Request, own: OwnConversation, form: CallForm, *, due_at: datetime | None, status: int = 200
) -> web.Response:
    now, hours = now_of(request), await get_opening_hours(connection(request))
    back = came_from(request.query)
    # Without an open item somebody has looked already, or nobody was asked.
    return render(
        request, "urgent/show_talk.html", status=status, own=own, form=form, due_at=due_at,
        came_from=back, action=_talk_path(own, back), is_open=is_open(hours, now), dialled=dialled,
        lines=lines_for(
            request.app[HELP_LINES].of(current_actor(request).council_id),
            young=is_for_young(current_actor(request), today_of(request)),
        ),
    )  # fmt: skip


routes = [
    get("/messages/{conversation_id}/now", show_question, audience=Audience.FAMILY),
    post("/messages/{conversation_id}/now", answer_question, audience=Audience.FAMILY),
    get("/messages/{conversation_id}/now/danger", show_danger, audience=Audience.FAMILY),
    get("/messages/{conversation_id}/now/talk", show_talk, audience=Audience.FAMILY),
    post("/messages/{conversation_id}/now/talk", answer_call, audience=Audience.FAMILY),
    *items,
    *board,
    *words,
    *hours,
]
