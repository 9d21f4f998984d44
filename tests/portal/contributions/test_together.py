"""Together with the worker: the phone reaches one journey, and the booklet goes under the right person."""

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.running import SignIn, Visitor

Database = asyncpg.Connection


async def kit_answers(amira: Visitor, base: str, half_typed: str = "") -> None:
    page = await amira.post(base, {"occasion": "things", "way": "short"})
    assert page.path == f"{base}/1"
    await amira.post(f"{base}/1", {"deed": "save", "part_0": "good"})
    await amira.post(f"{base}/2", {"deed": "save", "part_0": "zq-kit flying my kite"})
    for step in (3, 4, 5):
        await amira.post(f"{base}/{step}", {"deed": "skip"})
    if half_typed:
        await amira.post("/drafts", {"form": f"{base}/2", "part_0": half_typed}, page=f"{base}/2")
    await amira.post(f"{base}/share", {"who": "only"})
    check = await amira.get(f"{base}/check")
    seen = check.text.split('name="seen" value="')[1].split('"')[0]
    done = await amira.post(f"{base}/check", {"seen": seen})
    assert done.path == f"{base}/sent"
    assert "Press the button, then give the phone back to Amira." in done.text


async def test_a_9_year_old_answers_on_the_workers_phone(cast: Cast, sign_in: SignIn, db: Database) -> None:
    amira = await sign_in(cast.amira)
    base = f"/staff/together/{cast.kit.id}"
    page = await amira.get(base)
    assert "Hi Kit" in page.text
    assert "Amira gave you this phone. Amira can see what you write." in page.text
    await kit_answers(amira, base)
    row = await db.fetchrow("SELECT person_id, done_with, sent_at FROM contribution")
    assert row is not None
    assert (row["person_id"], row["done_with"]) == (cast.kit.id, cast.amira.id)
    assert row["sent_at"] is not None
    left = await amira.post(f"{base}/sent")
    assert left.path == "/sign-in"
    assert (await amira.get("/staff/today")).status == 401
    amira = await sign_in(cast.amira)
    views = await db.fetchval("SELECT id FROM contribution")
    page = await amira.get(f"/staff/views/{views}")
    assert "Done with Amira Khan" in page.text
    assert "ritten by" not in page.text
    kit = await sign_in(cast.kit)
    assert "Done with Amira Khan" in (await kit.get(f"/views/{views}")).text


async def test_the_next_time_finds_nothing_half_typed(cast: Cast, sign_in: SignIn, db: Database) -> None:
    base = f"/staff/together/{cast.kit.id}"
    await kit_answers(await sign_in(cast.amira), base, half_typed="zq-kit half")
    assert await db.fetchval("SELECT count(*) FROM form_draft") == 0
    amira = await sign_in(cast.amira)
    await amira.post(base, {"occasion": "things", "way": "short"})
    assert "zq-kit" not in (await amira.get(f"{base}/2")).text


async def test_the_handed_over_phone_reaches_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    amira = await sign_in(cast.amira)
    base = f"/staff/together/{cast.kit.id}"
    await amira.post(base, {"occasion": "things", "way": "short"})
    for path in (
        "/staff/today", "/staff/views", "/staff/people", f"/staff/people/{cast.kit.id}", "/staff/messages", "/account",
        f"/staff/together/{cast.jay.id}", f"/staff/together/{cast.jay.id}/1", base, "/team", "/home", "/views",
    ):  # fmt: skip
        assert (await amira.get(path)).status == 404, path
    for path, fields in (
        (f"/staff/together/{cast.jay.id}", {"occasion": "things"}),
        ("/account/display", {"text_size": "large"}),
        (f"/staff/messages/{cast.kit.id}", {"message": "hello"}),
    ):
        assert (await amira.post(path, dict(fields), page=f"{base}/1")).status == 404, path
    page = await amira.get(f"{base}/1")
    assert page.status == 200
    for link in ('href="/staff/', 'href="/account', 'href="/team'):
        assert link not in page.text.replace(f'href="{base}', "")
    # Whoever strays from it comes back: “Go to home” and the name on top lead to carrying on, or to giving it back.
    home = await amira.get("/")
    assert home.path == f"{base}/sent"
    assert "It is saved" in home.text
    assert f'href="{base}/1"' in home.text
    assert 'href="/account' not in (await amira.get("/help")).text


async def test_whoever_holds_no_handed_over_phone_is_led_nowhere(cast: Cast, sign_in: SignIn) -> None:
    await (await sign_in(cast.amira)).post(
        f"/staff/together/{cast.kit.id}", {"occasion": "things", "way": "short"}
    )
    for who in (cast.amira, cast.tom, cast.lewis, cast.alex, cast.marcus, cast.jay):
        answer = await (await sign_in(who)).get("/staff/together/back", follow=False)
        assert answer.status == 404, who.name
        assert "Location" not in answer.headers


async def test_another_phone_of_the_worker_goes_on_as_before(cast: Cast, sign_in: SignIn) -> None:
    handed, other = await sign_in(cast.amira), await sign_in(cast.amira)
    await handed.post(f"/staff/together/{cast.kit.id}", {"occasion": "things", "way": "short"})
    assert (await other.get("/staff/today")).status == 200
    assert (await other.get(f"/staff/together/{cast.kit.id}/1")).status == 404
    assert (await other.get("/staff/together/back")).status == 404
    assert (await (await sign_in(cast.kit)).get("/staff/together/back")).status == 404


