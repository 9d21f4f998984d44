"""Each parent walks through all that they can open: nothing of the other's slot is there, nor a sign that there is one.

Words stand in everything that belongs to one of them. Then all that belongs to the other is taken out of the database,
and each page, file and letter is the same as before, to the letter.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from portal.demo.cast import Cast, Member
from tests.access.crawling import walk
from tests.databases import FIRST_DAY
from tests.portal.contributions.telling import answer, begin, send, share
from tests.running import Answer, RunningPortal, SignIn, Visitor, at

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PLACES = (
    "place", "joining", "name", "role", "why", "needs", "brings", "questions", "say", "ask", "answer", "worry",
    "reply", "title", "paragraph", "decision",
)  # fmt: skip
# Wherever something of a meeting could stand.
WHERE_MEETINGS_ARE = re.compile(r"/(home|visits|views|meetings)\b")
FRESH = re.compile(r'nonce="[^"]*"|name="(?:csrf|key)" value="[^"]*"|DTSTAMP:\S+')


def word(whose: str, place: str) -> str:
    return f"zq{whose}x{place}"


async def plant(db: Db, meeting: UUID, person: Member, whose: str) -> None:
    """Words in everything that is of this person's slot, of their part, and shared with them by name."""
    w = {place: word(whose, place) for place in PLACES}
    row = await db.fetchrow(
        "SELECT slot_id, council_id, added_by FROM meeting_reader WHERE meeting_id = $1 AND person_id = $2",
        meeting,
        person.id,
    )
    assert row is not None
    slot, council, by = row
    moment = at(FIRST_DAY, 9)
    await db.execute(
        "UPDATE meeting_slot SET place_words = $2, joining_words = $3 WHERE id = $1",
        slot,
        w["place"],
        w["joining"],
    )
    await db.execute(
        "INSERT INTO meeting_attendee (council_id, meeting_id, slot_id, name, role_words, why_words)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        council, meeting, slot, w["name"], w["role"], w["why"],
    )  # fmt: skip
    await db.execute(
        "INSERT INTO meeting_part (council_id, meeting_id, person_id, taking_part, needs_words, brings_words,"
        " questions, to_say, saved_at) VALUES ($1, $2, $3, 'all', $4, $5, $6, $7, $8)",
        council, meeting, person.id, w["needs"], w["brings"], w["questions"], w["say"], moment,
    )  # fmt: skip
    await db.execute(
        "INSERT INTO meeting_ask (council_id, meeting_id, person_id, kind, words, at, reply, done_by, done_at)"
        " VALUES ($1, $2, $3, 'another_time', $4, $7, $5, $6, $7)",
        council, meeting, person.id, w["ask"], w["answer"], by, moment,
    )  # fmt: skip
    await db.execute(
        "INSERT INTO meeting_worry (council_id, meeting_id, person_id, body, at, reply, replied_at)"
        " VALUES ($1, $2, $3, $4, $6, $5, $6)",
        council, meeting, person.id, w["worry"], w["reply"], moment,
    )  # fmt: skip
    await _share(db, (council, meeting, person.id, by), w)


async def _share(db: Db, ids: tuple[UUID, UUID, UUID, UUID], w: dict[str, str]) -> None:
    """A paper and a decision with this one reader."""
    council, meeting, person, by = ids
    paper, version, decision, moment = uuid4(), uuid4(), uuid4(), at(FIRST_DAY, 9)
    await db.execute(
        "INSERT INTO paper (council_id, id, meeting_id, kind, title, by_id, due_on, made_at)"
        " VALUES ($1, $2, $3, 'report', $4, $5, $6, $7)",
        council, paper, meeting, w["title"], by, FIRST_DAY, moment,
    )  # fmt: skip
    await db.execute(
        "INSERT INTO paper_version (council_id, id, paper_id, number, by_id, saved_at) VALUES ($1, $2, $3, 1, $4, $5)",
        council, version, paper, by, moment,
    )  # fmt: skip
    await db.execute(
        "INSERT INTO paper_paragraph (council_id, version_id, position, key, body)"
        " VALUES ($1, $2, 1, gen_random_uuid(), $3)",
        council, version, w["paragraph"],
    )  # fmt: skip
    await db.execute("UPDATE paper_version SET shared_at = $2 WHERE id = $1", version, moment)
    await db.execute(
        "INSERT INTO paper_reader (council_id, paper_id, person_id, added_by, added_at, shown_at)"
        " VALUES ($1, $2, $3, $4, $5, $5)",
        council, paper, person, by, moment,
    )  # fmt: skip
    await db.execute(
        "INSERT INTO decision (council_id, id, meeting_id, body, by_id, at, shared_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $6)",
        council, decision, meeting, w["decision"], by, moment,
    )  # fmt: skip
    await db.execute(
        "INSERT INTO decision_reader (council_id, decision_id, person_id) VALUES ($1, $2, $3)",
        council, decision, person,
    )  # fmt: skip


