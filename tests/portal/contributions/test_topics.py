"""What people wanted to talk about at visits: answered by a day, shown to who said it, and late to the right people."""

from datetime import date

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.contributions.telling import jay_tells
from tests.reminders.arranging import Db
from tests.running import SignIn, at

# Dani's “money for shoes”, for Amira alone, and Kit's biscuits: at the visit of Tuesday 26 May, over and not answered.
LAST = date(2026, 5, 26)


async def topic_of(db: Db, person: object, begins: str) -> str:
    found = await db.fetchval(
        "SELECT id FROM visit_topic WHERE added_by = $1 AND body LIKE $2 || '%' AND ended_at IS NULL",
        person,
        begins,
    )
    assert found is not None
    return str(found)


async def test_who_said_it_reads_by_when_and_then_what_was_done(cast: Cast, sign_in: SignIn, db: Db) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    after = f"/visits/{cast.last_visit}/after"
    before = (await dani.get(after)).text
    # Ten working days after Tuesday 26 May.
    assert "By Tuesday 9 June, Amira will tell you here what we did." in before
    assert "I want to talk about money for shoes without the children." in before
    page = f"/staff/views/topics/{await topic_of(db, cast.dani.id, 'I want to talk about money')}"
    assert page in (await amira.get("/staff/today")).text
    assert page in (await amira.get("/staff/views")).text
    shown = (await amira.get(page)).text
    assert "What Dani wanted to talk about" in shown
    assert "Dani was told to expect an answer by Tuesday 9 June." in shown
    empty = await amira.post(page, {"what": "", "state": "could_not", "because": ""})
    assert empty.status == 422
    for problem in ("Say what you will do", "Say why you could not do this"):
        assert problem in empty.text
    typed: dict[str, object] = {"what": "I asked the fund 🙂 " * 300, "state": "done"}
    long = await amira.post(page, typed, page=page)
    assert long.status == 422
    assert "I asked the fund 🙂" in long.text
    told: dict[str, object] = {
        "what": "I asked the fund for shoes.",
        "state": "could_not",
        "because": "it is empty until September.",
    }
    answered = await amira.post(page, told)
    assert "Your reply is on their page now." in answered.text
    read = (await dani.get(after)).text
    for words in (
        "We could not do this",
        "I asked the fund for shoes.",
        "it is empty until September.",
        "Amira Khan",
    ):
        assert words in read
    assert page not in (await amira.get("/staff/today")).text
    # What is said later stands below what was said first.
    await amira.post(page, {"what": "A charity paid.", "state": "done"})
    newest = (await dani.get(after)).text
    assert newest.index("I asked the fund for shoes.") < newest.index("A charity paid.")
    for other in (cast.kit, cast.jay):
        theirs = (await (await sign_in(other)).get(after)).text
        assert "I asked the fund for shoes." not in theirs
        assert "money for shoes" not in theirs


async def test_nobody_else_finds_it(cast: Cast, sign_in: SignIn, db: Db) -> None:
    page = f"/staff/views/topics/{await topic_of(db, cast.dani.id, 'I want to talk about money')}"
    home = f"/staff/views/topics/{await topic_of(db, cast.jay.id, 'I do not want to talk about dad')}"
    for who in (
        cast.dani, cast.marcus, cast.kit, cast.jay, cast.tom, cast.helen, cast.grace_lim, cast.alex, cast.lewis,
        cast.ines,
    ):  # fmt: skip
        visitor = await sign_in(who)
        for path in (page, home):
            assert (await visitor.get(path)).status == 404, who.name
        sent = await visitor.post(page, {"what": "Mine now.", "state": "done"}, page="/account")
        assert sent.status == 404, who.name
    amira = await sign_in(cast.amira)
    assert (await amira.get(page)).status == 200
    # A visit to come is answered by nobody yet; neither is what staff put on the plan themselves.
    assert (await amira.get(home)).status == 404
    ours = await db.fetchval(
        """
        SELECT t.id FROM visit_topic AS t JOIN person AS p ON p.id = t.added_by AND p.kind = 'staff'
         WHERE t.visit_id = $1 LIMIT 1
        """,
        cast.last_visit,
    )
    assert (await amira.get(f"/staff/views/topics/{ours}")).status == 404
    assert (await (await sign_in(cast.priya)).get(page)).status == 200
    assert (
        await db.fetchval("SELECT count(*) FROM outcome WHERE topic_id::text = $1", page.rsplit("/", 1)[1])
        == 0
    )


