"""Words on paper for a colleague: who printed them has seen them, so they open nothing before somebody else says so."""

from typing import TypeAlias

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.administration.given import version_on, words_on
from tests.portal.administration.second_person import another_administrator
from tests.running import Answer, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def printed(alex: Visitor, cast: Cast, db: Db) -> Answer:
    await db.execute("UPDATE account SET password_changed_at = password_changed_at - interval '1 hour'")
    path = f"/admin/people/{cast.amira.id}/words"
    version = await version_on(alex, path)
    return await alex.post(path, {"way": "paper", "reason": "Forgot it", "version": version})


async def test_who_printed_them_opens_nothing_with_them(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    await another_administrator(sign_in, cast, db)
    alex, path = await sign_in(cast.alex), f"/admin/people/{cast.amira.id}/words"
    paper = await printed(alex, cast, db)
    assert "once a second person of the council has seen you with this paper" in paper.text
    assert (await stranger.sign_in(cast.amira, words_on(paper))).status == 422
    shown = await alex.get(path)
    assert "The words wait for another administrator" in shown.text
    assert "I see them with the paper" not in shown.text
    assert "wait for another administrator" in (await alex.get("/admin/people?q=amira")).text
    version = await version_on(alex, path)
    assert (await alex.post(f"{path}/confirm", {"version": version}, page=path)).status == 404
    assert (await stranger.sign_in(cast.amira, words_on(paper))).status == 422


async def test_another_administrator_says_that_they_saw_them_and_it_is_logged(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    helen, alex = await another_administrator(sign_in, cast, db), await sign_in(cast.alex)
    path = f"/admin/people/{cast.amira.id}/words"
    paper = await printed(alex, cast, db)
    page = await helen.get(path)
    assert "Words on paper from Alex Morgan" in page.text
    done = await helen.post(f"{path}/confirm", {"version": await version_on(helen, path)}, page=path)
    assert "The words on paper work now." in done.text
    assert (await stranger.sign_in(cast.amira, words_on(paper))).path == "/welcome/password"
    assert (await helen.post(f"{path}/confirm", {"version": "x"}, page=path)).status == 404
    rows = await db.fetch(
        "SELECT actor_id, reason FROM access_log WHERE kind = 'secret_words' ORDER BY at, reason DESC"
    )
    assert [tuple(row) for row in rows] == [(cast.alex.id, "Forgot it"), (cast.helen.id, "confirmed")]


async def test_other_words_that_were_given_meanwhile_are_not_those_that_were_seen(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    helen, alex = await another_administrator(sign_in, cast, db), await sign_in(cast.alex)
    path = f"/admin/people/{cast.amira.id}/words"
    await printed(alex, cast, db)
    seen = await version_on(helen, path)
    others = await printed(alex, cast, db)
    late = await helen.post(f"{path}/confirm", {"version": seen}, page=path)
    assert late.status == 409
    assert "Other words were given since you opened this page" in late.text
    assert (await stranger.sign_in(cast.amira, words_on(others))).status == 422


async def test_without_another_administrator_there_is_email(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    refused = await printed(await sign_in(cast.alex), cast, db)
    assert refused.status == 422
    assert "and there is no other. Use email" in refused.text
    assert (await stranger.sign_in(cast.amira)).status == 200, "nothing was ended"


@pytest.mark.parametrize("who", ["priya", "sam", "grace_lim", "dani", "lewis"])
async def test_nobody_else_confirms_them(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    await another_administrator(sign_in, cast, db)
    await printed(await sign_in(cast.alex), cast, db)
    other = await sign_in(getattr(cast, who))
    path = f"/admin/people/{cast.amira.id}/words/confirm"
    assert (await other.post(path, {"version": ""}, page="/account")).status == 404
    assert await db.fetchval(
        "SELECT words_given_by = $2 AND invited_until IS NULL FROM account WHERE person_id = $1",
        cast.amira.id,
        cast.alex.id,
    )
