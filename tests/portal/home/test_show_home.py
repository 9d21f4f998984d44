"""What families open first."""

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.messages.staffing import say
from tests.portal.visits.pages import words
from tests.running import SignIn, at


async def test_the_next_visit_is_there_without_a_tap(sign_in: SignIn, cast: Cast) -> None:
    page = await (await sign_in(cast.dani)).get("/home")
    text = words(page.text)
    assert text.strip().startswith("Hello Dani")
    for sentence in (
        "Visit from Amira Khan",
        "Tuesday 9 June at 4pm (in 8 days)",
        "At your home. About 1 hour.",
        "Is this time OK for you?",
        "Check what we agreed on Tuesday 26 May New",
        "Get ready for the visit on Tuesday 9 June 0 of 7 done",
        "Works Monday to Thursday, 9am to 5pm.",
        "She tries to reply by the end of the next working day.",
        "Amira shared the plan for Tuesday 9 June",
    ):
        assert sentence in text
    # The title may be read by whoever looks at the history of this browser.
    assert "Dani" not in page.text.split("</title>")[0]


async def test_a_plan_was_shared_by_whoever_shared_it(sign_in: SignIn, cast: Cast, db: Any) -> None:
    """Also where somebody else comes to the visit by now."""
    await db.execute("UPDATE visit SET worker_id = $2 WHERE id = $1", cast.home_visit, cast.sam.id)
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "Visit from Sam Okoro" in text
    assert "Amira shared the plan for Tuesday 9 June" in text
    assert "Sam shared" not in text


