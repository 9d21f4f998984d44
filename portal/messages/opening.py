"""The conversation that a page of staff is about: theirs at this moment, or not there at all."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.messages import store_talk
from portal.messages.model_record import Child, Said, Talk
from portal.web.request import connection, uuid_in


async def open_talk(request: web.Request, *, or_managed: bool = False) -> Talk:
    """`or_managed`: also for who only manages a plan of it, and so may know that it is there."""
    found = await store_talk.get_talk(
        connection(request), current_actor(request).id, uuid_in(request, "conversation_id")
    )
    if found is None or not (found.worked or or_managed):
        raise web.HTTPNotFound
    return found


async def open_message(request: web.Request) -> tuple[Talk, Said, list[Child]]:
    """One message with words of a conversation that this member of staff works in, and whom it can be about."""
    conn, actor, talk = connection(request), current_actor(request), await open_talk(request)
    said = await store_talk.get_message(conn, actor.id, talk.id, uuid_in(request, "message_id"))
    if said is None:
        raise web.HTTPNotFound
    return talk, said, await store_talk.list_children(conn, actor.id, talk.id, said.seq)


async def log_opened(request: web.Request, talk: Talk, kind: str, item_id: UUID | None = None) -> None:
    await opened(
        connection(request), current_actor(request), kind, item_id or talk.id, about=[talk.person_id]
    )


async def log_changed(
    request: web.Request, talk: Talk, kind: str, item_id: UUID | None = None, *, also: tuple[UUID, ...] = ()
) -> None:
    about = [talk.person_id, *(one for one in also if one != talk.person_id)]
    await changed(connection(request), current_actor(request), kind, item_id or talk.id, about=about)
