"""Papers of a meeting, for those who run it: which there are, writing one, and which part is which after a change."""

from collections.abc import Sequence

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_comments, store_papers, store_redaction
from portal.meetings.forms_papers import PartsForm, TextForm, TitleForm, field_name, parts_form
from portal.meetings.model import StaffMeeting
from portal.meetings.model_papers import Paper, Paragraph, keyed, rekeyed, split, typed
from portal.meetings.opening import WHO_RUNS_IT, meeting_of
from portal.meetings.opening_papers import paper_of, paper_path, papers_path
from portal.web.errors import stale_page
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import get, post


async def list_papers(request: web.Request) -> web.Response:
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    await opened(conn, actor, "papers", meeting.id, about=meeting.about)
    left_out = await store_redaction.list_left_out(conn, actor.id, meeting.id)
    return render(
        request,
        "meetings/papers_list.html",
        meeting=meeting,
        papers=await store_papers.list_papers(conn, actor.id, meeting.id),
        received=await store_comments.list_received(conn, actor.id, meeting.id),
        left_out={one.id: sum(1 for x in left_out if x.reader_id == one.id) for one in meeting.readers},
    )


async def start_paper(request: web.Request) -> web.Response:
    meeting = await meeting_of(request)
    return render(request, "meetings/papers_new.html", meeting=meeting, form=await TitleForm.begin(request))


async def add_paper(request: web.Request) -> web.Response:
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    form = await TitleForm.posted(request)
    if not form.validate():
        return render(request, "meetings/papers_new.html", status=422, meeting=meeting, form=form)
    added = await store_papers.add_paper(conn, actor.id, meeting.id, form.kind.data, form.title.data or "")
    if added is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "paper", added, about=meeting.child_ids)
    return see_other(f"{papers_path(meeting)}/{added}/text")


