"""Whom we may not reach, why that matters, and what to do about it."""

from datetime import timedelta
from html import unescape

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.letters.planting import Db, main_of
from tests.running import SignIn, Visitor, at

PAGE = "/staff/contacts"


async def read(visitor: Visitor) -> str:
    answer = await visitor.get(PAGE)
    assert answer.status == 200
    return " ".join(unescape(main_of(answer.text)).split())


async def all_is_well(db: Db) -> None:
    """Everybody was asked today, and what they said works."""
    await db.execute(
        """
        UPDATE safe_contact_plan SET checked_on = $1, checked_at = $2, unsafe_since = NULL, texts_stopped_at = NULL,
               only_i_contact = true
        """,
        FIRST_DAY,
        at(FIRST_DAY, 9),
    )
    await db.execute(
        """
        INSERT INTO safe_contact_plan (council_id, person_id, texting, only_i_contact, checked_on, checked_at)
        SELECT p.council_id, p.id, 'no', true, $1, $2 FROM person AS p
         WHERE p.kind IN ('adult', 'young_person') ON CONFLICT DO NOTHING
        """,
        FIRST_DAY,
        at(FIRST_DAY, 9),
    )
    await db.execute("UPDATE contact_point SET works = true, shared = 'yes'")


async def test_all_is_well(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await all_is_well(db)
    assert "Every number works and was checked lately." in await read(await sign_in(cast.amira))


async def test_a_dead_number_before_a_visit_says_why_it_matters(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await all_is_well(db)
    await db.execute(
        "UPDATE safe_contact_plan SET only_i_contact = false, texting = 'any_time', email = 'no', letters = false"
        " WHERE person_id = $1",
        cast.dani.id,
    )
    await db.execute(
        "UPDATE contact_point SET works = false WHERE person_id = $1 AND kind = 'mobile'", cast.dani.id
    )
    starts = await db.fetchval("SELECT starts_at FROM visit WHERE id = $1", cast.home_visit)
    clock.turn_to(starts - timedelta(days=3))
    page = await read(await sign_in(cast.amira))
    assert "Next visit in 3 days and no working way to reach them." in page
    assert "The mobile number does not work. Ask for a new one, and put it in." in page
    assert f'href="/staff/people/{cast.dani.id}/contact"' in page
    clock.turn_to(starts - timedelta(days=1))
    assert "Next visit tomorrow and no working way" in await read(await sign_in(cast.amira))


async def test_an_unannounced_visit_is_nobodys_next_visit(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await all_is_well(db)
    await db.execute("UPDATE contact_point SET works = false WHERE person_id = $1", cast.dani.id)
    await db.execute(
        "UPDATE visit SET state = 'called_off', ended_at = $1 WHERE announced AND state = 'planned'",
        clock.now(),
    )
    page = await read(await sign_in(cast.amira))
    assert "The mobile number does not work." in page
    assert "Next visit" not in page


async def test_who_cannot_be_reached_at_all_comes_first(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await all_is_well(db)
    await db.execute("UPDATE safe_contact_plan SET checked_on = $1, checked_at = NULL WHERE person_id = $2",
                     FIRST_DAY - timedelta(days=90), cast.tigist.id)  # fmt: skip
    await db.execute("DELETE FROM safe_contact_plan WHERE person_id = $1", cast.marcus.id)
    clock.turn_to(at(FIRST_DAY, 18))
    page = await read(await sign_in(cast.amira))
    assert page.index("Marcus Bell") < page.index("Tigist Haile")
    assert "Nobody asked Marcus yet how it is safe to reach them. Nothing is sent." in page
    assert "Tigist was last asked on Tuesday 3 March, more than 8 weeks ago." in page


async def test_a_phone_that_is_not_safe_and_a_stop_are_told(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await all_is_well(db)
    await db.execute(
        "UPDATE safe_contact_plan SET unsafe_since = $2 WHERE person_id = $1",
        cast.dani.id,
        at(FIRST_DAY, 9, 30),
    )
    await db.execute(
        "UPDATE safe_contact_plan SET texts_stopped_at = $2 WHERE person_id = $1",
        cast.marcus.id,
        at(FIRST_DAY, 9, 30),
    )
    page = await read(await sign_in(cast.amira))
    assert "Dani said on Monday 1 June that their phone is not safe. Nothing is sent." in page
    assert "Marcus answered STOP to a text on Monday 1 June." in page


async def test_two_people_with_one_number_are_asked_about_and_the_other_is_not_named(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await all_is_well(db)
    await db.execute(
        "UPDATE contact_point SET shared = NULL WHERE person_id IN ($1, $2)", cast.rosa.id, cast.chloe.id
    )
    await db.execute(
        "UPDATE contact_point SET value = '+44 7700 900402', shared = NULL WHERE person_id = $1 AND kind = 'mobile'",
        cast.joan.id,
    )
    await db.execute("UPDATE contact_point SET shared = NULL WHERE person_id = $1", cast.marcus.id)
    page = await read(await sign_in(cast.ines))
    assert "The same mobile number is somebody else’s too. Until we know, Joan gets discreet words." in page
    assert "Marcus" not in page
    await db.execute(
        "UPDATE contact_point SET shared = 'no' WHERE person_id IN ($1, $2)", cast.joan.id, cast.marcus.id
    )
    assert "Somebody else has the same mobile number, and they do not share a phone." in await read(
        await sign_in(cast.ines)
    )


async def test_a_young_child_is_reached_through_nobodys_phone(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await all_is_well(db)
    await db.execute("DELETE FROM safe_contact_plan WHERE person_id IN ($1, $2)", cast.kit.id, cast.jay.id)
    page = await read(await sign_in(cast.amira))
    assert "Kit Rowe" not in page
    assert "Jay Rowe" in page, "14: asked for themselves"


async def test_whoever_has_their_letters_stopped_is_not_on_the_list(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await all_is_well(db)
    await db.execute("DELETE FROM safe_contact_plan WHERE person_id = $1", cast.marcus.id)
    await db.execute(
        "INSERT INTO letter_stop (council_id, person_id, why, at, by_id) "
        "SELECT council_id, id, 'order', $2, $3 FROM person WHERE id = $1",
        cast.marcus.id, at(FIRST_DAY, 9), cast.priya.id,
    )  # fmt: skip
    assert "Marcus" not in await read(await sign_in(cast.amira))


async def test_everybody_sees_their_own_people_only(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("DELETE FROM safe_contact_plan")
    amira, sam, ines, priya, lewis, tom = [
        await read(await sign_in(who))
        for who in (cast.amira, cast.sam, cast.ines, cast.priya, cast.lewis, cast.tom)
    ]
    assert "Dani Rowe" in amira
    assert "Rosa Costa" not in amira
    assert "Rosa Costa" in sam
    assert "Dani Rowe" not in sam
    assert "Joan Pike" in ines
    assert "Dani Rowe" in priya, "the manager of that plan"
    assert "Chloe Dunn" in lewis
    for page in (amira, sam, ines, priya, tom):
        assert "Chloe" not in page
    assert "Dani Rowe" not in lewis
    assert "Every number works" in tom
    for who in (cast.dani, cast.alex, cast.helen, cast.grace_lim):
        assert (await (await sign_in(who)).get(PAGE)).status == 404


async def test_today_says_whom_we_may_not_reach_before_a_visit(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await all_is_well(db)
    amira = await sign_in(cast.amira)
    assert "working way to reach" not in (await amira.get("/staff/today")).text
    await db.execute("UPDATE contact_point SET works = false WHERE person_id = $1", cast.dani.id)
    starts = await db.fetchval("SELECT starts_at FROM visit WHERE id = $1", cast.home_visit)
    clock.turn_to(starts - timedelta(days=3))
    page = unescape(main_of((await (await sign_in(cast.amira)).get("/staff/today")).text))
    assert "Dani R: next visit in 3 days, and a number or address does not work" in page
    assert "Call, ask at the visit, or put in a new number." in page
