"""From help the way leads back to what somebody was doing, and never to an address that a link brought along."""

import re
from typing import TypeAlias

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.contributions.telling import answer, begin, send, share
from tests.portal.meetings.asked import pack_of
from tests.portal.urgent.saying import conversation_of
from tests.running import Answer, SignIn

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def back_of(page: Answer) -> tuple[str, str]:
    """Where the way back leads, and its words."""
    found = re.search(r'<a class="back" href="([^"]*)">([^<]*)</a>', page.text)
    assert found, page.path
    return found[1].replace("&amp;", "&"), found[2]


async def test_from_the_questions_they_go_on_with_the_questions(cast: Cast, sign_in: SignIn, db: Db) -> None:
    jay, talk = await sign_in(cast.jay), await conversation_of(db, cast.jay)
    views = await begin(jay)
    await answer(jay, views, 1, part_0="bad")
    page = await jay.post(f"/views/{views}/now", {"answer": "danger"})
    assert page.path.startswith(f"/messages/{talk}/now/danger")
    assert back_of(page) == (f"/views/{views}/2", "Back to my answers")
    assert "Amira</bdi> may not see what you wrote for a while." in page.text
    assert "message for a while" not in page.text
    await share(jay, views)
    await send(jay, views)
    page = await jay.post(f"/views/{views}/now", {"answer": "danger"})
    assert back_of(page)[0] == f"/views/{views}/sent"
    assert (await jay.get(back_of(page)[0])).status == 200


async def test_who_says_how_to_be_called_still_finds_the_way_back(
    cast: Cast, sign_in: SignIn, db: Db
) -> None:
    jay, talk = await sign_in(cast.jay), await conversation_of(db, cast.jay)
    await jay.post("/story")
    page = await jay.post("/story/now", {"answer": "talk", "then": "3"})
    assert "Amira Khan</bdi> to read what you wrote by 10:30am" in page.text
    assert back_of(page) == ("/story/4", "Back to my story")
    assert 'href="/views" aria-current="true"' in page.text, "the menu says where they came from"
    assert page.text.count("aria-current") == 1
    here = f"/messages/{talk}/now/talk?from=story&at=4"
    wrong = await jay.post(here, {"words": "after 3pm"})
    assert (wrong.status, back_of(wrong)[0]) == (422, "/story/4")
    said = await jay.post(here, {"answer": "call_no"})
    assert (said.status, back_of(said)) == (200, ("/story/4", "Back to my story"))
    last = await jay.post("/story/now", {"answer": "danger", "then": "6"})
    assert back_of(last)[0] == "/story/check"


async def test_from_a_meeting_they_go_on_getting_ready(cast: Cast, sign_in: SignIn) -> None:
    pack, jay = pack_of(cast), await sign_in(cast.jay)
    page = await jay.post(f"{pack}/now", {"answer": "danger"})
    assert back_of(page) == (f"{pack}/ready", "Back to my meeting")


async def test_from_a_paper_and_from_what_was_decided_they_go_on_there(
    cast: Cast, sign_in: SignIn, db: Db
) -> None:
    dani, talk = await sign_in(cast.dani), await conversation_of(db, cast.dani)
    for at, words in (("papers/" + ID, "Back to the paper"), ("decisions", "Back to what was decided")):
        came = "paper" if at.startswith("papers") else "decided"
        page = await dani.get(f"/messages/{talk}/now?from={came}&at={cast.review_conference}/{at}")
        assert back_of(page) == (f"/meetings/{cast.review_conference}/{at}", words)
    page = await dani.get(f"/messages/{talk}/now/danger?from=contact&at=contact")
    assert back_of(page) == ("/account/contact", "Back to how we contact you")


ID = "0190f5a0-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "query",
    [
        "from=https://example.com&at=1", "from=story&at=//example.com", "from=views&at=https://example.com",
        f"from=views&at={ID}/../../account", f"from=views&at={ID}", f"from=meeting&at={ID}/change",
        f"from=paper&at={ID}/papers/..", f"from=decided&at={ID}", "from=contact&at=name",
        "from=story&at=put-away", "from=story&at=4%0a", "from=story", "at=4", "from=messages&at=4",
    ],
)  # fmt: skip
async def test_any_other_place_is_ones_own_messages(cast: Cast, sign_in: SignIn, db: Db, query: str) -> None:
    jay, talk = await sign_in(cast.jay), await conversation_of(db, cast.jay)
    for page in ("danger", "talk"):
        shown = await jay.get(f"/messages/{talk}/now/{page}?{query}")
        assert (shown.status, back_of(shown)[1]) == (200, "Back to my messages")
        assert back_of(shown)[0].startswith(f"/messages/{talk}")
        assert "example.com" not in shown.text.split("<main")[1]
        assert 'href="/messages" aria-current="true"' in shown.text
