"""The 16th, 18th and 25th birthday, at the stroke of midnight in London."""

import re
from datetime import date, datetime, time, timedelta

import asyncpg
import pytest

from portal.account.model_own import Own, Step
from portal.clock import LONDON, Clock
from portal.demo.cast import Cast
from portal.statutory.birthdays import birthday
from tests.portal.contributions.telling import answer, begin, send, share
from tests.running import Answer, SignIn, Visitor

Database = asyncpg.Connection
PATH = "/account/who-sees"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


async def choose(jay: Visitor, **fields: object) -> Answer:
    """As the page shows it at this moment."""
    seen = re.search(r'name="seen" value="(\w+)"', (await jay.get(PATH)).text)
    assert seen
    return await jay.post(PATH, {"seen": seen[1], **fields})


async def born_on(db: Database, person: object) -> date:
    day: date = await db.fetchval("SELECT born_on FROM person WHERE id = $1", person)
    return day


async def tell_dani(jay: Visitor, dani: object) -> str:
    views = await begin(jay, "things")
    await answer(jay, views, 2, part_0="zq-jay-shown")
    await share(jay, views, dani)
    await send(jay, views)
    return views


async def again(sign_in: SignIn, clock: Clock, moment: datetime, who: object) -> Visitor:
    """The clock is turned, and they sign in anew: sessions are not that old."""
    clock.turn_to(moment)
    return await sign_in(who)  # type: ignore[arg-type]


async def test_at_16_and_18_all_sharing_is_asked_again(
    cast: Cast, sign_in: SignIn, clock: Clock, db: Database
) -> None:
    jay, dani = await sign_in(cast.jay), await sign_in(cast.dani)
    views = await tell_dani(jay, cast.dani.id)
    born = await born_on(db, cast.jay.id)
    at_16, at_18 = midnight(birthday(born, 16)), midnight(birthday(born, 18))
    second = timedelta(seconds=1)
    jay = await again(sign_in, clock, at_16 - second, cast.jay)
    assert (await jay.get("/home")).path == "/home"
    assert (await jay.get("/account/who-sees")).status == 404
    clock.turn_to(at_16)
    asked = await jay.get("/home")
    assert asked.path == "/account/who-sees"
    assert "You are 16 now." in asked.text
    assert "How things are now" in asked.text
    assert "1 answer" in asked.text
    assert " checked" not in asked.text
    # Put off, it is asked no more; what was chosen before stays until then.
    assert (await jay.post("/account/who-sees", {"do": "later"})).path == "/home"
    assert (await jay.get("/home")).path == "/home"
    assert "zq-jay-shown" in (await dani.get(f"/views/{views}")).text
    assert (await choose(jay, who_0="views")).status == 200
    assert "zq-jay-shown" in (await dani.get(f"/views/{views}")).text

    clock.turn_to(at_18 - second)
    assert "zq-jay-shown" in (await dani.get(f"/views/{views}")).text
    assert await _reads_visits(db, cast.dani.id, at_18 - second, cast)
    clock.turn_to(at_18)
    assert (await dani.get(f"/views/{views}")).status == 404
    assert not await _reads_visits(db, cast.dani.id, at_18, cast)
    asked = await jay.get("/home")
    assert asked.path == "/account/who-sees"
    assert "You are 18 now." in asked.text
    saved = await choose(jay, who_0=["things", "views"])
    assert "It counts from now on." in saved.text
    assert saved.text.count(" checked") == 2
    assert "zq-jay-shown" in (await dani.get(f"/views/{views}")).text
    assert await _reads_visits(db, cast.dani.id, at_18, cast)
    # What was shown meanwhile, in another tab, is looked at before anything is saved.
    assert (await jay.post(PATH, {"seen": "older"})).status == 409
    assert "zq-jay-shown" in (await dani.get(f"/views/{views}")).text
    await choose(jay)
    assert (await dani.get(f"/views/{views}")).status == 404
    assert not await _reads_visits(db, cast.dani.id, at_18, cast)


