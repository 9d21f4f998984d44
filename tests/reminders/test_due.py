"""What is due to whom: the rules that the table's days do not meet."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime, timedelta

import asyncpg
import pytest

from messaging.store_retractions import add_retraction
from notifications.catalogue import LETTERS
from notifications.model import Due
from portal.after_visits.model import Outcome
from portal.db import Pool, council_transaction, open_pool
from portal.demo.cast import CAST, Member
from portal.reminders.store_due import SIGNING_IN, STATEMENTS, list_due
from portal.safe_contact.store_points import add_point, change_works
from tests.reminders.arranging import HOME, Db, Town, on
from tests.running import RunningPortal

TUESDAY = date(2026, 6, 2)


@pytest.fixture
async def pools(portal: RunningPortal) -> AsyncIterator[tuple[Pool, Pool]]:
    web = await open_pool(portal.database.dsn("portal_web"), 2)
    worker = await open_pool(portal.database.dsn("portal_worker"), 2)
    yield web, worker
    await web.close()
    await worker.close()


@pytest.fixture
def town(portal: RunningPortal, pools: tuple[Pool, Pool], db: Db) -> Town:
    portal.clock.turn_to(on(2026, 6, 2, 9))
    return Town(portal, pools[0], db)


DueTo = Callable[..., Awaitable[list[Due]]]


@pytest.fixture
def due_to(portal: RunningPortal, pools: tuple[Pool, Pool]) -> DueTo:
    """due_to(CAST.dani, "changed") is what is due to her of this kind now; a moment turns the clock first."""

    async def found(who: Member, key: str, now: datetime | None = None) -> list[Due]:
        if now is not None:
            portal.clock.turn_to(now)
        moment = portal.clock.now()
        async with council_transaction(pools[1], CAST.exampleshire, moment) as conn:
            return [due for due in await list_due(conn, moment) if (due.person_id, due.key) == (who.id, key)]

    return found


async def test_a_visit_that_is_moved_away_and_back_is_told_of_twice(town: Town, due_to: DueTo) -> None:
    [first, away] = on(2026, 6, 9, 16), on(2026, 6, 10, 16)
    versions = set()
    for moved_to in (away, first, away):
        await town.moves(CAST.amira, HOME, moved_to)
        [due] = await due_to(CAST.dani, "changed")
        versions.add(due.subject.version)
    assert len(versions) == 3
    assert len(await due_to(CAST.jay, "changed")) == 1


async def test_who_says_ok_to_the_new_time_is_not_told_of_it_any_more(
    town: Town, due_to: DueTo, db: Db
) -> None:
    await town.moves(CAST.amira, HOME, on(2026, 6, 10, 16))
    await db.execute(
        "UPDATE visit_reader SET said_ok_at = $2, said_ok_to = $3 WHERE visit_id = $1 AND person_id = $4",
        HOME, town.portal.clock.now() + timedelta(minutes=1), on(2026, 6, 10, 16), CAST.dani.id,
    )  # fmt: skip
    assert await due_to(CAST.dani, "changed") == []
    assert len(await due_to(CAST.jay, "changed")) == 1


async def test_who_is_let_in_after_a_move_is_not_told_of_it(town: Town, due_to: DueTo) -> None:
    await town.moves(CAST.amira, HOME, on(2026, 6, 10, 16))
    await town.db.execute(
        "DELETE FROM visit_reader WHERE visit_id = $1 AND person_id = $2", HOME, CAST.jay.id
    )
    town.portal.clock.turn_to(on(2026, 6, 2, 9, 30))
    await town.lets_see(CAST.amira, HOME, CAST.jay)
    assert await due_to(CAST.jay, "changed") == []
    assert len(await due_to(CAST.dani, "changed")) == 1


async def test_the_newest_lateness_is_told_and_none_of_another_day(town: Town, due_to: DueTo) -> None:
    town.portal.clock.turn_to(on(2026, 6, 9, 15, 40))
    await town.is_late(CAST.amira, HOME, 10)
    [ten] = await due_to(CAST.dani, "late")
    town.portal.clock.turn_to(on(2026, 6, 9, 15, 50))
    await town.is_late(CAST.amira, HOME, 30)
    [thirty] = await due_to(CAST.dani, "late")
    assert ten.subject.version != thirty.subject.version
    assert await due_to(CAST.dani, "late", on(2026, 6, 9, 16, 29)) == [thirty]
    assert await due_to(CAST.dani, "late", on(2026, 6, 9, 16, 31)) == []


async def test_lateness_of_a_time_that_was_moved_since_is_told_to_nobody(town: Town, due_to: DueTo) -> None:
    town.portal.clock.turn_to(on(2026, 6, 9, 15, 40))
    await town.is_late(CAST.amira, HOME, 30)
    await town.moves(CAST.amira, HOME, on(2026, 6, 9, 17))
    assert await due_to(CAST.dani, "late") == []


async def test_nobody_there_because_we_came_at_another_time_is_our_mistake(
    town: Town, due_to: DueTo, db: Db
) -> None:
    town.portal.clock.turn_to(on(2026, 6, 9, 17))
    await town.records(CAST.amira, HOME, Outcome.NO_ANSWER)
    assert len(await due_to(CAST.dani, "missed_no_answer")) == 1
    await db.execute("UPDATE visit SET our_mistake = true WHERE id = $1", HOME)
    assert await due_to(CAST.dani, "missed_no_answer") == []
    assert len(await due_to(CAST.dani, "missed_by_us")) == 1
    assert await due_to(CAST.dani, "missed_by_us", on(2026, 6, 10, 17, 1)) == []


@pytest.mark.parametrize(
    "outcome", [Outcome.DONE, Outcome.PARTLY, Outcome.REFUSED, Outcome.FAMILY_CALLED_OFF]
)
async def test_what_the_family_knows_already_is_no_letter(
    town: Town, due_to: DueTo, outcome: Outcome
) -> None:
    town.portal.clock.turn_to(on(2026, 6, 9, 17))
    await town.records(CAST.amira, HOME, outcome)
    for key in ("visit", "changed", "cancelled", "late", "missed_by_us", "missed_no_answer"):
        assert await due_to(CAST.dani, key) == []


async def test_called_off_is_told_to_the_end_of_the_day_after(town: Town, due_to: DueTo) -> None:
    town.portal.clock.turn_to(on(2026, 6, 8, 9))
    await town.calls_off(CAST.amira, HOME)
    assert len(await due_to(CAST.dani, "cancelled")) == 1
    assert len(await due_to(CAST.dani, "cancelled", on(2026, 6, 10, 23, 59))) == 1
    assert await due_to(CAST.dani, "cancelled", on(2026, 6, 11, 0)) == []


async def test_a_message_that_was_taken_back_is_told_to_nobody(town: Town, due_to: DueTo) -> None:
    await town.writes(CAST.amira, CAST.dani)
    two_later = town.portal.clock.now() + timedelta(minutes=2, seconds=1)
    assert len(await due_to(CAST.dani, "message", two_later)) == 1
    talk = await town.conversation_of(CAST.dani)
    message = await town.db.fetchval("SELECT id FROM message WHERE conversation_id = $1", talk)
    async with town.deed(CAST.amira) as conn:
        assert await add_retraction(conn, CAST.amira.id, talk, message, two_later - timedelta(minutes=10))
    assert await due_to(CAST.dani, "message") == []


async def test_what_families_write_themselves_is_no_letter_to_them(town: Town, due_to: DueTo) -> None:
    await town.writes(CAST.dani, CAST.dani)
    assert await due_to(CAST.dani, "message", town.portal.clock.now() + timedelta(minutes=5)) == []


async def test_a_paused_account_is_told_of_nothing_that_it_cannot_open(
    town: Town, due_to: DueTo, db: Db
) -> None:
    await town.writes(CAST.amira, CAST.dani)
    await db.execute("UPDATE account SET state = 'paused' WHERE person_id = $1", CAST.dani.id)
    now = town.portal.clock.now() + timedelta(hours=2)
    assert await due_to(CAST.dani, "message", now) == []
    assert await due_to(CAST.dani, "something_to_read") == []
    assert len(await due_to(CAST.dani, "visit")) == 1


async def test_a_summary_is_due_once_read_by_nobody_and_its_newer_version_instead_of_it(
    town: Town, due_to: DueTo, db: Db
) -> None:
    [due] = await due_to(CAST.dani, "something_to_read")
    await db.execute(
        """
        INSERT INTO visit_summary (council_id, visit_id, first_id, version, written_by, saved_at, shared_at)
        SELECT council_id, visit_id, first_id, 2, written_by, $2, $2 FROM visit_summary WHERE id = $1
        """,
        due.subject.id,
        on(2026, 6, 2, 9),
    )
    await db.execute(
        """
        INSERT INTO visit_summary_reader (council_id, summary_id, person_id)
        SELECT s.council_id, s.id, $2 FROM visit_summary AS s JOIN visit_summary AS o ON o.first_id = s.first_id
         WHERE o.id = $1 AND s.version = 2
        """,
        due.subject.id,
        CAST.dani.id,
    )
    [newer] = await due_to(CAST.dani, "something_to_read", on(2026, 6, 2, 9, 11))
    assert newer.subject.id != due.subject.id
    await db.execute("UPDATE visit_summary_reader SET first_read_at = $1", on(2026, 6, 2, 9, 12))
    assert await due_to(CAST.dani, "something_to_read") == []


async def test_a_worker_who_comes_back_sooner_is_not_away_any_more(town: Town, due_to: DueTo, db: Db) -> None:
    await town.goes_away(CAST.amira, (date(2026, 6, 9), date(2026, 6, 11)), CAST.sam)
    assert len(await due_to(CAST.dani, "worker_away")) == 1
    await db.execute("UPDATE absence SET ended_at = $1", town.portal.clock.now())
    assert await due_to(CAST.dani, "worker_away") == []


async def test_who_has_a_plan_that_nobody_covers_is_not_told_that_somebody_does(
    town: Town, due_to: DueTo, db: Db
) -> None:
    await town.goes_away(CAST.amira, (date(2026, 6, 9), date(2026, 6, 11)), CAST.sam)
    await db.execute(
        """
        DELETE FROM involvement AS i USING child_plan AS p
         WHERE i.child_plan_id = p.id AND p.child_id = $1 AND i.role = 'cover'
        """,
        CAST.kit.id,
    )
    assert await due_to(CAST.dani, "worker_away") == []
    # Jay has one plan, and Sam covers it.
    assert len(await due_to(CAST.jay, "worker_away")) == 1


async def test_leave_that_begins_in_more_than_a_week_is_told_when_it_is_near(
    town: Town, due_to: DueTo
) -> None:
    await town.goes_away(CAST.amira, (date(2026, 6, 12), date(2026, 6, 15)), CAST.sam)
    assert await due_to(CAST.dani, "worker_away") == []
    assert len(await due_to(CAST.dani, "worker_away", on(2026, 6, 5, 0))) == 1
    assert await due_to(CAST.dani, "worker_away", on(2026, 6, 15, 0)) == []


async def test_a_card_that_was_changed_is_news_to_whoever_has_it(town: Town, due_to: DueTo, db: Db) -> None:
    assert await due_to(CAST.jay, "card") == []
    now = town.portal.clock.now()
    await db.execute("UPDATE sign_in_card SET ended_at = $2 WHERE account_id = $1", CAST.jay.account_id, now)
    await db.execute(
        "INSERT INTO sign_in_card (council_id, account_id, number, issued_at) VALUES ($1, $2, '73065526', $3)",
        CAST.exampleshire,
        CAST.jay.account_id,
        now,
    )
    assert len(await due_to(CAST.jay, "card")) == 1


def test_every_letter_of_the_catalogue_is_due_to_somebody_some_time() -> None:
    assert {*STATEMENTS, *SIGNING_IN} == set(LETTERS)


async def test_a_number_that_nobody_tried_within_a_day_is_asked_for_its_owner_once(
    town: Town, due_to: DueTo, db: Db
) -> None:
    async with town.deed(CAST.amira) as conn:
        added = await add_point(conn, CAST.tigist.id, "mobile", "07700 900477", ends_others=True)
    assert added is not None
    assert await due_to(CAST.tigist, "number_check", on(2026, 6, 3, 8, 59)) == []
    [due] = await due_to(CAST.tigist, "number_check", on(2026, 6, 3, 9, 1))
    assert (due.subject.id, due.subject.version) == (added, "once")
    # Who wants no texts is not texted for that either; and a number that was tried is known to be theirs.
    await db.execute("UPDATE safe_contact_plan SET texting = 'no' WHERE person_id = $1", CAST.tigist.id)
    assert await due_to(CAST.tigist, "number_check") == []
    await db.execute("UPDATE safe_contact_plan SET texting = 'any_time' WHERE person_id = $1", CAST.tigist.id)
    async with town.deed(CAST.amira) as conn:
        assert await change_works(conn, CAST.tigist.id, added, works=True)
    assert await due_to(CAST.tigist, "number_check") == []


async def test_the_worker_role_may_read_all_that_the_rules_ask(town: Town, due_to: DueTo) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await town.pool.fetchval("SELECT count(*) FROM jobs.pgqueuer")
    assert await due_to(CAST.tigist, "visit", on(2026, 6, 1, 11))
