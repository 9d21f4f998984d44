"""Letters about meetings: the rules that the table's days do not meet, and that nothing of another's slot is in any."""

from datetime import datetime

import pytest

from portal.db import council_transaction, open_pool
from portal.demo.cast import CAST, Member
from portal.reminders.store_meetings import list_called_off
from tests.reminders import arranging_meetings as meetings
from tests.reminders import arranging_views as views
from tests.reminders.arranging import Db, Town, on
from tests.reminders.meeting_town import DANIS, MARCUSES, due, town

__all__ = ["town"]


async def test_nothing_that_becomes_of_one_slot_changes_a_letter_to_another(town: Town) -> None:
    before = await due(town, CAST.marcus, on(2026, 7, 10, 11))
    assert before.keys() == {"visit", "views_invite"}
    assert "2026-07-16" not in str(before)
    await meetings.shares_paper(town, CAST.amira, CAST.dani, CAST.jay)
    await meetings.moves_slot_of(town, CAST.helen, CAST.dani, on(2026, 7, 20, 15))
    await meetings.asks_another_time(town, CAST.dani)
    await meetings.answers_ask(town, CAST.helen, CAST.dani, "Yes.")
    await meetings.shares_decision(town, CAST.helen, CAST.dani, CAST.kit)
    to_dani = await due(town, CAST.dani, on(2026, 7, 10, 11, 20))
    assert to_dani.keys() == {"views_invite", "changed", "pack_ready", "something_to_read"}
    assert await due(town, CAST.marcus) == before


async def test_a_time_that_is_moved_away_and_back_is_told_of_twice(town: Town) -> None:
    versions = set()
    for moved_to in (on(2026, 7, 20, 15), MARCUSES, on(2026, 7, 20, 15)):
        await meetings.moves_slot_of(town, CAST.helen, CAST.marcus, moved_to)
        versions.add((await due(town, CAST.marcus))["changed"].subject.version)
    assert len(versions) == 3
    assert "changed" not in await due(town, CAST.dani)


async def test_who_says_how_they_take_part_has_seen_the_new_time(town: Town, db: Db) -> None:
    await meetings.moves_slot_of(town, CAST.helen, CAST.marcus, on(2026, 7, 20, 15))
    assert "changed" in await due(town, CAST.marcus)
    town.portal.clock.turn_to(on(2026, 7, 6, 9, 30))
    await meetings.says_not_there(town, CAST.marcus)
    assert "changed" not in await due(town, CAST.marcus)
    # And is not asked to have a say twice, because the time is another one.
    await meetings.moves_slot_of(town, CAST.helen, CAST.marcus, on(2026, 7, 16, 15))
    first = (await due(town, CAST.marcus, on(2026, 7, 7, 10)))["views_invite"]
    await meetings.moves_slot_of(town, CAST.helen, CAST.marcus, on(2026, 7, 15, 15))
    assert (await due(town, CAST.marcus))["views_invite"].subject == first.subject


