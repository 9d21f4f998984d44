"""Stories in two places at once, in other hands, through a change of worker, and with words that worry."""

import asyncio

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.cover.moving import MOVES, hand_over, held_by, move_of
from tests.portal.my_story.writing import WORDS, approve, jay_shows, seen_at, write
from tests.running import SignIn, at

Database = asyncpg.Connection


async def test_two_tabs_lose_no_words_and_nothing_unseen_is_approved(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    before = await seen_at(jay, "/story/2")
    await jay.post("/story/2", {"deed": "save", "seen": before, "body": "Quiet. 😀 مرحبا"})
    late = await jay.post("/story/2", {"deed": "save", "seen": before, "body": "Loud music."})
    assert late.status == 409
    assert "Quiet. 😀 مرحبا" in late.text
    assert ">Loud music.</textarea>" in late.text
    mark = await seen_at(jay, "/story/check")
    assert 'href="/story/2?then=check"' in (await jay.get("/story/check")).text
    again: dict[str, object] = {"deed": "save", "seen": await seen_at(jay, "/story/2"), "body": "Loud music."}
    assert (await jay.post("/story/2", again)).path == "/story/3"
    unseen = await jay.post("/story/check", {"seen": mark})
    assert unseen.status == 409
    assert "Some words were changed in another place. Look again." in unseen.text
    assert (await approve(jay)).path == "/story"
    too_late = await jay.post("/story/2", {"deed": "save", "body": "zq-late"}, page="/story")
    assert too_late.status == 409
    assert "zq-late" in too_late.text
    assert "zq-late" not in (await jay.get("/story")).text


async def test_what_cannot_be_kept_is_given_back(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    long = await jay.post("/story/1", {"deed": "save", "body": "word " * 2_000})
    assert long.status == 422
    assert "Use 1,000 letters or fewer" in long.text
    assert "word word word" in long.text
    assert await seen_at(jay, "/story/check") == ""
    assert "Write something in one part first." in (await jay.get("/story/check")).text
    for path in ("/story/0", "/story/7", "/story/99999", "/story/x", "/story/before/1", "/story/before/x"):
        assert (await jay.get(path)).status == 404


async def test_a_worker_reads_what_holds_and_nothing_once_it_is_not_shown(
    cast: Cast, sign_in: SignIn
) -> None:
    jay, amira = await sign_in(cast.jay), await sign_in(cast.amira)
    await jay_shows(jay)
    path = f"/staff/people/{cast.jay.id}/story"
    first = await seen_at(amira, path, "story")
    await amira.post(path, {"story": first})
    await jay.post("/story")
    changed: dict[str, object] = {
        "deed": "save",
        "seen": await seen_at(jay, "/story/6"),
        "body": "zq-new picture",
    }
    await jay.post("/story/6", changed)
    # Until it is approved, the one before holds.
    assert "zq-new" not in (await amira.get(path)).text
    await approve(jay)
    older = await amira.post(path, {"story": first})
    assert older.status == 409
    assert "Jay has changed the story. These are the new words." in older.text
    assert "zq-new picture" in older.text
    assert "has changed the story: read it again" in (await amira.get("/staff/today")).text
    assert WORDS[6] in (await jay.get("/story/before/1")).text
    await jay.post("/story/showing", {"do": "stop"}, page="/story")
    assert (await amira.get(path)).status == 404
    assert "read it again" not in (await amira.get("/staff/today")).text
    await jay.post("/story/showing", {"do": "again"}, page="/story")
    assert "zq-new picture" in (await amira.get(path)).text


async def test_kit_says_it_on_the_workers_phone(cast: Cast, sign_in: SignIn) -> None:
    amira = await sign_in(cast.amira)
    base = f"/staff/together/{cast.kit.id}/story"
    assert "Amira can see what you write." in (await amira.get(f"{base}/start")).text
    begun = await amira.post(f"{base}/start")
    assert begun.path == f"{base}/1"
    for path in ("/staff/today", f"/staff/people/{cast.kit.id}", f"/staff/together/{cast.jay.id}/story/1"):
        assert (await amira.get(path)).status == 404, path
    assert (await amira.get("/")).path == f"{base}/finished"
    later = await amira.post(f"{base}/1", {"deed": "later", "body": "Kit"})
    assert later.path == f"{base}/finished"
    assert "You can carry on another day." in later.text
    assert f'href="{base}/2"' in later.text
    assert "/account" not in later.text
    await write(amira, base, part_1="Kit", part_3="")
    done = await approve(amira, base)
    assert done.path == f"{base}/finished"
    assert "Your workers can read it now." in done.text
    back = await amira.post(f"/staff/together/{cast.kit.id}/sent", page=f"{base}/finished")
    assert back.path == "/sign-in"
    assert (await amira.get("/staff/today")).status == 401
    kit, amira = await sign_in(cast.kit), await sign_in(cast.amira)
    assert "Done with Amira Khan." in (await kit.get("/story")).text
    # Typed by her or not: she says so like everybody else.
    assert "Read the story of Kit" in (await amira.get("/staff/today")).text
    marcus = await sign_in(cast.marcus)
    assert (await marcus.get(f"{base}/start")).status == 404


async def test_two_stories_of_one_child_are_approved_at_one_moment(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    """On the child's own phone, and on the worker's in their hands: one after the other, and the later one holds."""
    kit, amira = await sign_in(cast.kit), await sign_in(cast.amira)
    base = f"/staff/together/{cast.kit.id}/story"
    await kit.post("/story")
    await write(kit)
    await amira.post(f"{base}/start")
    await write(amira, base)
    async with db.transaction():
        await db.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", cast.kit.id)
        await db.execute(
            "UPDATE story SET approved_at = now(), number = 1 WHERE person_id = $1 AND done_with IS NULL",
            cast.kit.id,
        )
        second = asyncio.create_task(approve(amira, base))
        await asyncio.sleep(0.4)
    assert (await second).path == f"{base}/finished"
    held = await db.fetch(
        "SELECT number, done_with FROM story WHERE person_id = $1 ORDER BY number", cast.kit.id
    )
    assert [tuple(row) for row in held] == [(1, None), (2, cast.amira.id)]


async def test_a_new_worker_and_a_cover_are_led_to_it_and_the_old_one_loses_it(
    cast: Cast, sign_in: SignIn, clock: Clock, db: Database
) -> None:
    jay, priya, sam = await sign_in(cast.jay), await sign_in(cast.priya), await sign_in(cast.sam)
    await jay_shows(jay)
    path = f"/staff/people/{cast.jay.id}/story"
    assert (await sam.get(path)).status == 404
    await hand_over(priya, await held_by(db, cast.amira, cast.jay), cast.sam)
    clock.turn_to(at(MOVES, 9))
    sam, amira = await sign_in(cast.sam), await sign_in(cast.amira)
    move = await sam.get(f"/staff/moves/{await move_of(db, cast.jay)}")
    assert "Jay Rowe has written a story for a new worker. Read it before your first visit." in move.text
    assert "Read the story of Jay" in (await sam.get("/staff/today")).text
    await sam.post(path, {"story": await seen_at(sam, path, "story")})
    jay = await sign_in(cast.jay)
    assert "Sam Okoro read it on Thursday 4 June at 9am" in (await jay.get("/story")).text.replace(
        "\xa0", " "
    )
    # Jay’s plan alone went over: what is Kit’s stays with Amira.
    assert (await amira.get(path)).status == 404


async def test_words_that_worry_are_kept_first_and_then_somebody_is_asked(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    asked = await jay.post(
        "/story/3", {"deed": "save", "body": "I want to kill myself when they ask about it."}
    )
    assert asked.path == "/story/now"
    assert "Do you need help now?" in asked.text
    assert await db.fetchval("SELECT count(*) FROM urgent_item WHERE closed_at IS NULL") == 1
    assert await db.fetchval("SELECT count(*) FROM story_part WHERE body LIKE '%ask about it.'") == 1
    on = await jay.post("/story/now", {"answer": "ok", "then": "3"})
    assert on.path == "/story/4"


async def test_it_is_to_be_read_before_the_first_visit_and_late_after_it(
    cast: Cast, sign_in: SignIn, clock: Clock, db: Database
) -> None:
    jay, amira = await sign_in(cast.jay), await sign_in(cast.amira)
    await jay_shows(jay)
    first = await db.fetchval(
        """
        SELECT min(v.starts_at) FROM visit AS v JOIN visit_child AS c ON c.visit_id = v.id AND c.child_id = $1
         WHERE v.worker_id = $2 AND v.state = 'planned' AND v.starts_at > $3
        """,
        cast.jay.id, cast.amira.id, clock.now(),
    )  # fmt: skip
    line = (await amira.get("/staff/today")).text.split("Read the story of Jay")[1].split("</li>")[0]
    assert "Before " in line
    assert "Late" not in line
    assert (
        "Jay has a story for whoever comes. Read it before this visit."
        in (await amira.get(f"/staff/visits/{cast.home_visit}")).text
    )
    clock.turn_to(first)
    amira = await sign_in(cast.amira)
    line = (await amira.get("/staff/today")).text.split("Read the story of Jay")[1].split("</li>")[0]
    assert "Late" in line
