"""A visit as a calendar file that says nothing but the service's neutral name and the time."""

from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from portal.web.times import london


def calendar_file(
    visit_id: UUID, starts_at: datetime, minutes: int, service_name: str, moment: datetime
) -> bytes:
    """The same id each time, so that a calendar moves the entry where a visit was moved."""
    calendar = Calendar()
    calendar.add("prodid", "-//visits//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", str(visit_id))
    event.add("dtstamp", moment)
    event.add("summary", service_name)
    event.add("dtstart", london(starts_at))
    event.add("dtend", london(starts_at + timedelta(minutes=minutes)))
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
