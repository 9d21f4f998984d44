"""The manager's stop for letters: with a reason, for one or for all of a family, undone with a reason."""

from datetime import timedelta

import pytest

from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.visits.pages import words
from tests.running import SignIn

STOPPED = "SELECT EXISTS (SELECT FROM stops_for($1))"


def page_of(person: object) -> str:
    return f"/staff/people/{person}/stop-letters"


async def test_a_stop_says_why_stands_on_the_page_and_ends_with_a_reason(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    priya, amira = await sign_in(cast.priya), await sign_in(cast.amira)
    page = page_of(cast.dani.id)
    said = {"who": "person", "why": "order", "words": "Until the hearing on «Friday»", "sure": "y"}
    person = words((await fill_in(priya, page, said)).text)
    assert "Nothing is sent to this person since Monday 1 June, by Priya Nair." in person
    assert "A court order. Until the hearing on «Friday»" in person
    assert await db.fetchval(STOPPED, cast.dani.id)
    assert not await db.fetchval(STOPPED, cast.kit.id)
    # Their worker reads it, too, and that nothing would show; only a manager can change it.
    assert "Nothing is sent to this person" in (await amira.get(f"/staff/people/{cast.dani.id}")).text
    assert "Nothing. We send nothing." in words(
        (await amira.get(f"/staff/people/{cast.dani.id}/contact")).text
    )
    dani = words((await (await sign_in(cast.dani)).get("/account/contact")).text)
    assert "Nothing. We send nothing." in dani
    assert "hearing" not in dani
    assert (await fill_in(priya, page, {"because": " "}, action=f"{page}/end")).status == 422
    ended = await fill_in(priya, page, {"because": "The court has decided"}, action=f"{page}/end")
    assert "Letters are sent again." in ended.text
    row = await db.fetchrow(
        "SELECT * FROM letter_stop WHERE person_id = $1 ORDER BY at DESC LIMIT 1", cast.dani.id
    )
    assert row is not None
    assert (row["by_id"], row["ended_by"], row["ended_because"]) == (
        cast.priya.id, cast.priya.id, "The court has decided",
    )  # fmt: skip


async def test_a_stop_for_a_family_holds_everybody_in_it_and_nobody_else(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    priya = await sign_in(cast.priya)
    answer = await fill_in(priya, page_of(cast.kit.id), {"who": "family", "why": "death", "sure": "y"})
    assert "Nothing is sent to this family since Monday 1 June" in words(answer.text)
    for member in (cast.dani, cast.marcus, cast.kit, cast.jay):
        assert await db.fetchval(STOPPED, member.id), member.name
    for member in (cast.tigist, cast.rosa, cast.chloe):
        assert not await db.fetchval(STOPPED, member.id), member.name
    await fill_in(
        priya, page_of(cast.jay.id), {"because": "It was a mistake"}, action=f"{page_of(cast.jay.id)}/end"
    )
    assert not await db.fetchval(STOPPED, cast.dani.id)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"why": None}, "Choose why"),
        ({"why": "bored"}, "Choose why"),
        ({"why": "other", "words": ""}, "Say why"),
        ({"sure": None}, "Tick the box if you are sure"),
        ({"words": "Kept as typed" + "x" * 300}, "Use 300 letters or fewer"),
    ],
)
async def test_nothing_is_stopped_half(
    sign_in: SignIn, cast: Cast, db: Db, changes: dict[str, object], sentence: str
) -> None:
    priya = await sign_in(cast.priya)
    said = {"why": "order", "words": "Kept as typed", "sure": "y", **changes}
    answer = await fill_in(priya, page_of(cast.dani.id), said)
    assert answer.status == 422
    assert sentence in answer.text
    assert str(said["words"]) in answer.text
    assert not await db.fetchval(STOPPED, cast.dani.id)


@pytest.mark.parametrize("who", ["amira", "sam", "ines", "helen", "alex", "dani", "marcus", "lewis", "tom"])
async def test_only_their_manager_stops_letters(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    visitor, page = await sign_in(getattr(cast, who)), page_of(cast.dani.id)
    assert (await visitor.get(page)).status == 404
    for path in (page, f"{page}/end"):
        answer = await visitor.post(
            path, {"who": "person", "why": "death", "sure": "y", "because": "x"}, page="/sign-out"
        )
        assert answer.status == 404
    assert not await db.fetchval(STOPPED, cast.dani.id)


async def test_a_manager_stops_nothing_for_families_of_others(sign_in: SignIn, cast: Cast) -> None:
    priya = await sign_in(cast.priya)
    for member in (cast.chloe, cast.omar, cast.leila):
        assert (await priya.get(page_of(member.id))).status == 404


async def test_a_family_that_somebody_left_is_not_stopped_with_theirs(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await db.execute(
        """
        INSERT INTO relationship (council_id, person_id, child_id, type, from_on, to_on)
        SELECT council_id, id, $2, 'other', $3, $4 FROM person WHERE id = $1
        """,
        cast.dani.id,
        cast.samuel.id,
        FIRST_DAY - timedelta(days=90),
        FIRST_DAY - timedelta(days=1),
    )
    priya = await sign_in(cast.priya)
    await fill_in(priya, page_of(cast.dani.id), {"who": "family", "why": "order", "sure": "y"})
    stopped = await db.fetch(
        "SELECT f.name FROM letter_stop AS s JOIN family AS f ON f.id = s.family_id WHERE s.ended_at IS NULL"
    )
    assert [row["name"] for row in stopped] == ["Rowe and Bell"]
