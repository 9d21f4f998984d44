"""What somebody typed and has not sent: saved as it is typed, or cleared."""

from aiohttp import web

from messaging.model import LONGEST_DRAFT
from messaging.store import change_draft
from portal.identity.actor import current_actor
from portal.web.rendering import words_of
from portal.web.request import connection, now_of, posted, see_other, uuid_in
from portal.web.times import london, say_time


async def keep_draft(request: web.Request, base: str) -> web.Response:
    """The page itself asks in the background and says when it was saved; a button without a script comes back to it."""
    conversation_id = uuid_in(request, "conversation_id")
    body = posted(request).get("message", "").replace("\r\n", "\n").replace("\x00", "")
    body = body[:LONGEST_DRAFT] if body.strip() else ""
    if not await change_draft(connection(request), current_actor(request).id, conversation_id, body):
        raise web.HTTPNotFound
    if "quietly" in posted(request):
        at = london(now_of(request)).time()
        return web.json_response({"saved_at": say_time(at, words_of(request).language)})
    return see_other(
        f"{base}/{conversation_id}#before-writing", done=None if body else "messages.draft_cleared"
    )