async def test_what_was_begun_together_is_carried_on(cast: Cast, sign_in: SignIn) -> None:
    amira = await sign_in(cast.amira)
    base = f"/staff/together/{cast.kit.id}"
    await amira.post(base, {"occasion": "things", "way": "short"})
    await amira.post(f"{base}/1", {"deed": "save", "part_0": "good"})
    page = await amira.post(f"{base}/2", {"deed": "finish", "part_0": "half"})
    assert "It is saved" in page.text
    await amira.post(f"{base}/sent")
    amira = await sign_in(cast.amira)
    assert "Question 3 of 6" in (await amira.get(base)).text
    assert (await amira.post(base)).path == f"{base}/3"


async def test_helpers_words_stand_apart(cast: Cast, sign_in: SignIn, db: Database) -> None:
    amira = await sign_in(cast.amira)
    await kit_answers(amira, f"/staff/together/{cast.kit.id}")
    amira = await sign_in(cast.amira)
    views = await db.fetchval("SELECT id FROM contribution")
    await amira.post(
        f"/staff/views/{views}/helper", {"there": "Dani was in the kitchen", "saw": "Kit laughed a lot"}
    )
    page = (await amira.get(f"/staff/views/{views}")).text
    assert page.index("zq-kit flying my kite") < page.index("Amira Khan’s own words, apart")
    assert "Dani was in the kitchen" in page
    kit = await sign_in(cast.kit)
    assert "Kit laughed a lot" not in (await kit.get(f"/views/{views}")).text
    # Written once: nothing on either page says that there is more to do about it.
    assert f"/staff/views/{views}/helper" not in page
    again = (await amira.get(f"/staff/views/{views}/helper")).text
    assert "Kit laughed a lot" in again
    assert "<textarea" not in again


async def test_who_is_called_as_the_helper_is_does_not_write_in_their_place(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    """The manager of the plan, who may read all of it, has the same name."""
    amira = await sign_in(cast.amira)
    await kit_answers(amira, f"/staff/together/{cast.kit.id}")
    views = await db.fetchval("SELECT id FROM contribution")
    await db.execute("UPDATE person SET name = 'Amira Khan' WHERE id = $1", cast.priya.id)
    priya, helper = await sign_in(cast.priya), f"/staff/views/{views}/helper"
    assert helper not in (await priya.get(f"/staff/views/{views}")).text
    assert (await priya.get(helper)).status == 404
    said = await priya.post(helper, {"saw": "I was not there"}, page="/staff/today")
    assert (said.status, "I was not there" in said.text) == (404, False)


@pytest.mark.parametrize("who", ["tom", "sam", "ines", "lewis", "priya"])
async def test_nobody_but_a_worker_of_the_child_does_it_with_them(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    visitor = await sign_in(getattr(cast, who))
    for path in (f"/staff/together/{cast.kit.id}", f"/staff/people/{cast.kit.id}/booklet/type-in"):
        assert (await visitor.get(path)).status == 404
        assert (await visitor.post(path, {"occasion": "things"}, page="/account")).status == 404
    assert (await visitor.get(f"/staff/people/{cast.kit.id}/booklet")).status == 404


async def test_a_booklet_is_typed_in_under_the_right_child(cast: Cast, sign_in: SignIn, db: Database) -> None:
    amira = await sign_in(cast.amira)
    assert (
        "Do you feel safe where you live?" in (await amira.get(f"/staff/people/{cast.kit.id}/booklet")).text
    )
    path = f"/staff/people/{cast.kit.id}/booklet/type-in"
    assert (await amira.post(path, {})).status == 422
    page = await amira.post(
        path, {"part_1_0": "My  kite", "part_3_0": "no", "ringed": "y", "part_8_0": "zq-paper-say"}
    )
    assert "On paper, typed in by Amira Khan" in page.text
    assert "My  kite" in page.text
    row = await db.fetchrow("SELECT person_id, on_paper, done_with FROM contribution")
    assert row is not None
    assert tuple(row) == (cast.kit.id, True, cast.amira.id)
    assert await db.fetchval("SELECT source FROM urgent_item WHERE closed_at IS NULL") == "views"
    kit, helen, dani = await sign_in(cast.kit), await sign_in(cast.helen), await sign_in(cast.dani)
    views = await db.fetchval("SELECT id FROM contribution")
    assert "zq-paper-say" in (await kit.get(f"/views/{views}")).text
    assert "zq-paper-say" in (await helen.get(f"/partner/views/{views}")).text
    assert (await dani.get(f"/views/{views}")).status == 404


async def test_a_flagged_answer_given_together_is_owned_too(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    amira = await sign_in(cast.amira)
    base = f"/staff/together/{cast.kit.id}"
    await amira.post(base, {"occasion": "things", "way": "short"})
    page = await amira.post(f"{base}/1", {"deed": "save", "part_0": "bad"})
    assert page.path == f"{base}/2", "the worker is there: nobody is asked on a page"
    item = await db.fetchrow("SELECT source, raised_by FROM urgent_item WHERE closed_at IS NULL")
    assert item is not None
    assert tuple(item) == ("views", cast.amira.id)


async def test_a_socket_of_the_handed_over_phone_says_nothing(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    amira = await sign_in(cast.amira)
    sessions = [
        row["id"]
        for row in await db.fetch("SELECT id FROM session WHERE account_id = $1", cast.amira.account_id)
    ]
    assert await db.fetchval("SELECT count(*) FROM speaking($1)", sessions) == 1
    await amira.post(f"/staff/together/{cast.kit.id}", {"occasion": "things", "way": "short"})
    assert await db.fetchval("SELECT count(*) FROM speaking($1)", sessions) == 0
