"""Writing up how a meeting ended, by its pages: what several tests of it begin with."""

import re
from collections.abc import Mapping
from datetime import date

from portal.demo.cast import Member
from tests.running import Answer, Visitor


def ids(*people: Member) -> list[str]:
    return [str(person.id) for person in people]


def day(name: str, on: date) -> dict[str, object]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


async def add(helen: Visitor, here: str, body: str, *readers: Member, **child: object) -> Answer:
    return await helen.post(f"{here}/decisions/new", {"body": body, "readers": ids(*readers), **child})


async def take_on(helen: Visitor, here: str, what: str, *readers: Member, **more: object) -> Answer:
    fields = {"what": what, "owed_by": "council", "who": "Amira", "readers": ids(*readers)}
    return await helen.post(f"{here}/agreed/new", {**fields, **day("by_on", date(2026, 7, 10)), **more})


def held_by(page: Answer, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)
    assert found, name
    return found[1]


async def fill(visitor: Visitor, path: str, fields: Mapping[str, object], hidden: str = "version") -> Answer:
    """Posts a page's form with the version that it was opened with."""
    return await visitor.post(path, {hidden: held_by(await visitor.get(path), hidden), **fields})


async def share(helen: Visitor, here: str) -> Answer:
    return await fill(helen, f"{here}/decisions/share", {}, "seen")
