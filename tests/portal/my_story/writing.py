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


async def write(visitor: Visitor, base: str = "/story", **other: str) -> Answer:
    """Every part, saved page by page; answers the page that asks whether it is right."""
    page = None
    for place, words in WORDS.items():
        body = other.get(f"part_{place}", words)
        page = await visitor.post(f"{base}/{place}", {"deed": "save", "body": body})
    assert page is not None
    return page


async def approve(visitor: Visitor, base: str = "/story") -> Answer:
    page = await visitor.get(f"{base}/check")
    seen = re.search(r'name="seen" value="(\w+)"', page.text)
    return await visitor.post(f"{base}/check", {"seen": seen[1] if seen else ""})


async def jay_shows(jay: Visitor) -> Answer:
    """Begun, written, approved."""
    await jay.post("/story")
    await write(jay)
    return await approve(jay)
