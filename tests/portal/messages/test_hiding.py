"""“Hide my messages”: gone from every phone of the one who hid them, and from nobody else's record."""

import asyncpg
import pytest

from portal.demo.cast import PASSWORD, Cast
from tests.portal.messages.staffing import path_of, say, take_back
from tests.portal.messages.talk import Db, address_of, conversation_of, send
from tests.running import SignIn, Visitor

HIDE = "/account/hide"
DONE = "Old messages do not show any more."
WORDS = ("I want to leave him", "We can meet at the school", "He checks my phone")


async def hide(visitor: Visitor, password: str = PASSWORD) -> str:
    answer = await visitor.post(HIDE, {"old_password": password})
    assert answer.path == HIDE
    return answer.text


async def talk(db: Db, cast: Cast) -> None:
    for by, words in zip((cast.dani, cast.amira, cast.dani), WORDS, strict=True):
        await say(db, by, cast.dani, words)


def said_in(page: str) -> list[str]:
    return [words for words in WORDS if words in page]


async def test_what_was_read_is_on_no_phone_any_more(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, other, amira = await sign_in(cast.dani), await sign_in(cast.dani), await sign_in(cast.amira)
    await talk(db, cast)
    hers, id_ = await address_of(db, cast.dani), await conversation_of(db, cast.dani)
    assert said_in((await dani.get(hers)).text) == list(WORDS)
    before = await dani.get(HIDE)
    assert "To see them again, ask Amira." in before.text
    shown = await hide(dani)
    assert DONE in shown
    # The other tabs of this browser are told to ask again.
    assert "data-handed" in shown
    assert (await other.get("/account", follow=False)).status == 401
    await other.sign_in(cast.dani)
    for phone in (dani, other):
        assert said_in((await phone.get(hers)).text) == []
        assert said_in((await phone.get(f"{hers}?before=3")).text) == []
        assert said_in((await phone.get("/messages?all=1")).text) == []
        assert said_in((await phone.get(f"{hers}/since?after=0")).text) == []
        assert 'id="older"' not in (await phone.get(hers)).text
    # Afterwards the page is as it was: it does not tell that it was used.
    after = await dani.get(HIDE)
    assert DONE not in after.text
    assert "data-handed" not in after.text
    staff = await path_of(db, cast.dani)
    assert said_in((await amira.get(staff)).text) == list(WORDS)
    assert await db.fetchval("SELECT count(*) FROM message WHERE conversation_id = $1", id_) == len(WORDS)
    # The conversation goes on from there.
    await send(amira, staff, "See you on Tuesday")
    await send(dani, hers, "Yes")
    for phone in (dani, other):
        page = (await phone.get(hers)).text
        assert "See you on Tuesday" in page
        assert said_in(page) == []
    await hide(dani)
    assert "See you on Tuesday" not in (await dani.get(hers)).text


async def test_what_is_news_still_is(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, _ = await sign_in(cast.dani), await sign_in(cast.amira)
    hers = await address_of(db, cast.dani)
    await say(db, cast.dani, cast.dani, WORDS[0])
    await dani.get(hers)
    wrong = await say(db, cast.amira, cast.dani, "For somebody else")
    await take_back(db, wrong)
    await say(db, cast.dani, cast.dani, WORDS[2])
    await say(db, cast.amira, cast.dani, WORDS[1])
    assert DONE in await hide(dani)
    listed = (await dani.get("/messages?all=1")).text
    assert "1 new" in listed
    assert said_in(listed) == [WORDS[1]]
    assert said_in((await dani.get(hers)).text) == [WORDS[1]]
    # Nothing left to hide but what was read by now; and then nothing at all.
    for _ in range(2):
        assert DONE in await hide(dani)
        assert said_in((await dani.get(hers)).text) == []


async def test_it_takes_the_password(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, other = await sign_in(cast.dani), await sign_in(cast.dani)
    await sign_in(cast.amira)
    await talk(db, cast)
    hers = await address_of(db, cast.dani)
    await dani.get(hers)
    for password, problem in (("", "Enter the password"), ("not hers at all", "not the password")):
        answer = await dani.post(HIDE, {"old_password": password})
        assert answer.status == 422
        assert problem in answer.text
    assert said_in((await dani.get(hers)).text) == list(WORDS)
    assert (await other.get("/account")).path == "/account"


async def test_the_copy_to_keep_leaves_them_out(sign_in: SignIn, cast: Cast, db: Db) -> None:
    luca, copy = await sign_in(cast.luca), {"what": "words", "old_password": PASSWORD}
    await say(db, cast.luca, cast.luca, WORDS[0])
    hers = await address_of(db, cast.luca)
    await luca.get(hers)
    assert WORDS[0] in (await luca.post("/timeline/keep", dict(copy), page="/account")).text
    await hide(luca)
    assert WORDS[0] not in (await luca.post("/timeline/keep", dict(copy), page="/account")).text


async def test_who_works_with_them_shows_them_again_and_nobody_else(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    await talk(db, cast)
    hers, staff = await address_of(db, cast.dani), await path_of(db, cast.dani)
    again = f"{staff}/show-again"
    assert "Show Dani the old messages again" not in (await amira.get(staff)).text
    assert "Dani sees all messages" in (await amira.get(again)).text
    await dani.get(hers)
    await hide(dani)
    assert again in (await amira.get(staff)).text
    assert "Dani hid their old messages on" in (await amira.get(again)).text
    for member in (cast.tom, cast.sam, cast.priya, cast.ines, cast.alex, cast.helen, cast.marcus, cast.kit):
        other = await sign_in(member)
        for answer in (await other.get(again), await other.post(again, page="/account")):
            assert answer.status == 404, member.name
    assert said_in((await dani.get(hers)).text) == []
    done = await amira.post(again)
    assert "The old messages show again." in done.text
    assert said_in((await dani.get(hers)).text) == list(WORDS)
    assert "Dani sees all messages" in (await amira.get(again)).text
    assert (await amira.post(again, page="/account")).path == staff
    logged = await db.fetchval(
        "SELECT count(*) FROM access_log WHERE actor_id = ANY ($1) AND deed = 'changed' AND kind = 'conversation'",
        [cast.dani.id, cast.amira.id],
    )
    assert logged == 2


async def test_somebody_elses_stay(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """Marcus hides his own; Dani's are as they were."""
    marcus, dani = await sign_in(cast.marcus), await sign_in(cast.dani)
    await sign_in(cast.amira)
    await talk(db, cast)
    await say(db, cast.marcus, cast.marcus, "Mine")
    await marcus.get(await address_of(db, cast.marcus))
    await hide(marcus)
    assert said_in((await dani.get(await address_of(db, cast.dani))).text) == list(WORDS)
    assert "Mine" not in (await marcus.get(await address_of(db, cast.marcus))).text


async def test_staff_have_no_such_page(sign_in: SignIn, cast: Cast) -> None:
    for member in (cast.amira, cast.priya, cast.grace_lim, cast.alex):
        other = await sign_in(member)
        assert (await other.get(HIDE)).status == 404, member.name
        assert HIDE not in (await other.get("/account")).text


async def test_what_is_hidden_says_since_when(db: Db, cast: Cast) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute("UPDATE conversation SET hidden_through = 1 WHERE person_id = $1", cast.dani.id)
