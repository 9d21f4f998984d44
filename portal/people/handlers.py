"""The caseload, and one person: who they are, how to reach them safely, by when to see them, and what there was."""

from collections import Counter
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web
from babel import Locale, UnknownLocaleError

from portal.contributions.store_people import get_worked_with
from portal.contributions.store_staff import list_waiting
from portal.families import store as families
from portal.families import store_restrictions, store_workers
from portal.families.model import Person
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.messages import store_record
from portal.my_story.store_staff import get_standing
from portal.people import handlers_accesses, store
from portal.people.model import SOON_WORKING_DAYS, Filters, Row, page_of, soonest_first
from portal.safe_contact import store as plans
from portal.safe_contact.model import has_own_plan
from portal.safe_contact.store_points import list_points
from portal.safe_contact.store_stops import list_stops
from portal.statutory.birthdays import age_on
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_visit_due
from portal.statutory.counting import working_days_after
from portal.statutory.model import Due, PlanType
from portal.statutory.store import list_rules
from portal.statutory.store_facts import list_facts
from portal.statutory.why import sentences
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, today_of, uuid_in
from portal.web.routes import Audience, get
from portal.web.times import london, say_day_in_page


async def list_people(request: web.Request) -> web.Response:
    conn, actor, today = connection(request), current_actor(request), today_of(request)
    filters = Filters.read(request.query.get("type"), request.query.get("due"))
    soon = working_days_after(today, SOON_WORKING_DAYS, bank_holidays_of_england())
    caseload = await store.list_caseload(conn, actor.id)
    due = await _due_by_plan(request)
    rows = soonest_first(Row(child, due.get(child.plan_id)) for child in caseload)
    shown = [row for row in rows if filters.let_through(row, today, soon)]
    views = await list_waiting(conn, actor.id)
    await opened(conn, actor, "people", about=[row.child.child_id for row in shown])
    return render(
        request,
        "people/list_people.html",
        rows=shown,
        ages={row.child.child_id: age_on(row.child.born_on, today) for row in shown},
        filters=filters,
        types=[kind for kind in PlanType if kind in {child.plan_type for child in caseload}],
        caseload=len(caseload),
        said=await store.list_last_said(conn, actor.id),
        to_read=Counter(one.person_id for one in views if one.unread),
        to_answer=Counter(one.person_id for one in views if not one.unread),
    )


async def show_person(request: web.Request) -> web.Response:
    conn, actor, today = connection(request), current_actor(request), today_of(request)
    person = await families.get_person(conn, actor.id, uuid_in(request, "person_id"))
    if person is None:
        raise web.HTTPNotFound
    await opened(conn, actor, "person", person.id, about=[person.id])
    if not (person.staffed or person.as_parent):
        return await _show_name_only(request, person)
    # Whom they know as a parent alone has a page as any parent: nothing of what is theirs as a young person.
    is_child = person.kind == "young_person" and person.staffed
    contact = await plans.get_plan(conn, person.id)
    managed = await store_workers.list_managed(conn, actor.id, person.id)
    entries = await store_record.list_entries(conn, actor.id, person.id) if is_child else []
    events, older = page_of(await store.list_events(conn, actor.id, person.id, _before(request)))
    return render(
        request,
        "people/show_person.html",
        person=person,
        age=_age(person, today),
        language_name=_language_name(person.language, words_of(request).language),
        relationships=await families.list_relationships(conn, actor.id, person.id),
        contact=contact,
        has_plan=has_own_plan(person.kind, person.born_on, today),
        ask_again=await plans.get_ask_again(conn, person.id, contact, today),
        stops=await list_stops(conn, person.id),
        points=await list_points(conn, person.id),
        restrictions=await store_restrictions.list_restrictions(conn, actor.id, person.id),
        workers=await store_workers.list_workers(conn, actor.id, person.id) if is_child else [],
        sees=await store.list_who_sees_what(conn, actor.id, person.id) if is_child else [],
        clocks=await _clocks(request, person) if is_child else [],
        is_child=is_child,
        works_with=await get_worked_with(conn, actor.id, person.id) is not None,
        story=await get_standing(conn, actor.id, person.id) if is_child else None,
        entries=entries,
        language_names={
            entry.language: _language_name(entry.language, words_of(request).language)
            for entry in entries
            if entry.language
        },
        events=events,
        older=urlencode({"before": older.isoformat()}) if older else None,
        managed=managed,
    )


async def _show_name_only(request: web.Request, person: Person) -> web.Response:
    """A brother or sister on a plan that is somebody else's to work with."""
    return render(
        request,
        "people/show_name_only.html",
        person=person,
        age=_age(person, today_of(request)),
    )


def _age(person: Person, today: date) -> int | None:
    return age_on(person.born_on, today) if person.born_on and person.born_on <= today else None


async def _clocks(request: web.Request, child: Person) -> list[tuple[str, UUID, Due | None, list[str]]]:
    """By plan of this child: by when to see them, and every step of why that is the day."""
    conn, actor_id = connection(request), current_actor(request).id
    plans = [each for each in await store.list_caseload(conn, actor_id) if each.child_id == child.id]
    due = await _due_by_plan(request, [plan.plan_id for plan in plans])
    words, year = words_of(request), london(now_of(request)).year

    def show_day(day: date) -> str:
        return say_day_in_page(day, year, words.language)

    found = []
    for plan in plans:
        by = due.get(plan.plan_id)
        why = sentences(by.why, words.t, words.tn, show_day) if by else []
        found.append((plan.plan_type, plan.plan_id, by, why))
    return found


async def _due_by_plan(request: web.Request, plans: list[UUID] | None = None) -> dict[UUID, Due]:
    conn = connection(request)
    facts = await list_facts(conn, current_actor(request).id, plans)
    rules, holidays = await list_rules(conn), bank_holidays_of_england()
    found = ((plan, next_visit_due(each, rules, holidays)) for plan, each in facts.items())
    return {plan: due for plan, due in found if due is not None}


def _language_name(language: str, shown_in: str) -> str:
    try:
        return Locale.parse(language, sep="-").get_language_name(shown_in) or language
    except (UnknownLocaleError, ValueError):
        return language


def _before(request: web.Request) -> datetime | None:
    """Where an older page of the timeline begins. What is no moment begins at the top."""
    try:
        moment = datetime.fromisoformat(request.query.get("before", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year > 1900 else None


routes = [
    get("/staff/people", list_people, audience=Audience.STAFF),
    get("/staff/people/{person_id}", show_person, audience=Audience.STAFF),
    *handlers_accesses.routes,
]
