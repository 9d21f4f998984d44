"""My story: written part by part, approved, read by who comes, and by nobody else."""

import re

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.my_story.writing import WORDS, approve, jay_shows, write
from tests.running import SignIn

Database = asyncpg.Connection


async def test_jay_writes_it_in_steps_and_amira_reads_it_once_it_is_right(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    jay, amira = await sign_in(cast.jay), await sign_in(cast.amira)
    page = await jay.get("/story")
    assert "You write it once. Then you do not have to tell it all again." in page.text
    first = await jay.post("/story")
    assert first.path == "/story/1"
    assert "Part 1 of 6" in first.text
    await jay.post("/story/1", {"deed": "save", "body": WORDS[1]})
    skipped = await jay.post("/story/2", {"deed": "skip"})
    assert skipped.path == "/story/3"
    later = await jay.post("/story/3", {"deed": "later", "body": WORDS[3]})
    assert later.path == "/story"
    assert "What you wrote is saved." in later.text
    assert 'href="/story/2"' in later.text
    path = f"/staff/people/{cast.jay.id}/story"
    assert (await amira.get(path)).status == 404
    assert "has not shown a story yet" in (await amira.get(f"/staff/people/{cast.jay.id}")).text
    check = await write(jay)
    assert check.path == "/story/check"
    assert "These people will see it" in check.text
    assert "Amira Khan" in check.text
    assert re.search(r"will not see it.*Dani, your mum.*Marcus, your dad", check.text, re.DOTALL)
    done = await approve(jay)
    assert done.path == "/story"
    assert "Amira Khan has not read it yet." in done.text
    assert "Read the story of Jay" in (await amira.get("/staff/today")).text
    assert "Read it before your first visit." in (await amira.get(f"/staff/people/{cast.jay.id}")).text
    story = await amira.get(path)
    assert "zq-jay-not-ask" in story.text
    assert "Coding.\n  And toast." in story.text
    read = await amira.post(path, {"story": _story_id(story.text)}, page=path)
    assert "You read it on Monday 1 June at 10am" in read.text.replace("\xa0", " ")
    told = (await jay.get("/story")).text.replace("\xa0", " ")
    assert "Amira Khan read it on Monday 1 June at 10am" in told
    assert "story of Jay" not in (await amira.get("/staff/today")).text


def _story_id(text: str) -> str:
    found = re.search(r'name="story" value="([0-9a-f-]{36})"', text)
    assert found
    return found[1]


async def test_nobody_else_learns_that_there_is_a_story(
    cast: Cast, sign_in: SignIn, stranger: SignIn
) -> None:
    jay = await sign_in(cast.jay)
    shown = await jay_shows(jay)
    assert "zq-jay-called" in shown.text
    path = f"/staff/people/{cast.jay.id}/story"
    for who in (cast.dani, cast.marcus, cast.kit, cast.tom, cast.priya, cast.helen, cast.grace_lim, cast.alex,
                cast.lewis, cast.ines):  # fmt: skip
        visitor = await sign_in(who)
        assert (await visitor.get(path)).status == 404, who.name
        for own in (
            "/story",
            "/story/check",
            "/story/before/1",
            f"/staff/together/{cast.jay.id}/story/start",
        ):
            answer = await visitor.get(own)
            assert "zq-jay" not in answer.text, (who.name, own)
            assert answer.status == 404 or (who is cast.kit and own in ("/story", "/story/check")), (
                who.name,
                own,
            )
        for page in ("/home", "/staff/today", "/staff/people", f"/staff/people/{cast.jay.id}"):
            seen = await visitor.get(page)
            assert "zq-jay" not in seen.text, (who.name, page)
            assert "tory of Jay" not in seen.text, (who.name, page)
