"""Words of every list that the council keeps are found wherever somebody is not asked for the language of theirs.

The pages that all of these people read are English, and so is what is written down of their language.
"""

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.notify import RunningNotify, notify
from tests.portal.contributions.telling import answer, begin
from tests.portal.meetings.asked import keep, pack_of
from tests.reminders.posting import poster_for
from tests.running import RunningPortal, SignIn, Visitor

__all__ = ["notify"]
Db = asyncpg.Connection
POLISH = "Boję się go"


async def in_views(jay: Visitor, _cast: Cast) -> str:
    return (await answer(jay, await begin(jay), 2, part_0=POLISH)).text


async def in_a_story(jay: Visitor, _cast: Cast) -> str:
    await jay.post("/story")
    return (await jay.post("/story/3", {"deed": "save", "body": POLISH})).text


async def before_a_meeting(jay: Visitor, cast: Cast) -> str:
    return (await keep(jay, pack_of(cast), "say", not_to_say=POLISH)).text


@pytest.mark.parametrize("say", [in_views, in_a_story, before_a_meeting])
async def test_who_writes_on_an_english_page_is_asked(
    cast: Cast, sign_in: SignIn, db: Db, say: object
) -> None:
    assert callable(say)
    asked = await say(await sign_in(cast.jay), cast)
    assert await _owned(db, cast.jay.id) == 1
    assert "Do you need help now?" in asked


async def test_a_child_whose_words_their_worker_types_is_heard(cast: Cast, sign_in: SignIn, db: Db) -> None:
    amira, base = await sign_in(cast.amira), f"/staff/together/{cast.kit.id}"
    await amira.post(base, {"occasion": "things", "way": "short"})
    await amira.post(f"{base}/2", {"deed": "save", "part_0": POLISH})
    assert await _owned(db, cast.kit.id) == 1


async def test_a_text_is_heard(portal: RunningPortal, notify: RunningNotify, db: Db) -> None:
    cast = portal.cast
    poster = await poster_for(notify, portal.database.dsn(), portal.origin, cast.exampleshire)
    assert await poster.text("447700900401", POLISH) == 204
    assert await _owned(db, cast.dani.id) == 1


async def _owned(db: Db, person_id: object) -> int:
    count: int = await db.fetchval(
        """
        SELECT count(*) FROM urgent_item AS u JOIN conversation AS c ON c.id = u.conversation_id
         WHERE c.person_id = $1 AND u.closed_at IS NULL
        """,
        person_id,
    )
    return count
