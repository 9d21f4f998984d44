"""Throwing away a story that was begun: asked first, done once, and never more than what stood on the page."""

from portal.demo.cast import Cast
from tests.portal.my_story.writing import WORDS, approve, jay_shows, seen_at, throw_away, write
from tests.running import SignIn

PAGE = "/story/put-away"
DONE = "We threw it away. Nobody has seen it."


async def test_a_page_asks_before_anything_goes(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    await jay.post("/story/1", {"deed": "save", "body": "zq-called"})
    begun = (await jay.get("/story")).text
    assert f'href="{PAGE}"' in begun
    assert f'action="{PAGE}"' not in begun, "one press takes nothing away"
    asked = (await jay.get(PAGE)).text
    for words in (
        "Do you want to throw away what you wrote for your story?",
        "You wrote 1 part.",
        "Nobody has seen it.",
        "Keep it",
    ):
        assert words in asked, words
    assert "zq-called" in (await jay.get("/story/1")).text, "asking takes nothing away"
    done = await throw_away(jay)
    assert done.path == "/story"
    assert DONE in done.text
    again = await jay.post(PAGE, page="/story")
    assert (again.status, again.path) == (200, "/story")
    assert DONE in again.text
    assert "You threw this away" in (await jay.get(PAGE)).text


async def test_what_is_shown_stays_when_its_changes_go(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay_shows(jay)
    await jay.post("/story")
    asked = (await jay.get(PAGE)).text
    assert "What you started to change goes. Your story of Monday 1 June stays." in asked.replace("\xa0", " ")
    assert WORDS[6] in (await throw_away(jay)).text


async def test_what_was_saved_since_is_told_of_first_and_a_newer_one_stays(
    cast: Cast, sign_in: SignIn
) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    seen = await seen_at(jay, PAGE)
    await jay.post("/story/2", {"deed": "save", "body": "zq-newer"})
    asked = await jay.post(PAGE, {"seen": seen})
    assert asked.status == 409
    assert "Some words were changed in another place. Look again." in asked.text
    seen = await seen_at(jay, PAGE)
    assert DONE in (await jay.post(PAGE, {"seen": seen})).text
    await jay.post("/story")
    assert (await jay.post(PAGE, {"seen": seen})).status == 409, "this is another one"
    assert "Not shown yet" in (await jay.get("/story")).text


async def test_what_is_typed_in_another_tab_stands_on_the_answer(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    await throw_away(jay)
    late = await jay.post("/story/2", {"deed": "save", "body": "zq-late"}, page="/story")
    assert late.status == 409
    assert "zq-late" in late.text
    assert "You threw this away" in late.text
    assert "You said that it is right" not in late.text


async def test_what_was_approved_meanwhile_is_not_thrown_away(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    await write(jay)
    seen = await seen_at(jay, PAGE)
    await approve(jay)
    late = await jay.post(PAGE, {"seen": seen}, page="/story")
    assert late.status == 409
    assert "You said that it is right" in late.text
    assert WORDS[6] in (await jay.get("/story")).text


async def test_nobody_else_has_this_page(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    seen = await seen_at(jay, PAGE)
    for member in (cast.dani, cast.marcus, cast.amira, cast.priya, cast.kit):
        visitor = await sign_in(member)
        assert (await visitor.get(PAGE)).status == 404, member.name
        assert (await visitor.post(PAGE, {"seen": seen}, page="/account")).status == 404, member.name
    assert "Not shown yet" in (await jay.get("/story")).text


async def test_what_was_half_typed_goes_with_it(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    await jay.post("/drafts", {"form": "/story/2", "body": "zq-half"}, page="/story/2")
    assert "zq-half" in (await jay.get("/story/2")).text
    await throw_away(jay)
    await jay.post("/story")
    assert "zq-half" not in (await jay.get("/story/2")).text
