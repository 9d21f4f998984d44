"""What somebody answers to being asked: yes to the time, another time, whom they would rather not meet."""

import re

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.meetings.model_family import MOST_WORRIES
from tests.portal.meetings.asked import PAGES, Db, keep, pack_of
from tests.running import SignIn, at


async def test_one_tap_says_yes_to_the_time_that_was_seen(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    pack, dani = pack_of(cast), await sign_in(cast.dani)
    seen = re.search(
        r'name="seen" value="([^"]+)"', (await dani.get("/visits")).text.split("Review meeting")[1]
    )
    assert seen
    yes: dict[str, object] = {"seen": seen[1], "from": "visits"}
    sure = await dani.post(f"{pack}/coming", yes, page=pack)
    assert sure.path == "/visits"
    assert "Helen knows that you will be there." in sure.text
    await db.execute(
        "UPDATE meeting_slot SET starts_at = starts_at + interval '1 hour' WHERE id = $1",
        cast.review_slot_dani,
    )
    moved = (await dani.get(pack)).text
    assert "It was 10am. It is now 11am. Tell us again if you will be there." in moved
    late = await dani.post(f"{pack}/coming", yes, page=pack)
    assert late.status == 409
    assert "The time changed before your answer reached us." in late.text
    clock.turn_to(at(clock.now().date().replace(day=25), 11, 5))
    dani = await sign_in(cast.dani)
    closed = await keep(dani, pack, "say", to_say="too late, but kept on the page")
    assert closed.status == 409
    assert "too late, but kept on the page" in closed.text
    assert "I will be there" not in (await dani.get(pack)).text


async def test_a_worry_about_the_room_is_for_the_chair_alone(sign_in: SignIn, cast: Cast, db: Db) -> None:
    pack, jay = pack_of(cast), await sign_in(cast.jay)
    assert "Only Helen Marsh reads this." in (await jay.get(f"{pack}/people")).text
    assert (await jay.post(f"{pack}/people", {"body": " "})).status == 422
    told = await jay.post(f"{pack}/people", {"body": "Not the teacher. zq-worry"})
    assert "You told Helen Marsh on Monday 1 June." in told.text
    await db.execute("UPDATE meeting_worry SET reply = 'She waits outside.', replied_at = at")
    assert "She waits outside." in (await jay.get(f"{pack}/people")).text
    await db.execute(
        """
        INSERT INTO meeting_worry (council_id, meeting_id, person_id, body, at)
        SELECT w.council_id, w.meeting_id, w.person_id, 'again', w.at FROM meeting_worry AS w, generate_series(2, $1)
        """,
        MOST_WORRIES,
    )
    many = await jay.post(f"{pack}/people", {"body": "one more"})
    assert many.status == 422
    assert "one more</textarea>" in many.text
    for other in (cast.dani, cast.marcus, cast.kit):
        visitor = await sign_in(other)
        for page in PAGES:
            assert "zq-worry" not in (await visitor.get(pack + page)).text


async def test_another_time_is_asked_for_once_and_answered_here(sign_in: SignIn, cast: Cast, db: Db) -> None:
    pack, marcus = pack_of(cast), await sign_in(cast.marcus)
    assert "Tell us when is better for you" in (await marcus.post(f"{pack}/change", {"when": ""})).text
    asked = await marcus.post(f"{pack}/change", {"when": "Any morning"})
    assert "Amira Khan will reply by Tuesday 2 June." in asked.text
    assert "The meeting is soon." not in asked.text
    again = await marcus.post(f"{pack}/change", {"when": "Or at night"})
    assert again.status == 409
    assert "Any morning" in again.text
    assert "Or at night" in again.text
    assert "You asked for a different time." in (await marcus.get("/visits")).text
    await db.execute(
        "UPDATE meeting_ask SET reply = 'We cannot move it.', done_by = $1, done_at = at", cast.amira.id
    )
    answered = (await marcus.get(pack)).text
    assert "We cannot move it." in answered
    assert "Amira Khan on Monday 1 June" in answered


async def test_words_that_worry_raise_an_item_after_they_are_kept(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    pack, jay = pack_of(cast), await sign_in(cast.jay)
    asked = await keep(jay, pack, "say", not_to_say="I want to die.")
    assert asked.path == f"{pack}/now"
    assert "Do you need help now?" in asked.text
    assert await db.fetchval("SELECT not_to_say FROM meeting_part WHERE person_id = $1", cast.jay.id)
    assert await db.fetchval(
        "SELECT count(*) FROM urgent_item AS u JOIN conversation AS c ON c.id = u.conversation_id"
        " WHERE c.person_id = $1 AND u.closed_at IS NULL",
        cast.jay.id,
    )
    assert (await jay.post(f"{pack}/now", {"answer": "maybe"})).status == 422
    assert (await jay.post(f"{pack}/now", {"answer": "ok"})).path == f"{pack}/ready"
