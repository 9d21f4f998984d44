"""The words that a council watches for: looked at, tried, added and ended, each change with a lead's name."""

from urllib.parse import urlencode

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.safety import store_words
from portal.safety.matching import matchers
from portal.safety.model import AlreadyWatched, SafetyWord
from portal.safety.watch import DEFAULT_LANGUAGE, WATCH
from portal.urgent.forms_admin import LeadForm, TryForm, WordForm
from portal.urgent.model_admin import LANGUAGES, page_of
from portal.web.rendering import render
from portal.web.request import after_commit, connection, number_in, only_looked, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post

LONGEST_QUERY = 80


async def list_words(request: web.Request) -> web.Response:
    await opened(connection(request), current_actor(request), "safety_words")
    return await _list(request, TryForm())


async def try_words(request: web.Request) -> web.Response:
    """What was typed is looked at and kept nowhere."""
    form = await TryForm.posted(request)
    if not form.validate():
        return await _list(request, form, status=422)
    only_looked(request)
    every_list = matchers(await store_words.list_watched(connection(request)), DEFAULT_LANGUAGE)[None]
    return await _list(request, form, found=every_list.finds(form.words.data or ""))


async def start_word(request: web.Request) -> web.Response:
    form = await WordForm.begin(request, language=_language(request.query.get("language", "")))
    return render(request, "urgent/add_word.html", form=form)


async def add_word(request: web.Request) -> web.Response:
    """The first post shows what the list will say; only the second adds it."""
    conn, actor = connection(request), current_actor(request)
    form = await WordForm.posted(request)
    if not form.validate():
        return render(request, "urgent/add_word.html", status=422, form=form)
    if posted(request).get("do") == "back":
        return render(request, "urgent/add_word.html", form=form)
    watched = (await store_words.list_watched(conn)).get(form.language.data, ())
    if form.entry in watched:
        form.words.errors = ["urgent.words.e_again"]
        return render(request, "urgent/add_word.html", status=422, form=form)
    if posted(request).get("do") != "save":
        only_looked(request)
        return render(request, "urgent/check_word.html", form=form, count=len(watched))
    try:
        word_id = await store_words.add_word(
            conn, actor.id, form.language.data, form.entry, form.lead.data or ""
        )
    except AlreadyWatched:
        form.words.errors = ["urgent.words.e_again"]
        return render(request, "urgent/add_word.html", status=422, form=form)
    await changed(conn, actor, "safety_word", word_id)
    after_commit(request, request.app[WATCH].read_again)
    return see_other(f"/admin/words?language={form.language.data}", done="urgent.saved")


async def start_end(request: web.Request) -> web.Response:
    word = await _word(request)
    return render(request, "urgent/end_word.html", word=word, form=await LeadForm.begin(request))


async def end_word(request: web.Request) -> web.Response:
    conn, actor, word = connection(request), current_actor(request), await _word(request)
    form = await LeadForm.posted(request)
    if not form.validate():
        return render(request, "urgent/end_word.html", status=422, word=word, form=form)
    if not await store_words.end_word(conn, actor.id, word.id, form.lead.data or ""):
        raise web.HTTPNotFound
    await changed(conn, actor, "safety_word", word.id)
    after_commit(request, request.app[WATCH].read_again)
    return see_other(f"/admin/words?language={word.language}", done="urgent.saved")


async def _word(request: web.Request) -> SafetyWord:
    word = await store_words.get_word(connection(request), uuid_in(request, "word_id"))
    if word is None:
        raise web.HTTPNotFound
    return word


def _language(text: str) -> str:
    return text if text in LANGUAGES else DEFAULT_LANGUAGE


async def _list(
    request: web.Request, form: TryForm, *, found: bool | None = None, status: int = 200
) -> web.Response:
    conn = connection(request)
    language = _language(request.query.get("language", ""))
    query = request.query.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip().lower()
    # Anything odd in the address is the first page.
    number = number_in(request.query.get("page"), digits=5) or 1
    page = page_of(await store_words.list_words(conn, language), query, number)
    counts = {tag: len(words) for tag, words in (await store_words.list_watched(conn)).items()}
    return render(
        request, "urgent/list_words.html", status=status, form=form, found=found, language=language, q=query,
        page=page, languages=[(tag, counts.get(tag, 0)) for tag in LANGUAGES],
        page_link=lambda number: f"/admin/words?{urlencode({'language': language, 'q': query, 'page': number})}",
    )  # fmt: skip


routes = [
    get("/admin/words", list_words, audience=Audience.ADMINISTRATOR),
    post("/admin/words", try_words, audience=Audience.ADMINISTRATOR),
    get("/admin/words/new", start_word, audience=Audience.ADMINISTRATOR),
    post("/admin/words/new", add_word, audience=Audience.ADMINISTRATOR),
    get("/admin/words/{word_id}/end", start_end, audience=Audience.ADMINISTRATOR),
    post("/admin/words/{word_id}/end", end_word, audience=Audience.ADMINISTRATOR),
]
