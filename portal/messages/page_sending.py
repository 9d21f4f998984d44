"""Words that were posted, kept once: or the page again with the words and what to do about them."""

from datetime import datetime
from uuid import UUID

from aiohttp import web

from messaging.model import Draft
from messaging.store_drafts import keep_draft
from messaging.store_sending import add_messages
from portal.identity.actor import current_actor
from portal.messages import store
from portal.messages.forms import MessageForm
from portal.messages.model import FLOOD
from portal.messages.page import conversation_page, find_thread, ready
from portal.messages.page_left import left_page, left_told
from portal.messages.page_live import kept_quietly, refused_quietly
from portal.safety.store import is_prompt_due
from portal.safety.watch import WATCH
from portal.web.errors import old_form_page
from portal.web.rendering import words_of
from portal.web.request import connection, now_of, posted, see_other, uuid_in


async def keep_message(request: web.Request, base: str) -> web.Response:
    """Sends what was posted. `base` is where conversations of this side stand."""
    conn, actor = connection(request), current_actor(request)
    conversation_id = uuid_in(request, "conversation_id")
    form = await MessageForm.posted(request)
    form.offer_languages(words_of(request).language, actor.language)
    number = form.number
    if not form.validate() or number is None:
        # Without its number a second copy could not be told from a second message.
        form.refuse_unless_wrong("messages.e_not_sent")
        return await _shown_again(request, form, 422)
    if await store.count_just_sent(conn, actor.id, conversation_id) >= FLOOD:
        form.refuse("messages.e_flood")
        return await _shown_again(request, form, 429)
    draft = Draft(conversation_id, number, form.message.data or "", form.language.data or None)
    alarm = _alarm(request, draft) if actor.is_family else None
    draft = draft.with_alarm(alarm)
    [judged] = await add_messages(conn, actor.council_id, now_of(request), "", [(actor.session_id, draft)])
    if judged.kept and judged.id:
        # Words of another page, which this one never showed, are not what was sent.
        await keep_draft(conn, actor.id, conversation_id, "", posted(request).get("draft"))
        asks = alarm is not None and await is_prompt_due(conn, conversation_id)
        if _quietly(request):
            return web.json_response(kept_quietly(judged, asks=asks))
        return see_other(f"{base}/{conversation_id}{'/now' if asks else f'#m-{judged.id}'}")
    return await _not_kept(request, form, judged.outcome, conversation_id)


def _quietly(request: web.Request) -> bool:
    """The page's own script asked, and draws what became of it itself."""
    return "quietly" in posted(request)


def _alarm(request: web.Request, draft: Draft) -> datetime | None:
    """When somebody has to have looked, should these words suggest that a person is not safe."""
    watch = request.app[WATCH]
    return watch.alarm(current_actor(request).council_id, draft.body, draft.language, now_of(request))


async def _not_kept(
    request: web.Request, form: MessageForm, outcome: str, conversation_id: UUID
) -> web.Response:
    if outcome == "not-found":
        return await _left(request, form)
    if outcome == "signed-out":
        page = old_form_page(request, f"/sign-in?next={request.path}")
        page.set_status(401)
        return page
    if outcome == "other-body":
        form.begin_anew()
        form.refuse("messages.e_other_words")
    return await _shown_again(request, form, 409)


async def _left(request: web.Request, form: MessageForm) -> web.Response:
    """Raises HTTPNotFound for whoever had no part in it."""
    if _quietly(request):
        return await left_told(request)
    return await left_page(request, form.message.data or "")


async def _shown_again(request: web.Request, form: MessageForm, status: int) -> web.Response:
    """The words stay in the box whatever is wrong with them."""
    if _quietly(request):
        return web.json_response(refused_quietly(words_of(request), form, status), status=status)
    thread = await find_thread(request)
    if thread is None:
        return await _left(request, form)
    if form.number is None:
        form.begin_anew()
    return await conversation_page(request, thread, ready(request, thread, form), status=status)
