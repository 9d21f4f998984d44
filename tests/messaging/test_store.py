"""What the database itself keeps of conversations, whoever asks: numbers, once-only, and who may write."""

from datetime import datetime, timedelta
from uuid import uuid4

from messaging.model import Draft
from messaging.store import Connection, list_items, list_threads
from messaging.store_live import list_standings
from messaging.store_marks import Mark, change_marks
from messaging.store_retractions import add_retraction
from tests.databases import CastDatabase
from tests.messaging.keeping import NOW, conversation_of, look, session_of, speak


async def test_numbers_have_no_gaps_and_each_draft_is_judged_alone(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    dani, amira, tom = [await session_of(owner, m) for m in (cast.dani, cast.amira, cast.tom)]
    hers, his = await conversation_of(owner, cast.dani), await conversation_of(owner, cast.marcus)
    first = await owner.fetchval("SELECT last_seq FROM conversation WHERE id = $1", hers)
    same = uuid4()
    answers = await speak(
        conn,
        cast,
        (dani, Draft(hers, same, "Hello")),
        (dani, Draft(his, uuid4(), "Not mine")),
        (tom, Draft(hers, uuid4(), "I was her worker")),
        (amira, Draft(hers, uuid4(), "Hello Dani")),
        (dani, Draft(hers, same, "Hello")),
        (dani, Draft(hers, same, "Other words")),
        (uuid4(), Draft(hers, uuid4(), "Nobody")),
    )
    assert [a.outcome for a in answers] == [
        "sent",
        "not-found",
        "not-found",
        "sent",
        "again",
        "other-body",
        "signed-out",
    ]
    assert [answers[0].seq, answers[3].seq, answers[4].seq] == [first + 1, first + 2, first + 1]
    assert set(answers[0].readers) >= {cast.dani.id, cast.amira.id}
    assert not {cast.marcus.id, cast.tom.id, cast.priya.id, cast.kit.id} & set(answers[0].readers)
    [again] = await speak(conn, cast, (dani, Draft(hers, same, "Hello")), moment=NOW + timedelta(minutes=1))
    assert (again.outcome, again.id, again.seq, again.at) == (
        "again",
        answers[0].id,
        answers[0].seq,
        answers[0].at,
    )
    assert await owner.fetchval("SELECT last_seq FROM conversation WHERE id = $1", hers) == first + 2


async def test_a_family_waits_until_a_worker_has_answered_in_words_of_their_own(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    dani, amira = await session_of(owner, cast.dani), await session_of(owner, cast.amira)
    hers = await conversation_of(owner, cast.dani)

    async def waiting() -> datetime | None:
        since: datetime | None = await owner.fetchval(
            "SELECT waiting_since FROM conversation WHERE id = $1", hers
        )
        return since

    await speak(conn, cast, (amira, Draft(hers, uuid4(), "Anything else?")))
    assert await waiting() is None
    await speak(conn, cast, (dani, Draft(hers, uuid4(), "Yes")))
    await speak(conn, cast, (dani, Draft(hers, uuid4(), "Are you there?")), moment=NOW + timedelta(hours=1))
    assert await waiting() == NOW
    await speak(conn, cast, (amira, Draft(hers, uuid4(), "I am")), moment=NOW + timedelta(hours=2))
    assert await waiting() is None


async def test_who_may_read_is_who_works_with_it_now(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    await look(conn, cast)
    hers = await conversation_of(owner, cast.dani)
    for member in (cast.dani, cast.amira):
        assert await list_items(conn, member.id, hers, after=0) is not None
    for member in (
        cast.marcus,
        cast.kit,
        cast.jay,
        cast.tom,
        cast.priya,
        cast.sam,
        cast.ines,
        cast.helen,
        cast.alex,
    ):
        assert await list_items(conn, member.id, hers, after=0) is None
        assert hers not in [thread.id for thread in await list_threads(conn, member.id)]
    await owner.execute("UPDATE involvement SET to_at = $2 WHERE staff_id = $1", cast.amira.id, NOW)
    assert await list_items(conn, cast.amira.id, hers, after=0) is None
    [thread] = await list_threads(conn, cast.dani.id)
    assert thread.closed
    assert thread.names == ()


async def test_a_parent_with_workers_on_two_plans_writes_to_both(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    await look(conn, cast)
    [thread] = await list_threads(conn, cast.grace.id)
    assert thread.names == ("Amira Khan", "Ines Duarte")


async def test_taking_back_leaves_the_words_on_the_record_and_adds_an_item(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    amira, hers = await session_of(owner, cast.amira), await conversation_of(owner, cast.dani)
    [sent] = await speak(conn, cast, (amira, Draft(hers, uuid4(), "Meant for somebody else")))
    assert sent.id
    assert sent.seq
    await look(conn, cast, NOW + timedelta(minutes=5))
    async with conn.transaction():
        assert await add_retraction(conn, cast.dani.id, hers, sent.id, NOW) is None
        assert await add_retraction(conn, cast.amira.id, hers, sent.id, NOW + timedelta(minutes=1)) is None
        assert await add_retraction(conn, cast.amira.id, hers, sent.id, NOW) == sent.seq + 1
        assert await add_retraction(conn, cast.amira.id, hers, sent.id, NOW) is None
    items = await list_items(conn, cast.dani.id, hers, after=sent.seq - 1)
    assert items is not None
    wrong, said = items
    assert wrong.taken_back
    assert wrong.body == "Meant for somebody else"
    assert (said.kind, said.of, said.body) == ("taken-back", sent.id, None)


async def test_marks_move_forward_only_and_only_for_who_may_read(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    dani, hers = await session_of(owner, cast.dani), await conversation_of(owner, cast.dani)
    [sent] = await speak(conn, cast, (dani, Draft(hers, uuid4(), "Hello")))
    assert sent.seq
    await look(conn, cast)
    far = [Mark(hers, cast.amira.id, sent.seq + 50), Mark(hers, cast.marcus.id, sent.seq)]
    [moved] = await change_marks(conn, "test", far, seen=True)
    assert (moved.mark.person_id, moved.mark.seq, moved.shown) == (cast.amira.id, sent.seq, True)
    assert await change_marks(conn, "test", [Mark(hers, cast.amira.id, 1)], seen=True) == []
    [own] = await change_marks(conn, "test", [Mark(hers, cast.dani.id, sent.seq)], seen=True)
    assert own.family
    assert not own.shown


async def test_a_session_that_ended_stands_for_nothing(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    await look(conn, cast)
    dani = await session_of(owner, cast.dani)
    hers = await conversation_of(owner, cast.dani)
    assert list((await list_standings(conn, [dani]))[dani].conversations) == [hers]
    await owner.execute("UPDATE session SET ended_at = now() WHERE id = $1", dani)
    assert await list_standings(conn, [dani]) == {}
