"""Taking back what went to the wrong person, and saying that nothing needs a reply."""

from datetime import timedelta
from uuid import uuid4

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.messages.staffing import say
from tests.portal.messages.talk import Db, address_of, send
from tests.running import SignIn, at


async def test_a_worker_takes_back_their_own_within_10_minutes(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    hers = await address_of(db, cast.dani, staff=True)
    clock.turn_to(at(FIRST_DAY, 11))
    await send(amira, hers, "For the Hailes")
    said = await db.fetchval("SELECT id FROM message WHERE body = 'For the Hailes'")
    link = f"{hers}/take-back/{said}"
    assert link in (await amira.get(hers)).text
    clock.turn_to(at(FIRST_DAY, 11, 9))
    asked = await amira.get(link)
    assert "Take this message back?" in asked.text
    assert "For the Hailes" in asked.text
    done = await amira.post(link)
    assert done.path == hers
    assert "Amira took this message back at 11:09am." in done.text
    assert "For the Hailes" not in (await dani.get(await address_of(db, cast.dani))).text
    assert await db.fetchval("SELECT body FROM message WHERE id = $1", said) == "For the Hailes"
    logged = "SELECT count(*) FROM access_log WHERE deed = 'changed' AND kind = 'message' AND item_id = $1"
    assert await db.fetchval(logged, said) == 1
    again = await amira.post(link)
    assert again.status == 409
    assert "It was taken back already." in again.text


async def test_after_10_minutes_only_a_manager_who_reads_it_can(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    hers = await address_of(db, cast.dani, staff=True)
    said = await say(db, cast.amira, cast.dani, "Too late")
    clock.turn_to(at(FIRST_DAY, 10, 11))
    link = f"{hers}/take-back/{said}"
    assert link not in (await amira.get(hers)).text
    late = await amira.post(link, page=hers)
    assert late.status == 409
    assert "Ask your manager to do it now." in late.text
    assert (await priya.get(link)).status == 404
    await db.execute(
        """
        INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
        SELECT council_id, id, $2, 'Sent to the wrong person', $3, $3::timestamptz + interval '4 hours'
          FROM conversation WHERE person_id = $1
        """,
        cast.dani.id,
        cast.priya.id,
        at(FIRST_DAY, 10),
    )
    assert link in (await priya.get(hers)).text
    assert "Priya took this message back at" in (await priya.post(link)).text


async def test_nobody_takes_back_what_is_not_theirs(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, dani, sam = await sign_in(cast.amira), await sign_in(cast.dani), await sign_in(cast.sam)
    hers = await address_of(db, cast.dani, staff=True)
    said = await say(db, cast.amira, cast.dani, "Hers")
    from_dani = await say(db, cast.dani, cast.dani, "From Dani")
    assert (await amira.get(f"{hers}/take-back/{from_dani}")).status == 404
    assert (await amira.get(f"{hers}/take-back/{uuid4()}")).status == 404
    other = await address_of(db, cast.tigist, staff=True)
    assert (await amira.get(f"{other}/take-back/{said}")).status == 404
    for visitor in (dani, sam):
        assert (await visitor.get(f"{hers}/take-back/{said}")).status == 404
        assert (await visitor.post(f"{hers}/take-back/{said}", page="/account")).status == 404
    assert await db.fetchval("SELECT count(*) FROM retraction") == 0


async def test_a_worker_says_that_nothing_needs_a_reply(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    hers = await address_of(db, cast.dani, staff=True)
    await send(dani, await address_of(db, cast.dani), "Thank you")
    page = await amira.get(f"{hers}/no-reply-needed")
    assert "Dani has waited since Monday 1 June at 10am." in page.text
    # Something is written while the page is open: it still waits.
    stale = page.text.split('name="last_seq" value="')[1].split('"')[0]
    await send(dani, await address_of(db, cast.dani), "Wait, one more thing")
    late = await amira.post(f"{hers}/no-reply-needed", {"last_seq": stale})
    assert late.status == 409
    assert "Dani has written again. Read it first." in late.text
    newest = (
        (await amira.get(f"{hers}/no-reply-needed")).text.split('name="last_seq" value="')[1].split('"')[0]
    )
    done = await amira.post(f"{hers}/no-reply-needed", {"last_seq": newest})
    assert "This conversation is off your list." in done.text
    assert "No one is waiting for a reply." in done.text
    assert (
        await db.fetchval("SELECT waiting_since FROM conversation WHERE person_id = $1", cast.dani.id) is None
    )
    assert "is not waiting for a reply" in (await amira.get(f"{hers}/no-reply-needed")).text
    clock.turn_to(at(FIRST_DAY, 10) + timedelta(minutes=1))
    assert (await amira.post(f"{hers}/no-reply-needed", {"last_seq": "x"})).status == 409
