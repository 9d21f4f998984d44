"""A child's story before the worker who comes to see them, and “I have read it”."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.my_story import store, store_staff
from portal.my_story.model import PARTS, Story
from portal.web.rendering import render
from portal.web.request import connection, id_in, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def show_staff_story(request: web.Request) -> web.Response:
    story = await _story(request)
    await opened(connection(request), current_actor(request), "story", story.id, about=[story.person_id])
    return await _page(request, story)


async def add_reading(request: web.Request) -> web.Response:
    """Of the words that stood on the page: where the child has approved others meanwhile, those are shown first."""
    conn, actor, story = connection(request), current_actor(request), await _story(request)
    seen = id_in(posted(request).get("story", ""))
    if not await store_staff.add_reading(conn, actor.id, story.person_id, seen):
        return await _page(request, story, status=409)
    await changed(conn, actor, "story", story.id, about=[story.person_id], reason="read")
    return see_other(f"/staff/people/{story.person_id}/story", done="my_story.staff.read")


async def _story(request: web.Request) -> Story:
    conn, actor = connection(request), current_actor(request)
    story = await store.get_shown(conn, actor.id, uuid_in(request, "person_id"))
    if story is None:
        raise web.HTTPNotFound
    return story


async def _page(request: web.Request, story: Story, *, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    readers = await store_staff.list_readers(conn, actor.id, story.id)
    return render(
        request, "my_story/show_staff_story.html", status=status, story=story, readers=readers, keys=PARTS,
        mine=next((one for one in readers if one.id == actor.id), None), changed=status == 409,
    )  # fmt: skip


PATH = "/staff/people/{person_id}/story"
routes = [
    get(PATH, show_staff_story, audience=Audience.STAFF),
    post(PATH, add_reading, audience=Audience.STAFF),
]
