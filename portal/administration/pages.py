"""Whom a page of an administrator is about."""

from aiohttp import web

from portal.administration import store
from portal.administration.model import StaffMember
from portal.identity.actor import current_actor
from portal.web.request import connection, uuid_in


async def colleague_in(request: web.Request) -> StaffMember:
    """Anybody of staff or a partner but oneself: nobody stops or lets in themselves."""
    person = await store.get_staff(connection(request), uuid_in(request, "person_id"))
    if person is None or person.id == current_actor(request).id:
        raise web.HTTPNotFound
    return person
