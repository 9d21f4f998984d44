"""Who finds the staff's pages, and what they may do there: the worker of a child's plan, and nobody else."""

from typing import Any

import pytest

from portal.demo.cast import Cast
from tests.portal.planner.pages import filled, form_of, words
from tests.running import SignIn

OUTSIDERS = ("tom", "sam", "lewis", "ines", "grace_lim", "alex", "helen", "dani", "marcus", "kit", "jay")


def paths(cast: Cast) -> list[str]:
    about = [cast.home_visit, cast.office_visit, cast.unannounced_visit, cast.last_visit]
    return [
        f"/staff/visits/new/{cast.kit.id}",
        f"/staff/visits/new/{cast.kit.id}/with/{cast.marcus.id}",
        *(
            f"/staff/visits/{one}{rest}"
            for one in about
            for rest in ("", "/change", "/late", "/told", "/call-off")
        ),
    ]


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_others_find_nothing_and_change_nothing(sign_in: SignIn, cast: Cast, db: Any, who: str) -> None:
    amira, other = await sign_in(cast.amira), await sign_in(getattr(cast, who))
    count = "SELECT (SELECT count(*) FROM visit), (SELECT sum(version) FROM visit), (SELECT count(*) FROM visit_news)"
    before = await db.fetchrow(count)
    for path in paths(cast):
        hers = await amira.get(path)
        assert hers.status == 200
        theirs = await other.get(path)
        assert theirs.status == 404, path
        if f'action="{path}"' in hers.text:
            fields = {**form_of(hers.text, path), "how_late": "10", "do": "share"}
            for name in ("csrf", "key"):
                fields.pop(name)
            assert (await other.post(path, fields, page="/account")).status in {403, 404}, path
    assert await db.fetchrow(count) == before


async def test_cover_sees_what_the_worker_sees_while_it_lasts(sign_in: SignIn, cast: Cast, db: Any) -> None:
    sam = await sign_in(cast.sam)
    assert (await sam.get(f"/staff/visits/{cast.home_visit}")).status == 404
    await db.execute(
        """UPDATE involvement SET from_at = timestamptz '2026-05-31', to_at = NULL
            WHERE staff_id = $1 AND role = 'cover'""",
        cast.sam.id,
    )
    assert (await sam.get(f"/staff/visits/{cast.home_visit}")).status == 200
    assert (await sam.get(f"/staff/visits/new/{cast.kit.id}")).status == 200


async def test_lists_hold_only_what_is_theirs(sign_in: SignIn, cast: Cast) -> None:
    for who in (cast.tom, cast.lewis, cast.ines, cast.sam):
        other = await sign_in(who)
        for path in ("/staff/visits", "/staff/visits/new", "/staff/today"):
            page = words((await other.get(path)).text)
            assert not any(name in page for name in ("Dani", "Kit", "Jay", "Marcus", "Rowe")), (
                who.name,
                path,
            )
    tom = await sign_in(cast.tom)
    assert "No visits are planned." in words((await tom.get("/staff/visits")).text)
    assert "so there is nobody to plan a visit for" in words((await tom.get("/staff/visits/new")).text)


async def test_a_worker_who_left_meanwhile_shares_nothing(sign_in: SignIn, cast: Cast, db: Any) -> None:
    amira = await sign_in(cast.amira)
    path = f"/staff/visits/new/{cast.kit.id}"
    page = await amira.get(path)
    await db.execute("UPDATE involvement SET to_at = '2026-06-01' WHERE staff_id = $1", cast.amira.id)
    before = await db.fetchval("SELECT count(*) FROM visit")
    assert (await amira.send(path, {**filled(page.text, path), "do": "share"})).status == 404
    assert await db.fetchval("SELECT count(*) FROM visit") == before


async def test_opening_a_visit_is_written_down(sign_in: SignIn, cast: Cast, db: Any) -> None:
    amira = await sign_in(cast.amira)
    await amira.get(f"/staff/visits/{cast.home_visit}")
    row = await db.fetchrow(
        "SELECT * FROM access_log WHERE item_id = $1 AND actor_id = $2", cast.home_visit, cast.amira.id
    )
    assert row["deed"] == "opened"
    assert {cast.dani.id, cast.kit.id, cast.jay.id} <= set(row["about"])


async def test_staff_see_answers_private_topics_and_the_way_there(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(f"/staff/visits/{cast.home_visit}")
    text = words(page.text)
    assert "I do not want to talk about dad when other people are there." in text
    assert "In private" in text
    assert "Said OK" in text
    assert "No answer yet" in text
    assert "Text only between 10am and 3pm." in text
    assert "Do not say who you are." in text
    assert "Quillfeather" in text
    assert 'href="geo:0,0?q=Flat%203' in page.text
    assert "Waiting for reply" in text


async def test_older_visits_are_a_page_further(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute(
        """WITH old AS (
               INSERT INTO visit (council_id, family_id, worker_id, announced, state, starts_at, starts_wall, minutes,
                                  place, purpose, planned_by, planned_at)
               SELECT council_id, family_id, worker_id, true, 'done', starts_at - n * interval '1 day',
                      starts_wall - n * interval '1 day', 30, 'school', 'Before', worker_id, planned_at
                 FROM visit, generate_series(100, 130) AS n WHERE id = $1 RETURNING id, council_id)
           INSERT INTO visit_child (council_id, visit_id, child_id, child_plan_id)
           SELECT old.council_id, old.id, c.child_id, c.child_plan_id FROM old, visit_child c WHERE c.visit_id = $1""",
        cast.home_visit,
    )
    amira = await sign_in(cast.amira)
    page = (await amira.get("/staff/visits")).text
    older = page.split('href="/staff/visits?before=')[1].split('"')[0]
    second = await amira.get(f"/staff/visits?before={older}")
    assert second.status == 200
    assert "Coming up" not in words(second.text)
    assert (await amira.get("/staff/visits?before=yesterday")).status == 404
