"""A card with a name and words, made on the page of somebody of a family, and what stands on it."""

import re
from typing import TypeAlias

import asyncpg

from portal.demo.cast import Member
from tests.running import Answer, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def page_of(member: Member) -> str:
    return f"/staff/people/{member.id}/sign-in"


def words_on(answer: Answer) -> str:
    found = re.search(r'sign-in-card__words">([a-z ]+)<', answer.text)
    assert found, "no words on the page"
    return found[1]


def number_on(answer: Answer) -> str:
    found = re.search(r'sign-in-card__number"><bdi>([\d ]+)<', answer.text)
    assert found, "no number on the page"
    return found[1]


async def version_on(worker: Visitor, path: str) -> str:
    found = re.search(r'name="version" value="([^"]*)"', (await worker.get(path)).text)
    return found[1] if found else ""


async def give_card(worker: Visitor, member: Member, **fields: object) -> Answer:
    fields.setdefault("version", await version_on(worker, page_of(member)))
    return await worker.post(f"{page_of(member)}/card", dict(fields), page=page_of(member))
