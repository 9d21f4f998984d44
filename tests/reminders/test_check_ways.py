"""By which way a letter may leave: as somebody said that they may be reached, and to a number that is theirs."""

from datetime import timedelta

from notifications.model import Channel, Drop, Go, Hold, Wording
from portal.db import Pool
from portal.demo.cast import CAST
from tests.reminders.arranging import Db
from tests.reminders.asking import NOW, TUESDAY, Ask, ask, change_plan, db, due_to, pool
from tests.running import at

__all__ = ["ask", "db", "pool"]


async def test_an_unsafe_phone_gets_nothing(ask: Ask, db: Db) -> None:
    await change_plan(db, CAST.dani, unsafe_since=NOW)
    assert await ask(CAST.dani) == Drop("letters_stopped")


async def test_who_contacts_us_only_gets_nothing(ask: Ask, db: Db) -> None:
    await change_plan(db, CAST.dani, only_i_contact=True)
    assert await ask(CAST.dani) == Drop("not_wanted")


async def test_no_to_every_way_is_an_answer_and_no_answer_is_held(ask: Ask, db: Db) -> None:
    await change_plan(db, CAST.dani, texting="no")
    assert await ask(CAST.dani) == Drop("not_wanted")
    await db.execute("DELETE FROM safe_contact_plan WHERE person_id = $1", CAST.dani.id)
    assert await ask(CAST.dani) == Hold("no_safe_way", NOW + timedelta(minutes=10))


async def test_a_dead_number_is_held_and_never_becomes_a_way_that_was_not_marked_safe(
    ask: Ask, db: Db
) -> None:
    await db.execute(
        "UPDATE contact_point SET works = false WHERE person_id = $1 AND kind = 'mobile'", CAST.dani.id
    )
    assert await ask(CAST.dani) == Hold("no_safe_way", NOW + timedelta(minutes=10))


async def test_a_dead_number_becomes_the_next_way_that_is_safe(ask: Ask, pool: Pool, db: Db) -> None:
    before = await due_to(pool, CAST.dani)
    await change_plan(db, CAST.dani, email="yes")
    await db.execute(
        "UPDATE contact_point SET works = false WHERE person_id = $1 AND kind = 'mobile'", CAST.dani.id
    )
    assert (await due_to(pool, CAST.dani)).channel is Channel.EMAIL
    go = await ask(CAST.dani)
    assert isinstance(go, Go)
    assert go.address == "dani.rowe@example.com"
    assert await ask(CAST.dani, letter=before) == Drop("no_longer_true")


async def test_post_goes_to_the_lines_that_were_named_and_knows_no_hours(ask: Ask, db: Db) -> None:
    await change_plan(
        db, CAST.dani, texting="no", letters=True, letters_to="D Rowe\n1 Safe Street\nExampleton\nZZ9 1AA"
    )
    go = await ask(CAST.dani, at(TUESDAY, 22))
    assert isinstance(go, Go)
    assert go.address == ("D Rowe", "1 Safe Street", "Exampleton", "ZZ9 1AA")


async def test_what_was_told_by_text_is_not_told_again_by_email(pool: Pool, db: Db) -> None:
    letter = await due_to(pool, CAST.dani)
    await db.execute(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                            due_at, made_at, sent_at)
        VALUES ($1, $2, 'text', $3, $4, $5, $6, 'delivered', $7, $7, $7)
        """,
        CAST.exampleshire, letter.key, CAST.dani.id, letter.subject.kind, letter.subject.id, letter.subject.version,
        NOW,
    )  # fmt: skip
    await change_plan(db, CAST.dani, texting="no", email="yes")
    assert (await due_to(pool, CAST.dani, NOW + timedelta(hours=1))).channel is Channel.TEXT


async def test_two_on_one_phone_are_one_event_to_it_in_discreet_words(ask: Ask, db: Db) -> None:
    await change_plan(db, CAST.luca, texting="any_time", discreet=False, device_shared=False)
    rosa, luca = await ask(CAST.rosa), await ask(CAST.luca)
    assert isinstance(rosa, Go)
    assert isinstance(luca, Go)
    assert rosa.told_key == luca.told_key
    assert luca.wording is Wording.DISCREET
    dani = await ask(CAST.dani)
    assert isinstance(dani, Go)
    assert dani.told_key != rosa.told_key


async def test_a_number_that_is_known_to_be_somebody_elses_is_not_used(ask: Ask, db: Db) -> None:
    await db.execute("UPDATE contact_point SET shared = 'no' WHERE plain = '07700900421'")
    assert await ask(CAST.rosa) == Hold("no_safe_way", NOW + timedelta(minutes=10))
