"""After words were kept that may mean that somebody is not safe: somebody owns it, and its person is asked.

What a message begins is begun with it, in the database. The question comes after the words and never instead.
"""

from datetime import datetime
from uuid import UUID

from portal.db import Connection
from portal.identity.access_log import changed
from portal.identity.actor import Actor
from portal.safety.model import Answer, Source, Stands
from portal.safety.returning import Way
from portal.safety.store import add_answer, is_prompt_due
from portal.safety.store_asking import get_conversation_id
from portal.safety.store_raising import raise_item
from portal.safety.watch import look_by
from portal.statutory.opening import get_opening_hours

RAISED_BY = {Answer.DANGER: Source.DANGER, Answer.TALK: Source.TALK}


async def raise_for_words(
    conn: Connection, actor: Actor, person_id: UUID, due_at: datetime, stands: Stands
) -> UUID | None:
    """Somebody owns it from here on. The conversation in which to ask its person; None where nobody is to be asked."""
    talk = await get_conversation_id(conn, person_id)
    if talk is None:
        return None
    item = await raise_item(conn, actor.id, talk, Source.VIEWS, due_at, stands)
    await changed(conn, actor, "urgent_item", item, about=[person_id])
    return talk if await is_prompt_due(conn, talk) else None


async def keep_answer(conn: Connection, actor: Actor, typed: str, now: datetime, here: Way) -> str | None:
    """What somebody answered about themselves: where to go from here, None for no answer. `here`: where they go on."""
    talk = await get_conversation_id(conn, actor.id)
    try:
        answer = Answer(typed)
    except ValueError:
        return None
    if talk is None or (answer is not Answer.OK and answer not in RAISED_BY):
        return None
    await add_answer(conn, actor.id, talk, answer)
    if answer is Answer.OK:
        return here.path
    due_at = look_by(await get_opening_hours(conn), now)
    item = await raise_item(conn, actor.id, talk, RAISED_BY[answer], due_at)
    await changed(conn, actor, "urgent_item", item, about=[actor.id])
    return f"/messages/{talk}/now/{answer.value}{here.query}"
