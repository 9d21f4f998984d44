"""The paper that a staff's page is about, with its meeting; for who runs it, and nobody else."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.meetings import store_papers
from portal.meetings.model import StaffMeeting
from portal.meetings.model_papers import Paper
from portal.meetings.opening import meeting_of
from portal.web.request import connection, uuid_in


async def paper_of(request: web.Request) -> tuple[StaffMeeting, Paper]:
    meeting = await meeting_of(request)
    paper = await store_papers.get_paper(
        connection(request), current_actor(request).id, meeting.id, uuid_in(request, "paper_id")
    )
    if paper is None:
        raise web.HTTPNotFound
    return meeting, paper


def papers_path(meeting: StaffMeeting) -> str:
    return f"/staff/meetings/{meeting.id}/papers"


def paper_path(paper: Paper) -> str:
    return f"/staff/meetings/{paper.meeting_id}/papers/{paper.id}"
