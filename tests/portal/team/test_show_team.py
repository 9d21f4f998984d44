"""The team's page: who waits, which visits are past due, who is away without cover; each row with one thing to do."""

from datetime import timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import another_teams_manager, go_away
from tests.portal.messages.talk import Db, address_of, conversation_of, send
from tests.running import SignIn, at


async def test_managers_have_it_in_their_navigation(sign_in: SignIn, cast: Cast) -> None:
    assert 'href="/team"' in (await (await sign_in(cast.priya)).get("/staff/today")).text
    assert 'href="/team"' not in (await (await sign_in(cast.amira)).get("/staff/today")).text


async def test_who_waits_for_us_comes_before_what_is_due(sign_in: SignIn, cast: Cast) -> None:
    page = (await (await sign_in(cast.priya)).get("/team")).text
    order = [
        page.index(f"<h2>{heading}</h2>")
        for heading in (
            "Waiting over 1 working day", "Views not read or answered in time", "Visits past due",
            "Children not heard", "Workers away without cover",
        )
    ]  # fmt: skip
    assert order == sorted(order)


async def test_who_waits_longest_comes_first(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    await db.execute("UPDATE conversation SET waiting_since = NULL")
    dani, tigist, priya = [await sign_in(who) for who in (cast.dani, cast.tigist, cast.priya)]
    await send(tigist, await address_of(db, cast.tigist), "Selam")
    clock.turn_to(at(FIRST_DAY, 15))
    await send(dani, await address_of(db, cast.dani), "Secret words")
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 11))
    page = (await priya.get("/team")).text
    assert "Tigist Haile" in page
    assert "Dani Rowe" not in page, "not over 1 working day yet"
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 16))
    page = (await priya.get("/team")).text
    assert page.index("Tigist Haile") < page.index("Dani Rowe")
    assert "Secret words" not in page
    assert f"/team/audit/{await conversation_of(db, cast.dani)}" in page


async def test_visits_past_due_oldest_first_with_a_way_to_plan_one(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    priya = await sign_in(cast.priya)
    clock.turn_to(at(FIRST_DAY + timedelta(days=60), 10))
    page = (await priya.get("/team")).text
    assert f'href="/staff/visits/new/{cast.kit.id}"' in page
    assert "No visit is past due." not in page


async def test_workers_away_without_cover(sign_in: SignIn, cast: Cast) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    assert "No one is away without cover." in (await priya.get("/team")).text
    await go_away(amira, FIRST_DAY, FIRST_DAY + timedelta(days=2), "nobody")
    page = (await priya.get("/team")).text
    assert f'href="/team/cover?away={cast.amira.id}"' in page
    assert "Kit Rowe" in page


async def test_another_teams_manager_sees_another_team(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, other = await sign_in(cast.amira), await another_teams_manager(db, cast, sign_in)
    await go_away(amira, FIRST_DAY, FIRST_DAY + timedelta(days=2), "nobody")
    clock.turn_to(at(FIRST_DAY + timedelta(days=40), 10))
    page = (await other.get("/team")).text
    for name in ("Amira", "Rowe", "Haile", "Costa", "Dani", str(cast.kit.id)):
        assert name not in page, name


async def test_opening_it_is_in_the_log(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    priya = await sign_in(cast.priya)
    clock.turn_to(at(FIRST_DAY + timedelta(days=60), 10))
    await priya.get("/team")
    row = await db.fetchrow(
        "SELECT about FROM access_log WHERE kind = 'team' AND actor_id = $1", cast.priya.id
    )
    assert row is not None
    assert cast.kit.id in row["about"]