async def test_whom_an_order_keeps_from_somebody_at_that_slot_is_told_nothing_of_it(
    town: Town, db: Db
) -> None:
    meeting = await meetings.meeting_of(town, CAST.dani)
    town.portal.clock.turn_to(on(2026, 7, 15, 10))
    await meetings.shares_paper(town, CAST.amira, CAST.marcus)
    assert (await due(town, CAST.dani, on(2026, 7, 15, 11))).keys() == {"visit"}
    assert (await due(town, CAST.marcus)).keys() == {"pack_ready"}
    await db.execute(
        """
        UPDATE meeting_reader SET slot_id = (SELECT slot_id FROM meeting_reader
                                              WHERE meeting_id = $1 AND person_id = $2)
         WHERE meeting_id = $1 AND person_id = $3
        """,
        meeting,
        CAST.dani.id,
        CAST.marcus.id,
    )
    await db.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        VALUES ($1, $2, $3, 'no_contact', 'An order', '2026-01-01', '2027-01-01')
        """,
        CAST.exampleshire,
        CAST.marcus.id,
        CAST.dani.id,
    )
    assert await due(town, CAST.marcus) == {}
    assert (await due(town, CAST.dani)).keys() == {"visit"}


async def test_who_is_not_asked_any_more_or_was_asked_after_it_is_told_nothing(town: Town, db: Db) -> None:
    meeting = await meetings.meeting_of(town, CAST.dani)
    await db.execute("UPDATE meeting_reader SET ended_at = now() WHERE person_id = $1", CAST.marcus.id)
    await meetings.calls_off_meeting_with(town, CAST.helen, CAST.dani)
    assert "cancelled" in await due(town, CAST.dani)
    assert await due(town, CAST.marcus) == {}
    # What is over when it is called off is no news, and neither is what was called off a week ago.
    assert await due(town, CAST.dani, on(2026, 7, 18, 0, 1)) == {}
    assert await db.fetchval("SELECT called_off_at FROM meeting WHERE id = $1", meeting) is not None


async def test_papers_that_were_opened_or_are_not_theirs_any_more_are_no_letter(town: Town, db: Db) -> None:
    version = await meetings.shares_paper(town, CAST.amira, CAST.marcus)
    assert "pack_ready" not in await due(town, CAST.marcus, on(2026, 7, 6, 9, 9))
    assert "pack_ready" in await due(town, CAST.marcus, on(2026, 7, 6, 9, 11))
    await db.execute(
        "INSERT INTO paper_reading (council_id, version_id, person_id, first_read_at) VALUES ($1, $2, $3, now())",
        CAST.exampleshire,
        version,
        CAST.marcus.id,
    )
    assert "pack_ready" not in await due(town, CAST.marcus)
    await db.execute("DELETE FROM paper_reading")
    await db.execute("UPDATE paper_reader SET ended_at = now()")
    assert "pack_ready" not in await due(town, CAST.marcus)


async def test_whose_words_were_shown_wider_is_told_of_it_where_that_is_safe(town: Town) -> None:
    await views.thinks(town, CAST.marcus, "things")
    await views.shows_wider(town, CAST.amira, CAST.marcus, CAST.helen, told=False)
    later = on(2026, 7, 6, 10)
    assert "something_to_read" not in await due(town, CAST.marcus, later)
    await views.shows_wider(town, CAST.amira, CAST.marcus, CAST.helen, told=True)
    told = (await due(town, CAST.marcus, on(2026, 7, 6, 10, 11)))["something_to_read"]
    assert told.subject.kind == "views"
    assert "something_to_read" not in await due(town, CAST.helen)


async def called_off(town: Town, who: Member) -> datetime | None:
    """The time that a letter to them would name, were it sent now."""
    moment = town.portal.clock.now()
    worker = await open_pool(town.portal.database.dsn("portal_worker"), 1)
    try:
        async with council_transaction(worker, CAST.exampleshire, moment) as conn:
            [found] = [one for one in await list_called_off(conn, moment) if one.person_id == who.id]
    finally:
        await worker.close()
    return found.begins


@pytest.mark.parametrize("heard", ["nothing", "a letter about the first time", "signed in", "said how"])
async def test_what_is_called_off_is_the_time_that_somebody_knows(town: Town, db: Db, heard: str) -> None:
    """Moved twice and called off before anybody could be told: who waits on the old time has to hear of that one."""
    first, second = on(2026, 7, 20, 15), on(2026, 7, 22, 11)
    town.portal.clock.turn_to(on(2026, 7, 6, 20))
    await meetings.moves_slot_of(town, CAST.helen, CAST.marcus, first)
    town.portal.clock.turn_to(on(2026, 7, 6, 20, 30))
    if heard == "a letter about the first time":
        await db.execute(
            """
            INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                                due_at, made_at, sent_at)
            VALUES ($1, 'changed', 'text', $2, 'meeting', $3, 'then', 'sent', $4, $4, $4)
            """,
            CAST.exampleshire, CAST.marcus.id, await meetings.meeting_of(town, CAST.marcus), town.portal.clock.now(),
        )  # fmt: skip
    elif heard == "signed in":
        await town.signs_in(CAST.marcus)
    elif heard == "said how":
        await meetings.says_not_there(town, CAST.marcus)
    town.portal.clock.turn_to(on(2026, 7, 6, 21))
    await meetings.moves_slot_of(town, CAST.helen, CAST.marcus, second)
    town.portal.clock.turn_to(on(2026, 7, 6, 21, 30))
    await meetings.calls_off_meeting_with(town, CAST.helen, CAST.marcus)
    assert await called_off(town, CAST.marcus) == (MARCUSES if heard == "nothing" else first)
    await town.signs_in(CAST.marcus)
    assert await called_off(town, CAST.marcus) == second
    assert await called_off(town, CAST.dani) == DANIS
