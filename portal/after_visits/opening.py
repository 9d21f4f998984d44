"""The visit that every page of this feature is about: this member of staff's, or not there at all."""

from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from portal.after_visits import store
from portal.after_visits.model import ChildSeen, Visit
from portal.db import Connection
from portal.identity.access_log import changed, opened
from portal.identity.actor import Actor, current_actor
from portal.web.request import connection, uuid_in


@dataclass(frozen=True, slots=True)
class Opened:
    conn: Connection
    actor: Actor
    visit: Visit
    children: list[ChildSeen]

    @property
    def path(self) -> str:
        return f"/staff/visits/{self.visit.id}/after"

    @property
    def child_ids(self) -> list[UUID]:
        return [child.child_id for child in self.children]

    async def log_opened(self, kind: str = "visit", item_id: UUID | None = None) -> None:
        await opened(self.conn, self.actor, kind, item_id or self.visit.id, about=self.child_ids)

    async def log_changed(
        self, kind: str, item_id: UUID | None = None, also: list[UUID] | None = None
    ) -> None:
        await changed(
            self.conn, self.actor, kind, item_id or self.visit.id, about=[*self.child_ids, *(also or [])]
        )


async def open_visit(request: web.Request) -> Opened:
    conn, actor = connection(request), current_actor(request)
    visit = await store.get_visit(conn, actor.id, uuid_in(request, "visit_id"))
    if visit is None:
        raise web.HTTPNotFound
    return Opened(conn, actor, visit, await store.list_children(conn, actor.id, visit.id))


async def open_recorded_visit(request: web.Request) -> Opened:
    """A visit that has been recorded: before that there is nothing to write a summary of."""
    here = await open_visit(request)
    if not here.visit.happened:
        raise web.HTTPNotFound
    return here
