"""The page of one conversation, for families and for staff: what it shows, and what reading it moves."""

from dataclasses import replace
from datetime import datetime, timedelta

from aiohttp import web

from messaging.model import TAKE_BACK_MINUTES, Item
from messaging.store_drafts import keep_draft
from portal.identity.actor import StaffRole, current_actor
from portal.messages import store
from portal.messages.forms import MessageForm, language_name
from portal.messages.model import Thread
from portal.messages.model_lines import Line, Look, lines_of, was_sent
from portal.messages.page_live import live_page
from portal.messages.page_people import around, people_of
from portal.messages.store_beside import Beside, get_beside
from portal.messages.store_translation import Translation
from portal.web.rendering import render, words_of
from portal.web.request import connection, is_prefetch, now_of, number_in, uuid_in


async def find_thread(request: web.Request) -> Thread | None:
    return await store.get_thread(
        connection(request), current_actor(request).id, uuid_in(request, "conversation_id")
    )


async def thread_here(request: web.Request) -> Thread:
    thread = await find_thread(request)
    if thread is None:
        raise web.HTTPNotFound
    return thread


def blank_form(request: web.Request, thread: Thread) -> MessageForm:
    """The composer as this person left it, under a number of its own."""
    form = MessageForm(message=thread.draft, draft=thread.draft_version)
    form.begin_anew()
    return ready(request, thread, form)


def ready(request: web.Request, thread: Thread, form: MessageForm) -> MessageForm:
    own = current_actor(request).language if thread.mine else thread.language
    form.offer_languages(words_of(request).language, own)
    return form


async def conversation_page(
    request: web.Request, thread: Thread, form: MessageForm, *, status: int = 200
) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    before = number_in(request.query.get("before"))
    if before is not None and before < 2:  # nothing comes before the first: the newest page
        before = None
    items, older = await store.list_page(conn, actor.id, thread, before)
    words = around(thread, now_of(request))
    beside = await get_beside(conn, actor.id, thread, items)
    lines = _lines(request, thread, items, beside)
    if before is None and request.method == "GET" and was_sent(thread, items, actor.id):
        thread, form.message.data, form.draft.data = replace(thread, draft="", saved_at=None), "", ""
        await keep_draft(conn, actor.id, thread.id, "")
    if before is None and request.method == "GET" and reads(request, thread):
        await store.change_mark(conn, actor.id, thread, items)
    return render(
        request,
        "messages/show_conversation.html" if thread.mine else "messages/show_staff_conversation.html",
        status=status,
        thread=thread,
        lines=lines,
        older=items[0].seq if older else None,
        last_seq=max([thread.last_seq, *(item.seq for item in items)]),
        whole=before is None,
        around=words,
        checked="checked" in request.query,
        check="11" if request.query.get("checked") == "1" else "1",
        form=form,
        promises=beside.promises,
        until=beside.until,
        readings=beside.readings,
        language_names=_names(request, items),
        translations={} if thread.mine else _translations(request, items, beside),
        person_language=_other_language(request, thread),
        live=live_page(request, thread, people_of(thread, words))
        if before is None and status == 200
        else None,
    )


def reads(request: web.Request, thread: Thread) -> bool:
    """A page that the browser only fetched ahead was seen by nobody, and a manager who looks answers for nobody."""
    return not is_prefetch(request) and thread.role != "manager"


def take_back_since(request: web.Request) -> datetime:
    """What a worker wrote from this moment on can still be taken back."""
    return now_of(request) - timedelta(minutes=TAKE_BACK_MINUTES)


def _lines(request: web.Request, thread: Thread, items: list[Item], beside: Beside) -> list[Line]:
    actor = current_actor(request)
    look = Look(
        reader_id=actor.id,
        may_take_back_all=not thread.mine and actor.role is StaffRole.MANAGER,
        take_back_since=take_back_since(request),
        taken_back=beside.taken_back,
    )
    return lines_of(thread, items, look)


def _names(request: web.Request, items: list[Item]) -> dict[str, str]:
    shown_in = words_of(request).language
    return {item.language: language_name(item.language, shown_in) for item in items if item.language}


def _translations(request: web.Request, items: list[Item], beside: Beside) -> dict[int, Translation | None]:
    """By number, of what was said in another language than staff read: what it says, or None so far."""
    shown_in = words_of(request).language
    foreign = [item.seq for item in items if item.body and item.language not in (None, shown_in)]
    return {seq: beside.translations.get(seq) for seq in foreign}


def _other_language(request: web.Request, thread: Thread) -> str | None:
    """What the person of the family reads in, where that is not the language of the page."""
    shown_in = words_of(request).language
    return language_name(thread.language, shown_in) if thread.language != shown_in else None
