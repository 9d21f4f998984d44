"""Throwing away what was begun: asked first, done once, and never more than what stood on the page."""

import asyncpg

from portal.demo.cast import Cast
from tests.portal.contributions.telling import (
    answer,
    begin,
    jay_tells,
    put_away_mark,
    send,
    share,
    throw_away,
)
from tests.running import SignIn

Database = asyncpg.Connection
ASKED = "Do you want to throw this away?"
DONE = "We threw it away. Nobody has seen it."


async def test_a_page_asks_before_anything_goes(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 2, part_0="zq-jay-draft")
    listed = (await jay.get("/views")).text
    assert f'href="/views/{views}/put-away"' in listed
    assert f'action="/views/{views}/put-away"' not in listed, "one press takes nothing away"
    asked = await jay.get(f"/views/{views}/put-away")
    for words in (
        ASKED,
        "“A meeting”.",
        "You answered 1 question.",
        "Nobody has seen it.",
        "Throw away",
        "Keep it",
    ):
        assert words in asked.text, words
    assert "zq-jay-draft" in (await jay.get(f"/views/{views}/2")).text, "asking takes nothing away"
    done = await throw_away(jay, views)
    assert done.path == "/views"
    assert DONE in done.text
    assert views not in done.text


async def test_pressing_twice_says_the_same(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    seen = await put_away_mark(jay, views)
    for _ in range(2):
        done = await jay.post(f"/views/{views}/put-away", {"seen": seen}, page="/account")
        assert (done.status, done.path) == (200, "/views")
        assert DONE in done.text
    again = await jay.get(f"/views/{views}/put-away")
    assert again.status == 200
    assert "You threw this away" in again.text
    assert "Throw away" not in again.text


async def test_what_is_typed_in_another_tab_stands_on_the_answer(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await throw_away(jay, views)
    late = await jay.post(f"/views/{views}/2", {"deed": "save", "part_0": "zq-late"}, page="/account")
    assert late.status == 409
    assert "You threw this away" in late.text
    assert "zq-late" in late.text


async def test_what_was_saved_since_is_told_of_first(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    seen = await put_away_mark(jay, views)
    await answer(jay, views, 2, part_0="zq-newer")
    asked = await jay.post(f"/views/{views}/put-away", {"seen": seen})
    assert asked.status == 409
    assert "Something changed since you looked. Check it again." in asked.text
    assert "You answered 1 question." in asked.text
    assert "zq-newer" in (await jay.get(f"/views/{views}/2")).text
    assert DONE in (await throw_away(jay, views)).text


async def test_what_was_sent_is_not_thrown_away(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 2, part_0="zq-sent")
    await share(jay, views)
    seen = await put_away_mark(jay, views)
    assert (await send(jay, views)).path.endswith("/sent")
    assert (await jay.get(f"/views/{views}/put-away")).path == f"/views/{views}"
    refused = await jay.post(f"/views/{views}/put-away", {"seen": seen}, page="/account")
    assert refused.status == 409
    assert "This was sent already" in refused.text
    assert await db.fetchval("SELECT dropped_at FROM contribution WHERE id = $1", views) is None
    assert "zq-sent" in (await (await sign_in(cast.amira)).get(f"/staff/views/{views}")).text


async def test_nobody_else_throws_it_away_or_hears_of_it(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    begun, thrown = await begin(jay), await begin(jay, "good")
    seen = await put_away_mark(jay, begun)
    await throw_away(jay, thrown)
    _, sent = await jay_tells(sign_in, cast.jay, cast.dani.id)
    for member in (cast.dani, cast.kit, cast.marcus, cast.amira, cast.helen, cast.ella):
        visitor = await sign_in(member)
        for views in (begun, thrown, sent):
            path = f"/views/{views}/put-away"
            assert (await visitor.get(path)).status == 404, (member.name, path)
            assert (await visitor.post(path, {"seen": seen}, page="/account")).status == 404
            assert (await visitor.post(f"/views/{thrown}/2", {"part_0": "x"}, page="/account")).status == 404
    assert (await jay.get(f"/views/{begun}/1")).status == 200
