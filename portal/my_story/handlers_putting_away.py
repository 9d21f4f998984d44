"""Throwing away a story that was begun and never approved: asked first, because nothing brings it back."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.my_story import store
from portal.my_story.model import End, Story
from portal.my_story.opening import OWN, own_pages, pages_of
from portal.web.draft_store import end_drafts
from portal.web.rendering import render
from portal.web.request import posted, see_other
from portal.web.routes import Audience, get, post

HERE = "/story/put-away"


async def start_putting_away(request: web.Request) -> web.Response:
    conn, actor = own_pages(request)
    begun = await store.get_begun(conn, actor.id, actor.id)
    if begun is None:
        return await _nothing_begun(request)
    await opened(conn, actor, "story", begun.id, about=[actor.id])
    return await _page(request, begun)


async def end_draft(request: web.Request) -> web.Response:
    """Only what stood on the page goes: words that were saved elsewhere meanwhile are told of first."""
    conn, actor = own_pages(request)
    begun = await store.get_begun(conn, actor.id, actor.id)
    if begun is None:
        return await _nothing_begun(request)
    if posted(request).get("seen") != begun.mark:
        return await _page(request, begun, status=409)
    if not await store.end_draft(conn, actor.id, begun.id):
        # Approved or thrown away on another device in this very moment: the page that asked says which.
        return see_other(HERE)
    await end_drafts(conn, actor.account_id, pages_of(OWN))
    await changed(conn, actor, "story", begun.id, about=[actor.id], reason="put away")
    return _done()


async def _nothing_begun(request: web.Request) -> web.Response:
    """Whoever presses twice, or in two tabs, is told what became of it."""
    conn, actor = own_pages(request)
    ended = await store.get_last_end(conn, actor.id)
    if ended is None:
        raise web.HTTPNotFound
    pressed = request.method == "POST"
    if pressed and ended is End.PUT_AWAY:
        return _done()
    return render(
        request, "my_story/put_away_already.html", status=409 if pressed else 200, ended=ended.value, typed=""
    )


def _done() -> web.Response:
    return see_other("/story", done="my_story.put_away")


async def _page(request: web.Request, begun: Story, *, status: int = 200) -> web.Response:
    conn, actor = own_pages(request)
    approved = await store.list_own(conn, actor.id)
    return render(
        request, "my_story/start_putting_away.html", status=status, begun=begun, stale=status == 409,
        holds=approved[0] if approved else None,
    )  # fmt: skip


routes = [
    get(HERE, start_putting_away, audience=Audience.FAMILY),
    post(HERE, end_draft, audience=Audience.FAMILY),
]
