"""Who reads a paper, what each of them will see of it, and sharing it: looked at by a person, with nothing hidden."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_papers, store_papers_read, store_redaction
from portal.meetings.checks_papers import Shown, Words, shown_to
from portal.meetings.forms_papers import ReadersForm, ShareForm
from portal.meetings.model import StaffMeeting, Stale
from portal.meetings.model_papers import Paper
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_papers import paper_of, paper_path
from portal.web.marks import mark_for
from portal.web.rendering import render, words_of
from portal.web.request import connection, see_other, today_of, uuid_in
from portal.web.routes import get, post


async def start_readers(request: web.Request) -> web.Response:
    meeting, paper = await paper_of(request)
    form = await ReadersForm.begin(request, who=[str(one.id) for one in paper.readers])
    return _readers_page(request, meeting, paper, form)


async def change_readers(request: web.Request) -> web.Response:
    """Who is taken off loses it with this; who is added sees it only after the look."""
    conn, actor = connection(request), current_actor(request)
    meeting, paper = await paper_of(request)
    form = await ReadersForm.posted(request)
    form.offer(meeting)
    form.validate()
    barred = {one.id for one in meeting.readers if one.barred}
    chosen = [one for one in form.chosen if one not in barred]
    await store_papers.change_readers(conn, actor.id, paper, chosen)
    await changed(conn, actor, "paper_reader", paper.id, about=[*meeting.child_ids, *chosen])
    return see_other(f"{paper_path(paper)}/share" if chosen and paper.newest else paper_path(paper))


def _readers_page(
    request: web.Request, meeting: StaffMeeting, paper: Paper, form: ReadersForm
) -> web.Response:
    form.offer(meeting)
    shown = {one.id for one in paper.readers if one.shown_at}
    return render(
        request,
        "meetings/papers_readers.html",
        form=form,
        hints={
            str(one.id): "meetings.papers.reader_shown"
            if one.id in shown
            else f"meetings.papers.of_{one.kind}"
            for one in meeting.readers
        },
        barred={
            str(one.id): "meetings.papers.reader_kept_away" if one.belongs else one.barred
            for one in meeting.readers
            if one.barred
        },
        here=paper_path(paper),
    )


async def start_sharing(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, paper = await paper_of(request)
    await opened(conn, actor, "paper", paper.id, about=meeting.child_ids)
    return await _share_page(request, meeting, paper, ShareForm())


async def share_paper(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    form = await ShareForm.posted(request)
    meeting, paper = await paper_of(request)
    await store_papers.lock_paper(conn, actor.id, paper.id)
    meeting, paper = await paper_of(request)
    if not paper.to_share or not meeting.shared:
        return await _share_page(request, meeting, paper, form, status=409)
    shown = await _shown(request, meeting, paper)
    if form.seen.data != _mark_of(paper, shown):
        return await _share_page(request, meeting, paper, ShareForm(), status=409)
    form.validate()
    if any(one.to_check for one in shown) and not form.checked.data:
        form.checked.errors = ["meetings.papers.e_checked"]
        return await _share_page(request, meeting, paper, form, status=422)
    try:
        await store_papers.share_paper(conn, actor.id, paper)
    except Stale:
        return await _share_page(request, meeting, paper, ShareForm(), status=409)
    readers = [one.id for one in paper.can_be_shown]
    await changed(conn, actor, "paper", paper.id, about=[*meeting.child_ids, *readers], reason="shared")
    return see_other(paper_path(paper), done="meetings.papers.shared")


async def _shown(request: web.Request, meeting: StaffMeeting, paper: Paper) -> list[Shown]:
    conn, actor = connection(request), current_actor(request)
    paragraphs = await store_papers.list_paragraphs(conn, actor.id, paper.id)
    left_out = await store_redaction.list_left_out(conn, actor.id, meeting.id)
    bodies = [(one.heading, one.body) for one in paragraphs]
    ids = [one.id for one in paper.can_be_shown]
    known = await store_redaction.list_known(conn, actor.id, meeting.id, ids)
    own = await store_redaction.list_own_homes(conn, actor.id, meeting.id, ids)
    found = []
    for reader_id in ids:
        hidden = [one.words for one in left_out if one.reader_id == reader_id]
        words = Words(hidden, known[reader_id], own[reader_id])
        found.append(shown_to(meeting, reader_id, paper.title, bodies, words))
    return found


def _mark_of(paper: Paper, shown: list[Shown]) -> str:
    """What was looked at: another text, another reader or another word left out makes another mark."""
    return mark_for(
        (paper.newest and paper.newest.mark, [(one.reader_id, one.title, one.parts) for one in shown])
    )


async def _share_page(
    request: web.Request, meeting: StaffMeeting, paper: Paper, form: ShareForm, *, status: int = 200
) -> web.Response:
    shown = await _shown(request, meeting, paper)
    readers = {one.id: one for one in meeting.readers}
    form.seen.data = _mark_of(paper, shown)
    return render(
        request,
        "meetings/papers_share.html",
        status=status,
        meeting=meeting,
        paper=paper,
        previews=[(readers[one.reader_id], one) for one in shown],
        left=[readers[one.id] for one in paper.readers if not one.belongs],
        to_check=any(one.to_check for one in shown),
        late=today_of(request) > paper.due_on,
        form=form,
        stale=status == 409,
        here=paper_path(paper),
    )


async def print_for_reader(request: web.Request) -> web.Response:
    """On paper, for one reader: exactly what they have on their screen, and nothing else."""
    conn, actor = connection(request), current_actor(request)
    meeting, paper = await paper_of(request)
    reader = meeting.reader(uuid_in(request, "person_id"))
    found = reader and await store_papers_read.get_paper(
        conn, reader.id, meeting.id, paper.id, words_of(request).language
    )
    if reader is None or found is None:
        raise web.HTTPNotFound
    await opened(conn, actor, "paper", paper.id, about=[*meeting.child_ids, reader.id])
    return render(
        request, "meetings/papers_print.html", paper=found, here=paper_path(paper), reader=reader.called
    )


PAPER = "/staff/meetings/{meeting_id}/papers/{paper_id}"
routes = [
    get(f"{PAPER}/readers", start_readers, audience=WHO_RUNS_IT),
    post(f"{PAPER}/readers", change_readers, audience=WHO_RUNS_IT),
    get(f"{PAPER}/share", start_sharing, audience=WHO_RUNS_IT),
    post(f"{PAPER}/share", share_paper, audience=WHO_RUNS_IT),
    get(f"{PAPER}/print/{{person_id}}", print_for_reader, audience=WHO_RUNS_IT),
]