async def _reads_visits(db: Database, who: object, moment: datetime, cast: Cast) -> bool:
    """Whether an adult is shown any visit that is about Jay alone. Kit’s stay with who answers for Kit."""
    async with db.transaction():
        await db.execute(
            "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
            str(cast.exampleshire),
            moment.isoformat(),
        )
        return bool(
            await db.fetchval(
                """
                SELECT EXISTS (SELECT FROM visit AS v CROSS JOIN LATERAL ties_to($1, v.id) AS t WHERE t.child_id = $2)
                   AND EXISTS (SELECT FROM plans_of_party($1) AS p JOIN child_plan AS c ON c.id = p.child_plan_id
                                WHERE c.child_id = $2)
                """,
                who,
                cast.jay.id,
            )
        )


async def test_at_25_the_account_has_ended_and_was_announced_twice(
    cast: Cast, sign_in: SignIn, clock: Clock, db: Database
) -> None:
    day = birthday(await born_on(db, cast.sol.id), 25)
    half, month = _before(day, 6), _before(day, 1)
    sol = await again(sign_in, clock, midnight(half) - timedelta(seconds=1), cast.sol)
    assert (await sol.get("/home")).path == "/home"
    for announced in (half, month):
        clock.turn_to(midnight(announced))
        ines = await sign_in(cast.ines)
        assert "Tell Sol H that the account here ends" in (await ines.get("/staff/today")).text
        told = await sol.get("/home")
        assert told.path == "/account/ending"
        assert "That is the day you turn 25." in told.text
        assert 'href="/timeline/keep"' in told.text
        read = await sol.post("/account/ending")
        assert read.path == "/home"
        assert "You can keep a copy of your things." in read.text
        assert "that the account here ends" not in (await ines.get("/staff/today")).text
    clock.turn_to(midnight(day) - timedelta(seconds=1))
    assert (await sol.get("/home")).status == 200
    clock.turn_to(midnight(day))
    assert (await sol.get("/home")).status == 401


async def test_whoever_signs_in_after_the_end_is_told_why(
    cast: Cast, stranger: Visitor, clock: Clock, db: Database
) -> None:
    clock.turn_to(midnight(birthday(await born_on(db, cast.sol.id), 25)))
    told = await stranger.post("/sign-in", {"name": cast.sol.sign_in, "password": cast.sol.password})
    assert told.status == 403
    assert "Accounts end on the day you turn 25." in told.text
    assert (await stranger.get("/home")).path == "/sign-in"


def _before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, day.day)


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2032, 6, 30), Step.AT_18), (date(2032, 7, 1), Step.HALF_YEAR_LEFT),
        (date(2032, 11, 30), Step.HALF_YEAR_LEFT), (date(2032, 12, 1), Step.MONTH_LEFT),
    ],
)  # fmt: skip
def test_the_newest_step_counts(today: date, step: Step) -> None:
    own = Own(date(2008, 1, 1), date(2033, 1, 1), frozenset(), frozenset())
    assert own.step(today) is step
    assert own.waiting(today) is step


async def test_an_account_of_a_parent_does_not_end(cast: Cast, db: Database) -> None:
    """Who left care and has a child with a plan is here as a parent too."""
    ends = "SELECT ends_on FROM account WHERE person_id = $1"
    assert await db.fetchval(ends, cast.sol.id) == birthday(await born_on(db, cast.sol.id), 25)
    assert await db.fetchval(ends, cast.dani.id) is None
    await db.execute(
        """
        INSERT INTO relationship (council_id, person_id, child_id, type, from_on)
        VALUES ($1, $2, $3, 'mother', '2026-05-01')
        """,
        cast.exampleshire, cast.sol.id, cast.omar.id,
    )  # fmt: skip
    assert await db.fetchval(ends, cast.sol.id) is None


async def test_only_who_is_16_chooses_and_never_for_somebody_else(cast: Cast, sign_in: SignIn) -> None:
    for who in (
        cast.jay,
        cast.dani,
        cast.amira,
        cast.priya,
        cast.helen,
        cast.grace_lim,
        cast.alex,
        cast.lewis,
    ):
        visitor = await sign_in(who)
        for path in ("/account/who-sees", "/account/ending"):
            assert (await visitor.get(path)).status == 404, (who.name, path)
    luca = await sign_in(cast.luca)
    page = await luca.get("/account/who-sees")
    assert "You show nothing to anyone in your family now." in page.text
    assert not re.search("Rosa|Nonna", page.text)
