"""What is asked only where there is any: managers who read, cover, alarms, and words that were said before."""

from datetime import timedelta
from uuid import UUID, uuid4

from messaging.model import Draft
from messaging.store import Connection
from portal.demo.cast import Member
from tests.databases import CastDatabase
from tests.messaging.keeping import NOW, conversation_of, session_of, speak


async def give_work(
    owner: Connection, of: Member, to: Member, role: str, covering_for: Member | None = None
) -> None:
    """On every plan that somebody works on, from an hour ago."""
    await owner.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, covering_for, from_at)
        SELECT DISTINCT council_id, $2::uuid, child_plan_id, $3, $4::uuid, $5::timestamptz
          FROM involvement WHERE staff_id = $1 AND role = 'allocated' AND to_at IS NULL
        """,
        of.id,
        to.id,
        role,
        covering_for.id if covering_for else None,
        NOW - timedelta(hours=1),
    )


async def test_a_manager_who_gave_two_reasons_writes_and_hears_once(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    hers = await conversation_of(owner, cast.dani)
    tom, dani = await session_of(owner, cast.tom), await session_of(owner, cast.dani)
    await give_work(owner, cast.amira, cast.tom, "manager")
    [before] = await speak(conn, cast, (tom, Draft(hers, uuid4(), "I gave no reason")))
    assert before.outcome == "not-found"
    for reason in ("first", "second"):
        await owner.execute(
            """
            INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
            VALUES ($1, $2, $3, $4, $5, $5::timestamptz + interval '2 hours')
            """,
            cast.exampleshire,
            hers,
            cast.tom.id,
            reason,
            NOW,
        )
    words, answer = Draft(hers, uuid4(), "I am Amira's manager"), Draft(hers, uuid4(), "Hello")
    said, heard = await speak(conn, cast, (tom, words), (dani, answer))
    assert (said.outcome, said.role, heard.outcome) == ("sent", "manager", "sent")
    assert len(heard.readers) == len(set(heard.readers))
    assert set(heard.readers) >= {cast.dani.id, cast.amira.id, cast.tom.id}
    [later] = await speak(conn, cast, (tom, words), moment=NOW + timedelta(hours=3))
    assert (later.outcome, later.id, later.seq) == ("not-found", None, None)


async def test_who_covers_is_named_so_unless_the_work_is_also_their_own(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    hers, tom = await conversation_of(owner, cast.dani), await session_of(owner, cast.tom)
    await give_work(owner, cast.amira, cast.tom, "cover", cast.amira)
    [covered] = await speak(conn, cast, (tom, Draft(hers, uuid4(), "For Amira")))
    assert (covered.outcome, covered.role, covered.covering) == ("sent", "cover", cast.amira.name)
    await give_work(owner, cast.amira, cast.tom, "allocated")
    [own] = await speak(conn, cast, (tom, Draft(hers, uuid4(), "For myself")))
    assert (own.outcome, own.role, own.covering) == ("sent", "worker", None)
    assert own.readers.count(cast.tom.id) == 1


async def test_whoever_has_lost_a_conversation_learns_nothing_of_what_they_said_there(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    hers, amira = await conversation_of(owner, cast.dani), await session_of(owner, cast.amira)
    said = Draft(hers, uuid4(), "Hello Dani")
    [sent] = await speak(conn, cast, (amira, said))
    assert sent.outcome == "sent"
    await owner.execute("UPDATE involvement SET to_at = $2 WHERE staff_id = $1", cast.amira.id, NOW)
    [again] = await speak(conn, cast, (amira, said))
    assert (again.outcome, again.id, again.seq) == ("not-found", None, None)


async def test_several_alarms_of_one_batch_begin_one_item_and_nobody_elses(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    hers, his = await conversation_of(owner, cast.dani), await conversation_of(owner, cast.marcus)
    dani, amira = await session_of(owner, cast.dani), await session_of(owner, cast.amira)
    due = NOW + timedelta(hours=1)

    async def begun(conversation_id: UUID) -> list[int]:
        rows = await owner.fetch(
            "SELECT seq FROM urgent_item WHERE conversation_id = $1 AND raised_at = $2 AND due_at = $3",
            conversation_id,
            NOW,
            due,
        )
        return [row["seq"] for row in rows]

    await owner.execute(
        "UPDATE urgent_item SET closed_at = $1, action = 'phoned' WHERE closed_at IS NULL", NOW
    )
    calm, first, *_ = await speak(
        conn,
        cast,
        (dani, Draft(hers, uuid4(), "Hello")),
        (dani, Draft(hers, uuid4(), "Help", alarm=due)),
        (dani, Draft(hers, uuid4(), "Please", alarm=due)),
        (amira, Draft(hers, uuid4(), "I am here", alarm=due)),
        (dani, Draft(his, uuid4(), "Not mine", alarm=due)),
    )
    assert first.seq == (calm.seq or 0) + 1
    assert await begun(hers) == [first.seq]
    assert await begun(his) == []
    await speak(conn, cast, (dani, Draft(hers, uuid4(), "Still", alarm=due)))
    assert await begun(hers) == [first.seq]
