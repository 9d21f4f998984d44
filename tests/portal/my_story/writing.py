"""Writing a story by its pages: what several tests of it begin with."""

import re

from tests.running import Answer, Visitor

WORDS = {
    1: "Jay. They. zq-jay-called",
    2: "Walk with me. Do not sit opposite.",
    3: "Dad. zq-jay-not-ask",
    4: "Kit, and my friend Ash.",
    5: "Coding.\n  And toast.",
    6: "A bus stop in the rain, with music.",
}


async def seen_at(visitor: Visitor, path: str, name: str = "seen") -> str:
    """What a page was filled in from: “” where it asks nothing."""
    found = re.search(rf'name="{name}" value="([\w-]+)"', (await visitor.get(path)).text)
    return found[1] if found else ""


async def write(visitor: Visitor, base: str = "/story", **other: str) -> Answer:
    """Every part, saved page by page; answers the page that asks whether it is right."""
    page = None
    for place, words in WORDS.items():
        body = other.get(f"part_{place}", words)
        seen = await seen_at(visitor, f"{base}/{place}")
        page = await visitor.post(f"{base}/{place}", {"deed": "save", "seen": seen, "body": body})
    assert page is not None
    return page


async def approve(visitor: Visitor, base: str = "/story") -> Answer:
    return await visitor.post(f"{base}/check", {"seen": await seen_at(visitor, f"{base}/check")})


async def throw_away(visitor: Visitor) -> Answer:
    return await visitor.post("/story/put-away", {"seen": await seen_at(visitor, "/story/put-away")})


async def jay_shows(jay: Visitor) -> Answer:
    """Begun, written, approved."""
    await jay.post("/story")
    await write(jay)
    return await approve(jay)
