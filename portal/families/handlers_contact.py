"""How to reach somebody safely: asked of the person, written down with them, asked again."""

from aiohttp import web

from portal.families.opening import Opened, open_person
from portal.safe_contact import store
from portal.safe_contact.forms import FullPlanForm, as_answered, blank_plan
from portal.safe_contact.model import SafeContact, Stale
from portal.safe_contact.store_points import list_points
from portal.web.rendering import render
from portal.web.request import see_other, today_of
from portal.web.routes import Audience, get, post


async def show_contact(request: web.Request) -> web.Response:
    here = await open_person(request)
    await here.log_opened("contact")
    plan = await store.get_plan(here.conn, here.person.id)
    answered = as_answered(plan)
    form = await FullPlanForm.begin(request, **answered)
    if form.version.data != answered.get("version", "0"):
        form = FullPlanForm(**answered)
    return await _page(request, here, plan, form)


async def change_contact(request: web.Request) -> web.Response:
    here = await open_person(request)
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
    return render(
        request,
        "families/change_contact.html",
        status=status,
        person=here.person,
        plan=plan,
        newer=plan if status == 409 else None,
        points=await list_points(here.conn, here.person.id),
        form=form,
        failed=status == 422,
    )


routes = [
    get("/staff/people/{person_id}/contact", show_contact, audience=Audience.STAFF),
    post("/staff/people/{person_id}/contact", change_contact, audience=Audience.STAFF),
]
