"""Somebody who speaks up for a child or a parent at a meeting: asked by their choice, and shown their seat alone."""

from datetime import date, datetime

import asyncpg
import pytest

from portal.clock import LONDON, Clock
from portal.demo.cast import Cast
from tests.portal.contributions.telling import jay_tells
from tests.portal.meetings.ending import held_by, ids
from tests.portal.meetings.papers import LEFT, choose, look_and_share, read, share
from tests.portal.visits.pages import words
from tests.running import Answer, SignIn, Visitor

Database = asyncpg.Connection


def speaks_up(cast: Cast) -> str:
    return f"/staff/meetings/{cast.review_conference}/speaks-up/{cast.jay.id}"


async def ask_grace(cast: Cast, amira: Visitor, **changes: object) -> Answer:
    fields = {"who": str(cast.grace_lim.id), "chose": "y", **changes}
    return await amira.post(speaks_up(cast), fields)


@pytest.fixture
async def amira(cast: Cast, db: Database, sign_in: SignIn) -> Visitor:
    """Grace Lim is asked for her service no more: she can be chosen."""
    await db.execute(
        "UPDATE meeting_reader SET ended_at = added_at WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference,
        cast.grace_lim.id,
    )
    return await sign_in(cast.amira)


async def test_who_is_chosen_finds_their_own_seat_and_what_was_shared_with_it(
    cast: Cast, db: Database, sign_in: SignIn, amira: Visitor
) -> None:
    grace, here = await sign_in(cast.grace_lim), f"/partner/meetings/{cast.review_conference}"
    assert (await grace.get(here)).status == 404
    refused = await ask_grace(cast, amira, chose="")
    assert refused.status == 422
    assert "Nobody else can choose for them" in refused.text
    assert (await ask_grace(cast, amira)).status == 200
    assert (
        "Grace Lim speaks up for Jay."
        in (await amira.get(f"/staff/meetings/{cast.review_conference}/answers")).text
    )
    assert "You speak up for Jay." in (await grace.get("/partner")).text
    page = (await grace.get(here)).text
    assert "You speak up for Jay at this meeting. Jay chose you." in page
    assert "Thursday 25 June at 10am" in page
    for sign in ("Marcus", "Friday", "Exampleton Library", "Devon", "2:30pm", "Your report"):
        assert sign not in page, sign
    assert "Jay has not chosen to show you anything yet." in page
    assert "No papers are shared with you." in page
    assert (await grace.get(f"{here}/report")).status == 404, "nobody asks her for a report"
    assert "Grace Lim" in (await (await sign_in(cast.jay)).get(f"/meetings/{cast.review_conference}")).text
    paper = await share(amira, cast.review_conference, cast.dani)
    theirs = f"/partner{read(cast.review_conference, paper)}"
    assert (await grace.get(theirs)).status == 404, "she is no reader of it"
    await choose(amira, cast.review_conference, paper, cast.dani, cast.grace_lim)
    await look_and_share(amira, cast.review_conference, paper)
    assert (await grace.get(theirs)).status == 200
    await amira.post(f"{speaks_up(cast)}/{cast.grace_lim.id}/end", page=speaks_up(cast))
    for path in (here, theirs):
        assert (await grace.get(path)).status == 404, path


async def test_what_a_child_says_reaches_who_speaks_up_only_where_the_child_chose_them(
    cast: Cast, sign_in: SignIn, amira: Visitor
) -> None:
    await ask_grace(cast, amira)
    grace, here = await sign_in(cast.grace_lim), f"/partner/meetings/{cast.review_conference}"
    _, to_the_meeting = await jay_tells(sign_in, cast.jay, "meeting")
    assert "Jay has not chosen to show you anything yet." in (await grace.get(here)).text
    assert (await grace.get(f"/partner/views/{to_the_meeting}")).status == 404, "for who runs it alone"
    jay, views = await jay_tells(sign_in, cast.jay, cast.grace_lim.id)
    assert "Grace Lim, who speaks up for you" in (await jay.get(f"/views/{views}")).text
    assert f"/partner/views/{views}" in (await grace.get(here)).text
    told = (await grace.get(f"/partner/views/{views}")).text
    assert "Jay chose to show you these answers." in told
    assert "zq-jay-wish" in told
    for who in (cast.dani, cast.helen):
        other = await (await sign_in(who)).get(f"/partner/views/{views}")
        assert other.status == 404, who.key
    await jay.post(f"/views/{views}/take-back")
    assert (await grace.get(f"/partner/views/{views}")).status == 404


