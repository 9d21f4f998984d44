"""Ways round who may see what of a meeting: a title before anybody looked, an order that runs out, work that ended."""

from datetime import date, timedelta
from typing import TypeAlias

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.portal.contributions.telling import jay_tells
from tests.portal.meetings.papers import (
    TEXT,
    choose,
    leave_out,
    look_and_share,
    papers,
    part_with,
    read,
    say,
    share,
    write,
)
from tests.portal.planner.pages import words
from tests.running import Answer, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def keep_away(staff: Visitor, who: Member, protects: Member, until: date) -> Answer:
    """The order as it is written down on the page for it."""
    days = {"from_on": FIRST_DAY, "until_on": until, "review_on": until}
    parts = {
        f"{name}-{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }
    return await staff.post(
        f"/staff/people/{who.id}/restriction",
        {"protects": protects.id, "kind": "no_contact", "authority": "Decision of the team", **parts},
    )


async def test_a_title_that_nobody_has_looked_at_reaches_no_reader(cast: Cast, sign_in: SignIn) -> None:
    meeting = cast.review_conference
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    paper = await share(amira, meeting, cast.marcus, title="Report")
    await write(amira, meeting, title="zqnewname", paper=paper)
    for path in (f"/meetings/{meeting}", read(meeting, paper), f"{read(meeting, paper)}/print"):
        assert "zqnewname" not in (await marcus.get(path)).text, path
    assert "zqnewname" in (await amira.get(f"{papers(meeting)}/{paper}/share")).text
    await look_and_share(amira, meeting, paper)
    assert "zqnewname" in (await marcus.get(read(meeting, paper))).text


async def test_asking_about_a_paper_that_is_to_come_tells_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    meeting = cast.review_conference
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    paper = await write(amira, meeting, title="zqsecret")
    await choose(amira, meeting, paper, cast.marcus)
    pack = f"/meetings/{meeting}"
    asked = await marcus.post(f"{pack}/papers/{paper}/ask", {"kind": "more_time"}, page=pack)
    assert "Ask for more time" in asked.text or "More time" in asked.text
    assert "zqsecret" not in asked.text
    await look_and_share(amira, meeting, paper)
    assert "zqsecret" in (await marcus.get(pack)).text
    await choose(amira, meeting, paper)
    assert "zqsecret" not in (await marcus.get(pack)).text, "taken off, he keeps nothing of it"


async def test_an_order_that_runs_out_opens_no_meeting_and_no_words_again(
    cast: Cast, sign_in: SignIn, db: Db, clock: Clock
) -> None:
    """Both were asked to one time and Jay let him read, before anybody knew of a reason not to."""
    meeting = f"/meetings/{cast.review_conference}"
    await db.execute("UPDATE restriction SET ended_at = now()")
    await db.execute(
        "UPDATE meeting_reader SET slot_id = $2 WHERE meeting_id = $1 AND person_id = $3",
        cast.review_conference,
        cast.review_slot_dani,
        cast.marcus.id,
    )
    _, views = await jay_tells(sign_in, cast.jay, cast.marcus.id)
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    _, shown = await jay_tells(sign_in, cast.jay)
    await db.execute(
        """
        INSERT INTO contribution_sharing (council_id, contribution_id, person_id, why, told, by_id, at)
        SELECT council_id, id, $2, 'He asked', true, $3, sent_at FROM contribution WHERE id::text = $1
        """,
        shown,
        cast.marcus.id,
        cast.amira.id,
    )
    closed = (meeting, f"/views/{views}", f"/views/{shown}")
    for path in closed:
        assert (await marcus.get(path)).status == 200, path
    until = FIRST_DAY + timedelta(days=2)
    assert "Ask them to another time of it" in (await keep_away(amira, cast.marcus, cast.dani, until)).text
    await keep_away(amira, cast.marcus, cast.jay, until)
    clock.turn_to(clock.now() + timedelta(days=4))
    marcus = await sign_in(cast.marcus)
    for path in (*closed, f"{meeting}/calendar.ics", f"{meeting}/decisions"):
        assert (await marcus.get(path)).status == 404, path
    dani = await sign_in(cast.dani)
    assert (await dani.get(meeting)).status == 200


async def test_who_speaks_up_for_somebody_is_asked_no_longer_than_they_are(
    cast: Cast, sign_in: SignIn, db: Db
) -> None:
    meeting = f"/meetings/{cast.review_conference}"
    await db.execute(
        """
        INSERT INTO meeting_reader (council_id, meeting_id, person_id, slot_id, kind, chosen_by, added_by, added_at)
        SELECT r.council_id, r.meeting_id, $2, r.slot_id, 'advocate', r.person_id, r.added_by, r.added_at
          FROM meeting_reader AS r WHERE r.meeting_id = $1 AND r.person_id = $3
        """,
        cast.review_conference,
        cast.joan.id,
        cast.marcus.id,
    )
    joan = await sign_in(cast.joan)
    assert (await joan.get(meeting)).status == 200
    await db.execute("UPDATE relationship SET to_on = $2 WHERE person_id = $1", cast.marcus.id, FIRST_DAY)
    for path in (meeting, f"{meeting}/calendar.ics", f"{meeting}/ready"):
        assert (await joan.get(path)).status == 404, path


async def test_who_works_there_no_more_runs_none_of_its_meetings(cast: Cast, sign_in: SignIn, db: Db) -> None:
    meeting = cast.review_conference
    dani, amira, sam = await sign_in(cast.dani), await sign_in(cast.amira), await sign_in(cast.sam)
    await db.execute("UPDATE meeting SET chair_id = $2 WHERE id = $1", meeting, cast.amira.id)
    await dani.post(f"/meetings/{meeting}/people", {"body": "zqworry"})
    page = f"/staff/meetings/{meeting}"
    assert "zqworry" in (await amira.get(f"{page}/answers")).text
    await db.execute(
        "UPDATE involvement SET staff_id = $2 WHERE staff_id = $1 AND role = 'allocated'",
        cast.amira.id,
        cast.sam.id,
    )
    for path in (page, f"{page}/answers", f"{page}/papers", f"{page}/decisions", f"{page}/change"):
        assert (await amira.get(path)).status == 404, path
    assert "The Beech Room" not in (await amira.get("/staff/meetings")).text
    late = await amira.post(f"{page}/papers/new", {"title": "x", "kind": "report"}, page="/staff/today")
    assert late.status == 404
    assert "zqworry" in (await sam.get(f"{page}/answers")).text, "who works there now reads it"
    priya = await sign_in(cast.priya)
    assert "zqworry" not in (await priya.get(f"{page}/answers")).text


async def test_a_phone_in_a_childs_hands_puts_nothing_into_the_workers_forms(
    cast: Cast, sign_in: SignIn, db: Db
) -> None:
    amira, base = await sign_in(cast.amira), f"/staff/together/{cast.kit.id}"
    await amira.post(base, {"occasion": "things", "way": "short"})
    drafts = "SELECT count(*) FROM form_draft"
    before = await db.fetchval(drafts)
    hers = f"/staff/people/{cast.marcus.id}/restriction"
    put = await amira.post("/drafts", {"form": hers, "authority": "Kit was here"}, page=f"{base}/1")
    assert (put.status, await db.fetchval(drafts)) == (404, before)
    own = await amira.post("/drafts", {"form": f"{base}/1", "part_0": "good"}, page=f"{base}/1")
    assert (own.status, await db.fetchval(drafts)) == (200, before + 1)


async def test_words_that_go_on_in_the_next_paragraph_are_left_out_of_both(
    cast: Cast, sign_in: SignIn
) -> None:
    meeting = cast.review_conference
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    await leave_out(amira, meeting, cast.marcus, "27 Quillfeather Row")
    text = f"{TEXT}\n\nThey live at 27\n\nQuillfeather\n\nRow, near us."
    paper = await write(amira, meeting, text)
    await choose(amira, meeting, paper, cast.marcus)
    look = await amira.get(f"{papers(meeting)}/{paper}/share")
    assert "Quillfeather" not in words(look.text).split("What Marcus will see")[-1]
    await look_and_share(amira, meeting, paper)
    here = read(meeting, paper)
    shown = await marcus.get(here)
    key = part_with(shown.text, "They live at")
    await say(marcus, meeting, paper, "They live at", "wrong", "Not any more")
    await write(amira, meeting, TEXT, paper=paper)
    await look_and_share(amira, meeting, paper)
    for path in ("", "/print", f"/parts/{key}"):
        page = words((await marcus.get(here + path)).text)
        assert "27" not in page, path
    assert "Quillfeather" not in shown.text
