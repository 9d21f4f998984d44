"""The strip above a conversation, and what stands beside its box: who reads here, and when."""

import re
from datetime import date, timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.messages.standing import away, strip_in
from tests.portal.messages.talk import Db, address_of, send
from tests.running import SignIn, at


async def test_the_worst_stands_above_and_alone(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    council = await db.fetchrow("SELECT * FROM council WHERE council_id = $1", cast.exampleshire)
    assert council is not None
    assert strip_in(await dani.get(hers)) == ""
    await away(db, cast.amira, FIRST_DAY + timedelta(days=7), FIRST_DAY + timedelta(days=14))
    assert strip_in(await dani.get(hers)) == (
        "Amira will be away from Monday 8 June until Monday 15 June. To talk to someone then,"
        f" call {council['team_name']} on {council['phone']}."
    )
    clock.turn_to(at(FIRST_DAY, 20))
    night = await dani.get(hers)
    assert strip_in(night) == (
        "It is out of hours. No one is reading messages now. Amira will see this on Tuesday 2 June."
        f" If you cannot wait, call {council['out_of_hours_name']} on {council['out_of_hours_phone']}."
    )
    assert "tries to reply" not in night.text
    await db.execute("DELETE FROM absence")
    await away(db, cast.amira, FIRST_DAY, FIRST_DAY + timedelta(days=7))
    page = await dani.get(hers)
    assert strip_in(page) == (
        "Amira is away until Monday 8 June. To talk to someone sooner,"
        f" call {council['team_name']} on {council['phone']}."
    )
    # At night that number is nobody's: beside the box stands which one is somebody's.
    assert "If you cannot wait, call" in page.text
    await db.execute("UPDATE involvement SET to_at = now() WHERE staff_id = $1", cast.amira.id)
    await db.execute(
        "UPDATE involvement SET from_at = '2020-01-01', to_at = '2021-01-01' WHERE staff_id = $1",
        cast.amira.id,
    )
    closed = await dani.get(hers)
    assert strip_in(closed) == (
        "This conversation is closed. You can still read it. To talk to someone,"
        f" call {council['team_name']} on {council['phone']}."
    )
    assert 'id="composer"' not in closed.text


async def test_a_bank_holiday_is_out_of_hours(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    clock.turn_to(at(date(2026, 8, 31), 11))
    dani = await sign_in(cast.dani)
    assert "Amira will see this on Tuesday 1 September." in strip_in(await dani.get(hers))


async def test_a_new_worker_is_named(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute(
        """
        WITH ended AS (
            UPDATE involvement SET to_at = $3 WHERE staff_id = $1 AND role = 'allocated' AND to_at IS NULL
            RETURNING council_id, child_plan_id
        )
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
        SELECT council_id, $2, child_plan_id, 'allocated', $3 FROM ended
        """,
        cast.amira.id,
        cast.sam.id,
        at(FIRST_DAY - timedelta(days=3), 0),
    )
    dani = await sign_in(cast.dani)
    page = await dani.get(await address_of(db, cast.dani))
    assert strip_in(page) == "Sam Okoro is your social worker now. Sam can read your old messages."


async def test_beside_the_box_stands_what_it_is_for(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani = await sign_in(cast.dani)
    page = await dani.get(await address_of(db, cast.dani))
    words = " ".join(re.sub(r"<[^>]+>", "", page.text).split())
    for sentence in (
        "Messages with Amira Khan",
        "No messages yet. Say hello, or ask a question.",
        "This is not for emergencies. In danger? Call 999.",
        "Amira tries to reply by the end of the next working day.",
        "Your message to Amira",
        "Amira and her manager can read this. It is kept on your record.",
        "Check for new messages",
    ):
        assert sentence in words, sentence
    await db.execute("UPDATE person SET replies_within_days = 3 WHERE id = $1", cast.amira.id)
    assert "Amira tries to reply within 3 working days." in (await dani.get(page.path)).text
    jay = await sign_in(cast.jay)
    young = await jay.get(await address_of(db, cast.jay))
    assert "No one else in your family can." in young.text
    assert "ask anything you want to know" in young.text


async def test_a_parent_with_2_workers_sees_both_named(sign_in: SignIn, cast: Cast, db: Db) -> None:
    grace = await sign_in(cast.grace)
    page = await send(grace, await address_of(db, cast.grace), "Hello both")
    assert "Messages with Amira Khan and Ines Duarte" in page.text
    # A title stays in the phone's history, so it says no surname.
    assert "<title>Messages with Amira and Ines – Kite</title>" in page.text
    assert "Your message to Amira and Ines" in page.text
    assert "Amira, Ines and their managers can read this." in page.text
    for worker in (cast.amira, cast.ines):
        theirs = await (await sign_in(worker)).get(await address_of(db, cast.grace, staff=True))
        assert "Hello both" in theirs.text
    assert "Seen by Amira and Ines, 10am" in (await grace.get(page.path)).text
