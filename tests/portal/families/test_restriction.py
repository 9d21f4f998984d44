"""Keeping somebody away: at once, by any of their workers; ended only by the manager, with a reason."""

import pytest

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.visits.pages import words
from tests.running import SignIn

ORDER = {
    "kind": "no_contact", "authority": "Occupation order, seen today", "from_on-day": "1", "from_on-month": "6",
    "from_on-year": "2026", "review_on-day": "1", "review_on-month": "9", "review_on-year": "2026",
}  # fmt: skip


async def test_a_new_restriction_takes_plans_away_at_once(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """Marcus is kept from Kit too: the office visit about Kit that Marcus reads stays his, Kit's own do not."""
    amira, leila, ines = await sign_in(cast.amira), await sign_in(cast.leila), await sign_in(cast.ines)
    shared = await db.fetchrow(
        """
        SELECT a.visit_id FROM visit_reader AS a JOIN visit_reader AS b ON b.visit_id = a.visit_id
         WHERE a.person_id = $1 AND b.person_id <> $1 LIMIT 1
        """,
        cast.leila.id,
    )
    page = f"/staff/people/{cast.leila.id}/restriction"
    assert (await amira.get(page)).status == 404
    answer = await fill_in(ines, page, {**ORDER, "protects": str(cast.joan.id)})
    assert "The restriction is saved." in answer.text
    assert "No contact: Leila Aziz is kept away from Joan Pike." in words(answer.text)
    joint = await db.fetchval(
        "SELECT count(*) FROM current_restrictions($1) AS x WHERE x.protects_id = $2",
        cast.leila.id,
        cast.joan.id,
    )
    assert joint >= 1
    if shared is not None and await db.fetchval(
        "SELECT count(*) FROM visit_reader WHERE visit_id = $1 AND person_id = $2",
        shared["visit_id"],
        cast.joan.id,
    ):
        assert (await leila.get(f"/visits/{shared['visit_id']}")).status == 404


async def test_it_names_what_is_missing(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    page = f"/staff/people/{cast.marcus.id}/restriction"
    cases: list[tuple[dict[str, object], str]] = [
        ({"protects": None}, "Choose who is protected"),
        ({"protects": str(cast.marcus.id)}, "Choose who is protected"),
        ({"protects": str(cast.leila.id)}, "Choose who is protected"),
        ({"kind": None}, "Choose what it says"),
        ({"authority": " "}, "Say which order or decision it is"),
        ({"review_on-day": "31", "review_on-month": "9"}, "31"),
        (
            {"until_on-day": "1", "until_on-month": "5", "until_on-year": "2026"},
            "The last day must be today or later",
        ),
    ]
    for changes, sentence in cases:
        answer = await fill_in(amira, page, {"protects": str(cast.kit.id), **ORDER, **changes})
        assert answer.status == 422, changes
        assert sentence in answer.text, changes
    assert await db.fetchval("SELECT count(*) FROM restriction WHERE person_id = $1", cast.marcus.id) == 1


async def test_only_the_manager_ends_one_and_says_why(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    order = await db.fetchval("SELECT id FROM restriction WHERE person_id = $1", cast.marcus.id)
    page = f"/staff/people/{cast.marcus.id}/restriction/{order}/end"
    assert (await amira.get(page)).status == 404
    assert (await amira.post(page, {"why": "Because"}, page="/account")).status == 404
    refused = await fill_in(priya, page, {"why": " "})
    assert refused.status == 422
    assert await db.fetchval("SELECT ended_at FROM restriction WHERE id = $1", order) is None
    await fill_in(priya, page, {"why": "The court ended it this morning."})
    assert await db.fetchval("SELECT ended_at FROM restriction WHERE id = $1", order) is not None
    reason = await db.fetchval(
        "SELECT reason FROM access_log WHERE actor_id = $1 AND deed = 'changed' AND kind = 'restriction'",
        cast.priya.id,
    )
    assert reason == "The court ended it this morning."
    assert (await priya.get(page)).status == 404


@pytest.mark.parametrize("who", ["tom", "sam", "ines", "lewis", "helen", "alex", "dani", "marcus", "kit"])
async def test_nobody_else_reaches_any_of_it(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    order = await db.fetchval("SELECT id FROM restriction WHERE person_id = $1", cast.marcus.id)
    relationship = await db.fetchval(
        "SELECT id FROM relationship WHERE person_id = $1 AND child_id = $2", cast.marcus.id, cast.kit.id
    )
    plan = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.kit.id)
    involvement = await db.fetchval("SELECT id FROM involvement WHERE child_plan_id = $1 LIMIT 1", plan)
    before = await db.fetchval("SELECT md5(string_agg(i::text, '|' ORDER BY i::text)) FROM involvement AS i")
    attempts: list[tuple[str, dict[str, object]]] = [
        (f"/staff/people/{cast.marcus.id}/restriction", {"protects": cast.kit.id, **ORDER}),
        (f"/staff/people/{cast.marcus.id}/restriction/{order}/end", {"why": "Because I want to"}),
        (f"/staff/people/{cast.kit.id}/relationship/{relationship}", {"why": "Because", "was": ""}),
        (f"/staff/people/{cast.dani.id}/contact", {"texting": "any_time", "calls": "yes", "version": 1}),
        (f"/staff/plans/{plan}/workers", {"staff": cast.tom.id, "role": "allocated", "why": "Because"}),
        (f"/staff/plans/{plan}/workers/{involvement}/end", {"why": "Because"}),
    ]
    for path, fields in attempts:
        assert (await visitor.get(path)).status == 404, path
        assert (await visitor.post(path, fields, page="/account")).status == 404, path
    assert await db.fetchval("SELECT ended_at FROM restriction WHERE id = $1", order) is None
    assert await db.fetchval("SELECT count(*) FROM restriction WHERE person_id = $1", cast.marcus.id) == 1
    after = await db.fetchval("SELECT md5(string_agg(i::text, '|' ORDER BY i::text)) FROM involvement AS i")
    assert after == before


async def test_whom_an_order_protects_is_named_to_who_works_with_them(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Somebody can be kept from people of two families: the workers of the one learn nothing of the other."""
    await db.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        SELECT council_id, id, $2, 'no_contact', 'Order of the court', '2026-05-01', '2026-09-01'
          FROM person WHERE id = $1
        """,
        cast.marcus.id,
        cast.leila.id,
    )
    amira = await sign_in(cast.amira)
    for path in ("", "/restriction"):
        page = words((await amira.get(f"/staff/people/{cast.marcus.id}{path}")).text)
        assert "Marcus Bell is kept away from Dani Rowe." in page
        assert "Marcus Bell is kept away from somebody whom you do not work with." in page
        assert "Leila" not in page
    assert "Leila" not in (await amira.get(f"/staff/people/{cast.kit.id}")).text
    ines = await sign_in(cast.ines)
    page = words((await ines.get(f"/staff/people/{cast.leila.id}")).text)
    assert "Marcus Bell is kept away from Leila Aziz." in page
