"""Whoever is taken off a meeting and asked again later has what somebody looked at for them since, and no more."""

import asyncpg

from portal.demo.cast import Cast
from tests.portal.meetings.papers import choose, look_and_share, papers, read, share, write
from tests.portal.meetings.planning import asked, press
from tests.running import SignIn, Visitor

Database = asyncpg.Connection


async def ask(staff: Visitor, cast: Cast, slot: str) -> None:
    """Asks the father to this time of the review; to none where it is empty."""
    path = f"/staff/meetings/{cast.review_conference}/change"
    fields = asked(await staff.get(path), path, a=(cast.marcus, slot))
    preview = await press(staff, path, await staff.get(path), "preview", **fields)
    assert preview.status == 200, preview.text
    kept = await press(staff, path, preview, "keep")
    assert kept.path == f"/staff/meetings/{cast.review_conference}", kept.text


async def test_a_version_shared_meanwhile_is_not_theirs_before_somebody_looks_at_it_for_them(
    cast: Cast, sign_in: SignIn
) -> None:
    amira, marcus, meeting = await sign_in(cast.amira), await sign_in(cast.marcus), cast.review_conference
    paper = await share(amira, meeting, cast.dani, cast.marcus)
    assert "9 times" in (await marcus.get(read(meeting, paper))).text
    await ask(amira, cast, "")
    assert (await marcus.get(read(meeting, paper))).status == 404
    await write(amira, meeting, "# What worries us\n\nDani is at the refuge. zq-refuge", paper=paper)
    await look_and_share(amira, meeting, paper)
    dani = await sign_in(cast.dani)
    assert "zq-refuge" in (await dani.get(read(meeting, paper))).text
    await ask(amira, cast, "1")
    assert (await marcus.get(f"/meetings/{meeting}")).status == 200
    for path in (read(meeting, paper), f"/meetings/{meeting}", f"/meetings/{meeting}/ready"):
        assert "zq-refuge" not in (await marcus.get(path)).text, path
    # Chosen and looked at again, it is his: what it says now.
    await choose(amira, meeting, paper, cast.dani, cast.marcus)
    assert "zq-refuge" in (await amira.get(f"{papers(meeting)}/{paper}/share")).text
    await look_and_share(amira, meeting, paper)
    assert "zq-refuge" in (await marcus.get(read(meeting, paper))).text
