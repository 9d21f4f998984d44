"""The last things that reached somebody: meetings too, each told to whom it was told and to nobody else."""

import re
from datetime import date
from typing import Any

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.portal.meetings.ending import add, day, fill, share
from tests.running import SignIn, at

ASKED, DECIDED = "You are asked to a meeting on ", "What was decided at the meeting on "


async def lately(sign_in: SignIn, who: Member) -> list[tuple[str, str]]:
    """Where each line leads, and its words."""
    page = (await (await sign_in(who)).get("/home")).text
    [found] = re.findall(r'<ul class="lately">(.*?)</ul>', page, re.DOTALL) or [""]
    return re.findall(r'href="([^"]*)">([^<]*)</a>', found)


async def test_who_is_asked_to_a_meeting_finds_it_among_the_last_things(
    cast: Cast, sign_in: SignIn, clock: Clock, db: Any
) -> None:
    await db.execute(
        "UPDATE meeting_reader SET added_at = $3 WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference, cast.dani.id, clock.now(),
    )  # fmt: skip
    path = f"/meetings/{cast.review_conference}"
    first, *more = await lately(sign_in, cast.dani)
    assert first == (path, f"{ASKED}Thursday 25 June")
    assert len(more) == 2
    assert (await (await sign_in(cast.dani)).get(path)).status == 200
    for somebody in (cast.luca, cast.sol, cast.tigist):
        assert path not in [where for where, _ in await lately(sign_in, somebody)]
    await db.execute("UPDATE meeting SET state = 'called_off' WHERE id = $1", cast.review_conference)
    assert path not in [where for where, _ in await lately(sign_in, cast.dani)]
    await db.execute(
        "UPDATE meeting_reader SET ended_at = $3 WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference, cast.dani.id, clock.now(),
    )  # fmt: skip
    await db.execute("UPDATE meeting SET state = 'planned' WHERE id = $1", cast.review_conference)
    assert path not in [where for where, _ in await lately(sign_in, cast.dani)]


async def test_what_was_decided_is_news_only_for_those_it_was_shared_with(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    here = f"/staff/meetings/{cast.review_conference}"
    clock.turn_to(at(date(2026, 6, 29), 10))
    helen = await sign_in(cast.helen)
    await fill(
        helen,
        f"{here}/decisions",
        {**day("held_on", date(2026, 6, 26)), **day("next_on", date(2026, 11, 20))},
    )
    await add(helen, here, "The plan goes on.", cast.marcus, cast.kit)
    path = f"/meetings/{cast.review_conference}/decisions"
    for who in (cast.marcus, cast.kit):
        assert path not in [where for where, _ in await lately(sign_in, who)], "nothing was shared yet"
    await share(helen, here)
    for who, on in ((cast.marcus, "Friday 26 June"), (cast.kit, "Thursday 25 June")):
        assert (path, f"{DECIDED}{on}") in await lately(sign_in, who)
    for who in (cast.dani, cast.jay, cast.sol):
        assert path not in [where for where, _ in await lately(sign_in, who)]