@pytest.mark.parametrize("state", ["missed_by_us", "called_off"])
async def test_a_visit_that_did_not_happen_owes_an_answer_too(
    cast: Cast, sign_in: SignIn, db: Db, clock: Clock, state: str
) -> None:
    await db.execute(
        "UPDATE visit SET state = $2, ended_at = starts_at - interval '3 days' WHERE id = $1",
        cast.home_visit,
        state,
    )
    jay, amira = await sign_in(cast.jay), await sign_in(cast.amira)
    # The visit was to be on Tuesday 9 June; it was off on Saturday 6 June.
    assert (
        "By Friday 19 June, Amira will tell you here what we did."
        in (await jay.get(f"/visits/{cast.home_visit}/after")).text
    )
    page = f"/staff/views/topics/{await topic_of(db, cast.jay.id, 'I do not want to talk about dad')}"
    assert page in (await amira.get("/staff/today")).text


async def test_a_set_and_a_topic_are_late_to_the_right_people_on_the_right_day(
    cast: Cast, sign_in: SignIn, db: Db, clock: Clock
) -> None:
    """Thursday 20 August 2026. The 10th working day is Friday 4 September: Monday 31 August is a bank holiday."""
    said_on, last_day, late_on = (
        at(date(2026, 8, 20), 16),
        at(date(2026, 9, 4), 23, 59),
        at(date(2026, 9, 5), 0, 1),
    )
    clock.turn_to(said_on)
    topic = await topic_of(db, cast.dani.id, "I want to talk about money")
    await db.execute(
        "UPDATE visit SET starts_at = $2, starts_wall = '2026-08-20 15:00', ended_at = $2 WHERE id = $1",
        cast.last_visit,
        at(date(2026, 8, 20), 15),
    )
    jay, views = await jay_tells(sign_in, cast.jay)
    dani, amira, priya = await sign_in(cast.dani), await sign_in(cast.amira), await sign_in(cast.priya)
    marcus, ines = await sign_in(cast.marcus), await sign_in(cast.ines)
    links = (f"/staff/views/{views}", f"/staff/views/topics/{topic}")
    family = ((jay, f"/views/{views}"), (dani, f"/visits/{cast.last_visit}/after"))
    assert "Jay was told to expect an answer by Friday 4 September." in (await amira.get(links[0])).text
    assert (
        "By Friday 4 September, Amira will tell you here what we did." in (await dani.get(family[1][1])).text
    )
    for moment, late in ((last_day, False), (late_on, True)):
        clock.turn_to(moment)
        team = (await priya.get("/team")).text
        today = (await amira.get("/staff/today")).text
        for link, (who, page) in zip(links, family, strict=True):
            assert (f'href="{link}"' in team) is late, (link, moment)
            assert f'href="{link}"' in today
            assert ("This is late. We have told Amira’s manager." in (await who.get(page)).text) is late
            # Not to the other parent, and not to a colleague.
            assert (await marcus.get(page)).status == 404
            assert link not in (await ines.get("/staff/today")).text
    # An answer ends it for all of them.
    for link in links:
        await amira.post(link, {"about": "all", "what": "I asked the fund.", "state": "working"})
    team = (await priya.get("/team")).text
    for link, (who, page) in zip(links, family, strict=True):
        assert link not in team
        assert "This is late." not in (await who.get(page)).text
