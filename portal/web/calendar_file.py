"""A calendar file that says nothing but the service's neutral name and the time."""

from datetime import datetime, timedelta
from uuid import UUID

from aiohttp import web
from icalendar import Calendar, Event

from portal.web.request import current, now_of
from portal.web.times import london


def calendar_answer(request: web.Request, item_id: UUID, starts_at: datetime, minutes: int) -> web.Response:
    """The file for whoever asks, under a name that says nothing either."""
    council = current(request).council
    assert council is not None
    body = _calendar_file(item_id, starts_at, minutes, council.service_name, now_of(request))
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)


def _calendar_file(
    item_id: UUID, starts_at: datetime, minutes: int, service_name: str, moment: datetime
) -> bytes:
    """The same id each time, so that a calendar moves the entry where the time was moved."""
    calendar = Calendar()
    calendar.add("prodid", "-//visits//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", str(item_id))
    event.add("dtstamp", moment)
    event.add("summary", service_name)
    event.add("dtstart", london(starts_at))
    event.add("dtend", london(starts_at + timedelta(minutes=minutes)))
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
