"""My timeline, and a copy of it to keep: one file that needs nothing else, or all that somebody wrote themselves."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from aiohttp import web

from portal.contributions import store as views
from portal.contributions import store_answers
from portal.contributions.journey import rows_of
from portal.db import Connection
from portal.identity.access_log import opened
from portal.identity.actor import Actor, Kind, current_actor
from portal.identity.own_password import check_own
from portal.my_story import store as stories
from portal.my_story.model import PARTS
from portal.statutory.voice import voice_of
from portal.timeline import store
from portal.timeline.forms import CopyForm
from portal.timeline.model import by_year, may_keep
from portal.web.fields import Message, refuse
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, number_in, posted, today_of
from portal.web.routes import Audience, get, post
from portal.web.times import london, say_day, say_time

# A name that says nothing, to whoever finds the file.
FILE_NAME = "keep.html"


def _own(request: web.Request) -> tuple[Connection, Actor]:
    """Young people and care leavers. A parent has no timeline of their own here."""
    actor = current_actor(request)
    if actor.kind is not Kind.YOUNG_PERSON:
        raise web.HTTPNotFound
    return connection(request), actor


async def show_timeline(request: web.Request) -> web.Response:
    """One year; the newest where none is asked for."""
    conn, actor = _own(request)
    years = by_year(await store.list_lines(conn, actor.id))
    await opened(conn, actor, "timeline", actor.id, about=[actor.id])
    wanted = number_in(request.query.get("year"), digits=4)
    year = next((one for one in years if one.number == wanted), years[-1] if years else None)
    return render(
        request, "timeline/show_timeline.html", years=years, year=year, voice=_voice(request),
        language=words_of(request).language,
    )  # fmt: skip


async def start_keeping(request: web.Request) -> web.Response:
    """What a copy means, before there is one."""
    _own(request)
    return _keeping_page(request, CopyForm())


async def keep_copy(request: web.Request) -> web.Response:
    """Answers with the file itself. The form carries no key: who asks again gets another, a few times in a day."""
    conn, actor = _own(request)
    if not _may_keep(request):
        raise web.HTTPNotFound
    what = posted(request).get("what", "")
    make = COPIES.get(what)
    if make is None:
        raise web.HTTPBadRequest
    form = await CopyForm.posted(request)
    if form.validate():
        await check_own(request, actor, form.old_password)
    if form.errors:
        return _keeping_page(request, form, status=422)
    if not await store.add_copy(conn, actor.id, what):
        refuse(form.old_password, await _often_enough(request, conn, actor, what))
        return _keeping_page(request, form, status=429)
    page = await make(request, conn, actor)
    await opened(conn, actor, "copy_to_keep", actor.id, about=[actor.id])
    return _as_file(page)


async def _often_enough(request: web.Request, conn: Connection, actor: Actor, what: str) -> Message:
    """From when on it may be had again, to the next whole minute: at the time that is named it works."""
    free_at = await store.get_next_copy(conn, actor.id, what) or now_of(request)
    wall, language = london(free_at + timedelta(minutes=1) - timedelta.resolution), words_of(request).language
    return "timeline.keep.e_often", {
        "most": store.COPIES_A_DAY,
        "day": say_day(wall.date(), today_of(request).year, language),
        "time": say_time(wall.time().replace(second=0, microsecond=0), language),
    }


def _keeping_page(request: web.Request, form: CopyForm, status: int = 200) -> web.Response:
    return render(
        request, "timeline/start_keeping.html", status=status, form=form, keeps=_may_keep(request),
        young=not may_keep(current_actor(request).born_on, today_of(request)),
    )  # fmt: skip


async def _lines_to_keep(request: web.Request, conn: Connection, actor: Actor) -> web.Response:
    return render(
        request,
        "timeline/keep_lines.html",
        years=by_year(await store.list_lines(conn, actor.id)),
        voice=_voice(request),
        language=words_of(request).language,
    )


async def _words_to_keep(request: web.Request, conn: Connection, actor: Actor) -> web.Response:
    """Exactly as they were given: the stories, views with what was asked, and the rest."""
    sent = await views.list_sent(conn, actor.id)
    answers = await store_answers.list_answers_of(conn, actor.id, [found.id for found in sent])
    told = []
    for found in sent:
        rows = rows_of(
            found, answers[found.id], words_of(request).language, found.sent_to or "", all_of=False
        )
        told.append((found, [row for row in rows if not row.instead]))
    return render(
        request,
        "timeline/keep_words.html",
        stories=list(reversed(await stories.list_own(conn, actor.id))),
        told=told,
        written=await store.list_written(conn, actor.id),
        keys=PARTS,
        language=words_of(request).language,
    )


COPIES = {"lines": _lines_to_keep, "words": _words_to_keep}


def _as_file(page: web.Response) -> web.Response:
    page.text = (page.text or "").replace("</head>", f"{_style()}</head>", 1)
    page.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return page


def _may_keep(request: web.Request) -> bool:
    """Off in quiet mode: a file is what others find later."""
    actor = current_actor(request)
    return may_keep(actor.born_on, today_of(request)) and not actor.display.quiet


def _voice(request: web.Request) -> str:
    actor = current_actor(request)
    return voice_of(actor.kind, actor.born_on, today_of(request)).value


@cache
def _style() -> str:
    """The file carries its own few rules."""
    return f"<style>{Path(__file__).with_name('keep.css').read_text('utf-8')}</style>"


routes = [
    get("/timeline", show_timeline, audience=Audience.FAMILY),
    get("/timeline/keep", start_keeping, audience=Audience.FAMILY),
    post("/timeline/keep", keep_copy, audience=Audience.FAMILY),
]
