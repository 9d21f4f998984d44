"""Keeping somebody away: added by any of their workers at once, ended only by a manager with a reason."""

from aiohttp import web

from portal.families import store_restrictions
from portal.families.forms import ReasonForm, RestrictionForm
from portal.families.model import Restriction
from portal.families.opening import Opened, open_managed, open_person
from portal.web.fields import SelectChoice
from portal.web.rendering import render
from portal.web.request import see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def show_restriction(request: web.Request) -> web.Response:
    here = await open_person(request)
    await here.log_opened("restriction")
    return await _page(request, here, await RestrictionForm.begin(request, from_on=today_of(request)))


async def add_restriction(request: web.Request) -> web.Response:
    here = await open_person(request)
    form = await RestrictionForm.posted(request)
    form.protects.choices = await _others(here)
    if not form.check(today_of(request)):
        return await _page(request, here, form, status=422)
    new = form.new(here.person)
    if await store_restrictions.add_restriction(here.conn, here.actor.id, new) is None:
        raise web.HTTPNotFound
    meetings = await store_restrictions.end_reading_kept_apart(here.conn, here.actor.id, new.person_id)
    await here.log_changed("restriction", new.protects_id, reason=new.authority)
    return see_other(here.path, done=f"families.restriction.done{'_meetings' if meetings else ''}")


async def _others(here: Opened) -> list[SelectChoice]:
    others = await store_restrictions.list_who_may_be_protected(here.conn, here.actor.id, here.person.id)
    return [SelectChoice(str(person_id), "=" + name) for person_id, name in others]


async def _page(request: web.Request, here: Opened, form: RestrictionForm, status: int = 200) -> web.Response:
    form.protects.choices = await _others(here)
    return render(
        request,
        "families/add_restriction.html",
        status=status,
        person=here.person,
        restrictions=await store_restrictions.list_restrictions(here.conn, here.actor.id, here.person.id),
        form=form,
    )


async def show_end_restriction(request: web.Request) -> web.Response:
    here, restriction = await _open_restriction(request)
    await here.log_opened("restriction")
    return _end(request, here, restriction, await ReasonForm.begin(request))


async def end_restriction(request: web.Request) -> web.Response:
    here, restriction = await _open_restriction(request)
    form = await ReasonForm.posted(request)
    if not form.validate():
        return _end(request, here, restriction, form, status=422)
    if not await store_restrictions.end_restriction(here.conn, here.actor.id, restriction.id):
        raise web.HTTPNotFound
    await here.log_changed(
        "restriction", restriction.person_id, restriction.protects_id, reason=form.why.data
    )
    return see_other(here.path, done="families.restriction.ended")


async def _open_restriction(request: web.Request) -> tuple[Opened, Restriction]:
    here = await open_managed(request)
    wanted = uuid_in(request, "restriction_id")
    for one in await store_restrictions.list_restrictions(here.conn, here.actor.id, here.person.id):
        if one.id == wanted:
            return here, one
    raise web.HTTPNotFound


def _end(
    request: web.Request, here: Opened, restriction: Restriction, form: ReasonForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "families/end_restriction.html",
        status=status,
        person=here.person,
        restriction=restriction,
        form=form,
    )


routes = [
    get("/staff/people/{person_id}/restriction", show_restriction, audience=Audience.STAFF),
    post("/staff/people/{person_id}/restriction", add_restriction, audience=Audience.STAFF),
    get(
        "/staff/people/{person_id}/restriction/{restriction_id}/end",
        show_end_restriction,
        audience=Audience.MANAGER,
    ),
    post(
        "/staff/people/{person_id}/restriction/{restriction_id}/end",
        end_restriction,
        audience=Audience.MANAGER,
    ),
]
