"""What somebody typed and has not sent: saved as it is typed, or cleared."""

from aiohttp import web

from messaging import store_drafts
from messaging.model import LONGEST_DRAFT
from portal.identity.actor import current_actor
from portal.web.landing import BEFORE_WRITING
from portal.web.rendering import words_of
from portal.web.request import connection, now_of, posted, see_other, uuid_in
from portal.web.times import london, say_time


async def keep_draft(request: web.Request, base: str) -> web.Response:
    """The page itself asks in the background and says when it was saved; a button without a script comes back to it."""
    conversation_id = uuid_in(request, "conversation_id")
    body = posted(request).get("message", "").replace("\r\n", "\n").replace("\x00", "")
    body = body[:LONGEST_DRAFT] if body.strip() else ""
    kept = await store_drafts.keep_draft(
        connection(request), current_actor(request).id, conversation_id, body, posted(request).get("draft")
    )
    if kept is None:
        raise web.HTTPNotFound
    if "quietly" in posted(request):
        at = london(now_of(request)).time()
        version = kept.answer() if "draft" in posted(request) else {}
        return web.json_response({"saved_at": say_time(at, words_of(request).language), **version})
    # Words of another page stay; the box shows them.
    done = None if kept.version else "messages.draft_cleared"
    return see_other(f"{base}/{conversation_id}{BEFORE_WRITING}", done=done)