async def take_out(portal: RunningPortal, meeting: UUID, people: Sequence[UUID]) -> None:
    """As if these had never been asked: their slot, what they said and what was shared with them."""
    db = await asyncpg.connect(portal.database.dsn("postgres"))
    await db.execute("SET session_replication_role = replica")
    for table in ("meeting_part", "meeting_ask", "meeting_worry"):
        await db.execute(
            f"DELETE FROM {table} WHERE meeting_id = $1 AND person_id = ANY($2)", meeting, people
        )
    of_paper = "SELECT paper_id FROM paper_reader WHERE person_id = ANY($1)"
    await db.execute(f"DELETE FROM paper_version WHERE paper_id IN ({of_paper})", people)
    await db.execute(f"DELETE FROM paper WHERE id IN ({of_paper})", people)
    await db.execute("DELETE FROM paper_reader WHERE person_id = ANY($1)", people)
    await db.execute(
        "DELETE FROM decision WHERE id IN (SELECT decision_id FROM decision_reader WHERE person_id = ANY($1))",
        people,
    )
    await db.execute("DELETE FROM decision_reader WHERE person_id = ANY($1)", people)
    slots = "SELECT slot_id FROM meeting_reader WHERE meeting_id = $1 AND person_id = ANY($2)"
    for table, column in (("meeting_attendee", "slot_id"), ("meeting_slot", "id")):
        await db.execute(f"DELETE FROM {table} WHERE {column} IN ({slots})", meeting, people)
    await db.execute(
        "DELETE FROM meeting_reader WHERE meeting_id = $1 AND person_id = ANY($2)", meeting, people
    )
    await db.close()


async def all_of(visitor: Visitor, meeting: UUID) -> dict[str, Answer]:
    """Every page that they come to, and the files beside it."""
    visitor.extra["Accept-Encoding"] = "identity"
    begin = ["/home", "/visits", "/views", f"/meetings/{meeting}"]
    found = (await walk(visitor, begin, only=WHERE_MEETINGS_ARE)).answers
    assert f"/meetings/{meeting}/calendar.ics" in found
    assert f"/meetings/{meeting}/people" in found
    return found


def told(answers: dict[str, Answer]) -> str:
    return "\n".join(f"{path}\n{one.headers}\n{one.text}" for path, one in answers.items())


def same(answers: dict[str, Answer]) -> dict[str, tuple[int, str, int]]:
    """Each page without what is fresh in every answer: its status, its text, its length."""
    found = {}
    for path, one in answers.items():
        text = FRESH.sub("", one.text)
        found[path] = (one.status, text, len(text))
    return found


async def test_neither_parent_finds_a_sign_of_the_others_slot(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    review, dani, marcus = cast.review_conference, cast.dani, cast.marcus
    await plant(db, review, dani, "dani")
    await plant(db, review, marcus, "marcus")
    hers = await all_of(await sign_in(dani), review)
    visitor = await sign_in(marcus)
    await all_of(visitor, review)
    # The second time everything was opened before, on both sides of the comparison.
    his = await all_of(visitor, review)
    for mine, other, answers in (("dani", "marcus", hers), ("marcus", "dani", his)):
        text = told(answers)
        # To whom a worry or a decision belongs is told on pages that this walk comes to.
        assert {place for place in PLACES if word(mine, place) not in text} == set(), mine
        assert f"zq{other}x" not in text
    signs = await db.fetch(
        "SELECT s.id::text AS sign FROM meeting_slot AS s WHERE s.id = $1 UNION ALL"
        " SELECT d.id::text FROM paper AS d JOIN paper_reader AS q ON q.paper_id = d.id AND q.person_id = $2",
        cast.review_slot_dani,
        dani.id,
    )
    for sign in (*(row["sign"] for row in signs), "25 June", str(dani.id), str(cast.kit.id), "slot"):
        assert sign not in told(his), sign
    await take_out(portal, review, [dani.id, cast.kit.id, cast.jay.id, cast.grace_lim.id])
    alone = await all_of(visitor, review)
    assert same(alone) == same(his)


async def test_a_young_person_against_both_parents(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """What Jay says before the meeting goes to who runs it; neither parent finds a word or a count of it."""
    review, jay = cast.review_conference, await sign_in(cast.jay)
    pages = {one: await sign_in(one) for one in (cast.dani, cast.marcus)}
    before = {}
    for one, visitor in pages.items():
        await all_of(visitor, review)
        before[one] = same(await all_of(visitor, review))
    pack = f"/meetings/{review}"
    told_us: dict[str, dict[str, object]] = {
        "how": {"taking_part": "not_there", "instead": "written"},
        "questions": {"questions": "zqjay asks"},
        "say": {"to_say": "zqjay says", "not_to_say": "zqjay does not"},
        "who": {"brings_words": "zqjay brings", "wants_advocate": "y"},
        "needs": {"needs": ["other_room"], "needs_words": "zqjay needs"},
    }
    for step, fields in told_us.items():
        assert (await jay.post(f"{pack}/ready/{step}", fields)).status == 200
    await jay.post(f"{pack}/people", {"body": "zqjay worries"})
    await jay.post(f"{pack}/change", {"when": "zqjay later"})
    views = await begin(jay, "meeting")
    await answer(jay, views, 3, part_0="zqjay thinks")
    await share(jay, views, "meeting")
    await send(jay, views)
    for one, visitor in pages.items():
        after = await all_of(visitor, review)
        assert "zqjay" not in told(after)
        assert views not in told(after)
        assert same(after) == before[one], one.name


async def test_a_foster_carer_and_the_mother_of_the_child(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    review, joan, leila = cast.aziz_review, cast.joan, cast.leila
    await plant(db, review, joan, "joan")
    await plant(db, review, leila, "leila")
    visitor = await sign_in(leila)
    await all_of(visitor, review)
    hers = await all_of(visitor, review)
    carers = told(await all_of(await sign_in(joan), review))
    assert word("joan", "place") in carers
    assert "zqleilax" not in carers
    assert "zqjoanx" not in told(hers)
    assert "Pike" not in told(hers)
    await take_out(portal, review, [joan.id, cast.omar.id])
    assert same(await all_of(visitor, review)) == same(hers)
