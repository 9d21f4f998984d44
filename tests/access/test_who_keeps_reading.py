"""Readers of yesterday: orders and endings close what was shared, and nothing opens again by itself."""

from datetime import timedelta

from asyncpg import Connection, Record

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.running import SignIn

TOPIC = "I do not want to say this to everybody"


async def end_order_on(db: "Connection[Record]", who: Member) -> None:
    await db.execute("DELETE FROM restriction WHERE person_id = $1", who.id)


async def order(db: "Connection[Record]", kept: Member, protects: Member, *, from_days: int = 0) -> None:
    await db.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, until_on, review_on)
        SELECT council_id, id, $2, 'no_contact', 'Order seen', $3, $4, $4 FROM person WHERE id = $1
        """,
        kept.id,
        protects.id,
        FIRST_DAY + timedelta(days=from_days),
        FIRST_DAY + timedelta(days=300),
    )


async def test_what_a_child_said_to_everyone_then_is_not_for_who_reads_later(
    sign_in: SignIn, cast: Cast, db: "Connection[Record]", clock: Clock
) -> None:
    await end_order_on(db, cast.marcus)
    kit, dani, marcus = await sign_in(cast.kit), await sign_in(cast.dani), await sign_in(cast.marcus)
    visit = f"/visits/{cast.home_visit}"
    await kit.post(f"{visit}/topics/new", {"body": TOPIC, "who": "everyone"})
    assert TOPIC in (await dani.get(visit)).text
    await db.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, id, $2, worker_id, $3 FROM visit WHERE id = $1
        """,
        cast.home_visit,
        cast.marcus.id,
        clock.now() + timedelta(minutes=1),
    )
    later = await marcus.get(visit)
    assert later.status == 200
    assert TOPIC not in later.text


async def test_a_relationship_that_ends_ends_the_reading(
    sign_in: SignIn, cast: Cast, db: "Connection[Record]"
) -> None:
    dani = await sign_in(cast.dani)
    visit = f"/visits/{cast.home_visit}"
    assert (await dani.get(visit)).status == 200
    await db.execute("UPDATE relationship SET to_on = $2 WHERE person_id = $1", cast.dani.id, FIRST_DAY)
    assert (await dani.get(visit)).status == 404
    assert (await dani.get(f"/visits/{cast.last_visit}/after")).status == 404
    kit = await sign_in(cast.kit)
    assert "Dani" not in (await kit.get(visit)).text.split("Who can see this plan")[1]


async def test_an_order_that_protects_a_child_closes_the_visit_to_that_childs_home(
    sign_in: SignIn, cast: Cast, db: "Connection[Record]"
) -> None:
    dani = await sign_in(cast.dani)
    await order(db, cast.dani, cast.kit)
    assert (await dani.get(f"/visits/{cast.home_visit}")).status == 404


async def test_an_order_of_next_week_already_holds_for_plans_made_today(
    sign_in: SignIn, cast: Cast, db: "Connection[Record]"
) -> None:
    dani = await sign_in(cast.dani)
    await order(db, cast.dani, cast.kit, from_days=3)
    assert (await dani.get(f"/visits/{cast.home_visit}")).status == 404


async def test_an_order_that_runs_out_opens_nothing_again(
    sign_in: SignIn, cast: Cast, db: "Connection[Record]", clock: Clock
) -> None:
    """The order is written down on the page for it; from then on only a person can let somebody read again."""
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    visit = f"/visits/{cast.home_visit}"
    assert (await dani.get(visit)).status == 200
    end = FIRST_DAY + timedelta(days=2)
    written = await amira.post(
        f"/staff/people/{cast.dani.id}/restriction",
        {
            "protects": cast.kit.id,
            "kind": "no_contact",
            "authority": "Decision of the team",
            "from_on-day": FIRST_DAY.day,
            "from_on-month": FIRST_DAY.month,
            "from_on-year": FIRST_DAY.year,
            "until_on-day": end.day,
            "until_on-month": end.month,
            "until_on-year": end.year,
            "review_on-day": end.day,
            "review_on-month": end.month,
            "review_on-year": end.year,
        },
    )
    assert written.status == 200, written.text
    assert (await dani.get(visit)).status == 404
    clock.turn_to(clock.now() + timedelta(days=4))
    dani = await sign_in(cast.dani)
    assert (await dani.get(visit)).status == 404
