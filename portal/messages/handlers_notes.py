"""“Ask a colleague”: notes about a conversation that stand beside it and never in it."""

from uuid import UUID

from aiohttp import web

from portal.identity.actor import current_actor
from portal.messages import store_notes
from portal.messages.forms_notes import AnswerForm, NoteForm
from portal.messages.model_record import Question, Talk
from portal.messages.opening import log_changed, log_opened, open_talk
from portal.web.rendering import render
from portal.web.request import connection, one_in, see_other
from portal.web.routes import Audience, get, post


async def list_notes(request: web.Request) -> web.Response:
    talk = await open_talk(request, or_managed=True)
    await log_opened(request, talk, "notes")
    return await _show_notes(request, talk, await NoteForm.begin(request))


async def add_question(request: web.Request) -> web.Response:
    talk = await open_talk(request, or_managed=True)
    conn, actor = connection(request), current_actor(request)
    form = await NoteForm.posted(request)
    form.offer(await store_notes.list_colleagues(conn, actor.id, talk.id))
    if not form.validate():
        return await _show_notes(request, talk, form, status=422)
    note_id = await store_notes.add_question(
        conn, actor.id, talk.id, UUID(form.to.data or ""), form.body.data or ""
    )
    if note_id is None:
        raise web.HTTPNotFound
    await log_changed(request, talk, "internal_note", note_id)
    return see_other(f"{talk.path}/notes", done="messages_record.notes.asked")


async def show_question(request: web.Request) -> web.Response:
    talk, question = await _open_question(request)
    await log_opened(request, talk, "internal_note", question.id)
    return _show_question(request, talk, question, await AnswerForm.begin(request))


async def add_answer(request: web.Request) -> web.Response:
    talk, question = await _open_question(request)
    form = await AnswerForm.posted(request)
    if not form.validate():
        return _show_question(request, talk, question, form, status=422)
    conn, actor = connection(request), current_actor(request)
    note_id = await store_notes.add_answer(conn, actor.id, question.id, form.body.data or "")
    if note_id is None:
        raise web.HTTPNotFound
    await log_changed(request, talk, "internal_note", note_id)
    return see_other(f"{talk.path}/notes", done="messages_record.notes.answered")


async def _open_question(request: web.Request) -> tuple[Talk, Question]:
    conn, actor, talk = connection(request), current_actor(request), await open_talk(request, or_managed=True)
    return talk, one_in(request, "note_id", await store_notes.list_questions(conn, actor.id, talk.id))


async def _show_notes(request: web.Request, talk: Talk, form: NoteForm, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    colleagues = await store_notes.list_colleagues(conn, actor.id, talk.id)
    form.offer(colleagues)
    return render(
        request,
        "messages/list_notes.html",
        status=status,
        talk=talk,
        colleagues=colleagues,
        questions=await store_notes.list_questions(conn, actor.id, talk.id),
        form=form,
        failed=status != 200,
    )


def _show_question(
    request: web.Request, talk: Talk, question: Question, form: AnswerForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "messages/show_question.html",
        status=status,
        talk=talk,
        question=question,
        form=form,
        failed=status != 200,
    )


routes = [
    get("/staff/messages/{conversation_id}/notes", list_notes, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/notes", add_question, audience=Audience.STAFF),
    get("/staff/messages/{conversation_id}/notes/{note_id}", show_question, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/notes/{note_id}", add_answer, audience=Audience.STAFF),
]
