"""A name that comes twice where one value is meant: nothing is guessed, nothing is written, and words come back."""

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.planner.pages import filled, form_of
from tests.running import SignIn, Visitor, hidden_fields

Db = asyncpg.Connection
TWICE = "Something was sent twice"
WORDS = "Who walks Kit to school when it rains"


async def test_a_field_that_came_twice_is_refused_and_the_words_come_back(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, path = await sign_in(cast.dani), f"/visits/{cast.home_visit}/topics/new"
    hidden = hidden_fields((await dani.get(path)).text)
    fields: dict[str, object] = {**hidden, "body": WORDS, "who": ["worker", "everyone"]}
    answer = await dani.send(path, fields)
    assert (answer.status, TWICE in answer.text) == (400, True)
    assert f"{WORDS}</textarea>" in answer.text
    both = await dani.send(path, {**fields, "who": "worker", "body": [WORDS, "Or by bus, if there is one"]})
    assert both.status == 400
    assert WORDS in both.text
    assert "Or by bus, if there is one" in both.text
    assert await db.fetchval("SELECT count(*) FROM visit_topic WHERE body = ANY ($1)", [WORDS]) == 0
    # The form itself is still good.
    assert (await dani.send(path, {**fields, "who": "worker"})).status == 200


@pytest.mark.parametrize("name", ["csrf", "key", "seen"])
async def test_nor_is_it_guessed_what_no_form_shows(sign_in: SignIn, cast: Cast, db: Db, name: str) -> None:
    dani, path = await sign_in(cast.dani), f"/visits/{cast.home_visit}/confirm"
    fields = form_of((await dani.get(f"/visits/{cast.home_visit}")).text, path)
    answer = await dani.send(path, {**fields, name: [fields[name], fields[name]]})
    assert (answer.status, TWICE in answer.text) == (400, True)
    assert await db.fetchval("SELECT count(*) FROM access_log WHERE deed = 'changed' AND kind = 'visit'") == 0


@pytest.mark.parametrize("name", ["purpose", "day-month", "topics-0-body"])
async def test_neither_in_a_row_nor_in_a_part_of_a_day(
    sign_in: SignIn, cast: Cast, db: Db, name: str
) -> None:
    amira, path = await sign_in(cast.amira), f"/staff/visits/new/{cast.kit.id}"
    fields = filled((await amira.get(path)).text, path)
    before = await db.fetchval("SELECT count(*) FROM visit")
    answer = await amira.send(path, {**fields, name: ["7", "8"], "do": "share"})
    assert (answer.status, TWICE in answer.text) == (400, True)
    assert await db.fetchval("SELECT count(*) FROM visit") == before
    # Ticks are many by nature.
    readers = [cast.dani.id, cast.kit.id]
    assert (await amira.send(path, {**fields, "readers": readers, "do": "share"})).status == 200


async def test_in_an_address_too_and_nobody_is_told_anything_by_it(
    sign_in: SignIn, cast: Cast, stranger: Visitor
) -> None:
    amira = await sign_in(cast.amira)
    for path in ("/staff/messages?show=all&show=new", f"/staff/people/{cast.kit.id}?before=1&before=2"):
        for visitor in (amira, stranger):
            answer = await visitor.get(path, follow=False)
            assert (answer.status, TWICE in answer.text) == (400, True)
            assert "Kit Rowe" not in answer.text
