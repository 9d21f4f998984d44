"""The meeting that a staff's page belongs to. Whoever does not run it, and every partner, finds nothing there."""

from aiohttp import web

from portal.identity.actor import Kind, current_actor
from portal.meetings import store
from portal.meetings.model import StaffMeeting
from portal.web.request import connection, uuid_in
from portal.web.routes import Audience

# Chairs come to meetings as partners do; `meeting_of` and `staff_only` tell them apart.
WHO_RUNS_IT = Audience.STAFF | Audience.MANAGER | Audience.MEETINGS


def staff_only(request: web.Request) -> None:
    """For pages without a meeting: a partner has no such page."""
    if current_actor(request).kind is not Kind.STAFF:
        raise web.HTTPNotFound


async def meeting_of(request: web.Request) -> StaffMeeting:
    """The meeting in the address, whole, for those who run it."""
    staff_only(request)
    meeting = await store.get_meeting(
        connection(request), current_actor(request).id, uuid_in(request, "meeting_id")
    )
    if meeting is None:
        raise web.HTTPNotFound
    return meeting
