"""Numbers and e-mail addresses of somebody: added, tried, ended, and whether two people share one."""

from aiohttp import web

from portal.families.forms_points import PointForm
from portal.families.opening import Opened, open_person_with_plan
from portal.safe_contact import store
from portal.safe_contact.store_points import add_point, answer_sharing, change_works, end_point
from portal.web.rendering import render
from portal.web.request import posted, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def start_point(request: web.Request) -> web.Response:
    here = await open_person_with_plan(request)
    await here.log_opened("contact")
    form = await PointForm.begin(request)
    return render(request, "families/add_point.html", person=here.person, form=form)


async def add_new_point(request: web.Request) -> web.Response:
    here = await open_person_with_plan(request)
    form = await PointForm.posted(request)
    if not form.check():
        return render(request, "families/add_point.html", status=422, person=here.person, form=form)
    await add_point(here.conn, here.person.id, form.kind.data, form.point, ends_others=False)
    await here.log_changed("contact")
    return see_other(here.path + "/contact", done="families.points.added")


async def change_point(request: web.Request) -> web.Response:
    """One press on a number: it works, it does not, it is not theirs any more, or who shares it."""
    here, point_id = await open_person_with_plan(request), uuid_in(request, "point_id")
    does = posted(request).get("do", "")
    if does in ("works", "fails"):
        found = await change_works(here.conn, here.person.id, point_id, works=does == "works")
    elif does == "end":
        found = await end_point(here.conn, here.person.id, point_id)
    elif does in ("share", "not_share"):
        return await _answer_sharing(request, here, share=does == "share")
    else:
        raise web.HTTPNotFound
    if not found:
        raise web.HTTPNotFound
    await here.log_changed("contact")
    return see_other(here.path + "/contact", done=f"families.points.{does}")


async def _answer_sharing(request: web.Request, here: Opened, *, share: bool) -> web.Response:
    """Who the other one is stays untold: they may be of another family, with another worker."""
    people = await answer_sharing(here.conn, here.person.id, uuid_in(request, "point_id"), share=share)
    if not people:
        raise web.HTTPNotFound
    if share:
        await store.mark_shared(here.conn, people)
    await here.log_changed("contact", *(one for one in people if one != here.person.id))
    return see_other(
        here.path + "/contact", done="families.points.share" if share else "families.points.not_share"
    )


async def end_unsafe(request: web.Request) -> web.Response:
    """Said by the person, to somebody who knows that it is them."""
    here = await open_person_with_plan(request)
    await store.end_unsafe(here.conn, here.person.id)
    await here.log_changed("contact_safe_again")
    return see_other(here.path + "/contact", done="families.contact.safe_again")


routes = [
    get("/staff/people/{person_id}/contact/points/new", start_point, audience=Audience.STAFF),
    post("/staff/people/{person_id}/contact/points/new", add_new_point, audience=Audience.STAFF),
    post("/staff/people/{person_id}/contact/points/{point_id}", change_point, audience=Audience.STAFF),
    post("/staff/people/{person_id}/contact/safe-again", end_unsafe, audience=Audience.STAFF),
]
