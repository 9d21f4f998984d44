"""The person that a page of this feature is about: somebody this member of staff works with, or nobody at all."""

from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from portal.db import Connection
from portal.families import store, store_workers
from portal.families.model import Person
from portal.identity.access_log import changed, opened
from portal.identity.actor import Actor, current_actor
from portal.safe_contact.model import has_own_plan
from portal.web.request import connection, today_of, uuid_in


@dataclass(frozen=True, slots=True)
class Opened:
    conn: Connection
    actor: Actor
    person: Person

    @property
    def path(self) -> str:
        return f"/staff/people/{self.person.id}"

    async def log_opened(self, kind: str) -> None:
        await opened(self.conn, self.actor, kind, self.person.id, about=[self.person.id])

    async def log_changed(self, kind: str, *also: UUID, reason: str | None = None) -> None:
        about = [self.person.id, *also]
        await changed(self.conn, self.actor, kind, self.person.id, about=about, reason=reason)


async def open_person(request: web.Request) -> Opened:
    conn, actor = connection(request), current_actor(request)
    person = await store.get_person(conn, actor.id, uuid_in(request, "person_id"))
    if person is None or not (person.staffed or person.as_parent):
        raise web.HTTPNotFound
    return Opened(conn, actor, person)


async def open_managed(request: web.Request) -> Opened:
    """For the manager of a plan that this person belongs to; not for a manager who stands in for its worker."""
    here = await open_person(request)
    if not await store_workers.list_managed(here.conn, here.actor.id, here.person.id):
        raise web.HTTPNotFound
    return here


async def open_person_with_plan(request: web.Request) -> Opened:
    """Somebody who can be reached by letters, texts or calls of their own: no younger child."""
    here = await open_person(request)
    if not has_own_plan(here.person.kind, here.person.born_on, today_of(request)):
        raise web.HTTPNotFound
    return here
