"""The team's page: who waits, which visits are past due, who is away without cover."""

from aiohttp import web

from portal.administration.store_inviting import list_waiting
from portal.contributions import store_topics
from portal.contributions.model_staff import NOT_HEARD_MONTHS
from portal.contributions.store_staff import list_late, list_not_heard
from portal.contributions.store_wider import list_to_agree
from portal.cover.store import list_absences
from portal.cover.store_waiting import list_managed
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_visit_due
from portal.statutory.counting import add_months
from portal.statutory.opening import get_opening_hours
from portal.statutory.store import list_rules
from portal.statutory.store_facts import list_facts
from portal.team import model, store
from portal.web.rendering import render
from portal.web.request import connection, now_of, today_of
from portal.web.routes import Audience, get


async def show_team(request: web.Request) -> web.Response:
    conn, actor, today = connection(request), current_actor(request), today_of(request)
    hours = await get_opening_hours(conn)
    waiting = model.waiting_too_long(await list_managed(conn, actor.id, now_of(request), hours))
    late = await _past_due(request)
    absences = [one for one in await list_absences(conn, actor.id) if one.staff_id != actor.id]
    away = model.without_cover(absences, today)
    soon = model.soon_without_cover(absences, today)
    unheard = await list_not_heard(conn, actor.id, add_months(today, -NOT_HEARD_MONTHS))
    views = await list_late(conn, actor.id, today)
    topics = await store_topics.list_late(conn, actor.id, today)
    to_agree = await list_to_agree(conn, actor.id)
    about = {one.person_id for one in waiting} | {one.person_id for one in views}
    about |= {one.person_id for one in to_agree}
    about |= {one.person_id for one in topics}
    about |= {one.child_id for one in unheard}
    about |= {row.child_id for row in late}
    about |= {plan.child_id for one in (*away, *soon) for plan in one.uncovered}
    await opened(conn, actor, "team", about=about)
    return render(
        request, "team/show_team.html", waiting=waiting, late=late, away=away, soon=soon, views=views, topics=topics,
        to_agree=to_agree, unheard=unheard, months=NOT_HEARD_MONTHS,
        invitations=await list_waiting(conn, actor.id),
    )  # fmt: skip


async def _past_due(request: web.Request) -> list[model.PastDue]:
    conn, actor_id = connection(request), current_actor(request).id
    facts, rules, holidays = (
        await list_facts(conn, actor_id),
        await list_rules(conn),
        bank_holidays_of_england(),
    )
    found = {plan: next_visit_due(one, rules, holidays) for plan, one in facts.items()}
    due = {plan: one.on for plan, one in found.items() if one is not None and one.on < today_of(request)}
    return model.past_due(await store.list_managed(conn, actor_id, due), today_of(request))


routes = [get("/team", show_team, audience=Audience.MANAGER)]
