"""Whether a letter may leave at all, asked at the moment of sending: still true, theirs, of this council, in words."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from notifications.model import Drop, Go, Wording
from portal.db import Pool
from portal.demo.cast import CAST
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from portal.settings import origin_of
from portal.web.times import london
from tests.reminders.arranging import Db
from tests.reminders.asking import NOW, ORIGINS, Ask, ask, db, due_to, pool, speaking
from tests.running import SECRET, at

__all__ = ["ask", "db", "pool"]


async def test_it_goes_to_the_number_in_the_words_that_the_person_asked_for(ask: Ask) -> None:
    go = await ask(CAST.dani)
    assert isinstance(go, Go)
    assert (go.address, go.wording, go.language, go.secret) == ("07700900401", Wording.DISCREET, "en", False)
    assert go.values == {
        "day": "Tuesday 9 June", "time": "4pm", "phone": "020 7946 0201", "url": "http://127.0.0.1:8000",
    }  # fmt: skip


async def test_days_and_hours_are_said_in_welsh_to_whoever_reads_welsh(ask: Ask, db: Db) -> None:
    await db.execute("UPDATE account SET language = 'cy' WHERE person_id = $1", CAST.dani.id)
    go = await ask(CAST.dani)
    assert isinstance(go, Go)
    assert go.language == "cy"
    assert go.values["day"].lower() == "dydd mawrth 9 mehefin"
    assert go.values["time"] == "16:00"


async def test_a_language_that_we_have_no_words_in_gets_english(ask: Ask) -> None:
    go = await ask(CAST.leila, at(date(2026, 6, 4), 11))
    assert isinstance(go, Go)
    assert (go.language, go.values["day"]) == ("en", "Thursday 11 June")


def test_the_address_is_the_councils_own_host_and_nothing_more() -> None:
    assert origin_of("127.0.0.1", ORIGINS) == "http://127.0.0.1:8000"
    assert origin_of("127.0.0.1:8000", ORIGINS) == "http://127.0.0.1:8000"
    assert (
        origin_of("127.0.0.1", [ORIGINS[0], "http://127.0.0.1:8001", ORIGINS[1]]) == "http://127.0.0.1:8001"
    )
    assert origin_of("127.0.0.1:8000", [ORIGINS[0], "http://127.0.0.1:8001", ORIGINS[1]]) == ORIGINS[1]
    assert origin_of("unknown.example", ORIGINS) == ORIGINS[0]


HEARD = {
    "nothing": ("SELECT $1::uuid, $2::timestamptz", "Tuesday 9 June"),
    "they signed in": (
        """
        INSERT INTO last_sign_in SELECT council_id, id, $2 FROM person WHERE id = $1
        ON CONFLICT (council_id, person_id) DO UPDATE SET at = excluded.at
        """,
        "Thursday 11 June",
    ),
    "they were told": (
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                            due_at, made_at, sent_at)
        SELECT v.council_id, 'changed', 'text', $1, 'visit', v.id, 'then', 'sent', $2, $2, $2
          FROM visit AS v WHERE v.state = 'called_off' AND v.ended_at > $2
        """,
        "Thursday 11 June",
    ),
}


