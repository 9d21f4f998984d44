"""What somebody writes about a visit is looked at as a message is: kept first, then owned, then asked about."""

from typing import TypeAlias

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.urgent.saying import conversation_of
from tests.portal.visits.pages import carried
from tests.running import Answer, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
WORRIES = "He hits me when you are gone."


async def wants_to_talk(jay: Visitor, cast: Cast) -> Answer:
    return await jay.post(f"/visits/{cast.home_visit}/topics/new", {"body": WORRIES, "who": "worker"})


async def asks_for_another_time(jay: Visitor, cast: Cast) -> Answer:
    path = f"/visits/{cast.home_visit}/change"
    seen = carried((await jay.get(path)).text, "seen")
    return await jay.post(path, {"seen": seen, "time": "none", "when": "later", "why": WORRIES})


@pytest.mark.parametrize(("say", "back"), [(wants_to_talk, ""), (asks_for_another_time, "/change")])
async def test_it_is_kept_owned_and_asked_about(
    cast: Cast, sign_in: SignIn, db: Db, say: object, back: str
) -> None:
    assert callable(say)
    jay, talk = await sign_in(cast.jay), await conversation_of(db, cast.jay)
    asked = await say(jay, cast)
    assert asked.path == f"/messages/{talk}/now", asked.text
    assert "Your words are saved" in asked.text
    assert "Do you need help now?" in asked.text
    assert "Your message has been sent." not in asked.text
    item = await db.fetchrow("SELECT source, conversation_id FROM urgent_item WHERE closed_at IS NULL")
    assert item is not None
    assert (item["source"], str(item["conversation_id"])) == ("views", str(talk))
    query = asked.url.partition("?")[2]
    assert (await jay.post(f"/messages/{talk}/now?{query}", {"answer": "x"})).status == 422
    on = await jay.post(f"/messages/{talk}/now?{query}", {"answer": "ok"})
    assert on.path == f"/visits/{cast.home_visit}{back}"
    assert WORRIES in on.text


async def test_other_words_lead_on_as_before(cast: Cast, sign_in: SignIn, db: Db) -> None:
    jay = await sign_in(cast.jay)
    on = await jay.post(f"/visits/{cast.home_visit}/topics/new", {"body": "My bike", "who": "worker"})
    assert on.path == f"/visits/{cast.home_visit}"
    assert not await db.fetchval("SELECT count(*) FROM urgent_item WHERE closed_at IS NULL")


async def test_what_is_wrong_with_what_we_wrote_is_looked_at_too(
    cast: Cast, sign_in: SignIn, db: Db, clock: Clock
) -> None:
    dani, talk = await sign_in(cast.dani), await conversation_of(db, cast.dani)
    visit = await db.fetchval(
        """
        SELECT s.visit_id FROM visit_summary AS s JOIN visit_summary_reader AS r ON r.summary_id = s.id
         WHERE r.person_id = $1 AND s.shared_at IS NOT NULL ORDER BY s.shared_at DESC LIMIT 1
        """,
        cast.dani.id,
    )
    asked = await dani.post(
        f"/visits/{visit}/after/wrong", {"body": "You wrote that I am calm. I am scared of him."}
    )
    assert asked.path == f"/messages/{talk}/now", asked.text
    assert await db.fetchval(
        "SELECT count(*) FROM urgent_item WHERE closed_at IS NULL AND raised_by = $1", cast.dani.id
    )