async def show_paper(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, paper = await paper_of(request)
    await opened(conn, actor, "paper", paper.id, about=meeting.child_ids)
    paragraphs = await store_papers.list_paragraphs(conn, actor.id, paper.id)
    received = [
        one
        for one in await store_comments.list_received(conn, actor.id, meeting.id)
        if one.paper_id == paper.id
    ]
    here = {one.key for one in paragraphs}
    return render(
        request,
        "meetings/papers_show.html",
        meeting=meeting,
        paper=paper,
        paragraphs=paragraphs,
        received=received,
        gone=[one for one in received if one.comment.paragraph_key and one.comment.paragraph_key not in here],
        asks_which=bool(paper.has_draft and (await _parts(request, paper))[1]),
        here=paper_path(paper),
    )


async def start_text(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    _, paper = await _own_paper(request)
    paragraphs = await store_papers.list_paragraphs(conn, actor.id, paper.id)
    saved = {"title": paper.title, "kind": paper.kind, "seen": _mark(paper), "text": typed(paragraphs)}
    form = await TextForm.begin(request, **saved)
    if form.seen.data == saved["seen"]:
        return _text_page(request, paper, form)
    # Half typed, and saved by a colleague since: what was typed stands below, to be taken from.
    return _text_page(request, paper, TextForm(data=saved), typed_before=form.text.data)


async def change_text(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, paper = await _own_paper(request)
    form = await TextForm.posted(request)
    if not form.validate():
        return _text_page(request, paper, form, status=422)
    await store_papers.lock_paper(conn, actor.id, paper.id)
    meeting, paper = await _own_paper(request)
    old = await store_papers.list_paragraphs(conn, actor.id, paper.id)
    if form.seen.data != _mark(paper):
        return _stale(request, paper, form.text.data or "", typed(old))
    shared = await store_papers.list_paragraphs(conn, actor.id, paper.id, shared=True)
    known = {one.key for one in old}
    # What an earlier draft had left out comes back under its own key.
    before = [*old, *(one for one in shared if one.key not in known)]
    now = keyed(split(form.text.data or ""), before)
    await store_papers.change_title(conn, actor.id, paper.id, form.kind.data, form.title.data or "")
    # Another title is another version too: nobody reads it before somebody has looked at it.
    same = [(one.body, one.heading) for one in now] == [(one.body, one.heading) for one in old]
    if not same or form.title.data != paper.title:
        await store_papers.change_text(conn, actor.id, paper, now)
    await changed(conn, actor, "paper_version", paper.id, about=meeting.child_ids)
    unsure = {one.key for one in shared} - {one.key for one in now}
    to_parts = "/parts" if unsure and any(one.key not in {o.key for o in before} for one in now) else ""
    return see_other(f"{paper_path(paper)}{to_parts}", done="meetings.papers.saved")


def _text_page(
    request: web.Request,
    paper: Paper,
    form: TextForm,
    status: int = 200,
    typed_before: str | None = None,
) -> web.Response:
    return render(
        request, "meetings/papers_text.html", status=status, form=form,
        typed_before=typed_before, here=paper_path(paper),
    )  # fmt: skip


def _mark(paper: Paper) -> str:
    return paper.newest.mark if paper.newest else "0"


def _stale(request: web.Request, paper: Paper, mine: str, theirs: str) -> web.Response:
    """A colleague saved it meanwhile: both texts on the page."""
    label = "meetings.papers.l_text"
    return stale_page(request, f"{paper_path(paper)}/text", typed=[(label, mine)], theirs=[(label, theirs)])


async def _own_paper(request: web.Request) -> tuple[StaffMeeting, Paper]:
    """What a partner sent stays in the partner's words."""
    meeting, paper = await paper_of(request)
    if paper.of_partner:
        raise web.HTTPNotFound
    return meeting, paper


async def _parts(request: web.Request, paper: Paper) -> tuple[list[Paragraph], type[PartsForm] | None]:
    """The draft, and the form that asks which of its parts is which; none where nothing is to be asked."""
    conn, actor = connection(request), current_actor(request)
    now = await store_papers.list_paragraphs(conn, actor.id, paper.id)
    old = await store_papers.list_paragraphs(conn, actor.id, paper.id, shared=True)
    if not paper.has_draft or not old:
        return now, None
    form = parts_form(now, old)
    asked = any(field_name(place) in form.__dict__ for place in range(len(now)))
    return now, form if asked else None


async def start_parts(request: web.Request) -> web.Response:
    _, paper = await _own_paper(request)
    now, form = await _parts(request, paper)
    if form is None:
        return see_other(paper_path(paper))
    asked = await form.begin(request, seen=_mark(paper))
    if asked.seen.data != _mark(paper):
        asked = form(seen=_mark(paper))
    return _parts_page(request, paper, now, asked)


async def change_parts(request: web.Request) -> web.Response:
    """As its writer says: what was said about a part stays beside it."""
    conn, actor = connection(request), current_actor(request)
    meeting, paper = await _own_paper(request)
    await store_papers.lock_paper(conn, actor.id, paper.id)
    now, kind = await _parts(request, paper)
    if kind is None:
        return see_other(paper_path(paper))
    form = await kind.posted(request)
    form.validate()
    if form.seen.data != _mark(paper):
        return _stale(request, paper, "", typed(now))
    told = rekeyed(now, form.told(now))
    if told is None:
        form.form_errors.append("meetings.papers.e_same_part")
        return _parts_page(request, paper, now, form, status=422)
    await store_papers.change_text(conn, actor.id, paper, told)
    await changed(conn, actor, "paper_version", paper.id, about=meeting.child_ids)
    return see_other(paper_path(paper), done="meetings.papers.saved")


def _parts_page(
    request: web.Request,
    paper: Paper,
    now: Sequence[Paragraph],
    form: PartsForm,
    status: int = 200,
) -> web.Response:
    names = [(one, field_name(place)) for place, one in enumerate(now) if field_name(place) in form]
    return render(
        request, "meetings/papers_which.html", status=status, names=names,
        form=form, here=paper_path(paper),
    )  # fmt: skip


PAPERS = "/staff/meetings/{meeting_id}/papers"
routes = [
    get(PAPERS, list_papers, audience=WHO_RUNS_IT),
    get(f"{PAPERS}/new", start_paper, audience=WHO_RUNS_IT),
    post(f"{PAPERS}/new", add_paper, audience=WHO_RUNS_IT),
    get(f"{PAPERS}/{{paper_id}}", show_paper, audience=WHO_RUNS_IT),
    get(f"{PAPERS}/{{paper_id}}/text", start_text, audience=WHO_RUNS_IT),
    post(f"{PAPERS}/{{paper_id}}/text", change_text, audience=WHO_RUNS_IT),
    get(f"{PAPERS}/{{paper_id}}/parts", start_parts, audience=WHO_RUNS_IT),
    post(f"{PAPERS}/{{paper_id}}/parts", change_parts, audience=WHO_RUNS_IT),
]
