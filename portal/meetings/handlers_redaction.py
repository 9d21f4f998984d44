"""Words that one reader may not be shown in anything of a meeting: put on their list, and taken off with a reason."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_redaction
from portal.meetings.forms_papers import EndWordsForm, WordsForm
from portal.meetings.model import Reader, StaffMeeting
from portal.meetings.opening import WHO_RUNS_IT, meeting_of
from portal.meetings.store_redaction import LeftOut
from portal.web.rendering import render
from portal.web.request import connection, id_in, one_in, see_other, uuid_in
from portal.web.routes import get, post


async def show_words(request: web.Request) -> web.Response:
    meeting, reader = await _reader(request)
    await opened(connection(request), current_actor(request), "redaction", meeting.id, about=[reader.id])
    return await _page(request, meeting, reader, await WordsForm.begin(request))


async def add_words(request: web.Request) -> web.Response:
    """From the list's own page, and from the preview of a paper (`then` is that paper)."""
    conn, actor = connection(request), current_actor(request)
    meeting, reader = await _reader(request)
    form = await WordsForm.posted(request)
    if not form.validate():
        return await _page(request, meeting, reader, form, status=422)
    added = await store_redaction.add_words(conn, actor.id, meeting.id, reader.id, form.entries)
    if added:
        await changed(conn, actor, "redaction", meeting.id, about=[*meeting.child_ids, reader.id])
    then = _path(meeting, reader.id)
    if form.then.data:
        then = f"/staff/meetings/{meeting.id}/papers/{id_in(form.then.data)}/share"
    return see_other(then, done="meetings.redaction.added")


async def _page(
    request: web.Request, meeting: StaffMeeting, reader: Reader, form: WordsForm, *, status: int = 200
) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    known = await store_redaction.list_known(conn, actor.id, meeting.id, [reader.id])
    return render(
        request,
        "meetings/redaction_show.html",
        status=status,
        meeting=meeting,
        reader=reader,
        left_out=[
            one
            for one in await store_redaction.list_left_out(conn, actor.id, meeting.id)
            if one.reader_id == reader.id
        ],
        again=await store_redaction.list_shown_again(conn, actor.id, meeting.id, reader.id),
        earlier=await store_redaction.list_earlier(conn, actor.id, meeting.id, reader.id),
        known=known[reader.id],
        may_show=await store_redaction.may_show_again(conn, actor.id, meeting.id),
        form=form,
        here=_path(meeting, reader.id),
    )


async def start_ending(request: web.Request) -> web.Response:
    meeting, reader, words = await _words(request)
    return _end_page(request, meeting, reader, words, await EndWordsForm.begin(request))


async def end_words(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, reader, words = await _words(request)
    form = await EndWordsForm.posted(request)
    if not form.validate():
        return _end_page(request, meeting, reader, words, form, status=422)
    because = form.because.data or ""
    if await store_redaction.end_words(conn, actor.id, meeting.id, words.id, because) is None:
        raise web.HTTPNotFound
    await changed(
        conn, actor, "redaction", words.id, about=[*meeting.child_ids, reader.id], reason="shown again"
    )
    return see_other(_path(meeting, reader.id), done="meetings.redaction.ended")


async def _words(request: web.Request) -> tuple[StaffMeeting, Reader, LeftOut]:
    """Showing words again can do harm: that is for who runs the meeting or manages the plan."""
    conn, actor = connection(request), current_actor(request)
    meeting, reader = await _reader(request)
    if not await store_redaction.may_show_again(conn, actor.id, meeting.id):
        raise web.HTTPNotFound
    left_out = await store_redaction.list_left_out(conn, actor.id, meeting.id)
    theirs = [one for one in left_out if one.reader_id == reader.id]
    return meeting, reader, one_in(request, "redaction_id", theirs)


def _end_page(
    request: web.Request,
    meeting: StaffMeeting,
    reader: Reader,
    words: LeftOut,
    form: EndWordsForm,
    status: int = 200,
) -> web.Response:
    return render(
        request, "meetings/redaction_end.html", status=status, reader=reader, words=words,
        form=form, here=_path(meeting, reader.id),
    )  # fmt: skip


async def _reader(request: web.Request) -> tuple[StaffMeeting, Reader]:
    meeting = await meeting_of(request)
    reader = meeting.reader(uuid_in(request, "person_id"))
    if reader is None:
        raise web.HTTPNotFound
    return meeting, reader


def _path(meeting: StaffMeeting, reader_id: UUID) -> str:
    return f"/staff/meetings/{meeting.id}/redactions/{reader_id}"


LIST = "/staff/meetings/{meeting_id}/redactions/{person_id}"
routes = [
    get(LIST, show_words, audience=WHO_RUNS_IT),
    post(LIST, add_words, audience=WHO_RUNS_IT),
    get(f"{LIST}/{{redaction_id}}", start_ending, audience=WHO_RUNS_IT),
    post(f"{LIST}/{{redaction_id}}", end_words, audience=WHO_RUNS_IT),
]
