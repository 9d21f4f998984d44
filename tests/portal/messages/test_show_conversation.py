"""Who finds a conversation, and what stands above its messages and beside them."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.messages.staffing import cover_for, say, take_back
from tests.portal.messages.standing import away, strip_in
from tests.portal.messages.talk import Db, address_of, conversation_of, send
from tests.running import Answer, RunningPortal, SignIn, at

NOWHERE = UUID(int=0)


def plain(page: Answer) -> str:
    return re.sub(r'nonce="[^"]*"', "", page.text)


async def test_nobody_else_can_tell_that_it_exists(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers = await conversation_of(db, cast.dani)
    for member in (cast.marcus, cast.kit, cast.jay):
        other = await sign_in(member)
        page, none = await other.get(f"/messages/{hers}"), await other.get(f"/messages/{NOWHERE}")
        assert (page.status, plain(page)) == (404, plain(none)), member.name
        assert (await other.get(f"/staff/messages/{hers}")).status == 404
        listed = await other.get("/messages?all=1")
        assert str(hers) not in listed.text
    for member in (
        cast.tom,
        cast.sam,
        cast.priya,
        cast.ines,
        cast.lewis,
        cast.grace_lim,
        cast.alex,
        cast.helen,
    ):
        other = await sign_in(member)
        page, none = await other.get(f"/staff/messages/{hers}"), await other.get(f"/staff/messages/{NOWHERE}")
        assert (page.status, plain(page)) == (404, plain(none)), member.name
        assert (await other.get(f"/messages/{hers}")).status == 404
        for path in ("", "/draft", "/no-reply-needed", f"/take-back/{uuid4()}"):
            answer = await other.post(f"/staff/messages/{hers}{path}", {"message": "x"}, page="/account")
            assert answer.status == 404, (member.name, path)
    assert (
        await db.fetchval("SELECT count(*) FROM message WHERE conversation_id = $1 AND body = 'x'", hers) == 0
    )


async def test_a_cover_reads_until_the_leave_ends(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    sam, hers = await sign_in(cast.sam), await address_of(db, cast.dani, staff=True)
    assert (await sam.get(hers)).status == 404
    await cover_for(db, cast.amira, cast.sam, at(FIRST_DAY + timedelta(days=2), 0))
    await away(db, cast.amira, FIRST_DAY - timedelta(days=1), FIRST_DAY + timedelta(days=2))
    page = await send(sam, hers, "Hello Dani, I read this while Amira is away.")
    assert "You cover for Amira." in page.text
    dani = await sign_in(cast.dani)
    hers_own = await dani.get(await address_of(db, cast.dani))
    assert strip_in(hers_own) == "Amira is away until Wednesday 3 June. Sam Okoro is reading your messages."
    assert "Sam Okoro (for Amira Khan)" in hers_own.text
    assert "Amira, Sam and their managers can read this." in hers_own.text
    clock.turn_to(at(FIRST_DAY + timedelta(days=2), 0, 1))
    assert (await sam.get(hers)).status == 404
    assert strip_in(await dani.get(await address_of(db, cast.dani))).startswith("It is out of hours.")


async def test_2_people_with_one_mobile_have_each_their_own(sign_in: SignIn, cast: Cast, db: Db) -> None:
    rosa, luca = await sign_in(cast.rosa), await sign_in(cast.luca)
    await send(rosa, await address_of(db, cast.rosa), "From his mother")
    await send(luca, await address_of(db, cast.luca), "From her son")
    assert "From her son" not in (await rosa.get("/messages")).text
    assert "From his mother" not in (await luca.get("/messages")).text
    sam = await sign_in(cast.sam)
    for member, words, label in (
        (cast.rosa, "From his mother", "To Rosa C only"),
        (cast.luca, "From her son", "To Luca C only"),
    ):
        page = await sam.get(await address_of(db, member, staff=True))
        assert words in page.text
        assert label in page.text


async def test_the_last_20_are_shown_and_the_older_ones_on_request(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    for number in range(1, 46):
        await say(db, cast.dani, cast.dani, f"Number {number}.")
    page = await dani.get(hers)
    await dani.get(hers)
    page = await dani.get(hers)
    assert re.findall(r"Number \d+\.", page.text) == [f"Number {n}." for n in range(26, 46)]
    assert 'class="start"' not in page.text
    older = await dani.get(f"{hers}?before=26")
    assert re.findall(r"Number \d+\.", older.text) == [f"Number {n}." for n in range(6, 26)]
    oldest = await dani.get(f"{hers}?before=6")
    assert re.findall(r"Number \d+\.", oldest.text) == [f"Number {n}." for n in range(1, 6)]
    assert '<p class="start">This is the start of your messages.' in oldest.text
    assert "Show older messages" not in oldest.text
    for nonsense in ("x", "-1", "0", "99999999999999", "²"):
        assert (await dani.get(f"{hers}?before={nonsense}")).status == 200


async def test_what_is_new_stands_under_a_line_once(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    await sign_in(cast.amira)
    await send(dani, hers, "Hello")
    first = await say(db, cast.amira, cast.dani, "Hello Dani")
    await say(db, cast.amira, cast.dani, "How are you?")
    assert (await dani.get("/messages", follow=False)).headers["Location"] == f"{hers}#new"
    dani.extra["Sec-Purpose"] = "prefetch"
    ahead = await dani.get(hers)
    del dani.extra["Sec-Purpose"]
    assert 'id="new"' in ahead.text
    page = await dani.get(hers)
    assert page.text.index('id="new"') < page.text.index(f'id="m-{first}"')
    assert page.text.index(">Hello<") < page.text.index('id="new"')
    again = await dani.get(hers)
    assert 'id="new"' not in again.text
    assert (await dani.get("/messages", follow=False)).headers["Location"] == f"{hers}#before-writing"
    assert again.text.index('id="before-writing"') < again.text.index("not for emergencies")
    assert "Checked at 10am" in (await dani.get(f"{hers}?checked=1")).text


async def test_the_family_knows_who_has_seen_and_staff_only_where_the_family_wants_it(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    hers, staff = await address_of(db, cast.dani), await address_of(db, cast.dani, staff=True)
    sent = await send(dani, hers, "Hello")
    assert "Sent, <time" in sent.text
    clock.turn_to(at(FIRST_DAY, 14, 20))
    await send(amira, staff, "Hello Dani")
    assert "Seen by Amira, 2:20pm" in (await dani.get(hers)).text
    assert "Seen by Dani" not in (await amira.get(staff)).text
    saved = await dani.post("/account/receipts", {"shows_seen": "y", "enter_sends": "y"})
    assert "Let Amira see when I have read messages" in saved.text
    assert "Seen by Dani, 2:20pm" in (await amira.get(staff)).text
    assert 'data-enter-sends="true"' in (await dani.get(hers)).text
    await amira.post("/account/receipts", {"shows_seen": "y"})
    assert await db.fetchval("SELECT shows_seen FROM account WHERE person_id = $1", cast.amira.id) is False


async def test_a_manager_who_reads_for_a_reason_marks_nothing(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, dani = await sign_in(cast.priya), await sign_in(cast.dani)
    hers, staff = await address_of(db, cast.dani), await address_of(db, cast.dani, staff=True)
    await send(dani, hers, "For Amira")
    await db.execute(
        """
        INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
        SELECT council_id, id, $2, 'A complaint', $3, $3::timestamptz + interval '4 hours'
          FROM conversation WHERE person_id = $1
        """,
        cast.dani.id,
        cast.priya.id,
        at(FIRST_DAY, 9),
    )
    assert "For Amira" in (await priya.get(staff)).text
    assert "Seen by Priya" not in (await dani.get(hers)).text


async def test_what_was_taken_back_is_gone_for_the_family_and_stays_for_staff(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    said = await say(db, cast.amira, cast.dani, "Meant for somebody else")
    await take_back(db, said, at(FIRST_DAY, 14, 20))
    hers = await dani.get(await address_of(db, cast.dani))
    assert "Meant for somebody else" not in hers.text
    assert "Amira took this message back at 2:20pm." in hers.text
    theirs = await amira.get(await address_of(db, cast.dani, staff=True))
    assert "Meant for somebody else" in theirs.text
    assert "Amira took this message back at 2:20pm." in theirs.text


async def test_staff_see_how_to_reach_somebody_safely(
    sign_in: SignIn, cast: Cast, db: Db, portal: RunningPortal
) -> None:
    await db.execute("UPDATE account SET quiet = true WHERE person_id = $1", cast.tigist.id)
    amira = await sign_in(cast.amira)
    dani = await amira.get(await address_of(db, cast.dani, staff=True))
    assert "Text only between 10am and 3pm." in dani.text
    assert "To Dani R only" in dani.text
    tigist = await amira.get(await address_of(db, cast.tigist, staff=True))
    assert "Tigist uses quiet mode" in tigist.text
    assert "Interpreter: Tigrinya." in tigist.text
    seen = await db.fetchval(
        "SELECT count(*) FROM access_log WHERE actor_id = $1 AND kind = 'conversation' AND $2 = ANY (about)",
        cast.amira.id,
        cast.tigist.id,
    )
    assert seen == 1
