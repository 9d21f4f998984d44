"""What a message in another language says: kept once for all staff who read it, and seen by nobody of a family."""

import re

import pytest

from portal.demo.cast import Cast
from tests.portal.messages.staffing import Db, path_of, say
from tests.portal.visits.pages import words
from tests.running import SignIn

SAID, MEANS, WHO = "ሰላም ኣሚራ። የቐንየለይ።", "Hello Amira. Thank you. <b>", "Hana, from the interpreting service"


async def test_it_stands_below_the_message_for_staff_and_nowhere_for_the_family(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    message, talk = await say(db, cast.dani, cast.dani, SAID, language="ti"), await path_of(db, cast.dani)
    assert f"{talk}/translation/{message}" in (await amira.get(talk)).text
    page = f"{talk}/translation/{message}"
    shown = words((await amira.get(page)).text)
    assert SAID in shown
    assert "Written in Tigrinya" in shown
    empty = await amira.post(page, {"words": MEANS, "by_whom": ""})
    assert empty.status == 422
    assert "Say who translated it" in empty.text
    assert "Hello Amira. Thank you." in empty.text
    kept = await amira.post(page, {"words": MEANS, "by_whom": WHO})
    assert "The translation is kept. Only staff see it." in kept.text
    assert "Hello Amira. Thank you. &lt;b&gt;" in kept.text
    assert f"In English. Translated by {WHO}, written down by Amira Khan on" in words(kept.text)
    for path in (talk.replace("/staff", ""), "/home", "/messages?all=1"):
        assert "Hello Amira" not in (await dani.get(path)).text
    copy = await dani.get("/account/copy")
    assert "Hello Amira" not in copy.text


async def test_a_better_one_takes_its_place_and_the_old_one_is_kept(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await sign_in(cast.dani)
    amira = await sign_in(cast.amira)
    message = await say(db, cast.dani, cast.dani, SAID, language="ti")
    page = f"{await path_of(db, cast.dani)}/translation/{message}"
    await amira.post(page, {"words": "Goodbye", "by_whom": WHO})
    await db.execute("UPDATE message_translation SET at = at - interval '1 minute'")
    assert "Goodbye" in (await amira.get(page)).text
    done = await amira.post(page, {"words": "Hello", "by_whom": WHO})
    assert "Hello" in done.text
    assert "Goodbye" not in done.text
    assert await db.fetchval("SELECT count(*) FROM message_translation") == 2


async def test_what_is_in_the_language_of_the_page_wants_none(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await sign_in(cast.dani)
    amira, talk = await sign_in(cast.amira), await path_of(db, cast.dani)
    for language in (None, "en"):
        message = await say(db, cast.dani, cast.dani, "Hello", language=language)
        assert (await amira.get(f"{talk}/translation/{message}")).status == 404
    # What is made ready for messages that come live holds no message's number.
    assert not re.search("/translation/[0-9a-f]", (await amira.get(talk)).text)


@pytest.mark.parametrize(
    "who", ["priya", "tom", "ines", "lewis", "alex", "helen", "grace", "dani", "marcus", "jay"]
)
async def test_others_neither_read_nor_write_one(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    await sign_in(cast.dani)
    message = await say(db, cast.dani, cast.dani, SAID, language="ti")
    page = f"{await path_of(db, cast.dani)}/translation/{message}"
    amira = await sign_in(cast.amira)
    await amira.post(page, {"words": MEANS, "by_whom": WHO})
    visitor = await sign_in(getattr(cast, who))
    assert (await visitor.get(page)).status == 404
    refused = await visitor.post(page, {"words": "Changed", "by_whom": "x"}, page="/help")
    assert refused.status == 404
    assert await db.fetchval("SELECT count(*) FROM message_translation") == 1


async def test_a_manager_with_a_reason_reads_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await sign_in(cast.dani)
    message, talk = await say(db, cast.dani, cast.dani, SAID, language="ti"), await path_of(db, cast.dani)
    await (await sign_in(cast.amira)).post(
        f"{talk}/translation/{message}", {"words": "Hello Amira", "by_whom": WHO}
    )
    priya = await sign_in(cast.priya)
    assert "Hello Amira" not in (await priya.get(talk)).text
    await priya.post(f"/team/audit/{talk.rpartition('/')[2]}", {"reason": "Dani asked me to look"})
    assert "Hello Amira" in (await priya.get(talk)).text
