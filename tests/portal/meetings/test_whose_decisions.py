"""Nobody opens the end of a meeting that is not theirs, and an order that ends does not open it by the way."""

from datetime import date
from uuid import uuid4

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.meetings.ending import add, day, fill, held_by, share, take_on
from tests.running import SignIn, at, hidden_fields

Database = asyncpg.Connection
HELD = date(2026, 6, 26)


@pytest.fixture
async def shared(cast: Cast, clock: Clock, db: Database, sign_in: SignIn) -> dict[str, str]:
    """The review, shared with the mother alone: an id of each kind of thing in it, by name."""
    clock.turn_to(at(date(2026, 6, 29), 10))
    helen, here = await sign_in(cast.helen), f"/staff/meetings/{cast.review_conference}"
    await fill(helen, f"{here}/decisions", day("held_on", HELD))
    await add(helen, here, "For Dani alone. zq-dani", cast.dani)
    await take_on(helen, here, "Ring the housing office. zq-ring", cast.dani)
    await share(helen, here)
    await take_on(helen, here, "Not shared. zq-draft", cast.dani)
    dani = await sign_in(cast.dani)
    await dani.post(f"/meetings/{cast.review_conference}/decisions/disagree", {"body": "zq-view"})
    tables = {"decisions": "decision", "agreed": "meeting_agreed", "promises": "promise"}
    tables["views-of-it"] = "different_view"
    return {
        name: str(await db.fetchval(f"SELECT id FROM {table} WHERE meeting_id = $1", cast.review_conference))
        for name, table in tables.items()
    }


OTHERS = "dani marcus kit jay tom sam ines lewis grace_lim alex joan leila grace chloe tigist".split()


async def test_only_who_runs_the_meeting_writes_it_up(
    cast: Cast, shared: dict[str, str], sign_in: SignIn
) -> None:
    here = f"/staff/meetings/{cast.review_conference}"
    pages = ["decisions", "decisions/new", "decisions/share", "agreed/new"]
    pages += [f"{kind}/{item}" for kind, item in shared.items()]
    pages += [f"decisions/{shared['decisions']}/leave-out", f"agreed/{shared['agreed']}/leave-out"]
    for who in OTHERS:
        visitor = await sign_in(getattr(cast, who))
        for page in pages:
            assert (await visitor.get(f"{here}/{page}")).status == 404, (who, page)
        hidden = hidden_fields((await visitor.get("/account")).text)
        for page in pages:
            fields = {**hidden, "key": str(uuid4()), "body": "x", "reply": "x"}
            assert (await visitor.send(f"{here}/{page}", fields)).status == 404, (who, page)


async def test_what_one_person_was_told_is_nobody_elses(
    cast: Cast, shared: dict[str, str], sign_in: SignIn
) -> None:
    assert shared
    here = f"/meetings/{cast.review_conference}/decisions"
    for who in "marcus kit jay tom amira helen grace_lim alex joan leila grace chloe".split():
        visitor = await sign_in(getattr(cast, who))
        page = await visitor.get(here)
        assert page.status == (200 if who in ("marcus", "kit", "jay") else 404), who
        assert "zq-" not in page.text
        answer = await visitor.post(f"{here}/disagree", {"body": "x"}, page="/account")
        assert answer.status == 404, who
        assert "zq-" not in (await visitor.get("/home")).text


async def test_an_order_that_ends_on_the_day_of_the_meeting_holds_through_that_day(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn
) -> None:
    """Somebody put both parents into one time: while the order holds, the one it binds finds no meeting at all."""
    await db.execute("UPDATE restriction SET until_on = $2 WHERE person_id = $1", cast.marcus.id, HELD)
    await db.execute(
        "UPDATE meeting_reader SET slot_id = $3 WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference,
        cast.marcus.id,
        cast.review_slot_dani,
    )
    page = f"/meetings/{cast.review_conference}/decisions"
    marcus, dani = await sign_in(cast.marcus), await sign_in(cast.dani)
    clock.turn_to(at(HELD, 23, 30))
    assert (await marcus.get(page)).status == 404
    assert (await dani.get(page)).status == 200
    clock.turn_to(at(date(2026, 6, 27), 0, 5))
    helen, here = await sign_in(cast.helen), f"/staff/meetings/{cast.review_conference}"
    await fill(helen, f"{here}/decisions", day("held_on", HELD))
    await add(helen, here, "For Dani alone. zq-dani", cast.dani)
    await add(helen, here, "For Marcus, and it names Dani. zq-marcus", cast.marcus)
    looked = await helen.get(f"{here}/decisions/share")
    assert "An order keeps" not in looked.text, "it is over"
    await helen.post(f"{here}/decisions/share", {"seen": held_by(looked, "seen")})
    told = await marcus.get(page)
    assert "zq-marcus" in told.text
    assert "zq-dani" not in told.text


@pytest.mark.parametrize("from_on", [date(2025, 11, 14), date(2026, 7, 5)])
async def test_while_an_order_holds_its_names_are_pointed_out(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn, from_on: date
) -> None:
    """From the moment it is written down, also where its first day is to come."""
    await db.execute("UPDATE restriction SET from_on = $2 WHERE person_id = $1", cast.marcus.id, from_on)
    clock.turn_to(at(date(2026, 6, 29), 10))
    helen, here = await sign_in(cast.helen), f"/staff/meetings/{cast.review_conference}"
    await add(helen, here, "Dani drives Kit on Mondays.", cast.marcus)
    assert "An order keeps Dani and Marcus apart." in (await helen.get(f"{here}/decisions/share")).text


async def test_a_child_is_heard_at_a_meeting_by_what_they_say_for_it_in_any_way(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn
) -> None:
    """The last two meetings about Jay and Kit were held without a word of theirs."""
    priya = await sign_in(cast.priya)

    async def silent(child: str) -> bool:
        rows = (await priya.get("/team")).text.split("Children not heard", 1)[1].split("</tr>")
        return any(child in row and "No views at the last 2 meetings." in row for row in rows)

    assert await silent("Jay Rowe")
    assert await silent("Kit Rowe")
    said = "INSERT INTO meeting_part (council_id, meeting_id, person_id, not_to_say, saved_at) "
    await db.execute(
        f"{said} SELECT council_id, id, $2, 'Not the bus.', planned_at FROM meeting WHERE id = $1",
        cast.review_conference,
        cast.jay.id,
    )
    assert await silent("Jay Rowe"), "the review is still to come"
    clock.turn_to(at(date(2026, 6, 29), 10))
    helen = await sign_in(cast.helen)
    await fill(helen, f"/staff/meetings/{cast.review_conference}/decisions", day("held_on", HELD))
    priya = await sign_in(cast.priya)
    assert not await silent("Jay Rowe")
    assert await silent("Kit Rowe")
    await db.execute(
        "UPDATE meeting_child SET participation = 'PN6', participation_by = $3 WHERE meeting_id = $1 AND child_id = $2",
        cast.review_conference,
        cast.kit.id,
        cast.amira.id,
    )
    assert not await silent("Kit Rowe")
