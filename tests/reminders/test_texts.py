"""Texts that people send: 1, 2 and 3 are deeds, words are theirs, and nothing is guessed about anybody."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from portal.demo.cast import Cast, Member
from tests.notify import RunningNotify, notify
from tests.reminders.arranging import Db
from tests.reminders.posting import Poster, has_left, poster_for
from tests.running import RunningPortal, SignIn

__all__ = ["notify"]
DANI, MARCUS, ROSA = "447700900401", "447700900402", "447700900421"


@pytest.fixture
async def poster(portal: RunningPortal, notify: RunningNotify) -> Poster:
    return await poster_for(notify, portal.database.dsn(), portal.origin, portal.cast.exampleshire)


async def kept(db: Db) -> asyncpg.Record:
    """The one text that came."""
    [row] = await db.fetch("SELECT * FROM inbound_text")
    return row


async def words_to(db: Db, member: Member) -> list[asyncpg.Record]:
    return await db.fetch(
        """
        SELECT m.* FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id
         WHERE c.person_id = $1 ORDER BY m.seq
        """,
        member.id,
    )


async def answer_of(db: Db, visit_id: UUID, member: Member) -> asyncpg.Record:
    row = await db.fetchrow(
        """
        SELECT r.said_ok_to = v.starts_at AS ok,
               (SELECT q.when_better FROM visit_change_request AS q
                 WHERE q.visit_id = v.id AND q.asked_by = r.person_id AND q.state = 'open') AS asked
          FROM visit_reader AS r JOIN visit AS v ON v.id = r.visit_id WHERE v.id = $1 AND r.person_id = $2
        """,
        visit_id,
        member.id,
    )
    assert row is not None
    return row


async def test_one_says_that_the_time_is_ok(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast
) -> None:
    await has_left(db, cast.dani, cast.home_visit, portal.clock.now())
    assert await poster.text(DANI, "1") == 204
    assert (await answer_of(db, cast.home_visit, cast.dani))["ok"] is True
    row = await kept(db)
    assert (row["outcome"], row["person_id"], row["visit_id"]) == ("confirmed", cast.dani.id, cast.home_visit)
    assert (
        await db.fetchval("SELECT count(*) FROM access_log WHERE kind = 'visit' AND reason = 'by text'") == 1
    )


async def test_two_asks_for_another_time_and_again_is_once(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast, sign_in: SignIn
) -> None:
    await has_left(db, cast.dani, cast.home_visit, portal.clock.now())
    assert await poster.text(DANI, "2") == 204
    assert await poster.text(DANI, " 2. ") == 204
    assert (await answer_of(db, cast.home_visit, cast.dani))["asked"] == "Asked by text. No day was named."
    assert await db.fetchval("SELECT array_agg(outcome) FROM inbound_text") == [
        "another_time",
        "another_time",
    ]
    amira = await sign_in(cast.amira)
    assert "Asked by text. No day was named." in (await amira.get(f"/staff/visits/{cast.home_visit}")).text


async def test_three_is_a_call_for_somebody_to_make(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast
) -> None:
    await has_left(db, cast.dani, cast.home_visit, portal.clock.now())
    assert await poster.text(DANI, "3") == 204
    row = await kept(db)
    assert (row["outcome"], row["why"], row["visit_id"]) == ("call_back", "asked", cast.home_visit)
    assert row["dealt_at"] is None


async def test_one_never_agrees_to_a_time_that_the_text_did_not_tell(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast
) -> None:
    starts_at = await db.fetchval("SELECT starts_at FROM visit WHERE id = $1", cast.home_visit)
    await has_left(db, cast.dani, cast.home_visit, portal.clock.now(), told=starts_at - timedelta(days=1))
    assert await poster.text(DANI, "1") == 204
    assert not (await answer_of(db, cast.home_visit, cast.dani))["ok"]
    row = await kept(db)
    assert (row["outcome"], row["why"]) == ("call_back", "changed_meanwhile")


async def test_the_soonest_visit_that_this_person_was_told_of_is_meant(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast
) -> None:
    await has_left(db, cast.marcus, cast.office_visit, portal.clock.now())
    assert await poster.text(MARCUS, "1") == 204
    assert (await answer_of(db, cast.office_visit, cast.marcus))["ok"] is True
    # Nothing of the visit at home, of which he knows nothing.
    assert not (await answer_of(db, cast.home_visit, cast.dani))["ok"]


@pytest.mark.parametrize("key", ["visit", "changed", "cancelled"])
@pytest.mark.parametrize("said", ["1", "2"])
async def test_an_answer_that_may_be_to_a_later_text_about_another_visit_agrees_to_nothing(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast, key: str, said: str
) -> None:
    """On the morning of a visit comes the first reminder of the one a week later; “2” may be to either."""
    now = portal.clock.now()
    await has_left(db, cast.dani, cast.home_visit, now - timedelta(days=1))
    other = await db.fetchval(
        """
        SELECT v.id FROM visit AS v JOIN visit_reader AS r ON r.visit_id = v.id
         WHERE r.person_id = $1 AND v.id <> $2 LIMIT 1
        """,
        cast.dani.id,
        cast.home_visit,
    )
    await has_left(db, cast.dani, other, now - timedelta(minutes=5), key=key)
    assert await poster.text(DANI, said) == 204
    assert tuple(await answer_of(db, cast.home_visit, cast.dani)) in ((None, None), (False, None))
    assert (await kept(db))["outcome"] == "message"
    # The newest text was about the soonest visit: that one is meant.
    await has_left(db, cast.dani, cast.home_visit, now, key="changed")
    assert await poster.text(DANI, said) == 204
    answered = await answer_of(db, cast.home_visit, cast.dani)
    assert answered["ok"] if said == "1" else answered["asked"]


async def test_one_where_nothing_was_told_is_a_message(poster: Poster, db: Db, cast: Cast) -> None:
    assert await poster.text(DANI, "1") == 204
    [message] = await words_to(db, cast.dani)
    assert (message["body"], message["sent_by"]) == ("1", "text")
    assert not (await answer_of(db, cast.home_visit, cast.dani))["ok"]


async def test_other_words_stand_in_the_persons_own_conversation_and_say_that_they_came_by_text(
    poster: Poster, db: Db, cast: Cast, sign_in: SignIn
) -> None:
    assert await poster.text(DANI, "Can you bring the form? 🪁") == 204
    assert (await kept(db))["outcome"] == "message"
    talk = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", cast.dani.id)
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    for page in (await amira.get(f"/staff/messages/{talk}"), await dani.get(f"/messages/{talk}")):
        assert "Can you bring the form? 🪁" in page.text
        assert "By text" in page.text
    assert await words_to(db, cast.marcus) == []
    assert await db.fetchval("SELECT waiting_since IS NOT NULL FROM conversation WHERE id = $1", talk)


async def test_the_same_text_twice_is_kept_once(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast
) -> None:
    text_id = uuid4()
    for _ in range(3):
        assert await poster.text(DANI, "Hello", text_id) == 204
    assert len(await words_to(db, cast.dani)) == 1
    assert await db.fetchval("SELECT count(*) FROM inbound_text") == 1


async def test_words_that_worry_are_looked_at_as_typed_ones_are(poster: Poster, db: Db, cast: Cast) -> None:
    assert await poster.text(DANI, "he hits me and i am scared") == 204
    assert await db.fetchval("SELECT count(*) FROM urgent_item WHERE closed_at IS NULL") == 1
    assert await poster.text("447700900999", "he hits me and i am scared") == 204
    assert await db.fetchval("SELECT look_by IS NOT NULL FROM inbound_text WHERE outcome = 'duty'")


async def test_a_shared_number_is_never_guessed(
    poster: Poster, portal: RunningPortal, db: Db, cast: Cast
) -> None:
    visit = await db.fetchval(
        """
        SELECT v.id FROM visit AS v JOIN visit_reader AS r ON r.visit_id = v.id
         WHERE r.person_id = $1 AND v.state = 'planned'
        """,
        cast.rosa.id,
    )
    await has_left(db, cast.rosa, visit, portal.clock.now())
    for words in ("1", "I am Luca"):
        assert await poster.text(ROSA, words) == 204
    rows = await db.fetch("SELECT outcome, why, person_id FROM inbound_text")
    assert [tuple(row) for row in rows] == [("duty", "shared", None)] * 2
    assert not (await answer_of(db, visit, cast.rosa))["ok"]
    assert await words_to(db, cast.rosa) + await words_to(db, cast.luca) == []


async def test_a_number_that_nobody_has_goes_to_duty(poster: Poster, db: Db) -> None:
    assert await poster.text("447700900999", "1") == 204
    row = await kept(db)
    assert (row["outcome"], row["why"], row["person_id"]) == ("duty", "unknown", None)


async def test_the_other_councils_number_is_nobodys_here(poster: Poster, db: Db, cast: Cast) -> None:
    assert await poster.text("447700900451", "Hello, it is Chloe") == 204
    assert (await kept(db))["why"] == "unknown"
    assert await words_to(db, cast.chloe) == []


async def test_stop_stops_texts_and_says_so_in_the_plan(poster: Poster, db: Db, cast: Cast) -> None:
    assert await poster.text(DANI, "Stop") == 204
    row = await db.fetchrow(
        "SELECT texting, texts_stopped_at FROM safe_contact_plan WHERE person_id = $1", cast.dani.id
    )
    assert row is not None
    assert row["texting"] == "no"
    assert row["texts_stopped_at"] is not None
    assert (await kept(db))["outcome"] == "stopped"


async def test_stop_from_a_shared_phone_leaves_that_phone_alone(poster: Poster, db: Db, cast: Cast) -> None:
    await db.execute("UPDATE safe_contact_plan SET texting = 'discreet' WHERE person_id = $1", cast.luca.id)
    assert await poster.text(ROSA, "STOP") == 204
    assert await db.fetchval(
        "SELECT array_agg(DISTINCT texting) FROM safe_contact_plan WHERE person_id = ANY ($1::uuid[])",
        [cast.rosa.id, cast.luca.id],
    ) == ["no"]


@pytest.mark.parametrize("said", ["texting = 'no'", "unsafe_since = now()"])
async def test_who_wants_no_texts_or_has_an_unsafe_phone_is_not_answered_for(
    poster: Poster, db: Db, cast: Cast, said: str
) -> None:
    await db.execute(f"UPDATE safe_contact_plan SET {said} WHERE person_id = $1", cast.dani.id)
    assert await poster.text(DANI, "1") == 204
    row = await kept(db)
    assert (row["outcome"], row["why"]) == ("duty", "not_safe")
    assert await words_to(db, cast.dani) == []


async def test_a_conversation_without_workers_goes_to_duty(poster: Poster, db: Db, cast: Cast) -> None:
    await db.execute("UPDATE involvement SET to_at = '2026-05-01'")
    assert await poster.text(DANI, "Is anybody there?") == 204
    assert (await kept(db))["why"] == "closed"


async def test_words_that_no_message_can_hold_are_kept_for_duty(poster: Poster, db: Db, cast: Cast) -> None:
    assert await poster.text(DANI, "x" * 2001) == 204
    assert await poster.text(DANI, "a\x00b\ud800c") == 204
    assert await poster.text(DANI, "") == 204
    rows = await db.fetch("SELECT outcome, why, words FROM inbound_text ORDER BY length(words) DESC")
    assert [(row["outcome"], row["why"]) for row in rows] == [("duty", "too_long")] * 3
    assert [len(row["words"]) for row in rows] == [2000, 3, 0]


async def test_answering_over_the_air_arrives(
    poster: Poster, notify: RunningNotify, portal: RunningPortal, db: Db, cast: Cast
) -> None:
    await has_left(db, cast.dani, cast.home_visit, portal.clock.now())
    notify.answer("07700 900401", "1")
    await notify.settled()
    assert (await answer_of(db, cast.home_visit, cast.dani))["ok"] is True
