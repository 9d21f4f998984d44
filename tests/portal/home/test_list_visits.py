"""Visits and meetings: what is coming up, and what was before."""

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.visits.pages import words
from tests.running import SignIn, at


async def test_coming_up_and_before(sign_in: SignIn, cast: Cast) -> None:
    text = words((await (await sign_in(cast.dani)).get("/visits")).text)
    ahead, before = text.split("Before", 1)
    assert "Tuesday 9 June at 4pm" in ahead
    assert before.index("Tuesday 26 May") < before.index("Tuesday 19 May") < before.index("Tuesday 5 May")
    assert "We missed each other. Amira will offer a new time." in before
    assert "Read what we talked about" in before


async def test_nobody_waits_for_weeks_for_a_new_time(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Any
) -> None:
    clock.turn_to(at(FIRST_DAY + timedelta(days=2), 10))
    dani = await sign_in(cast.dani)
    for state, sentence in (
        ("called_off", "This visit was called off."),
        ("no_answer", "We missed each other."),
        ("refused", "This visit did not happen."),
    ):
        await db.execute("UPDATE visit SET state = $2 WHERE id = $1", cast.missed_visit, state)
        before = words((await dani.get("/visits")).text).split("Before", 1)[1]
        assert sentence in before
        assert "new" not in before.split(sentence, 1)[1].split("Tuesday", 1)[0]


async def test_what_was_is_not_said_to_come(sign_in: SignIn, cast: Cast, clock: Clock, db: Any) -> None:
    await db.execute("UPDATE visit SET state = 'done', ended_at = starts_at WHERE id = $1", cast.home_visit)
    clock.turn_to(at(FIRST_DAY + timedelta(days=9), 9))
    before = words((await (await sign_in(cast.kit)).get("/visits")).text).split("Before", 1)[1]
    assert (
        "Visit from Amira Khan Tuesday 9 June at 4pm Amira has not shared what you talked about yet."
        in before
    )
    assert "coming to see you" not in before


async def test_the_menu_says_where_this_page_stands(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    meeting = f"/meetings/{cast.review_conference}"
    here, below, beside, elsewhere = [
        (await dani.get(path)).text for path in ("/visits", f"/visits/{cast.home_visit}", meeting, "/home")
    ]
    assert '<a href="/visits" aria-current="page">' in here
    assert '<a href="/visits" aria-current="true">' in below
    assert '<a href="/visits" aria-current="true">' in beside
    assert '<a href="/visits">' in elsewhere
    for text in (here, below, beside, elsewhere):
        assert text.count("aria-current") == 1


async def test_with_nothing_there_both_halves_say_so(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute("UPDATE visit_reader SET ended_at = added_at WHERE person_id = $1", cast.dani.id)
    await db.execute("UPDATE meeting_reader SET ended_at = added_at WHERE person_id = $1", cast.dani.id)
    text = words((await (await sign_in(cast.dani)).get("/visits")).text)
    assert "Nothing is planned yet." in text
    assert "There is nothing here yet." in text


async def test_older_ones_are_a_link_away(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute(
        """
        WITH made AS (
            INSERT INTO visit (council_id, family_id, worker_id, announced, state, starts_at, starts_wall, minutes,
                               place, purpose, planned_by, planned_at, shared_at)
            SELECT council_id, family_id, worker_id, true, 'done', starts_at - make_interval(days => 100 + n),
                   starts_wall - make_interval(days => 100 + n), 60, 'home', 'Old', planned_by, planned_at, shared_at
              FROM visit, generate_series(1, 20) AS n WHERE id = $1 RETURNING council_id, id
        ), about AS (
            INSERT INTO visit_child (council_id, visit_id, child_id, child_plan_id)
            SELECT made.council_id, made.id, c.child_id, c.child_plan_id
              FROM made, visit_child AS c WHERE c.visit_id = $1
        )
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, id, $2, $2, $3 FROM made
        """,
        cast.last_visit,
        cast.dani.id,
        at(FIRST_DAY - timedelta(days=300), 9),
    )
    dani = await sign_in(cast.dani)
    seen: set[str] = set()
    path = "/visits"
    for _ in range(5):
        page = (await dani.get(path)).text
        seen |= {
            part.split('"')[0] for part in page.split('href="/visits/')[1:] if "/" not in part.split('"')[0]
        }
        if "Show older" not in page:
            break
        path = page.split("Show older")[0].rsplit('href="', 1)[1].split('"')[0]
    assert len(seen) == 20 + 5


@pytest.mark.parametrize("page", ["-1", "x", "999999999999999999999", "٣", "", "1' OR '1'='1"])
async def test_a_made_up_page_is_the_first_one(sign_in: SignIn, cast: Cast, page: str) -> None:
    answer = await (await sign_in(cast.dani)).get(f"/visits?page={page}")
    assert answer.status == 200


async def test_todays_visit_stays_under_coming_up_until_the_day_is_over(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    dani = await sign_in(cast.dani)
    day = FIRST_DAY + timedelta(days=8)
    over = "The time for this visit is over. Did Amira not come?"
    clock.turn_to(at(day, 17, 30))  # It may go on for a while.
    for page in ("/home", "/visits"):
        assert over not in words((await dani.get(page)).text)
    clock.turn_to(at(day, 23, 30))
    dani = await sign_in(cast.dani)
    assert f"Today at 4pm {over}" in words((await dani.get("/visits")).text).split("Before")[0]
    next_on_home = words((await dani.get("/home")).text).split("To do")[0]
    assert over in next_on_home
    assert "Review meeting" in next_on_home
    clock.turn_to(at(day + timedelta(days=1), 0, 30))
    dani = await sign_in(cast.dani)
    before = words((await dani.get("/visits")).text).split("Before")[1]
    assert "Amira has not shared what you talked about yet. She will share it here." in before
