"""“Save to record”: word for word, once a child, where who works with that child reads it, and nobody of a family."""

from datetime import timedelta

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.messages.staffing import (
    NOW,
    Db,
    cover_for,
    path_of,
    say,
    strangers_to_dani,
    take_back,
)
from tests.portal.visits.pages import words
from tests.running import RunningPortal, SignIn

SAID = "Kit said:  “I sleep well”\nና <b>ሰላም</b>"


async def test_it_stands_on_the_childs_page_word_for_word(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira, priya = [await sign_in(member) for member in (cast.dani, cast.amira, cast.priya)]
    message = await say(db, cast.dani, cast.dani, SAID, language="ti")
    page = f"{await path_of(db, cast.dani)}/record/{message}"
    shown = words((await amira.get(page)).text)
    assert "Whose record does it go on?" in shown
    assert "Amira Khan, Priya Nair" in shown
    answer = await amira.post(page, {"child": cast.kit.id, "why": "Kit’s own words about sleep"})
    assert answer.status == 200
    assert "The message is on the record." in answer.text
    kept = await db.fetchrow("SELECT * FROM record_entry WHERE saved_at >= $1", NOW)
    assert kept is not None
    assert (kept["body"], kept["language"], kept["said_by_name"], kept["said_at"], kept["message_id"]) == (
        SAID, "ti", "Dani Rowe", NOW, message,
    )  # fmt: skip
    for staff in (amira, priya):
        child = (await staff.get(f"/staff/people/{cast.kit.id}")).text
        assert "“I sleep well”\nና &lt;b&gt;ሰላም&lt;/b&gt;</blockquote>" in child
        assert "Kit’s own words about sleep" in child
        assert str(message) not in words(child), "nobody reads a number by which machines know it"
        assert "Written in Tigrinya" in child
        assert "sleep well" not in (await staff.get(f"/staff/people/{cast.jay.id}")).text
    meaning: dict[str, object] = {"words": "Kit says: I sleep well. zq-means", "by_whom": "Hana, interpreter"}
    await amira.post(page.replace("/record/", "/translation/"), meaning)
    for staff in (amira, priya):
        child = words((await staff.get(f"/staff/people/{cast.kit.id}")).text)
        assert "zq-means" in child
        assert "Translated by Hana, interpreter, written down by Amira Khan on" in child
    assert "own words about sleep" not in (await dani.get("/home")).text
    row = await db.fetchrow("SELECT about FROM access_log WHERE kind = 'record_entry' AND at >= $1", NOW)
    assert row is not None
    assert set(row["about"]) == {cast.dani.id, cast.kit.id}


async def test_once_a_child_and_for_each_child_alone(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await sign_in(cast.dani)
    amira, message = await sign_in(cast.amira), await say(db, cast.dani, cast.dani, SAID)
    page = f"{await path_of(db, cast.dani)}/record/{message}"
    await amira.post(page, {"child": cast.kit.id, "why": "Sleep"})
    again = await amira.post(page, {"child": cast.kit.id, "why": "Sleep again"})
    assert again.status == 422
    assert "Amira Khan saved it on Monday 1 June at 10am." in words(again.text)
    assert "Sleep again" in again.text
    assert await db.fetchval("SELECT count(*) FROM record_entry WHERE saved_at >= $1", NOW) == 1
    assert "This message is on Kit’s record." in (await amira.get(page)).text
    await amira.post(page, {"child": cast.jay.id, "why": "Sleep, for Jay"})
    assert await db.fetchval("SELECT count(*) FROM record_entry WHERE saved_at >= $1", NOW) == 2
    assert "<form" not in (await amira.get(page)).text.split("<main")[1].split("</main>")[0]


async def test_what_was_taken_back_says_so_and_stays(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, message = await sign_in(cast.amira), await say(db, cast.amira, cast.dani, "For somebody else")
    page = f"{await path_of(db, cast.dani)}/record/{message}"
    await amira.post(page, {"child": cast.kit.id, "why": "Sent to the wrong person"})
    await take_back(db, message)
    child = words((await amira.get(f"/staff/people/{cast.kit.id}")).text)
    assert "For somebody else" in child
    assert "This message was taken back on Monday 1 June at 10am." in child


async def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await sign_in(cast.dani)
    amira, message = await sign_in(cast.amira), await say(db, cast.dani, cast.dani, SAID)
    page = f"{await path_of(db, cast.dani)}/record/{message}"
    answer = await amira.post(page, {"why": "Because of sleep"})
    assert (answer.status, "Choose a child" in answer.text) == (422, True)
    assert "Because of sleep" in answer.text
    answer = await amira.post(page, {"child": cast.kit.id, "why": ""})
    assert (answer.status, "Say why you are saving it" in answer.text) == (422, True)
    for stranger in (cast.max.id, cast.dani.id, "nobody"):
        assert (await amira.post(page, {"child": stranger, "why": "Sleep"})).status == 422
    assert (await amira.post(page, {"child": cast.kit.id, "why": "x" * 201})).status == 422
    assert await db.fetchval("SELECT count(*) FROM record_entry WHERE saved_at >= $1", NOW) == 0


async def test_the_database_itself_never_changes_or_ends_an_entry(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira, message = await sign_in(cast.amira), await say(db, cast.amira, cast.dani, "Kept")
    page = f"{await path_of(db, cast.dani)}/record/{message}"
    await amira.post(page, {"child": cast.kit.id, "why": "Kept"})
    web = await asyncpg.connect(portal.database.dsn("portal_web"))
    for statement in ("UPDATE record_entry SET body = 'x'", "DELETE FROM record_entry"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="record_entry"):
            await web.execute(statement)
    await web.close()


async def test_only_who_works_with_the_conversation_saves_from_it(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    strangers = await strangers_to_dani(cast, sign_in)
    message = await say(db, cast.dani, cast.dani, SAID)
    page = f"{await path_of(db, cast.dani)}/record/{message}"
    fields: dict[str, object] = {"child": cast.kit.id, "why": "Mine"}
    strangers["her manager, without a reason"] = await sign_in(cast.priya)
    for who, visitor in strangers.items():
        assert (await visitor.get(page)).status == 404, who
        assert (await visitor.post(page, fields, page="/account")).status == 404, who
    await cover_for(db, cast.amira, cast.sam, NOW + timedelta(hours=3))
    sam = await sign_in(cast.sam)
    assert (await sam.get(page)).status == 200
    clock.turn_to(NOW + timedelta(hours=4))
    assert (await sam.get(page)).status == 404
    assert (await sam.post(page, fields, page="/account")).status == 404
    assert await db.fetchval("SELECT count(*) FROM record_entry WHERE saved_at >= $1", NOW) == 0


async def test_a_message_is_found_only_in_its_own_conversation(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await sign_in(cast.dani)
    amira, message = await sign_in(cast.amira), await say(db, cast.dani, cast.dani, SAID)
    for page in (
        f"{await path_of(db, cast.marcus)}/record/{message}",
        f"{await path_of(db, cast.dani)}/record/{cast.kit.id}",
    ):
        assert (await amira.get(page)).status == 404
