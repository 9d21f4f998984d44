"""What a page without a socket asks for, and what its script posts: answered in data, to whom it is theirs."""

import json
import re
from typing import Any
from uuid import uuid4

from portal.demo.cast import Cast
from tests.portal.messages.talk import Db, address_of, number_in, send
from tests.running import SignIn, Visitor, hidden_fields


async def quietly(visitor: Visitor, path: str, words: str, **more: object) -> tuple[int, dict[str, Any]]:
    """As the script of the page posts."""
    shown = (await visitor.get(path)).text
    fields = {"csrf": hidden_fields(shown)["csrf"], "client_id": number_in(shown), "message": words, **more}
    answer = await visitor.send(path, {**fields, "quietly": "1"}, follow=False)
    return answer.status, json.loads(answer.text)


async def test_what_is_new_comes_once_in_order_with_what_became_of_it(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    hers, staff = await address_of(db, cast.dani), await address_of(db, cast.dani, staff=True)
    status, kept = await quietly(dani, hers, "First\nline")
    assert status == 200
    assert set(kept) == {"id", "seq", "at", "ask"}
    assert kept["ask"] is False
    await send(amira, staff, "Second")
    told = json.loads((await dani.get(f"{hers}/since?after=0")).text)
    assert [(one["body"], one["mine"], one["from"]) for one in told["messages"]] == [
        ("First\nline", True, "Dani Rowe"),
        ("Second", False, "Amira Khan"),
    ]
    assert told["more"] is False
    assert [(mark["called"], mark["seen_seq"]) for mark in told["marks"]] == [("Amira", kept["seq"] + 1)]
    nothing = json.loads((await dani.get(f"{hers}/since?after={kept['seq'] + 1}")).text)
    assert nothing["messages"] == []
    seen = await db.fetchval("SELECT seen_seq FROM read_mark WHERE person_id = $1", cast.dani.id)
    assert seen == kept["seq"] + 1, "who looks at the page has seen what it shows"


async def test_it_is_nothing_to_anybody_else(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers, staff = await address_of(db, cast.dani), await address_of(db, cast.dani, staff=True)
    for member in (cast.marcus, cast.kit):
        assert (await (await sign_in(member)).get(f"{hers}/since?after=0")).status == 404
    for member in (cast.tom, cast.helen, cast.alex, cast.priya):
        assert (await (await sign_in(member)).get(f"{staff}/since?after=0")).status == 404
    dani = await sign_in(cast.dani)
    for nonsense in ("", "?after=", "?after=-1", "?after=x", "?after=9999999999", "?after=²"):
        assert (await dani.get(f"{hers}/since{nonsense}")).status == 404


async def test_what_is_refused_says_why_and_the_same_number_is_kept_once(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    assert await quietly(dani, hers, "  ") == (422, {"problem": "bad-data", "say": "Write a message"})
    status, told = await quietly(dani, hers, "x" * 2001)
    assert (status, told["say"]) == (422, "Your message is too long. Use 2,000 letters or fewer")
    number = str(uuid4())
    first = await quietly(dani, hers, "Once", client_id=number)
    assert await quietly(dani, hers, "Once", client_id=number) == first
    status, told = await quietly(dani, hers, "Other", client_id=number)
    assert status == 409
    assert re.match("Your last message was sent", told["say"])
    for _ in range(25):
        status, told = await quietly(dani, hers, "Again and again")
        if status == 429:
            break
    assert told["problem"] == "too-fast"


async def test_the_page_carries_its_words_and_names_for_the_script(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    page = (await (await sign_in(cast.dani)).get(await address_of(db, cast.dani))).text
    found = re.search(r'<script type="application/json" id="live"[^>]*>(.*?)</script>', page)
    assert found
    live = json.loads(found[1])
    assert live["said"]["new_from"] == "New message from {name}. {words}"
    assert live["called"] == {"Amira Khan": "Amira"}
    assert (live["whole"][0], live["whole"][12], live["clock"][14]) == ("midnight", "midday", "2:{m}pm")
    many = live["counted"]["many_from"]
    assert [many["forms"][int(many["which"][number])] for number in (1, 2, 21)] == [
        "{count} new message from {name}",
        "{count} new messages from {name}",
        "{count} new messages from {name}",
    ]
    older = (await (await sign_in(cast.dani)).get(f"{await address_of(db, cast.dani)}?before=2")).text
    assert 'id="live"' not in older, "a page of older messages is a page to read"
