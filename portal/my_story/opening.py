"""Whose story a page is about: one's own, or of whom the phone was handed to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from portal.db import Connection
from portal.identity.actor import Actor, Kind, current_actor
from portal.identity.sessions import get_handed_to
from portal.my_story import store
from portal.my_story.model import PARTS, Story
from portal.web.request import connection, uuid_in

OWN = "/story"


@dataclass(frozen=True, slots=True)
class Way:
    """`base`: the address of its pages, without the last part. `begun`: what is being written there."""

    person_id: UUID
    base: str
    together: bool
    begun: Story | None

    def path(self, step: str | int) -> str:
        return f"{self.base}/{step}"

    @property
    def finished(self) -> str:
        return self.path("finished") if self.together else self.base


def pages_of(base: str) -> list[str]:
    """Where something is typed on the way."""
    return [f"{base}/{place}" for place in range(1, len(PARTS) + 1)]


Find = Callable[[web.Request], Awaitable[Way]]


def own_pages(request: web.Request) -> tuple[Connection, Actor]:
    """A story is what a child or young person has; to adults of a family these pages never were."""
    actor = current_actor(request)
    if actor.kind is not Kind.YOUNG_PERSON:
        raise web.HTTPNotFound
    return connection(request), actor


async def own_way(request: web.Request) -> Way:
    conn, actor = own_pages(request)
    return Way(actor.id, OWN, False, await store.get_begun(conn, actor.id, actor.id))


async def together_way(request: web.Request) -> Way:
    conn, actor, person_id = connection(request), current_actor(request), uuid_in(request, "person_id")
    if await get_handed_to(conn, actor.session_id) != person_id:
        raise web.HTTPNotFound
    base = f"/staff/together/{person_id}/story"
    return Way(person_id, base, True, await store.get_begun(conn, actor.id, person_id))
