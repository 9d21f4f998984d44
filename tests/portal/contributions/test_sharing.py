"""Choosing who reads what one thinks: nobody is ticked beforehand, and who will read it is named before it goes."""

import asyncpg

from portal.demo.cast import Cast
from tests.portal.contributions.telling import WORDS, answer, begin, send, share
from tests.running import SignIn

Database = asyncpg.Connection


async def test_something_that_changed_since_the_last_look_is_shown_again(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    ella = await sign_in(cast.ella)
    views = await begin(ella)
    await answer(ella, views, 2, part_0="My room")
    await share(ella, views, cast.grace.id)
    seen = (await ella.get(f"/views/{views}/check")).text.split('name="seen" value="')[1].split('"')[0]
    # Between the look and the sending, Grace stops being a reader that Ella could have.
    await db.execute("UPDATE relationship SET to_on = '2026-05-31' WHERE person_id = $1", cast.grace.id)
    page = await ella.post(f"/views/{views}/check", {"seen": seen})
    assert page.status == 409
    assert "Something changed since you looked." in page.text
    assert "Grace" not in page.text.split("These people will see it")[1].split("These people will not")[0]
    assert (await send(ella, views)).path.endswith("/sent")
    assert await db.fetchval("SELECT count(*) FROM answer_reader WHERE ended_at IS NULL") == 0


async def test_the_share_page_ticks_nobody_of_the_family(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 2, part_0="My room")
    page = await jay.get(f"/views/{views}/share")
    assert "Dani, your mum" in page.text
    assert page.text.count("checked") == 1  # the worker’s, which is fixed
    wrong = await jay.post(f"/views/{views}/share", {})
    assert wrong.status == 422
    assert "Choose who can see this, or choose Only Amira" in wrong.text


async def test_the_check_page_names_who_will_and_who_will_not_see_it(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 2, part_0="My room")
    await share(jay, views, "meeting")
    main = (await jay.get(f"/views/{views}/check")).text
    will, will_not = main.split("These people will see it")[1].split("These people will not see it")
    assert "Nobody" not in will_not, "nobody will not see it would be everybody"
    assert "Amira Khan" in will
    assert "Helen Marsh" in will
    for name in ("Dani", "Marcus", "Kit"):
        assert name not in will
        assert name in will_not


async def test_who_can_see_it_is_chosen_answer_by_answer(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    for step, words in WORDS.items():
        await answer(jay, views, step, part_0=words)
    await jay.post(f"/views/{views}/share/each", {"part_0": [str(cast.dani.id)], "part_1": ["meeting"]})
    await send(jay, views)
    rows = await db.fetch(
        "SELECT question, person_id, meeting FROM answer_reader WHERE ended_at IS NULL ORDER BY 1"
    )
    assert [tuple(row) for row in rows] == [("good", cast.dani.id, False), ("worry", None, True)]


async def test_grown_ups_are_not_told_who_else_belongs_to_the_family(cast: Cast, sign_in: SignIn) -> None:
    for parent, others in ((cast.dani, ["Marcus"]), (cast.marcus, ["Dani"]), (cast.leila, ["Joan", "Pike"])):
        visitor = await sign_in(parent)
        views = await begin(visitor)
        await answer(visitor, views, 2, part_0="School")
        await share(visitor, views)
        pages = [await visitor.get(f"/views/{views}/{page}") for page in ("share", "check")]
        for page in pages:
            for other in others:
                assert other not in page.text
