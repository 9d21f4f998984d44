"""What somebody from outside is asked to: their own time, what was shared with their seat, and their report."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import Kind, current_actor
from portal.meetings import store_papers_read, store_partner, store_views_of_it
from portal.meetings.forms_partner import ReportForm, saved_report
from portal.meetings.model import Stale
from portal.meetings.model_papers import keyed
from portal.meetings.model_partner import BOXES, PartnerMeeting, as_paper
from portal.meetings.store_family import change_first_opened
from portal.web.errors import stale_page
from portal.web.rendering import render, words_of
from portal.web.request import connection, is_prefetch, now_of, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def list_meetings(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    if actor.kind is not Kind.PARTNER:
        return see_other("/staff/meetings")
    found = await store_partner.list_meetings(conn, actor.id, words_of(request).language)
    await opened(conn, actor, "meetings", about={child for one in found for child in one.child_ids})
    now = now_of(request)
    return render(
        request,
        "meetings/list_partner_meetings.html",
        coming=[one for one in found if not one.is_over(now)],
        before=[one for one in reversed(found) if one.is_over(now)],
    )


async def show_partner_meeting(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting = await _meeting(request)
    await opened(conn, actor, "meeting", meeting.id, about=meeting.child_ids)
    seen = not is_prefetch(request)
    if seen:
        await change_first_opened(conn, actor.id, meeting.id)
    language = words_of(request).language
    told = await store_views_of_it.get_told(conn, actor.id, meeting.id, language)
    if seen and told is not None and told.decisions:
        await store_views_of_it.add_reading(conn, actor.id, meeting.id)
    return render(
        request,
        "meetings/show_partner_meeting.html",
        meeting=meeting,
        told=told,
        papers=await store_papers_read.list_papers(conn, actor.id, meeting.id, language),
        views=await store_partner.list_views(conn, actor.id, meeting.id),
        open=meeting.takes_reports(now_of(request)),
        here=_path(meeting),
    )


async def show_report(request: web.Request) -> web.Response:
    meeting = await _asked_for_a_report(request)
    conn, actor = connection(request), current_actor(request)
    await opened(conn, actor, "report", meeting.id, about=meeting.child_ids)
    saved = saved_report(await store_partner.get_report(conn, actor.id, meeting.id))
    return _report_page(request, meeting, await ReportForm.begin_from(request, saved))


async def change_report(request: web.Request) -> web.Response:
    """Saved for later, or sent: each time that it is sent is a version of its own."""
    meeting = await _asked_for_a_report(request)
    conn, actor = connection(request), current_actor(request)
    form, sends = await ReportForm.posted(request), posted(request).get("go") == "send"
    if not form.validate() or not meeting.takes_reports(now_of(request)):
        return _report_page(request, meeting, form, status=422)
    report = form.report()
    words = words_of(request)
    parts = as_paper(report, {name: words.plain(f"meetings.report.{name}") for name in BOXES})
    if parts is None or (sends and report.empty):
        form.working_well.errors = ["meetings.report.e_parts" if parts is None else "meetings.report.e_empty"]
        return _report_page(request, meeting, form, status=422)
    try:
        await store_partner.change_report(conn, actor.id, meeting.id, report)
    except Stale:
        newest = await store_partner.get_report(conn, actor.id, meeting.id)
        return stale_page(
            request,
            f"{_path(meeting)}/report",
            typed=[(f"meetings.report.{name}", text) for name, text in report.boxes],
            theirs=[(f"meetings.report.{name}", text) for name, text in newest.boxes],
        )
    if sends:
        before = await store_partner.list_sent_paragraphs(conn, actor.id, meeting.id)
        title = words.plain("meetings.report.title", name=actor.name)
        await store_partner.send_report(conn, actor.id, meeting.id, title, keyed(parts, before))
    await changed(conn, actor, "report", meeting.id, about=meeting.child_ids)
    return see_other(_path(meeting), done="meetings.report.sent" if sends else "meetings.report.saved")


async def _meeting(request: web.Request) -> PartnerMeeting:
    found = await store_partner.get_meeting(
        connection(request),
        current_actor(request).id,
        uuid_in(request, "meeting_id"),
        words_of(request).language,
    )
    if found is None:
        raise web.HTTPNotFound
    return found


async def _asked_for_a_report(request: web.Request) -> PartnerMeeting:
    found = await _meeting(request)
    if found.report_by_on is None:
        raise web.HTTPNotFound
    return found


def _path(meeting: PartnerMeeting) -> str:
    return f"/partner/meetings/{meeting.id}"


def _report_page(
    request: web.Request, meeting: PartnerMeeting, form: ReportForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "meetings/send_report.html",
        status=status,
        meeting=meeting,
        form=form,
        open=meeting.takes_reports(now_of(request)),
        days_left=meeting.days_left(today_of(request)),
        failed=status != 200,
        here=_path(meeting),
    )


routes = [
    get("/partner", list_meetings, audience=Audience.MEETINGS),
    get("/partner/meetings/{meeting_id}", show_partner_meeting, audience=Audience.MEETINGS),
    get("/partner/meetings/{meeting_id}/report", show_report, audience=Audience.MEETINGS),
    post("/partner/meetings/{meeting_id}/report", change_report, audience=Audience.MEETINGS),
]