async def test_there_are_five_things_to_do_at_most(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute(
        """
        WITH made AS (
            INSERT INTO promise (council_id, family_id, visit_id, owed_by, who_words, what, by_on, made_by, made_at)
            SELECT council_id, family_id, id, 'family', 'Dani', 'Thing ' || n, $3, worker_id, planned_at
              FROM visit, generate_series(1, 9) AS n WHERE id = $1 RETURNING council_id, id
        )
        INSERT INTO promise_reader (council_id, promise_id, person_id, shared_at)
        SELECT council_id, id, $2, $4 FROM made
        """,
        cast.last_visit,
        cast.dani.id,
        FIRST_DAY,
        at(FIRST_DAY, 9),
    )
    await sign_in(cast.amira)
    home = await (await sign_in(cast.dani)).get("/home")
    assert home.text.count('class="tasks__item"') == 5
    # A message to read is one of the five, and the first.
    await say(db, cast.amira, cast.dani, "Are you in?")
    home = await (await sign_in(cast.dani)).get("/home")
    assert home.text.count('class="tasks__item"') == 5
    assert words(home.text).split(" To do ")[1].strip().startswith("Read a message from Amira")


async def test_what_one_parent_promised_is_no_others_to_do(sign_in: SignIn, cast: Cast) -> None:
    for member in (cast.kit, cast.jay, cast.marcus):
        assert "Ring the doctor about Kit" not in (await (await sign_in(member)).get("/home")).text


async def test_the_other_parent_sees_his_own_and_nothing_of_theirs(sign_in: SignIn, cast: Cast) -> None:
    page = await (await sign_in(cast.marcus)).get("/home")
    text = words(page.text)
    assert "Visit with Amira Khan" in text
    assert "Wednesday 10 June at 10:30am" in text
    assert "Larch House" in text
    for theirs in ("9 June", "At your home", "Dani", "breakfast", str(cast.home_visit)):
        assert theirs not in page.text


async def test_a_child_is_greeted_as_a_child(sign_in: SignIn, cast: Cast) -> None:
    text = words((await (await sign_in(cast.kit)).get("/home")).text)
    assert text.strip().startswith("Hi Kit")
    assert "Amira Khan is coming to see you" in text
    assert "You said this time is OK." in text


async def test_with_nothing_planned_the_page_says_so_kindly(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(FIRST_DAY + timedelta(days=400), 10))
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "No visits are planned yet. When Amira plans one, you will see it here." in text


async def test_with_nothing_at_all_each_part_says_so(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute("UPDATE visit_reader SET ended_at = added_at WHERE person_id = $1", cast.dani.id)
    await db.execute("UPDATE meeting_reader SET ended_at = added_at WHERE person_id = $1", cast.dani.id)
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "You have nothing to do right now." in text
    assert "Nothing has been shared yet." in text


async def test_without_a_worker_there_is_a_number_to_call(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute("UPDATE involvement SET to_at = $1 WHERE role = 'allocated'", at(FIRST_DAY, 9))
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "We are finding you a social worker. Until then, call" in text


async def test_a_plan_that_ended_leaves_what_was_shared(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute("UPDATE child_plan SET to_on = $1", FIRST_DAY)
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "Your plan with us has ended. You can still read your things here." in text
    assert "Amira shared what we talked about on Tuesday 26 May" in text
    assert "Your social worker" not in text
    assert "/timeline/keep" in (await (await sign_in(cast.jay)).get("/home")).text
    # A parent has no timeline.
    assert (await (await sign_in(cast.dani)).get("/timeline/keep")).status == 404
    await db.execute("UPDATE visit_reader SET ended_at = added_at WHERE person_id = $1", cast.dani.id)
    await db.execute("UPDATE meeting_reader SET ended_at = added_at WHERE person_id = $1", cast.dani.id)
    for page in (text, words((await (await sign_in(cast.dani)).get("/home")).text)):
        assert "When we plan one" not in page


async def test_while_the_worker_is_away_the_page_names_who_helps(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(FIRST_DAY + timedelta(days=44), 10))
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "Amira is away now. Sam Okoro is helping you until Amira is back." in text


async def test_a_visit_that_is_off_stands_beside_the_next_one(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute(
        "UPDATE visit SET state = 'called_off', ended_at = $2 WHERE id = $1",
        cast.home_visit,
        at(FIRST_DAY, 9),
    )
    await db.execute(
        """
        WITH made AS (
            INSERT INTO visit (council_id, family_id, worker_id, announced, starts_at, starts_wall, minutes, place,
                               purpose, planned_by, planned_at, shared_at)
            SELECT council_id, family_id, worker_id, true, starts_at + interval '3 days',
                   starts_wall + interval '3 days', 60, 'home', 'Again', planned_by, $2, $2
              FROM visit WHERE id = $1 RETURNING council_id, id
        ), about AS (
            INSERT INTO visit_child (council_id, visit_id, child_id, child_plan_id)
            SELECT made.council_id, made.id, c.child_id, c.child_plan_id
              FROM made, visit_child AS c WHERE c.visit_id = $1
        )
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, id, $3, $3, $2 FROM made
        """,
        cast.home_visit,
        at(FIRST_DAY, 9, 30),
        cast.dani.id,
    )
    text = words((await (await sign_in(cast.dani)).get("/home")).text)
    assert "This visit is off. Amira will plan a new one." in text
    assert "Friday 12 June at 4pm" in text


async def test_an_unannounced_visit_changes_no_byte_of_any_family_page(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    visitors = [await sign_in(member) for member in (cast.dani, cast.kit, cast.jay, cast.marcus)]
    # What was opened is new no more: home comes after it.
    paths = (f"/visits/{cast.last_visit}/after", "/home", "/visits", f"/visits/{cast.home_visit}")
    before = [words((await one.get(path)).text) for one in visitors for path in paths]
    await db.execute("DELETE FROM visit_note WHERE visit_id = $1", cast.unannounced_visit)
    await db.execute("DELETE FROM visit_child WHERE visit_id = $1", cast.unannounced_visit)
    await db.execute("DELETE FROM visit WHERE id = $1", cast.unannounced_visit)
    assert [words((await one.get(path)).text) for one in visitors for path in paths] == before


@pytest.mark.parametrize(
    "who",
    [
        "dani",
        "marcus",
        "kit",
        "jay",
        "tigist",
        "rosa",
        "luca",
        "joan",
        "leila",
        "sol",
        "grace",
        "ella",
        "chloe",
    ],
)
async def test_everybodys_home_opens(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    for path in ("/home", "/visits"):
        page = await visitor.get(path)
        assert page.status == 200
        for link in {part.split('"')[0] for part in page.text.split('href="/visits/')[1:]}:
            assert (await visitor.get(f"/visits/{link}")).status == 200, link


async def test_a_mother_does_not_read_where_her_son_lives(sign_in: SignIn, cast: Cast) -> None:
    leila = await sign_in(cast.leila)
    for path in ("/home", "/visits"):
        page = (await leila.get(path)).text
        for secret in ("Thistledown", "Pike"):
            assert secret not in page
