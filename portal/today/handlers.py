"""Today: what a member of staff opens first, on a phone, in public."""

from operator import attrgetter
from uuid import UUID

from aiohttp import web

from portal.account.store_own import list_ending
from portal.contributions.store_staff import list_waiting
from portal.cover.store_todos import list_todos
from portal.cover.store_waiting import list_for_today
from portal.db import Connection
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.letters.store_contacts import list_pressing
from portal.letters.store_replies import count_open
from portal.meetings.model_staff import PapersDue
from portal.meetings.store_todos import list_papers_due
from portal.messages.store_notes import list_asked
from portal.my_story.store_staff import list_to_read
from portal.safe_contact.store_tasks import list_contact_tasks
from portal.sign_in.store_todos import list_link_todos
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import working_days_after
from portal.statutory.opening import get_opening_hours
from portal.today import store
from portal.today.model import short_name
from portal.urgent.store_items import list_open_items
from portal.web.rendering import render
from portal.web.request import connection, now_of, today_of
from portal.web.routes import Audience, get

# How long before papers are due they stand on Today.
PAPERS_WORKING_DAYS = 5


async def show_today(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    day = await store.get_day(conn, actor.id, today_of(request))
    waiting = await list_for_today(conn, actor.id, now_of(request), await get_opening_hours(conn))
    urgent = await list_open_items(conn, actor.id)
    todos = await list_todos(conn, actor.id)
    asked = await list_asked(conn, actor.id)
    # A manager finds what is late on the team’s page.
    views = [one for one in await list_waiting(conn, actor.id) if one.duty != "manager"]
    links = await list_link_todos(conn, actor.id)
    unsafe = await list_contact_tasks(conn, actor.id)
    about = (
        {one.person_id for one in asked}
        | {one.person_id for one in links}
        | {one.person_id for one in urgent}
    )
    about |= {one.person_id for one in unsafe}
    about |= day.people | {one.person_id for one in waiting} | {one.about_id for one in todos}
    about |= {one.person_id for one in views}
    stories = await list_to_read(conn, actor.id)
    about |= {one.person_id for one in stories}
    ending = await list_ending(conn, actor.id)
    about |= {one.person_id for one in ending}
    reach = await list_pressing(conn, actor.id, today_of(request))
    about |= {one.person.id for one in reach}
    papers = await _papers_due(request, conn, actor.id)
    about |= {child_id for one in papers for child_id, _, _ in one.children}
    await opened(conn, actor, "today", about=about)
    return render(
        request,
        "today/show_today.html",
        this=day,
        urgent=urgent,
        waiting=waiting,
        todos=todos,
        asked=asked,
        views=views,
        stories=stories,
        ending=ending,
        signing_in=links,
        unsafe=unsafe,
        reach=reach,
        # What is due first stands first, whatever it belongs to.
        to_do=sorted([*day.to_finish, *papers], key=attrgetter("waits_until")),
        replies=await count_open(conn, actor.id),
        short_name=short_name,
    )


async def _papers_due(request: web.Request, conn: Connection, actor_id: UUID) -> list[PapersDue]:
    soon = working_days_after(today_of(request), PAPERS_WORKING_DAYS, bank_holidays_of_england())
    return await list_papers_due(conn, actor_id, soon)


routes = [get("/staff/today", show_today, audience=Audience.STAFF)]
