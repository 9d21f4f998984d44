"""Who belongs to a child: parental responsibility, where the child lives, and when that ended. Each with a reason."""

from typing import Any

from aiohttp import web

from portal.families import store
from portal.families.forms import RelationshipForm
from portal.families.model import Relationship, Stale
from portal.families.opening import Opened, open_person
from portal.web.errors import stale_page
from portal.web.rendering import render
from portal.web.request import see_other, uuid_in
from portal.web.routes import Audience, get, post


async def show_relationship(request: web.Request) -> web.Response:
    here, relationship = await _open_relationship(request)
    await here.log_opened("relationship")
    saved: dict[str, Any] = {
        "was": relationship.state,
        "responsibility": relationship.parental_responsibility,
        "basis": relationship.responsibility_basis or "",
        "lives_with": relationship.lives_with,
        "to_on": relationship.to_on,
    }
    form = await RelationshipForm.begin_from(request, saved, mark="was")
    return _page(request, here, relationship, form)


async def change_relationship(request: web.Request) -> web.Response:
    here, relationship = await _open_relationship(request)
    form = await RelationshipForm.posted(request)
    if form.was.data != relationship.state:
        return _stale(request, here, relationship, form)
    if not form.check(relationship):
        return _page(request, here, relationship, form, status=422)
    change = form.change()
    try:
        await store.change_relationship(here.conn, here.actor.id, relationship, change)
    except Stale:
        return _stale(request, here, relationship, form)
    await here.log_changed("relationship", relationship.other_id, reason=change.why)
    return see_other(here.path, done="families.relationship.done")


async def _open_relationship(request: web.Request) -> tuple[Opened, Relationship]:
    """Only on a child's page: from there everybody who belongs to the child is in sight."""
    here = await open_person(request)
    found = await store.get_relationship(
        here.conn, here.actor.id, here.person.id, uuid_in(request, "relationship_id")
    )
    if found is None:
        raise web.HTTPNotFound
    return here, found


def _page(
    request: web.Request, here: Opened, relationship: Relationship, form: RelationshipForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "families/change_relationship.html",
        status=status,
        person=here.person,
        relationship=relationship,
        form=form,
    )


def _stale(request: web.Request, here: Opened, newest: Relationship, form: RelationshipForm) -> web.Response:
    return stale_page(
        request,
        f"{here.path}/relationship/{newest.id}",
        typed=[("families.relationship.l_basis", form.basis.data), ("families.l_why", form.why.data)],
        theirs=[("families.relationship.l_basis", newest.responsibility_basis)],
    )


routes = [
    get(
        "/staff/people/{person_id}/relationship/{relationship_id}", show_relationship, audience=Audience.STAFF
    ),
    post(
        "/staff/people/{person_id}/relationship/{relationship_id}",
        change_relationship,
        audience=Audience.STAFF,
    ),
]
