"""“This is wrong because…” and “I see it differently”: said about a part of a paper, or about all of it, and kept."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_comments, store_papers_read
from portal.meetings.forms_papers import CommentForm, NoteForm
from portal.meetings.handlers_papers_read import PAPER, opened_paper, path_of
from portal.meetings.model_papers import reply_by
from portal.meetings.model_papers_read import OpenPaper
from portal.meetings.store_comments import Said
from portal.safety.model import Stands, Writing
from portal.safety.opening_words import after_own_words
from portal.safety.returning import CameFrom, Place
from portal.web.rendering import render, words_of
from portal.web.request import connection, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def start_comment(request: web.Request) -> web.Response:
    paper = await opened_paper(request)
    await _opened(request, paper)
    return await _comment_page(request, paper, await CommentForm.begin(request))


async def add_comment(request: web.Request) -> web.Response:
    paper, form = await opened_paper(request), await CommentForm.posted(request)
    if not form.validate():
        return await _comment_page(request, paper, form, status=422)
    key = uuid_in(request, "key")
    here = "" if paper.part(key) is None else f"#part-{key}"
    on = await _add(
        request, paper, _said(request, paper, form, key, form.kind.data), f"{path_of(paper)}{here}"
    )
    return see_other(on, done="meetings.comments.sent")


async def _comment_page(
    request: web.Request, paper: OpenPaper, form: CommentForm, *, status: int = 200
) -> web.Response:
    """The part stands there as they have read it, also where a newer version came meanwhile."""
    conn, actor = connection(request), current_actor(request)
    version = _version(form.version.data, paper)
    about = await store_papers_read.get_part(
        conn, actor.id, paper.id, version, uuid_in(request, "key"), words_of(request).language
    )
    if about is None:
        raise web.HTTPNotFound
    form.version.data = str(version)
    return _page(request, "meetings/comments_add.html", paper, form, status=status, about=about)


async def start_note(request: web.Request) -> web.Response:
    paper = await opened_paper(request)
    await _opened(request, paper)
    return _page(request, "meetings/comments_note.html", paper, await NoteForm.begin(request))


async def add_note(request: web.Request) -> web.Response:
    paper, form = await opened_paper(request), await NoteForm.posted(request)
    if not form.validate():
        return _page(request, "meetings/comments_note.html", paper, form, status=422)
    said = _said(request, paper, form, None, "differently")
    return see_other(
        await _add(request, paper, said, f"{path_of(paper)}#notes"), done="meetings.comments.sent"
    )


async def _add(request: web.Request, paper: OpenPaper, said: Said, path: str) -> str:
    """Where to go on."""
    conn, actor = connection(request), current_actor(request)
    added = await store_comments.add_comment(conn, actor.id, paper.id, said)
    if added is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "paper_comment", added, about=[actor.id])
    back = CameFrom(Place.PAPER, path_of(paper).removeprefix("/meetings/"))
    return await after_own_words(request, said.body, Stands(Writing.PAPER, added), path, back)


def _said(
    request: web.Request, paper: OpenPaper, form: CommentForm | NoteForm, key: UUID | None, kind: str
) -> Said:
    answer_by = reply_by(today_of(request), paper.meets_on)
    return Said(_version(form.version.data, paper), key, kind, form.body.data or "", answer_by)


def _version(typed: str | None, paper: OpenPaper) -> UUID:
    """What they had before them; what is no version is the newest. The store lets only theirs through."""
    try:
        return UUID(typed or "")
    except ValueError:
        return paper.version_id


def _page(
    request: web.Request,
    template: str,
    paper: OpenPaper,
    form: CommentForm | NoteForm,
    status: int = 200,
    about: str | None = None,
) -> web.Response:
    if not form.version.data:
        form.version.data = str(paper.version_id)
    return render(
        request,
        template,
        status=status,
        paper=paper,
        form=form,
        here=path_of(paper),
        answer_by=reply_by(today_of(request), paper.meets_on),
        about=about,
    )


async def _opened(request: web.Request, paper: OpenPaper) -> None:
    actor = current_actor(request)
    await opened(connection(request), actor, "paper", paper.id, about=[actor.id])


FAMILY = Audience.FAMILY
routes = [
    get(f"{PAPER}/parts/{{key}}", start_comment, audience=FAMILY),
    post(f"{PAPER}/parts/{{key}}", add_comment, audience=FAMILY),
    get(f"{PAPER}/note", start_note, audience=FAMILY),
    post(f"{PAPER}/note", add_note, audience=FAMILY),
]
