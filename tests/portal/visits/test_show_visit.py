"""The plan of a visit: who sees it, what stands on it, and what never does."""

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import CAST, ROWE_ADDRESS, Cast
from portal.web.request import POOL
from tests.databases import FIRST_DAY
from tests.portal.visits.pages import words
from tests.running import RunningPortal, SignIn, at

VISIT_DAY = FIRST_DAY + timedelta(days=8)
STATEMENTS = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


async def test_the_resident_parent_sees_when_who_and_why(sign_in: SignIn, cast: Cast) -> None:
    page = await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")
    assert page.status == 200
    text = words(page.text)
    for sentence in (
        "Visit on Tuesday 9 June",
        "Waiting for you",
        "Tuesday 9 June at 4pm, for about 1 hour",
        "At your home",
        "Amira Khan, social worker",
        "if breakfast club helps Kit",
        "Breakfast club",
        "Added by Amira Khan, social worker.",
        "Time with Kit",
        "talk to Kit on his own for about 15 minutes",
        "0 of 7 done",
        "It is OK to ask for a different time.",
    ):
        assert sentence in text
    assert "<title>Visit on Tuesday 9 June – Kite</title>" in page.text


async def test_no_page_of_a_visit_holds_an_address(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    for end in ("", "/change", "/topics/new", "/ready", "/after", "/calendar.ics"):
        page = await dani.get(f"/visits/{cast.home_visit}{end}")
        assert page.status == 200
        assert ROWE_ADDRESS.split(",")[1].strip() not in page.text


async def test_a_child_reads_it_in_words_for_a_child(sign_in: SignIn, cast: Cast) -> None:
    text = words((await (await sign_in(cast.kit)).get(f"/visits/{cast.home_visit}")).text)
    for sentence in (
        "What we will talk about",
        "You can say no to a question.",
        "Time with you",
        "talk to you on your own for about 15 minutes",
        "Why we are coming",
    ):
        assert sentence in text
    assert "This was the plan" not in text


@pytest.fixture
async def statements(portal: RunningPortal) -> list[str]:
    """Every statement that the portal's connections run from here on."""
    run: list[str] = []
    pool = portal.app[POOL]
    taken = [await pool.acquire() for _ in range(4)]
    for conn in taken:
        conn.add_query_logger(lambda record: run.append(record.query))
    for conn in taken:
        await pool.release(conn)
    return run


@pytest.mark.parametrize(
    ("page", "kind", "most"),
    # With the session's look-up, which the home comes along with. The list asks for meetings beside visits.
    [("/home", "home", 1), ("/visits", "visits", 4), (f"/visits/{CAST.home_visit}", "visit", 3)],
)
async def test_a_page_is_one_statement_and_its_row_in_the_log(
    sign_in: SignIn, cast: Cast, db: Any, statements: list[str], page: str, kind: str, most: int
) -> None:
    dani = await sign_in(cast.dani)
    noted = "SELECT count(*) FROM access_log WHERE actor_id = $1 AND deed = 'opened' AND kind = $2"
    # Once before: a new connection first asks the server about types.
    await dani.get(page)
    before = await db.fetchval(noted, cast.dani.id, kind)
    statements.clear()
    assert (await dani.get(page)).status == 200
    ours = [one for one in statements if one.split()[0] in STATEMENTS]
    assert 1 <= len(ours) <= most, ours
    assert await db.fetchval(noted, cast.dani.id, kind) == before + 1


async def test_late_is_said_with_the_workers_pronoun_and_a_time(
    sign_in: SignIn, cast: Cast, db: Any, clock: Clock
) -> None:
    await db.execute(
        """
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, late_minutes)
        SELECT council_id, id, 'late', worker_id, $2, 15 FROM visit WHERE id = $1
        """,
        cast.home_visit,
        at(VISIT_DAY, 15, 40),
    )
    clock.turn_to(at(VISIT_DAY, 15, 45))
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "Today at 4pm" in text
    assert "Amira is running late. She should be there at about 4:15pm." in text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("called_off", "This visit is off. Amira will plan a new one."),
        ("missed_by_us", "We missed each other today. Amira will offer a new time."),
        ("refused", "This visit did not happen. Amira will offer a new time."),
    ],
)
async def test_a_visit_that_ended_otherwise_says_so(
    sign_in: SignIn, cast: Cast, db: Any, clock: Clock, state: str, sentence: str
) -> None:
    await db.execute(
        "UPDATE visit SET state = $2, ended_at = $3 WHERE id = $1", cast.home_visit, state, at(VISIT_DAY, 9)
    )
    clock.turn_to(at(VISIT_DAY, 18))
    dani = await sign_in(cast.dani)
    home, plan = [words((await dani.get(path)).text) for path in ("/home", f"/visits/{cast.home_visit}")]
    for text in (home, plan):
        assert sentence in text
        assert "Yes, this time is OK" not in text
        assert "Ask for a different time" not in text
    assert "This was the plan for the visit." in plan


async def test_the_calendar_file_says_the_service_and_the_time_only(sign_in: SignIn, cast: Cast) -> None:
    file = await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}/calendar.ics")
    assert file.status == 200
    assert "SUMMARY:Kite" in file.text
    assert "DTSTART;TZID=Europe/London:20260609T160000" in file.text
    assert "BEGIN:VTIMEZONE" in file.text
    for word in (
        "Amira",
        "Khan",
        "visit",
        "home",
        "Dani",
        "Family Help",
        "DESCRIPTION",
        "LOCATION",
        "ATTENDEE",
        "URL",
    ):
        assert word.lower() not in file.text.replace("-//visits//", "").lower()


async def test_quiet_mode_has_no_calendar_file(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute("UPDATE account SET quiet = true WHERE person_id = $1", cast.dani.id)
    dani = await sign_in(cast.dani)
    assert (await dani.get(f"/visits/{cast.home_visit}/calendar.ics")).status == 404
    assert "calendar" not in (await dani.get(f"/visits/{cast.home_visit}")).text


async def test_what_a_worker_added_is_never_signed_like_what_somebody_of_the_family_added(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    """Whatever a person of the family came to be called, the byline of a worker has a whole name and a job."""
    await db.execute("UPDATE person SET called = 'Amira' WHERE id = $1", cast.kit.id)
    text = words((await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")).text)
    assert "Breakfast club Added by Amira Khan, social worker." in text
    assert "Can I show you? 🪁 Added by Amira." in text


async def test_a_reader_who_lives_elsewhere_reads_whose_home_it_is(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    await db.execute("UPDATE relationship SET lives_with = false WHERE person_id = $1", cast.dani.id)
    text = words((await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")).text)
    assert "At your home" not in text
    assert "At Jay’s home" in text
