"""A paper that nobody was shown is put away: asked first, because nothing brings its words back."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_papers
from portal.meetings.model import StaffMeeting
from portal.meetings.model_papers import Paper
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_papers import paper_of, paper_path, papers_path
from portal.web.rendering import render
from portal.web.request import connection, posted, see_other, uuid_in
from portal.web.routes import get, post

HERE = "/staff/meetings/{meeting_id}/papers/{paper_id}/end"


async def start_ending_paper(request: web.Request) -> web.Response:
    found = await _unshared(request)
    if found is None:
        return _gone(request)
    meeting, paper = found
    await opened(connection(request), current_actor(request), "paper", paper.id, about=meeting.child_ids)
    return _page(request, paper)


async def end_paper(request: web.Request) -> web.Response:
    """Only the text that the page was asked about goes: what a colleague saved since is told of first."""
    conn, actor = connection(request), current_actor(request)
    found = await _unshared(request)
    if found is None:
        return _gone(request)
    meeting, paper = found
    if posted(request).get("seen") != _mark(paper):
        return _page(request, paper, status=409)
    if not await store_papers.end_paper(conn, actor.id, paper.id):
        return _gone(request)
    await changed(conn, actor, "paper", paper.id, about=meeting.child_ids, reason="put away")
    return see_other(papers_path(meeting), done="meetings.papers.put_away")


async def _unshared(request: web.Request) -> tuple[StaffMeeting, Paper] | None:
    """What was shared stays, and what a partner sent is the partner's. None where it was put away before."""
    try:
        meeting, paper = await paper_of(request)
    except web.HTTPNotFound:
        if await store_papers.was_ended(connection(request), current_actor(request).id, *_ids(request)):
            return None
        raise
    if paper.shared_at or paper.of_partner:
        raise web.HTTPNotFound
    return meeting, paper


def _ids(request: web.Request) -> tuple[UUID, UUID]:
    return uuid_in(request, "meeting_id"), uuid_in(request, "paper_id")


def _gone(request: web.Request) -> web.Response:
    """Another tab or a colleague put it away, or the way back led here: that is said, and is no fault of anybody's."""
    return render(
        request, "meetings/thrown_already.html", status=409 if request.method == "POST" else 200,
        title="meetings.thrown.h1", text="meetings.thrown.text", b_back="meetings.thrown.b_back",
        back=f"/staff/meetings/{_ids(request)[0]}/papers", typed=[],
    )  # fmt: skip


def _mark(paper: Paper) -> str:
    return paper.newest.mark if paper.newest else "0"


def _page(request: web.Request, paper: Paper, *, status: int = 200) -> web.Response:
    return render(
        request, "meetings/start_leaving_out.html", status=status, title="meetings.papers.throw_h1",
        back=paper_path(paper), words=paper.title, seen=_mark(paper), stale=status == 409,
    )  # fmt: skip


routes = [
    get(HERE, start_ending_paper, audience=WHO_RUNS_IT),
    post(HERE, end_paper, audience=WHO_RUNS_IT),
]
