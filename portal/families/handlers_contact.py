"""How to reach somebody safely: asked of the person, written down with them, asked again."""

from aiohttp import web

from portal.families.opening import Opened, open_person, open_person_with_plan
from portal.safe_contact import store
from portal.safe_contact.forms import FullPlanForm, as_answered, blank_plan
from portal.safe_contact.model import OWN_PLAN_FROM, SafeContact, Stale, has_own_plan
from portal.safe_contact.preview import Sender, previews
from portal.safe_contact.store_points import list_points
from portal.safe_contact.store_stops import list_stops
from portal.web.rendering import render
from portal.web.request import current, own_origin, see_other, today_of
from portal.web.routes import Audience, get, post


async def show_contact(request: web.Request) -> web.Response:
    here = await open_person(request)
    await here.log_opened("contact")
    if not has_own_plan(here.person.kind, here.person.born_on, today_of(request)):
        return render(request, "families/no_contact.html", person=here.person, age=OWN_PLAN_FROM)
    plan = await store.get_plan(here.conn, here.person.id)
    return await _page(request, here, plan, await FullPlanForm.begin_from(request, as_answered(plan)))


async def change_contact(request: web.Request) -> web.Response:
    here = await open_person_with_plan(request)
    plan = await store.get_plan(here.conn, here.person.id)
    form = await FullPlanForm.posted(request)
    if not form.check():
        return await _page(request, here, plan, form, status=422)
    said = form.said(plan or blank_plan(today_of(request)))
    try:
        await store.save_plan(here.conn, here.actor.id, here.person.id, said)
    except Stale:
        newest = await store.get_plan(here.conn, here.person.id)
        form.version.data = str(newest.version) if newest else "0"
        return await _page(request, here, newest, form, status=409)
    await here.log_changed("contact")
    return see_other(here.path, done="families.contact.done")


async def _page(
    request: web.Request, here: Opened, plan: SafeContact | None, form: FullPlanForm, status: int = 200
) -> web.Response:
    """With 409, `plan` is what a colleague saved meanwhile: it stands above the boxes with one's own answers."""
    page, today, points = current(request), today_of(request), await list_points(here.conn, here.person.id)
    stops = await list_stops(here.conn, here.person.id)
    assert page.council is not None
    sender = Sender(own_origin(request), page.council.phone)
    shown = [] if stops else previews(plan, points, sender, today=today, language=here.person.language)
    return render(
        request,
        "families/change_contact.html",
        status=status,
        person=here.person,
        plan=plan,
        newer=plan if status == 409 else None,
        points=points,
        previews=shown,
        stops=stops,
        ask_again=await store.get_ask_again(here.conn, here.person.id, plan, today),
        form=form,
        failed=status == 422,
    )


routes = [
    get("/staff/people/{person_id}/contact", show_contact, audience=Audience.STAFF),
    post("/staff/people/{person_id}/contact", change_contact, audience=Audience.STAFF),
]