async def test_nobody_else_asks_for_them_or_takes_their_seat(
    cast: Cast, sign_in: SignIn, amira: Visitor
) -> None:
    await ask_grace(cast, amira)
    for who in "jay dani marcus tom lewis grace_lim alex joan".split():
        visitor = await sign_in(getattr(cast, who))
        assert (await visitor.get(speaks_up(cast))).status == 404, who
        for path in (speaks_up(cast), f"{speaks_up(cast)}/{cast.grace_lim.id}/end"):
            answer = await visitor.post(path, {"who": str(cast.dani.id), "chose": "y"}, page="/account")
            assert answer.status == 404, (who, path)
    page = (await amira.get(speaks_up(cast))).text
    for other in (cast.marcus, cast.kit, cast.joan):
        assert str(other.id) not in page, other.key
    forged = await amira.post(speaks_up(cast), {"who": str(cast.marcus.id), "chose": "y"})
    assert forged.status == 422
    assert ids(cast.marcus)[0] not in (await amira.get(speaks_up(cast))).text


async def test_a_supporter_from_the_family_has_the_same_seat_as_long_as_who_chose_them(
    cast: Cast, db: Database, sign_in: SignIn, amira: Visitor
) -> None:
    joan, pack = await sign_in(cast.joan), f"/meetings/{cast.review_conference}"
    await db.execute(
        "INSERT INTO relationship (council_id, child_id, person_id, type, from_on) "
        "VALUES ($1, $2, $3, 'other', '2026-01-01')",
        cast.exampleshire,
        cast.kit.id,
        cast.joan.id,
    )
    assert (await joan.get(pack)).status == 404
    assert (await ask_grace(cast, amira, who=str(cast.joan.id))).status == 200
    page = (await joan.get(pack)).text
    assert "Jay" in page
    assert "Thursday 25 June at 10am" in page
    for sign in ("Marcus", "Friday 26", "Exampleton Library", "2:30pm"):
        assert sign not in page, sign
    assert (await joan.get("/partner")).status == 404
    assert (await joan.get(f"{pack}/decisions/disagree")).status == 404, "nothing was shared with her"
    await db.execute(
        "UPDATE meeting_reader SET ended_at = added_at WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference,
        cast.jay.id,
    )
    assert (await joan.get(pack)).status == 404, "she comes with Jay, or not at all"


async def test_a_supporter_from_the_family_is_chosen_again_at_18(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn, amira: Visitor
) -> None:
    """Nothing of the meeting, and none of the words, before that: like every adult of the family."""
    await db.execute("UPDATE person SET born_on = $2 WHERE id = $1", cast.jay.id, date(2008, 6, 2))
    await db.execute(
        "INSERT INTO relationship (council_id, child_id, person_id, type, from_on) "
        "VALUES ($1, $2, $3, 'other', '2026-01-01')",
        cast.exampleshire,
        cast.jay.id,
        cast.joan.id,
    )
    pack = f"/meetings/{cast.review_conference}"
    assert (await ask_grace(cast, amira, who=str(cast.joan.id))).status == 200
    _, views = await jay_tells(sign_in, cast.jay, cast.joan.id)
    _, for_her = await jay_tells(sign_in, cast.jay, cast.joan.id)
    await db.execute(
        "UPDATE contribution SET meeting_id = $2 WHERE id = $1::uuid", for_her, cast.review_conference
    )
    clock.turn_to(datetime(2026, 6, 1, 23, 59, 30, tzinfo=LONDON))
    joan, shown = await sign_in(cast.joan), (pack, f"/views/{views}", f"/views/{for_her}")
    assert [(await joan.get(path)).status for path in shown] == [200, 200, 200]
    clock.turn_to(datetime(2026, 6, 2, tzinfo=LONDON))
    joan = await sign_in(cast.joan)
    assert [(await joan.get(path)).status for path in shown] == [404, 404, 404]
    assert "25 June" not in (await joan.get("/home")).text
    # Who runs it is not left to think that she still comes, or reads what is shared.
    assert LEFT in words((await amira.get(f"/staff/meetings/{cast.review_conference}")).text)
    # Where somebody who is 18 says who sees their things: the second of three by name is Joan.
    jay = await sign_in(cast.jay)
    seen = held_by(await jay.get("/account/who-sees"), "seen")
    await jay.post("/account/who-sees", {"seen": seen, "who_1": ["things", "views"]})
    assert [(await joan.get(path)).status for path in shown] == [200, 200, 200]
