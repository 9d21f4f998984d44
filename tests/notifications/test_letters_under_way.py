"""Whoever takes away what a letter is about waits for those on their way; nothing leaves after it is done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from notifications.model import Drop, Subject
from notifications.pace import Pace
from notifications.store import FAULTS
from notifications.underway import Claim
from portal.demo.cast import CAST
from tests.notifications.posting import Owner, PostRoom

OFF = "UPDATE visit SET state = 'called_off', ended_at = now(), version = version + 1 WHERE id = $1"
MOVED = "UPDATE visit SET starts_at = starts_at + interval '1 hour' WHERE id = $1"
NOT_ANNOUNCED = "UPDATE visit SET announced = false, shared_at = NULL WHERE id = $1"
NOT_READING = "UPDATE visit_reader SET ended_at = now() WHERE visit_id = $1"
TO_DANI = "$1::uuid IS NOT NULL AND person_id = (SELECT id FROM person WHERE called = 'Dani')"
UNSAFE = f"UPDATE safe_contact_plan SET unsafe_since = now() WHERE {TO_DANI}"
NUMBER_GIVEN_UP = f"UPDATE contact_point SET ended_at = now() WHERE {TO_DANI}"
STOPPED = """
    INSERT INTO letter_stop (council_id, family_id, why, at, by_id)
    SELECT council_id, family_id, 'closure', now(), worker_id FROM visit WHERE id = $1
"""
KEPT_AWAY = """
    INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
    SELECT v.council_id, r.person_id, v.worker_id, 'no_contact', 'court', current_date, current_date
      FROM visit AS v JOIN visit_reader AS r ON r.visit_id = v.id WHERE v.id = $1
"""
SOMEBODY_ELSES = f"UPDATE contact_point SET shared = 'no' WHERE {TO_DANI}"
NOT_RELATED = f"UPDATE relationship SET to_on = current_date WHERE {TO_DANI}"
APART = f"UPDATE relationship SET apart_on = current_date WHERE {TO_DANI}"
NOBODYS = "UPDATE person SET ended_at = now() WHERE $1::uuid IS NOT NULL AND called = 'Dani'"
DEEDS = (
    OFF, MOVED, NOT_ANNOUNCED, NOT_READING, UNSAFE, NUMBER_GIVEN_UP, SOMEBODY_ELSES, STOPPED, KEPT_AWAY, NOT_RELATED,
    APART, NOBODYS,
)  # fmt: skip
# Nothing here waits so long; only what hangs does.
PATIENCE = 30
# For what must not happen meanwhile: longer than an UPDATE takes.
MOMENT = 0.4


@pytest.fixture
async def other(room: PostRoom) -> AsyncIterator[Owner]:
    """Somebody else's connection."""
    conn = await asyncpg.connect(room.database.dsn())
    yield conn
    await conn.close()


async def letter_about_the_visit(room: PostRoom) -> UUID:
    due = replace(room.due(), subject=Subject("visit_week", CAST.home_visit, "1"))
    (letter_id,) = await room.look([due])
    return letter_id


async def claimed(room: PostRoom, letter_id: UUID, *, ago: float = -3_600) -> Claim:
    """A letter on its way since so many seconds; unless told otherwise it stays young, however slow the machine is."""
    claim = await room.delivery.claim(room.council, letter_id)
    assert isinstance(claim, Claim)
    await room.owner.execute(
        "UPDATE letter SET claimed_at = clock_timestamp() - make_interval(secs => $2) WHERE id = $1",
        letter_id,
        ago,
    )
    return claim


async def waits(room: PostRoom, other: Owner) -> None:
    """Until somebody else's statement has come to letters under way."""
    async with asyncio.timeout(PATIENCE):
        while not await room.owner.fetchval(  # noqa: ASYNC110
            "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = $1", other.get_server_pid()
        ):
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_letter_on_its_way_is_waited_for(room: PostRoom, other: Owner, deed: str) -> None:
    claim = await claimed(room, await letter_about_the_visit(room))
    doing = asyncio.create_task(other.execute(deed, CAST.home_visit))
    await waits(room, other)
    answer = await room.delivery.hand_over(claim)
    assert not doing.done(), "it was done while its letter was on its way"
    await room.delivery.record(claim, answer)
    async with asyncio.timeout(PATIENCE):
        assert await doing != "UPDATE 0"
    assert len(room.sent()) == 1


@pytest.mark.parametrize("deed", DEEDS)
async def test_no_letter_is_decided_on_before_what_ends_it_is_committed(
    room: PostRoom, other: Owner, deed: str
) -> None:
    letter_id = await letter_about_the_visit(room)
    room.answers.otherwise = Drop("no_longer_true")
    async with other.transaction():
        await other.execute(deed, CAST.home_visit)
        deciding = asyncio.create_task(room.delivery.deliver(room.council, letter_id))
        await asyncio.sleep(MOMENT)
        assert room.answers.asked == []
    # Who waits for a lock longer than the database lets them comes again, as the queue does.
    with suppress(*FAULTS):
        await deciding
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), room.sent()) == ("superseded no_longer_true", [])


async def test_a_worker_that_ended_is_waited_for_no_longer_than_it_could_have_sent_anything(
    room: PostRoom, other: Owner
) -> None:
    """Its lease would last for a minute."""
    letter_id = await letter_about_the_visit(room)
    await claimed(room, letter_id, ago=Pace().fresh - MOMENT)
    await other.execute(OFF, CAST.home_visit)
    assert await room.state(letter_id) == "claimed"
    assert await room.owner.fetchval(
        """
        SELECT clock_timestamp() - claimed_at > make_interval(secs => $2) AND lease_until > clock_timestamp()
          FROM letter WHERE id = $1
        """,
        letter_id,
        Pace().fresh,
    )


async def test_letters_about_other_things_and_to_others_are_not_waited_for(
    room: PostRoom, other: Owner
) -> None:
    await claimed(room, await room.one_letter(CAST.marcus.id))
    async with asyncio.timeout(PATIENCE):
        for deed in (OFF, UNSAFE, NUMBER_GIVEN_UP):
            await other.execute(deed, CAST.home_visit)


async def test_what_does_not_touch_a_letter_waits_for_none(room: PostRoom, other: Owner) -> None:
    await claimed(room, await letter_about_the_visit(room))
    async with asyncio.timeout(PATIENCE):
        await other.execute(
            "UPDATE visit SET purpose = 'To talk.', starts_at = starts_at WHERE id = $1", CAST.home_visit
        )
