"""People telling what they think, by their pages: what several tests of it begin with."""

import re

from portal.demo.cast import Member
from tests.running import Answer, SignIn, Visitor

_ID = re.compile(r"/views/([0-9a-f-]{36})")


def id_in(answer: Answer) -> str:
    found = _ID.search(answer.path)
    assert found, answer.path
    return found[1]


async def begin(visitor: Visitor, occasion: str = "meeting", way: str = "short") -> str:
    """Answers the id of what was begun."""
    answer = await visitor.post("/views/new", {"occasion": occasion, "way": way})
    assert answer.status == 200, answer.text
    return id_in(answer)


async def answer(visitor: Visitor, views: str, step: int, **fields: object) -> Answer:
    return await visitor.post(f"/views/{views}/{step}", {"deed": "save", **fields})


async def share(visitor: Visitor, views: str, *who: object) -> Answer:
    return await visitor.post(f"/views/{views}/share", {"who": [str(one) for one in who] or ["only"]})


async def send(visitor: Visitor, views: str) -> Answer:
    page = await visitor.get(f"/views/{views}/check")
    seen = re.search(r'name="seen" value="(\w+)"', page.text)
    return await visitor.post(f"/views/{views}/check", {"seen": seen[1] if seen else ""})


async def put_away_mark(visitor: Visitor, views: str) -> str:
    """What the page that asks before it throws away has shown."""
    found = re.search(r'name="seen" value="(\w+)"', (await visitor.get(f"/views/{views}/put-away")).text)
    assert found
    return found[1]


async def throw_away(visitor: Visitor, views: str) -> Answer:
    return await visitor.post(f"/views/{views}/put-away", {"seen": await put_away_mark(visitor, views)})


# What Jay says in these tests, question by question of the short way.
WORDS = {
    2: "I like my new room.\n  It is quiet.",
    3: "Dad knows which bus I take. zq-jay-worry",
    4: "A lock on the bathroom door. zq-jay-wish",
}
NOT_IN_FRONT = "Do not talk about the bus. zq-jay-secret"


async def jay_tells(sign_in: SignIn, jay: Member, *who: object, face: str = "good") -> tuple[Visitor, str]:
    """The whole short way, sent; `who` beside the worker can see it."""
    visitor = await sign_in(jay)
    views = await begin(visitor)
    await answer(visitor, views, 1, part_0=face)
    for step, words in WORDS.items():
        await answer(visitor, views, step, part_0=words)
    await answer(visitor, views, 5, part_0="I want to come.", part_1=NOT_IN_FRONT)
    await share(visitor, views, *who)
    sent = await send(visitor, views)
    assert sent.path.endswith("/sent"), (sent.status, sent.path)
    return visitor, views
