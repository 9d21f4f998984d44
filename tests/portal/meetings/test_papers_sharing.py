"""Writing a paper and sharing it: nothing is lost, nothing is hidden from who looks, and nothing goes out unseen."""

from datetime import datetime

import asyncpg
import pytest

from portal.clock import LONDON, Clock
from portal.demo.cast import Cast
from tests.portal.meetings.papers import (
    choose,
    leave_out,
    look_and_share,
    papers,
    read,
    said,
    seen_in,
    share,
    write,
)
from tests.running import SignIn

Database = asyncpg.Connection


async def test_what_could_give_somebody_away_is_marked_and_looked_at(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    text = (
        "They live at 27 Quillfeather Row. Kit goes to Elmtree Primary School.\n\n"
        "We meet in the Beech Room on Thursday 25 June at 10am. Call 020 7946 0123.\n\n"
        "Marcus lives at 8 Oatbarrow Mews."
    )
    paper = await write(amira, meeting, text)
    await choose(amira, meeting, paper, cast.marcus)
    path = f"{papers(meeting)}/{paper}/share"
    page = await amira.get(path)
    shown = said(page)
    for found in (
        "27 Quillfeather Row",
        "Elmtree Primary School",
        "Beech Room",
        "Thursday 25 June",
        "10am",
        "020 7946 0123",
    ):
        assert f"Check this: {found}" in shown, found
    assert "Check this: 8 Oatbarrow Mews" not in shown, "where he lives is no news to him"
    without = await amira.post(path, {"seen": seen_in(page.text)})
    assert without.status == 422
    assert "Look at what is marked, then tick the box" in without.text
    assert (await marcus.get(read(meeting, paper))).status == 404
    # One tap in the preview, and it stands on the list.
    await amira.post(
        f"/staff/meetings/{meeting}/redactions/{cast.marcus.id}",
        {"words": "Elmtree Primary School", "then": paper},
        page=path,
    )
    stale = await amira.post(path, {"seen": seen_in(page.text), "checked": "y"})
    assert stale.status == 409, "what was looked at is not what would be shared"
    assert "goes to [left out]." in said(stale)
    assert (await look_and_share(amira, meeting, paper)).status == 200
    assert "goes to [left out]." in said(await marcus.get(read(meeting, paper)))
    assert await db.fetchval("SELECT count(*) FROM paper_version WHERE shared_at IS NOT NULL") == 1


async def test_what_the_record_knows_of_the_others_goes_on_the_list_in_one_tap(
    cast: Cast, sign_in: SignIn
) -> None:
    path = f"/staff/meetings/{cast.review_conference}/redactions/{cast.marcus.id}"
    amira, helen = await sign_in(cast.amira), await sign_in(cast.helen)
    shown = said(await amira.get(path))
    for known in ("27 Quillfeather Row", "ZZ9 4KT", "07700 900401", "dani.rowe@example.com"):
        assert known in shown
    assert "Oatbarrow" not in shown
    assert "07700 900401" not in said(await helen.get(path)), "a chair works with none of them"


async def test_words_go_on_a_list_once_and_come_off_it_only_with_a_reason(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    path = f"/staff/meetings/{meeting}/redactions/{cast.marcus.id}"
    amira, helen = await sign_in(cast.amira), await sign_in(cast.helen)
    for bad in ("", "🙂🙂\nMill Lane", "x" * 201, "a", "\n".join(f"word {n}" for n in range(61))):
        refused = await amira.post(path, {"words": bad})
        assert refused.status == 422, bad
        assert bad.strip()[:20] in refused.text.replace("&#39;", "'")
    assert await db.fetchval("SELECT count(*) FROM redaction") == 0
    await leave_out(amira, meeting, cast.marcus, "Mill Lane", "mill lane", " Mill   Lane ", "Zoë")
    await leave_out(amira, meeting, cast.marcus, "MILL LANE")
    rows = await db.fetch("SELECT id, words FROM redaction ORDER BY words")
    assert [row["words"] for row in rows] == ["Mill Lane", "Zoë"]
    one = f"{path}/{rows[0]['id']}"
    assert (await amira.get(one)).status == 404, "a worker hides, and does not show again"
    assert (await amira.post(one, {"because": "x"}, page=path)).status == 404
    await db.execute(
        "UPDATE involvement SET role = 'cover', covering_for = $2 WHERE staff_id = $1 AND role = 'manager'",
        cast.priya.id,
        cast.amira.id,
    )
    priya = await sign_in(cast.priya)
    assert one not in (await priya.get(path)).text, "a manager who covers for the worker does neither"
    assert (await priya.post(one, {"because": "x"}, page=path)).status == 404
    elsewhere = one.replace(str(cast.marcus.id), str(cast.dani.id))
    assert (await helen.get(elsewhere)).status == 404
    assert (await helen.post(one, {"because": ""})).status == 422
    assert (await helen.post(one, {"because": "He knows the street."})).status == 200
    told = (await amira.get(path)).text
    assert "Helen Marsh showed it again on Monday 1 June, because:" in told
    assert "He knows the street." in told
    assert (await (await sign_in(cast.marcus)).get(path)).status == 404
    ended = await db.fetchrow("SELECT ended_by, ended_because FROM redaction WHERE ended_at IS NOT NULL")
    assert ended is not None
    assert tuple(ended) == (cast.helen.id, "He knows the street.")
    log = "SELECT count(*) FROM access_log WHERE kind = 'redaction' AND reason = 'shown again' AND actor_id = $1"
    assert await db.fetchval(log, cast.helen.id) == 1


async def test_a_late_paper_says_so_to_each_reader_by_their_own_slot(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    """Dani meets on Thursday 25 June and Marcus the day after: on Thursday 18 June it is in time for both."""
    meeting = cast.review_conference
    clock.turn_to(datetime(2026, 6, 18, 17, tzinfo=LONDON))
    amira, dani, marcus = await sign_in(cast.amira), await sign_in(cast.dani), await sign_in(cast.marcus)
    in_time = await share(amira, meeting, cast.dani, cast.marcus, title="In time")
    clock.turn_to(datetime(2026, 6, 19, 9, tzinfo=LONDON))
    one_late = await share(amira, meeting, cast.dani, cast.marcus, title="One day later")
    line = "This came later than it should. You can ask for more time."
    assert line not in said(await dani.get(read(meeting, in_time)))
    assert line in said(await dani.get(read(meeting, one_late)))
    assert line not in said(await marcus.get(read(meeting, one_late))), "counted from his own day"
    assert "Shared late" in said(await amira.get(f"{papers(meeting)}/{one_late}"))


@pytest.mark.parametrize("case", ["not told of the meeting", "an order"])
async def test_nothing_is_shared_with_who_does_not_know_of_the_meeting_or_is_kept_away(
    cast: Cast, sign_in: SignIn, db: Database, case: str
) -> None:
    meeting = cast.review_conference
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    paper = await write(amira, meeting)
    if case == "an order":
        await db.execute(
            """
            INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
            SELECT council_id, $1, $2, 'no_contact', 'An order', '2026-05-01', '2026-12-01' FROM person WHERE id = $1
            """,
            cast.marcus.id,
            cast.jay.id,
        )
        await db.execute(
            "UPDATE meeting_reader SET slot_id = $2 WHERE person_id = $1 AND meeting_id = $3",
            cast.jay.id, cast.review_slot_marcus, meeting,
        )  # fmt: skip
        page = await amira.get(f"{papers(meeting)}/{paper}/readers")
        assert "An order keeps them from this meeting" in page.text
        await choose(amira, meeting, paper, cast.marcus)
        assert await db.fetchval("SELECT count(*) FROM paper_reader") == 0
    else:
        await db.execute("UPDATE meeting SET shared_at = NULL WHERE id = $1", meeting)
        await choose(amira, meeting, paper, cast.marcus)
        refused = await look_and_share(amira, meeting, paper)
        assert refused.status == 409
        assert "Show them the meeting first" in refused.text
    assert (await marcus.get(read(meeting, paper))).status == 404
    assert await db.fetchval("SELECT count(*) FROM paper_version WHERE shared_at IS NOT NULL") == 0


async def test_what_another_service_wrote_is_shared_and_never_reworded(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    paper = str(await db.fetchval(
        """
        WITH made AS (
            INSERT INTO paper (council_id, meeting_id, kind, title, by_id, due_on, made_at)
            SELECT council_id, id, 'partner_report', 'Health', $2, papers_by_on, now() FROM meeting WHERE id = $1
            RETURNING council_id, id
        ), version AS (
            INSERT INTO paper_version (council_id, paper_id, number, by_id, saved_at)
            SELECT council_id, id, 1, $2, now() FROM made RETURNING council_id, id
        ), part AS (
            INSERT INTO paper_paragraph (council_id, version_id, position, key, body)
            SELECT council_id, id, 1, gen_random_uuid(), 'His chest is better.' FROM version
        )
        SELECT id FROM made
        """,
        meeting, cast.grace_lim.id,
    ))  # fmt: skip
    path = f"{papers(meeting)}/{paper}"
    assert (await amira.get(path)).status == 200
    for place in ("text", "parts"):
        assert (await amira.get(f"{path}/{place}")).status == 404
        assert (await amira.post(f"{path}/{place}", {"text": "Changed"}, page=path)).status == 404
    assert (await amira.post(f"{path}/end", page=path)).status == 404
    await choose(amira, meeting, paper, cast.dani)
    await look_and_share(amira, meeting, paper)
    page = said(await dani.get(read(meeting, paper)))
    assert "Written by Grace Lim." in page
    assert "His chest is better." in page