@pytest.mark.parametrize("heard", HEARD)
async def test_what_is_called_off_is_the_day_that_somebody_knows(ask: Ask, db: Db, heard: str) -> None:
    """Moved and called off before anybody could be told: who waits on the old day has to hear of that one."""
    moved, told, off = (NOW - timedelta(minutes=minutes) for minutes in (90, 60, 30))
    was = await db.fetchval("SELECT starts_at FROM visit WHERE id = $1", CAST.home_visit)
    now_at = was + timedelta(days=2)
    await db.execute(
        """
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, was_at, now_at)
        VALUES ($1, $2, 'moved', $3, $4, $5, $6)
        """,
        CAST.exampleshire, CAST.home_visit, CAST.amira.id, moved, was, now_at,
    )  # fmt: skip
    await db.execute(
        "UPDATE visit SET starts_at = $2, starts_wall = $3, state = 'called_off', ended_at = $4 WHERE id = $1",
        CAST.home_visit, now_at, london(now_at).replace(tzinfo=None), off,
    )  # fmt: skip
    happened, day = HEARD[heard]
    await db.execute(happened, CAST.dani.id, told)
    go = await ask(CAST.dani, key="cancelled")
    assert isinstance(go, Go)
    assert go.values["day"] == day


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE visit SET starts_at = starts_at + interval '1 day' WHERE id = $1",
        "UPDATE visit SET state = 'called_off', ended_at = '2026-06-02T09:30Z' WHERE id = $1",
        "UPDATE visit SET state = 'done' WHERE id = $1",
        "UPDATE visit_reader SET ended_at = '2026-06-02T09:30Z' WHERE visit_id = $1",
        "UPDATE visit SET shared_at = NULL, announced = false WHERE id = $1",
        "UPDATE relationship SET to_on = '2026-06-01' WHERE $1::uuid IS NOT NULL AND type = 'mother'",
        """
        INSERT INTO visit_change_request (council_id, visit_id, asked_by, asked_at, reply_by_on)
        SELECT v.council_id, v.id, p.id, '2026-06-02T09:30Z', '2026-06-04'
          FROM visit AS v JOIN person AS p ON p.name = 'Dani Rowe' WHERE v.id = $1
        """,
        "UPDATE person SET ended_at = '2026-06-02T09:30Z' WHERE name = 'Dani Rowe' AND $1::uuid IS NOT NULL",
    ],
)
async def test_what_is_no_longer_true_does_not_leave(ask: Ask, pool: Pool, db: Db, deed: str) -> None:
    letter = await due_to(pool, CAST.dani)
    await db.execute(deed, CAST.home_visit)
    assert await ask(CAST.dani, letter=letter) == Drop("no_longer_true")


async def test_an_order_that_is_written_down_stops_what_was_about_to_leave(
    ask: Ask, pool: Pool, db: Db
) -> None:
    letter = await due_to(pool, CAST.dani)
    await db.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        VALUES ($1, $2, $3, 'no_contact', 'An order', '2026-06-02', '2026-09-01')
        """,
        CAST.exampleshire,
        CAST.dani.id,
        CAST.jay.id,
    )
    assert await ask(CAST.dani, letter=letter) == Drop("no_longer_true")


async def test_a_stop_for_the_family_stops_everybody_of_it(ask: Ask, db: Db) -> None:
    await db.execute(
        """
        INSERT INTO letter_stop (council_id, family_id, why, at, by_id)
        SELECT council_id, family_id, 'order', '2026-06-01T09:00Z', $2 FROM visit WHERE id = $1
        """,
        CAST.home_visit,
        CAST.priya.id,
    )
    assert await ask(CAST.dani) == Drop("letters_stopped")
    assert await ask(CAST.jay) == Drop("letters_stopped")


async def test_a_key_that_has_no_rule_yet_never_leaves(ask: Ask, pool: Pool) -> None:
    letter = await due_to(pool, CAST.dani)
    assert await ask(CAST.dani, letter=replace(letter, key="views_invite")) == Drop("no_longer_true")


async def test_the_other_councils_letters_are_not_found_here(ask: Ask, pool: Pool) -> None:
    letter = await due_to(pool, CAST.chloe)
    async with speaking(pool, CAST.dani, NOW) as conn:
        assert await Checker(ORIGINS, SECRET)(conn, letter, NOW) == Drop("no_longer_true")


@pytest.mark.parametrize("state", ["planned", "called_off", "missed_by_us", "no_answer", "done"])
async def test_what_was_not_announced_is_due_to_nobody_in_any_state(pool: Pool, db: Db, state: str) -> None:
    unannounced: UUID = CAST.unannounced_visit
    for moment in (at(date(2026, 6, 4), 11), at(date(2026, 6, 10), 11), at(date(2026, 6, 11), 9)):
        await db.execute(
            """
            UPDATE visit SET state = $2, ended_at = CASE WHEN $2 <> 'planned' THEN $3::timestamptz END,
                             shared_at = CASE WHEN $2 <> 'planned' THEN $3::timestamptz END
             WHERE id = $1
            """,
            unannounced, state, moment,
        )  # fmt: skip
        await db.execute(
            """
            INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
            """,
            CAST.exampleshire, unannounced, CAST.dani.id, CAST.amira.id, moment,
        )  # fmt: skip
        async with speaking(pool, CAST.dani, moment) as conn:
            assert not [due for due in await list_due(conn, moment) if due.subject.id == unannounced]
