"""Quick replies: a person presses, the family sees that it was one, and it is not the answer."""

from portal.demo.cast import Cast
from tests.portal.messages.staffing import NOW, Db, conversation_of, path_of, say, strangers_to_dani
from tests.running import SignIn


async def test_it_says_by_when_and_does_not_count_as_the_answer(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    await say(db, cast.dani, cast.dani, "Can you call me?")
    waiting = await db.fetchval("SELECT waiting_since FROM conversation WHERE id = $1", hers)
    assert waiting is not None
    answer = await amira.post(f"{page}/quick", {}, page=page)
    assert answer.status == 200
    assert answer.path == page
    said = await db.fetchrow(
        "SELECT kind, body, language FROM message WHERE conversation_id = $1 ORDER BY seq DESC LIMIT 1", hers
    )
    assert said is not None
    assert tuple(said) == (
        "quick",
        "Thank you. I have your message. I will reply by Tuesday 2 June.",
        None,
    )
    assert await db.fetchval("SELECT waiting_since FROM conversation WHERE id = $1", hers) == waiting
    shown = (await dani.get(f"/messages/{hers}")).text
    assert "Quick reply" in shown
    assert "I will reply by Tuesday 2 June." in shown


async def test_the_day_is_the_workers_own_word_in_working_days(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("UPDATE person SET replies_within_days = 3 WHERE id = $1", cast.amira.id)
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    await amira.post(f"{page}/quick", {}, page=page)
    body = await db.fetchval(
        "SELECT body FROM message WHERE kind = 'quick' AND sender_id = $1 AND at >= $2", cast.amira.id, NOW
    )
    assert body.endswith("I will reply by Thursday 4 June.")


async def test_a_double_tap_sends_one(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    key = "6f1b7c52-8a0f-4f0e-9d2c-3f1f2f0f9a11"
    for _ in range(2):
        assert (await amira.post(f"{page}/quick", {}, page=page, key=key)).status == 200
    sent = await db.fetchval(
        "SELECT count(*) FROM message WHERE kind = 'quick' AND sender_id = $1 AND at >= $2",
        cast.amira.id,
        NOW,
    )
    assert sent == 1


async def test_nobody_else_can_press_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    page = await path_of(db, cast.dani)
    for who, visitor in (await strangers_to_dani(cast, sign_in)).items():
        assert (await visitor.post(f"{page}/quick", {}, page="/account")).status == 404, who
    assert await db.fetchval("SELECT count(*) FROM message WHERE kind = 'quick' AND at >= $1", NOW) == 0
