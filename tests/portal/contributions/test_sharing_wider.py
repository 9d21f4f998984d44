"""A worker shows what somebody thinks to one more colleague: with a reason, and the person is told."""

import asyncpg

from portal.demo.cast import Cast
from tests.portal.contributions.telling import WORDS, jay_tells
from tests.portal.cover.going import another_teams_manager
from tests.running import SignIn

Database = asyncpg.Connection


async def test_sharing_wider_needs_a_reason_and_the_person_is_told(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    jay, views = await jay_tells(sign_in, cast.jay)
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    path = f"/staff/views/{views}/wider"
    assert "Share only if you must keep someone safe. Write why." in (await amira.get(path)).text
    asked: dict[str, object] = {"whom": str(cast.dani.id), "about": "worry", "tell": "tell"}
    assert (await amira.post(path, {**asked, "why": ""})).status == 422
    assert (await dani.get(f"/views/{views}")).status == 404
    await amira.post(path, {**asked, "why": "Dani has to meet the bus."})
    page = await dani.get(f"/views/{views}")
    assert WORDS[3] in page.text
    assert WORDS[4] not in page.text
    assert "We showed this to someone else." in (await jay.get("/views")).text
    told = (await jay.get(f"/views/{views}")).text
    assert "Only the answer to:" in told
    assert "Amira Khan showed this to Dani on Monday 1 June" in told
    assert "Dani has to meet the bus." in told
    logged = await db.fetchval("SELECT reason FROM access_log WHERE kind = 'contribution_sharing'")
    assert logged == "Dani has to meet the bus."


async def test_not_telling_the_person_takes_a_second_one(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay, views = await jay_tells(sign_in, cast.jay)
    amira, priya, dani = await sign_in(cast.amira), await sign_in(cast.priya), await sign_in(cast.dani)
    path = f"/staff/views/{views}/wider"
    asked: dict[str, object] = {
        "whom": str(cast.dani.id),
        "about": "all",
        "tell": "unsafe",
        "why": "She has to know today.",
    }
    assert (await amira.post(path, asked)).status == 422
    await amira.post(path, {**asked, "why_not_told": "Jay would leave the house."})
    waits = f'href="/staff/views/{views}"'
    assert waits in (await priya.get("/team")).text.split("Waiting for you to agree</h2>")[1].split("<h2")[0]
    other = await another_teams_manager(db, cast, sign_in)
    assert "Waiting for you to agree" not in (await other.get("/team")).text
    assert "We showed this" not in (await jay.get("/views")).text
    assert (await dani.get(f"/views/{views}")).status == 404
    sharing = await db.fetchval("SELECT id FROM contribution_sharing")
    settle = f"/staff/views/{views}/sharings/{sharing}"
    assert (await amira.post(settle, {"deed": "agree"}, page=f"/staff/views/{views}")).status == 404
    await priya.post(settle, {"deed": "agree"}, page=f"/staff/views/{views}")
    assert "Waiting for you to agree" not in (await priya.get("/team")).text
    assert WORDS[3] in (await dani.get(f"/views/{views}")).text
    assert "She has to know today." not in (await jay.get(f"/views/{views}")).text


async def test_a_manager_who_does_not_agree_shares_nothing(cast: Cast, sign_in: SignIn, db: Database) -> None:
    _, views = await jay_tells(sign_in, cast.jay)
    amira, priya, dani = await sign_in(cast.amira), await sign_in(cast.priya), await sign_in(cast.dani)
    await amira.post(
        f"/staff/views/{views}/wider",
        {"whom": str(cast.dani.id), "tell": "unsafe", "why": "To be sure.", "why_not_told": "He may run."},
    )
    sharing = await db.fetchval("SELECT id FROM contribution_sharing")
    page = await priya.post(
        f"/staff/views/{views}/sharings/{sharing}", {"deed": "refuse"}, page=f"/staff/views/{views}"
    )
    assert "Not agreed, not shared" in page.text
    assert (await dani.get(f"/views/{views}")).status == 404
