"""How to reach somebody safely: asked of the person, written down with them, asked again."""

from typing import Any

from aiohttp import web

from portal.families import store
from portal.families.forms import ContactForm
from portal.families.model import ContactPlan, Stale
from portal.families.opening import Opened, open_person
from portal.web.rendering import render
from portal.web.request import see_other, today_of
from portal.web.routes import Audience, get, post


async def show_contact(request: web.Request) -> web.Response:
    here = await open_person(request)
    await here.log_opened("contact")
    plan = await store.get_contact_plan(here.conn, here.actor.id, here.person.id)
    form = await ContactForm.begin(request, **_as_saved(plan))
    if form.version.data != _as_saved(plan).get("version", "0"):
        form = ContactForm(**_as_saved(plan))
    return await _page(request, here, plan, form)


async def change_contact(request: web.Request) -> web.Response:
    here = await open_person(request)
    plan = await store.get_contact_plan(here.conn, here.actor.id, here.person.id)
    form = await ContactForm.posted(request)
    if not form.check():
        return await _page(request, here, plan, form, status=422)
    try:
        await store.change_contact_plan(
            here.conn, here.actor.id, here.person.id, form.plan(today_of(request))
        )
    except Stale:
        newest = await store.get_contact_plan(here.conn, here.actor.id, here.person.id)
        form.version.data = str(newest.version) if newest else "0"
        return await _page(request, here, newest, form, status=409)
    await here.log_changed("contact")
    return see_other(here.path, done="families.contact.done")


def _as_saved(plan: ContactPlan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    return {
        "version": str(plan.version),
        "texting": plan.texting,
        "from_time": plan.from_time,
        "to_time": plan.to_time,
        "discreet": plan.discreet,
        "calls": plan.calls,
        "voicemail": plan.voicemail,
        "device_shared": plan.device_shared,
        "shared_with": plan.shared_with or "",
        "not_visited_on": [str(day) for day in plan.not_visited_on],
        "never": plan.never or "",
        "only_i_contact": plan.only_i_contact,
        "letters_to": plan.letters_to or "",
    }


async def _page(
    request: web.Request, here: Opened, plan: ContactPlan | None, form: ContactForm, status: int = 200
) -> web.Response:
    """With 409, `plan` is what a colleague saved meanwhile: it stands above the boxes with one's own answers."""
    points = await store.list_contact_points(here.conn, here.actor.id, here.person.id)
    return render(
        request,
        "families/change_contact.html",
        status=status,
        person=here.person,
        plan=plan,
        newer=plan if status == 409 else None,
        points=points,
        form=form,
        failed=status == 422,
    )


routes = [
    get("/staff/people/{person_id}/contact", show_contact, audience=Audience.STAFF),
    post("/staff/people/{person_id}/contact", change_contact, audience=Audience.STAFF),
]
