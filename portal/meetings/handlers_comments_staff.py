"""What a reader said about a paper, and our answer beside it: once, and before the meeting."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_comments
from portal.meetings.forms_papers import ReplyForm
from portal.meetings.model import StaffMeeting
from portal.meetings.opening import WHO_RUNS_IT, meeting_of
from portal.meetings.store_comments import Received
from portal.web.errors import stale_box
from portal.web.rendering import render
from portal.web.request import connection, see_other, uuid_in
from portal.web.routes import get, post


async def show_comment(request: web.Request) -> web.Response:
    meeting, found = await _received(request)
    await opened(
        connection(request),
        current_actor(request),
        "paper_comment",
        found.comment.id,
        about=[found.person_id],
    )
    return _page(request, meeting, found, await ReplyForm.begin(request))


async def add_reply(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, found = await _received(request)
    form = await ReplyForm.posted(request)
    if not form.validate():
        return _page(request, meeting, found, form, status=422)
    if await store_comments.change_reply(conn, actor.id, found.comment.id, form.reply.data or "") is None:
        return await _stale(request, form)
    await changed(conn, actor, "paper_comment", found.comment.id, about=[found.person_id], reason="answered")
    return see_other(
        f"/staff/meetings/{meeting.id}/papers/{found.paper_id}", done="meetings.comments.answer_sent"
    )


async def _stale(request: web.Request, form: ReplyForm) -> web.Response:
    """A colleague answered first; theirs is the one that stands."""
    meeting, newest = await _received(request)
    way_on = f"/staff/meetings/{meeting.id}/papers/{newest.paper_id}"
    return stale_box(request, way_on, form.reply, newest.comment.reply)


async def _received(request: web.Request) -> tuple[StaffMeeting, Received]:
    meeting, wanted = await meeting_of(request), uuid_in(request, "comment_id")
    every = await store_comments.list_received(connection(request), current_actor(request).id, meeting.id)
    for one in every:
        if one.comment.id == wanted:
            return meeting, one
    raise web.HTTPNotFound


def _page(
    request: web.Request, meeting: StaffMeeting, found: Received, form: ReplyForm, *, status: int = 200
) -> web.Response:
    return render(
        request, "meetings/comments_answer.html", status=status, meeting=meeting, found=found, form=form
    )


COMMENT = "/staff/meetings/{meeting_id}/comments/{comment_id}"
routes = [
    get(COMMENT, show_comment, audience=WHO_RUNS_IT),
    post(COMMENT, add_reply, audience=WHO_RUNS_IT),
]
