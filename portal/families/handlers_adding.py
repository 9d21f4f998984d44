"""A family that is new: the child and the plan, brothers and sisters, and the adults who belong to them."""

from uuid import UUID

from aiohttp import web

from portal.families import store_adding, store_young_parents
from portal.families.forms_adding import AdultForm, ChildForm
from portal.families.model import Person
from portal.families.model_adding import KnownChild
from portal.families.opening import Opened, open_person
from portal.identity.access_log import changed, opened
from portal.identity.actor import StaffRole, current_actor
from portal.web.fields import refuse
from portal.web.rendering import render, words_of
from portal.web.request import connection, see_other, today_of
from portal.web.routes import Audience, get, post


async def start_family(request: web.Request) -> web.Response:
    await opened(connection(request), current_actor(request), "new_family")
    form = await ChildForm.begin(request, from_on=today_of(request))
    await _offer_to(request, form)
    return _child_page(request, form)


async def add_family(request: web.Request) -> web.Response:
    form = await ChildForm.posted(request)
    await _offer_to(request, form)
    if not form.check(today_of(request)):
        return _child_page(request, form, status=422)
    known = await _find_known(request, form)
    if form.ask_known(known, manages=_manages(request)):
        return _child_page(request, form, status=422)
    if known is not None and form.is_known:
        return await _take_up_again(request, form, known)
    family_id = await store_adding.add_family(connection(request), form.child().name.split(" ")[-1])
    return await _add_child(request, form, family_id)


async def start_sibling(request: web.Request) -> web.Response:
    here = await _open_child(request)
    await here.log_opened("new_sibling")
    form = await ChildForm.begin(request, from_on=today_of(request))
    await _offer_to(request, form)
    return _child_page(request, form, beside=here.person)


async def add_sibling(request: web.Request) -> web.Response:
    here = await _open_child(request)
    form = await ChildForm.posted(request)
    await _offer_to(request, form)
    if not form.check(today_of(request)):
        return _child_page(request, form, beside=here.person, status=422)
    known = await _find_known(request, form)
    if form.ask_known(known, manages=_manages(request)):
        return _child_page(request, form, beside=here.person, status=422)
    if known is not None and form.is_known:
        return await _take_up_again(request, form, known)
    family_id = await store_adding.get_family(here.conn, here.actor.id, here.person.id)
    if family_id is None:
        raise web.HTTPNotFound
    return await _add_child(request, form, family_id)


async def start_adult(request: web.Request) -> web.Response:
    here = await _open_child(request)
    await here.log_opened("new_adult")
    form = await AdultForm.begin(request, from_on=today_of(request))
    await _offer_known(request, here, form)
    return _adult_page(request, here, form)


async def add_adult(request: web.Request) -> web.Response:
    here = await _open_child(request)
    form = await AdultForm.posted(request)
    await _offer_known(request, here, form)
    if not form.check(today_of(request)):
        return _adult_page(request, here, form, status=422)
    relationship = form.relationship()
    young_id = form.young_parent
    # Two who add the same person at once: the second sees that the two belong together already.
    await store_adding.hold_child(here.conn, here.person.id)
    if young_id is not None:
        if await store_young_parents.have_one_worker(here.conn, young_id, here.person.id):
            refuse(form.young, "families.adding.e_one_worker")
            return _adult_page(request, here, form, status=422)
        await store_young_parents.end_sibling(here.conn, here.actor.id, young_id, here.person.id)
    person_id = form.known or await store_adding.add_person(here.conn, "adult", form.person(None))
    made = await store_adding.add_relationship(
        here.conn, here.actor.id, person_id, here.person.id, relationship
    )
    if made is None:
        refuse(form.who, "families.adding.e_belongs")
        return _adult_page(request, here, form, status=422)
    await here.log_changed("relationship", person_id, reason=relationship.why)
    done = "families.adding.adult_done" if young_id is None else "families.adding.young_done"
    return see_other(f"/staff/people/{person_id}", done=done)


async def _add_child(request: web.Request, form: ChildForm, family_id: UUID) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    child_id = await store_adding.add_person(conn, "young_person", form.child())
    plan_id = await store_adding.add_plan(conn, actor.id, family_id, child_id, form.plan())
    if plan_id is None:
        # The worker left between the page and the post: nothing of the child is kept, all that was typed is.
        raise web.HTTPNotFound
    await store_adding.add_siblings(conn, actor.id, child_id, family_id)
    await changed(conn, actor, "new_child", plan_id, about=[child_id, form.plan().worker_id])
    return see_other(f"/staff/people/{child_id}", done="families.adding.child_done")


async def _find_known(request: web.Request, form: ChildForm) -> KnownChild | None:
    """The same child, by exact name and birthday; asked again once nobody else can take them up meanwhile."""
    conn, child = connection(request), form.child()
    if child.born_on is None:
        return None
    known = await store_adding.find_known_child(conn, child.name, child.born_on)
    if known is None:
        return None
    await store_adding.hold_child(conn, known.id)
    return await store_adding.find_known_child(conn, child.name, child.born_on)


def _manages(request: web.Request) -> bool:
    return current_actor(request).role is StaffRole.MANAGER


async def _take_up_again(request: web.Request, form: ChildForm, known: KnownChild) -> web.Response:
    """A new plan for a child who had one: what stands on their record stays, and who belongs to them."""
    conn, actor = connection(request), current_actor(request)
    family_id = known.family_id or await store_adding.add_family(conn, form.child().name.split(" ")[-1])
    plan_id = await store_adding.add_plan(conn, actor.id, family_id, known.id, form.plan())
    if plan_id is None:
        raise web.HTTPNotFound
    about = [known.id, form.plan().worker_id]
    await changed(conn, actor, "new_child", plan_id, about=about, reason="taken up again")
    return see_other(f"/staff/people/{known.id}", done="families.adding.again_done")


async def _open_child(request: web.Request) -> Opened:
    here = await open_person(request)
    if here.person.kind != "young_person" or not here.person.staffed:
        raise web.HTTPNotFound
    return here


async def _offer_to(request: web.Request, form: ChildForm) -> None:
    form.offer_languages(words_of(request).language)
    form.offer_workers(await store_adding.list_workers(connection(request), current_actor(request).id))


def _child_page(
    request: web.Request, form: ChildForm, beside: Person | None = None, status: int = 200
) -> web.Response:
    return render(request, "families/add_child.html", status=status, form=form, beside=beside)


async def _offer_known(request: web.Request, here: Opened, form: AdultForm) -> None:
    form.offer_languages(words_of(request).language)
    known = await store_adding.list_adults_of_family(here.conn, here.actor.id, here.person.id)
    young = await store_young_parents.list_young(here.conn, here.actor.id, here.person.id)
    form.offer_known(known, young)


def _adult_page(request: web.Request, here: Opened, form: AdultForm, status: int = 200) -> web.Response:
    return render(request, "families/add_adult.html", status=status, person=here.person, form=form)


routes = [
    get("/staff/people/new", start_family, audience=Audience.STAFF),
    post("/staff/people/new", add_family, audience=Audience.STAFF),
    get("/staff/people/{person_id}/children/new", start_sibling, audience=Audience.STAFF),
    post("/staff/people/{person_id}/children/new", add_sibling, audience=Audience.STAFF),
    get("/staff/people/{person_id}/adults/new", start_adult, audience=Audience.STAFF),
    post("/staff/people/{person_id}/adults/new", add_adult, audience=Audience.STAFF),
]
