"""Whose right to a conversation ends while they write: told what happened and no name, with every word kept."""

import json
from datetime import timedelta
from uuid import uuid4

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import absence_of, give_cover
from tests.portal.messages.staffing import NOW, strangers_to_dani
from tests.portal.messages.talk import Db, address_of, conversation_of, number_in
from tests.portal.visits.pages import words
from tests.running import Answer, SignIn, Visitor, hidden_fields

TYPED = "I will ring you at <2>"
BACK = FIRST_DAY + timedelta(days=4)


async def _typing(visitor: Visitor, page: str) -> dict[str, object]:
    shown = (await visitor.get(page)).text
    return {"csrf": hidden_fields(shown)["csrf"], "client_id": number_in(shown), "message": TYPED}


def _kept(answer: Answer) -> None:
    said = words(answer.text)
    assert answer.status == 404
    assert "You cannot write here any more" in said
    assert "Your work with this family ended on Monday 1 June at 10am." in said
    assert "Your manager knows who works with them now." in said
    assert "This was not sent to anybody." in said
    assert "Dani" not in said
    assert "I will ring you at &lt;2&gt;</textarea>" in answer.text


async def test_a_cover_that_ends_while_they_type_gives_the_words_back(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, sam, page = (
        await sign_in(cast.priya),
        await sign_in(cast.sam),
        await address_of(db, cast.dani, staff=True),
    )
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, BACK)
    clock.turn_to(NOW + timedelta(seconds=2))
    fields = await _typing(sam, page)
    await priya.post(f"/team/cover/{await absence_of(db, cast.amira)}/end", page="/team/cover")
    _kept(await sam.send(page, fields))
    _kept(await sam.send(page, {**fields, "client_id": "no number"}))
    long = await sam.send(page, {**fields, "message": "x" * 2_001})
    assert f"{'x' * 2_001}</textarea>" in long.text
    assert "<h2>What you wrote</h2>" not in (await sam.send(page, {**fields, "message": " "})).text
    told = await sam.get(f"{page}/since?after=0")
    assert told.status == 404
    assert json.loads(told.text)["say"].startswith(
        "Your work with this family ended on Monday 1 June at 10am."
    )
    quiet = await sam.send(page, {**fields, "quietly": "1"})
    assert (quiet.status, json.loads(quiet.text)["problem"]) == (404, "not-found")
    # Nothing of the conversation is theirs, and reading it says no more than ever.
    assert "We cannot find that page" in (await sam.get(page)).text
    assert await db.fetchval("SELECT count(*) FROM message WHERE body LIKE '%ring you%'") == 0
    denied = "SELECT count(*) FROM access_log WHERE actor_id = $1 AND deed = 'denied' AND item_id = $2"
    assert await db.fetchval(denied, cast.sam.id, await conversation_of(db, cast.dani)) >= 6
    # The day after it is as if it had never been theirs.
    clock.turn_to(NOW + timedelta(hours=12, minutes=1))
    sam = await sign_in(cast.sam)
    account = hidden_fields((await sam.get("/account")).text)["csrf"]
    late = await sam.send(page, {**fields, "csrf": account})
    assert "We cannot find that page" in late.text
    assert "Dani" not in late.text


async def test_a_worker_whose_families_went_to_another_is_told_nothing_of_who_has_them(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, page = await sign_in(cast.amira), await address_of(db, cast.dani, staff=True)
    fields = await _typing(amira, page)
    await db.execute(
        "UPDATE involvement SET to_at = $2 WHERE staff_id = $1 AND to_at IS NULL", cast.amira.id, NOW
    )
    await db.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
        SELECT council_id, $2, child_plan_id, 'allocated', to_at FROM involvement WHERE staff_id = $1 AND to_at = $3
        """,
        cast.amira.id,
        cast.sam.id,
        NOW,
    )
    given_back = await amira.send(page, fields)
    _kept(given_back)
    assert "Sam Okoro" not in given_back.text


async def test_a_managers_hours_end_with_a_way_to_say_why_again(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, page = await sign_in(cast.priya), await address_of(db, cast.dani, staff=True)
    audit = f"/team/audit/{await conversation_of(db, cast.dani)}"
    await priya.post(audit, {"reason": "A complaint"})
    clock.turn_to(NOW + timedelta(hours=8, minutes=1))
    fields = await _typing(await sign_in(cast.amira), page)
    fields["csrf"] = hidden_fields((await priya.get("/account")).text)["csrf"]
    ended = await priya.send(page, fields)
    assert ended.status == 404
    assert "Your time to read these messages ended on Monday 1 June at 6pm." in words(ended.text)
    assert f'href="{audit}"' in ended.text


async def test_nobody_else_is_told_that_there_was_anything(sign_in: SignIn, cast: Cast, db: Db) -> None:
    page = await address_of(db, cast.dani, staff=True)
    await db.execute(
        "UPDATE involvement SET to_at = $2 WHERE staff_id = $1 AND to_at IS NULL", cast.amira.id, NOW
    )
    for who, visitor in (await strangers_to_dani(cast, sign_in)).items():
        csrf = hidden_fields((await visitor.get("/account")).text)["csrf"]
        fields = {"csrf": csrf, "client_id": uuid4(), "message": TYPED}
        for path in (page, f"/staff/messages/{uuid4()}", page.removeprefix("/staff")):
            if who == "herself" and path.startswith("/messages"):
                continue
            answer = await visitor.send(path, fields)
            assert answer.status == 404, who
            assert "We cannot find that page" in answer.text, who
            assert TYPED not in answer.text
        assert "We cannot find that page" in (await visitor.get(f"{page}/since?after=0")).text, who
