"""What is typed and not sent yet: kept for its writer alone, cleared, put back, and not offered once it was sent."""

import json
import re
from datetime import timedelta
from uuid import uuid4

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.messages.staffing import say
from tests.portal.messages.talk import Db, address_of, send
from tests.running import SignIn, at, hidden_fields


async def test_a_draft_follows_its_writer_and_nobody_else(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    hers, staff = await address_of(db, cast.dani), await address_of(db, cast.dani, staff=True)
    saved = await dani.post(f"{hers}/draft", {"message": "Half a thought", "quietly": "1"}, page=hers)
    assert json.loads(saved.text)["saved_at"] == "10am"
    elsewhere = await sign_in(cast.dani)
    page = await elsewhere.get(hers)
    assert "Half a thought</textarea>" in page.text
    assert "Clear this draft" in page.text
    assert "Not sent yet" in (await elsewhere.get("/messages?all=1")).text
    assert "Half a thought" not in (await amira.get(staff)).text
    cleared = await elsewhere.post(f"{hers}/draft", {"message": ""}, page=hers)
    assert "Your draft was cleared." in cleared.text
    assert "Half a thought" not in cleared.text
    assert "Half a thought" not in (await elsewhere.get(hers)).text
    await dani.post(f"{hers}/draft", {"message": "Now whole", "quietly": "1"}, page=hers)
    await send(dani, hers, "Now whole")
    assert await db.fetchval("SELECT count(*) FROM message_draft") == 0


async def test_words_that_one_press_cleared_come_back_with_one_press(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """By the buttons of the page alone. What was typed since stays, and nobody else has them."""
    dani, marcus, amira = [await sign_in(who) for who in (cast.dani, cast.marcus, cast.amira)]
    hers = await address_of(db, cast.dani)
    await dani.post(f"{hers}/draft", {"message": "A long story", "quietly": "1"}, page=hers)
    cleared = await dani.post(f"{hers}/draft", {"message": ""}, page=hers)
    assert "Put it back" in cleared.text
    assert "Put it back" not in (await dani.get(hers)).text, "offered once, and not to whoever looks later"
    assert (await marcus.post(f"{hers}/draft", {"put_back": "1"}, page="/messages?all=1")).status == 404
    back = await dani.post(f"{hers}/draft", {"put_back": "1"}, page=hers)
    assert "Your draft is back." in back.text
    assert "A long story</textarea>" in back.text
    assert await db.fetchval("SELECT count(*) FROM form_draft") == 0
    again = await dani.post(f"{hers}/draft", {"put_back": "1"}, page=hers)
    assert "Your draft is back." not in again.text
    await dani.post(f"{hers}/draft", {"message": ""}, page=hers)
    await dani.post(f"{hers}/draft", {"message": "Shoes", "quietly": "1"}, page=hers)
    both = await dani.post(f"{hers}/draft", {"put_back": "1"}, page=hers)
    assert "A long story\n\nShoes</textarea>" in both.text
    staff = await address_of(db, cast.dani, staff=True)
    assert "A long story" not in (await amira.post(f"{staff}/draft", {"put_back": "1"}, page=staff)).text


def _as_the_form(page: str) -> dict[str, object]:
    found = re.search(r'name="draft" value="([^"]*)"', page)
    assert found
    return {"csrf": hidden_fields(page)["csrf"], "draft": found[1]}


async def test_what_one_page_keeps_takes_nothing_of_anothers_away(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Two pages of one person, without a script: each names the words that it had."""
    laptop, phone = await sign_in(cast.dani), await sign_in(cast.dani)
    hers = await address_of(db, cast.dani)
    old = _as_the_form((await laptop.get(hers)).text)
    assert old["draft"] == ""
    story: dict[str, object] = {"message": "A long story", "quietly": "1", "draft": ""}
    first = await phone.post(f"{hers}/draft", story, page=hers)
    version = json.loads(first.text)["version"]
    assert version
    # The laptop's page came before the story: sending from it sends its words, and keeps the story.
    sent = await laptop.send(hers, {**old, "client_id": str(uuid4()), "message": "Yes, 4pm is fine."})
    assert "Yes, 4pm is fine.</p>" in sent.text
    assert "A long story</textarea>" in sent.text
    # So does clearing from it, and typing on: then both stand there.
    await laptop.send(f"{hers}/draft", {**old, "message": ""})
    assert "A long story</textarea>" in (await laptop.get(hers)).text
    both = await laptop.send(f"{hers}/draft", {**old, "message": "Shoes", "quietly": "1"})
    assert json.loads(both.text)["other"] == "A long story"
    assert await db.fetchval("SELECT body FROM message_draft") == "Shoes\n\nA long story"
    # What a page has typed on from its own last words, or holds already, is never put there twice.
    fields = {**old, "draft": "0", "message": "Shoes\n\nA long story, the end", "quietly": "1"}
    assert "other" not in json.loads((await laptop.send(f"{hers}/draft", fields)).text)
    known = _as_the_form((await phone.get(hers)).text)
    await phone.send(hers, {**known, "client_id": str(uuid4()), "message": "A long story, the end"})
    assert await db.fetchval("SELECT count(*) FROM message_draft") == 0


async def test_words_that_were_sent_over_a_line_that_died_are_not_offered_again(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    dani = await sign_in(cast.dani)
    hers = await address_of(db, cast.dani)
    await dani.post(f"{hers}/draft", {"message": "On the bus now ", "quietly": "1"}, page=hers)
    await say(db, cast.dani, cast.dani, "On the bus now")  # kept, and the page never heard so
    page = await dani.get(hers)
    assert "On the bus now</p>" in page.text
    assert "</textarea>" in page.text
    assert "On the bus now</textarea>" not in page.text
    assert "Clear this draft" not in page.text
    assert "Not sent yet" not in (await dani.get("/messages?all=1")).text
    # The same words once more, some time later, are words that nobody has sent.
    clock.turn_to(at(FIRST_DAY, 10, 2))
    await dani.post(f"{hers}/draft", {"message": "On the bus now", "quietly": "1"}, page=hers)
    assert "On the bus now</textarea>" in (await dani.get(hers)).text
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 10))
    later = await (await sign_in(cast.dani)).get(hers)
    assert "Saved on Monday 1 June at 10:02am" in later.text
