"""Keeping what a message in another language says, so that whoever covers or manages need not ask again."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.messages import store_talk, store_translation
from portal.messages.forms import language_name
from portal.messages.forms_translation import TranslationForm
from portal.messages.model_record import Said, Talk
from portal.messages.opening import log_changed, log_opened, open_talk
from portal.web.rendering import render, words_of
from portal.web.request import connection, see_other, uuid_in
from portal.web.routes import Audience, get, post

PAGE = "/staff/messages/{conversation_id}/translation/{message_id}"


async def start_translation(request: web.Request) -> web.Response:
    talk, said = await _message(request)
    await log_opened(request, talk, "message", said.id)
    return await _page(request, talk, said, await TranslationForm.begin(request))


async def add_translation(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    talk, said = await _message(request)
    form = await TranslationForm.posted(request)
    if not form.validate():
        return await _page(request, talk, said, form, status=422)
    added = await store_translation.add_translation(
        conn, actor.id, talk.id, said.seq, form.words.data or "", form.by_whom.data or ""
    )
    if added is None:
        raise web.HTTPNotFound
    await log_changed(request, talk, "message", said.id)
    return see_other(talk.path_of(said.id), done="messages_record.translation.done")


async def _message(request: web.Request) -> tuple[Talk, Said]:
    talk = await open_talk(request)
    said = await store_talk.get_message(
        connection(request), current_actor(request).id, talk.id, uuid_in(request, "message_id")
    )
    # What was said in the language of the page wants no translation.
    if said is None or said.language in (None, words_of(request).language):
        raise web.HTTPNotFound
    return talk, said


async def _page(
    request: web.Request, talk: Talk, said: Said, form: TranslationForm, *, status: int = 200
) -> web.Response:
    shown_in = words_of(request).language
    translation = await store_translation.get_translation(
        connection(request), current_actor(request).id, talk.id, said.seq
    )
    return render(
        request,
        "messages/start_translation.html",
        status=status,
        talk=talk,
        said=said,
        form=form,
        written_in=language_name(said.language or "", shown_in),
        translation=translation,
    )


routes = [
    get(PAGE, start_translation, audience=Audience.STAFF),
    post(PAGE, add_translation, audience=Audience.STAFF),
]
