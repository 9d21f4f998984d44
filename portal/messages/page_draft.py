"""What somebody typed and has not sent: saved as it is typed, cleared, or put back after that."""

from uuid import UUID

from aiohttp import web

from messaging import store_drafts
from messaging.model import LONGEST_DRAFT
from messaging.store_drafts import KeptDraft
from portal.db import Connection
from portal.identity.actor import current_actor
from portal.web import draft_store
from portal.web.landing import BEFORE_WRITING
from portal.web.rendering import words_of
from portal.web.request import connection, now_of, posted, see_other, uuid_in
from portal.web.times import london, say_time

CLEARED = "messages.draft_cleared"


async def keep_draft(request: web.Request, base: str) -> web.Response:
    """The page itself asks in the background and says when it was saved; a button without a script comes back to it."""
    if "put_back" in posted(request):
        return await _put_back(request, base)
    body = posted(request).get("message", "").replace("\r\n", "\n").replace("\x00", "")
    body = body[:LONGEST_DRAFT] if body.strip() else ""
    pressed = "quietly" not in posted(request)
    cleared = await _kept(request) if pressed and not body else ""
    kept = await _keep(request, body, posted(request).get("draft"))
    if not pressed:
        at = london(now_of(request)).time()
        version = kept.answer() if "draft" in posted(request) else {}
        return web.json_response({"saved_at": say_time(at, words_of(request).language), **version})
    # Words of another page stay; the box shows them.
    if kept.version:
        return _back(request, base)
    if cleared:
        await draft_store.change_draft(*_cleared(request), {"message": [cleared]})
    return _back(request, base, CLEARED)


async def _put_back(request: web.Request, base: str) -> web.Response:
    """One press took all the words: one press brings them back, beside whatever was typed since."""
    words = await draft_store.get_draft(*_cleared(request))
    if words is None:
        return _back(request, base)
    await _keep(request, words["fields"]["message"][0], "")
    await draft_store.end_draft(*_cleared(request))
    return _back(request, base, "messages.draft_back")


async def _keep(request: web.Request, body: str, was: str | None) -> KeptDraft:
    kept = await store_drafts.keep_draft(
        connection(request), current_actor(request).id, uuid_in(request, "conversation_id"), body, was
    )
    if kept is None:
        raise web.HTTPNotFound
    return kept


async def _kept(request: web.Request) -> str:
    return await store_drafts.get_draft(
        connection(request), current_actor(request).id, uuid_in(request, "conversation_id")
    )


def _cleared(request: web.Request) -> tuple[Connection, UUID, str]:
    """Where the cleared words wait: with what else this account has half typed, and a day at most (tidying)."""
    return connection(request), current_actor(request).account_id, f"{request.path}/cleared"


def _back(request: web.Request, base: str, done: str | None = None) -> web.Response:
    return see_other(f"{base}/{uuid_in(request, 'conversation_id')}{BEFORE_WRITING}", done=done)
