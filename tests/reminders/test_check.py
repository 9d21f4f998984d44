"""Whether a letter may leave: the rules that stand in its way, in their order, each asked at the moment of sending."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from notifications.model import Channel, Drop, Due, Go, Hold, Letter, State, Verdict, Wording
from portal.db import Connection, Pool, council_transaction, open_pool
from portal.demo.cast import CAST, Member, id_of
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from portal.settings import origin_of
from portal.web.times import london
from tests.databases import CastDatabase
from tests.reminders.arranging import Db
from tests.running import SECRET, at

ORIGINS = ("https://elsewhere.example.gov.uk", "http://127.0.0.1:8000")
# Dani's reminder of the visit at home has begun, and it is one of her days and hours.
TUESDAY = date(2026, 6, 2)
NOW = at(TUESDAY, 11)


@pytest.fixture
async def pool(cast_database: CastDatabase) -> AsyncIterator[Pool]:
    opened = await open_pool(cast_database.dsn("portal_worker"), 2)
    yield opened
    await opened.close()


@pytest.fixture
async def db(cast_database: CastDatabase) -> AsyncIterator[Db]:
    connection = await asyncpg.connect(cast_database.dsn())
    yield connection
    await connection.close()


@asynccontextmanager
async def speaking(pool: Pool, who: Member, now: datetime) -> AsyncIterator[Connection]:
    async with council_transaction(pool, id_of(who.council), now) as conn:
        yield conn


def letter_of(due: Due, who: Member) -> Letter:
    return Letter(
        uuid4(),
        id_of(who.council),
        due.key,
        due.channel,
        due.person_id,
        due.subject,
        State.QUEUED,
        due.due_at,
        0,
    )


async def due_to(pool: Pool, who: Member, now: datetime = NOW, key: str = "visit") -> Letter:
    async with speaking(pool, who, now) as conn:
        found = [due for due in await list_due(conn, now) if (due.person_id, due.key) == (who.id, key)]
    assert len(found) == 1, found
    return letter_of(found[0], who)


Ask = Callable[..., Awaitable[Verdict]]


@pytest.fixture
def ask(pool: Pool) -> Ask:
    """ask(CAST.dani) is what the check says of her reminder at 11 on Tuesday; `letter` is one found before."""

    async def asked(
        who: Member, now: datetime = NOW, *, letter: Letter | None = None, key: str = "visit"
    ) -> Verdict:
        found = letter or await due_to(pool, who, now, key)
        async with speaking(pool, who, now) as conn:
            return await Checker(ORIGINS, SECRET)(conn, found, now)

    return asked


async def sent(db: Db, who: Member, sent_at: datetime, *, key: str = "message", state: str = "sent") -> None:
    await db.execute(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state, why,
                            due_at, made_at, sent_at)
        VALUES ($1, $2, 'text', $3, 'conversation', gen_random_uuid(), 'never', $4,
                CASE $4 WHEN 'failed' THEN 'permanent' END, $5, $5, CASE WHEN $4 <> 'claimed' THEN $5::timestamptz END)
        """,
        id_of(who.council),
        key,
        who.id,
        state,
        sent_at,
    )


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


async def change_plan(db: Db, who: Member, **answers: object) -> None:
    for name, value in answers.items():
        await db.execute(f"UPDATE safe_contact_plan SET {name} = $2 WHERE person_id = $1", who.id, value)


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


@pytest.mark.parametrize(("hour", "until"), [(10, None), (14, None), (15, 10), (21, 10)])
async def test_the_persons_hours_are_kept(ask: Ask, hour: int, until: int | None) -> None:
    verdict = await ask(CAST.dani, at(TUESDAY, hour))
    if until is None:
        assert isinstance(verdict, Go)
    else:
        assert verdict == Hold("hours", at(date(2026, 6, 3), until))


async def test_without_hours_of_their_own_eight_to_eight_holds(ask: Ask) -> None:
    assert isinstance(await ask(CAST.marcus, at(date(2026, 6, 3), 19, 59)), Go)
    assert await ask(CAST.marcus, at(date(2026, 6, 3), 20)) == Hold("hours", at(date(2026, 6, 4), 8))


async def test_a_night_is_waited_for_where_the_morning_is_early_enough(ask: Ask) -> None:
    assert await ask(CAST.dani, at(date(2026, 6, 8), 15)) == Hold("hours", at(date(2026, 6, 9), 10))


async def test_what_would_be_held_until_it_is_too_late_is_dropped_at_once(ask: Ask, db: Db) -> None:
    await change_plan(db, CAST.dani, days=[1, 2])
    await db.execute(
        "UPDATE visit SET starts_at = '2026-06-10T15:00Z', starts_wall = '2026-06-10 16:00' WHERE id = $1",
        CAST.home_visit,
    )
    assert await ask(CAST.dani, at(date(2026, 6, 9), 15)) == Drop("too_late")


@pytest.mark.parametrize(
    ("state", "waits"), [("sent", True), ("delivered", True), ("claimed", True), ("failed", False)]
)
async def test_there_are_fifteen_minutes_between_two(ask: Ask, db: Db, state: str, waits: bool) -> None:
    ten_ago = NOW - timedelta(minutes=10)
    await sent(db, CAST.dani, ten_ago, state=state)
    verdict = await ask(CAST.dani)
    if not waits:
        assert isinstance(verdict, Go)
    elif state == "claimed":
        assert verdict == Hold("just_told", NOW + timedelta(minutes=15))
    else:
        assert verdict == Hold("just_told", ten_ago + timedelta(minutes=15))


async def test_five_a_day_by_the_day_in_london(ask: Ask, db: Db) -> None:
    for minutes in range(0, 100, 20):
        await sent(db, CAST.dani, NOW - timedelta(hours=2, minutes=minutes))
    # Yesterday's, just before midnight in London.
    await sent(db, CAST.dani, at(date(2026, 6, 1), 23, 59))
    assert await ask(CAST.dani) == Hold("five_a_day", at(date(2026, 6, 3), 10))
    await db.execute("DELETE FROM letter WHERE sent_at = $1", NOW - timedelta(hours=2))
    assert isinstance(await ask(CAST.dani), Go)


async def test_links_that_were_asked_for_are_none_of_the_five(ask: Ask, db: Db) -> None:
    for key in ("reset", "welcome"):
        for minutes in (3, 30, 60):
            await sent(db, CAST.dani, NOW - timedelta(minutes=minutes), key=key)
    assert isinstance(await ask(CAST.dani), Go)


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
