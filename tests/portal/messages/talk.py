"""Conversations in tests: where they stand, and sending as the page's own form does."""

import re
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import asyncpg

from portal.demo.cast import Member
from tests.running import Answer, Visitor, hidden_fields

if TYPE_CHECKING:
    Db: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:  # the library's class takes no parameters when the program runs
    Db = asyncpg.Connection

_NUMBER = re.compile(r'name="client_id" value="([^"]*)"')


async def conversation_of(db: Db, member: Member) -> UUID:
    found: UUID = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", member.id)
    return found


async def address_of(db: Db, member: Member, *, staff: bool = False) -> str:
    return f"{'/staff' if staff else ''}/messages/{await conversation_of(db, member)}"


def number_in(page: str) -> str:
    found = _NUMBER.search(page)
    assert found, "no composer on the page"
    return found[1]


async def send(visitor: Visitor, path: str, words: str, **more: object) -> Answer:
    """Opens the conversation and sends from its composer."""
    shown = await visitor.get(path)
    assert shown.status == 200, shown.status
    fields = {**hidden_fields(shown.text), "client_id": number_in(shown.text), "message": words, **more}
    fields.pop("key", None)
    return await visitor.send(path, fields)
