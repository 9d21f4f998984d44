"""The deeds of a_day.txt that are about meetings and what people think, by whoever may do them on the pages."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.clock import LONDON
from portal.db import Connection
from portal.demo.cast import Member
from tests.reminders.arranging import Town

# Whom each family is asked with, and at what time: one meeting of several slots.
Slots = Iterable[tuple[datetime, tuple[Member, ...]]]


async def asks_to_meet(town: Town, chair: Member, child_id: UUID, slots: Slots) -> UUID:
    """Plans a meeting about one child and shows it to everybody who is asked."""
    async with town.deed(chair) as conn:
        meeting: UUID = await conn.fetchval(
            """
            INSERT INTO meeting (council_id, family_id, type, chair_id, papers_by_on, planned_by, planned_at, shared_at)
            SELECT council_id, family_id, 'child_in_need', $2, this_day(), $2, this_moment(), this_moment()
              FROM child_plan WHERE child_id = $1 LIMIT 1
            RETURNING id
            """,
            child_id,
            chair.id,
        )
        await conn.execute(
            """
            INSERT INTO meeting_child (council_id, meeting_id, child_id, child_plan_id)
            SELECT council_id, $2, child_id, id FROM child_plan WHERE child_id = $1 LIMIT 1
            """,
            child_id,
            meeting,
        )
        for starts_at, readers in slots:
            slot = await adds_slot(conn, meeting, starts_at)
            await conn.executemany(
                """
                INSERT INTO meeting_reader (council_id, meeting_id, person_id, slot_id, kind, added_by, added_at)
                VALUES (current_council(), $1, $2, $3, 'family', $4, this_moment())
                """,
                [(meeting, reader.id, slot, chair.id) for reader in readers],
            )
    return meeting


async def adds_slot(conn: Connection, meeting: UUID, starts_at: datetime) -> UUID:
    slot: UUID = await conn.fetchval(
        """
        INSERT INTO meeting_slot (council_id, meeting_id, starts_at, starts_wall, minutes, how)
        VALUES (current_council(), $1, $2, $3, 60, 'place') RETURNING id
        """,
        meeting,
        starts_at,
        starts_at.astimezone(LONDON).replace(tzinfo=None),
    )
    return slot


async def meeting_of(town: Town, who: Member) -> UUID:
    """The meeting to come that this person is asked to."""
    found: UUID = await town.db.fetchval(
        """
        SELECT m.id FROM meeting AS m JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.ended_at IS NULL
         WHERE r.person_id = $1 AND m.shared_at IS NOT NULL
         ORDER BY m.planned_at DESC LIMIT 1
        """,
        who.id,
    )
    assert found is not None, who.name
    return found


async def moves_slot_of(town: Town, by: Member, who: Member, to: datetime) -> None:
    """The time of everybody who is asked to this person's slot is another one."""
    async with town.deed(by) as conn:
        await conn.execute(
            """
            WITH slot AS (
                SELECT s.id, s.starts_at
                  FROM meeting_slot AS s
                  JOIN meeting_reader AS r ON r.slot_id = s.id AND r.person_id = $1 AND r.meeting_id = $4
            ), moved AS (
                UPDATE meeting_slot AS s SET starts_at = $2, starts_wall = $3 FROM slot WHERE slot.id = s.id
            )
            UPDATE meeting_reader AS r
               SET moved_at = this_moment(), was_at = slot.starts_at
              FROM slot WHERE r.slot_id = slot.id
            """,
            who.id,
            to,
            to.astimezone(LONDON).replace(tzinfo=None),
            await meeting_of(town, who),
        )


async def asks_instead(town: Town, by: Member, who: Member, to: datetime) -> None:
    """This person alone is asked to another slot of the meeting."""
    meeting = await meeting_of(town, who)
    async with town.deed(by) as conn:
        slot = await adds_slot(conn, meeting, to)
        await conn.execute(
            """
            UPDATE meeting_reader AS r
               SET slot_id = $3, moved_at = this_moment(),
                   was_at = (SELECT s.starts_at FROM meeting_slot AS s WHERE s.id = r.slot_id)
             WHERE r.meeting_id = $1 AND r.person_id = $2
            """,
            meeting,
            who.id,
            slot,
        )


async def calls_off_meeting_with(town: Town, by: Member, who: Member) -> None:
    meeting = await meeting_of(town, who)
    async with town.deed(by) as conn:
        await conn.execute("UPDATE meeting SET state = 'called_off' WHERE id = $1", meeting)


async def says_not_there(town: Town, who: Member) -> None:
    meeting = await meeting_of(town, who)
    async with town.deed(who) as conn:
        await conn.execute(
            """
            INSERT INTO meeting_part (council_id, meeting_id, person_id, taking_part, saved_at)
            VALUES (current_council(), $1, $2, 'not_there', this_moment())
            """,
            meeting,
            who.id,
        )


async def asks_another_time(town: Town, who: Member) -> None:
    meeting = await meeting_of(town, who)
    async with town.deed(who) as conn:
        await conn.execute(
            """
            INSERT INTO meeting_ask (council_id, meeting_id, person_id, kind, at)
            VALUES (current_council(), $1, $2, 'another_time', this_moment())
            """,
            meeting,
            who.id,
        )


async def answers_ask(town: Town, by: Member, who: Member, reply: str | None) -> None:
    async with town.deed(by) as conn:
        await conn.execute(
            """
            UPDATE meeting_ask SET reply = $2, done_by = $3, done_at = this_moment()
             WHERE person_id = $1 AND done_at IS NULL
            """,
            who.id,
            reply,
            by.id,
        )


async def shares_paper(town: Town, by: Member, *readers: Member) -> UUID:
    """A paper for these people alone, shared at once. Answers its version."""
    meeting = await meeting_of(town, readers[0])
    async with town.deed(by) as conn:
        paper = await conn.fetchval(
            """
            INSERT INTO paper (council_id, meeting_id, kind, title, by_id, due_on, made_at)
            VALUES (current_council(), $1, 'report', 'Report', $2, this_day(), this_moment()) RETURNING id
            """,
            meeting,
            by.id,
        )
        version: UUID = await conn.fetchval(
            """
            INSERT INTO paper_version (council_id, paper_id, number, by_id, saved_at, shared_at)
            VALUES (current_council(), $1, 1, $2, this_moment(), this_moment()) RETURNING id
            """,
            paper,
            by.id,
        )
        for reader in readers:
            await conn.execute(
                """
                INSERT INTO paper_reader (council_id, paper_id, person_id, added_by, added_at, shown_at)
                VALUES (current_council(), $1, $2, $3, this_moment(), this_moment())
                """,
                paper,
                reader.id,
                by.id,
            )
    return version


async def shares_decision(town: Town, by: Member, *readers: Member) -> None:
    meeting = await meeting_of(town, readers[0])
    async with town.deed(by) as conn:
        decision = await conn.fetchval(
            """
            INSERT INTO decision (council_id, meeting_id, body, by_id, at, shared_at)
            VALUES (current_council(), $1, 'Breakfast club goes on.', $2, this_moment(), this_moment()) RETURNING id
            """,
            meeting,
            by.id,
        )
        for reader in readers:
            await conn.execute(
                """
                INSERT INTO decision_reader (council_id, decision_id, person_id)
                VALUES (current_council(), $1, $2)
                """,
                decision,
                reader.id,
            )


async def hide_other_meetings(town: Town) -> None:
    """The story's own meetings are left out: a_day.txt tells of its own."""
    await town.db.execute("UPDATE meeting SET shared_at = NULL")
