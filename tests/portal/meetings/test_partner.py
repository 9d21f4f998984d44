"""A meeting from the seat of somebody of another service: their own time, what was shared with it, their report."""

import re
from datetime import date

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.meetings.ending import fill
from tests.running import SignIn, Visitor, at

Database = asyncpg.Connection
REPORT = {
    "working_well": "Kit’s chest is better. zq-well\n\nHe sleeps through the night.",
    "worried_about": "The wall by his bed is damp again. zq-worried",
    "happens_next": "",
}


async def my_meetings(grace: Visitor) -> str:
    answer = await grace.get("/partner")
    assert answer.status == 200
    return answer.text


async def test_nobody_else_finds_anything_there(sign_in: SignIn, cast: Cast) -> None:
    meeting = f"/meetings/{cast.review_conference}"
    for who in (cast.dani, cast.kit, cast.amira, cast.priya, cast.alex, cast.lewis):
        visitor = await sign_in(who)
        for path in ("", meeting, f"{meeting}/report"):
            assert (await visitor.get(f"/partner{path}")).status == 404, (who.key, path)
    helen = await sign_in(cast.helen)
    assert (await helen.get("/partner", follow=False)).headers["Location"] == "/staff/meetings"
    assert (await helen.get(f"/partner{meeting}")).status == 404, "she runs it, and is not asked to it"


async def test_a_partner_finds_no_visit_no_person_and_no_page_of_who_runs_it(
    sign_in: SignIn, cast: Cast
) -> None:
    grace, meeting = await sign_in(cast.grace_lim), cast.review_conference
    for path in (
        "/home",
        "/visits",
        f"/visits/{cast.home_visit}",
        "/staff/today",
        f"/staff/people/{cast.dani.id}",
        f"/staff/meetings/{meeting}/decisions",
        f"/staff/meetings/{meeting}/decisions/new",
        f"/staff/meetings/{meeting}/decisions/share",
        f"/staff/meetings/{meeting}/agreed/new",
        f"/meetings/{meeting}/decisions",
        f"/partner/meetings/{cast.core_group}",
        f"/partner/meetings/{cast.hartley_review}",
    ):
        assert (await grace.get(path)).status == 404, path


async def test_a_partner_sees_their_own_time_and_nothing_of_the_other(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn
) -> None:
    grace = await sign_in(cast.grace_lim)
    here = f"/partner/meetings/{cast.review_conference}"
    listed = await my_meetings(grace)
    assert listed.count('href="/partner/meetings/') == 2
    assert "Review meeting: Jay Rowe, Kit Rowe" in listed
    assert "Due by Thursday 18 June." in listed
    page = (await grace.get(here)).text
    assert "Thursday 25 June at 10am" in page
    assert "Jay Rowe, Kit Rowe" in page
    await db.execute(
        "INSERT INTO redaction (council_id, meeting_id, reader_id, words, added_by, added_at) "
        "SELECT council_id, id, $2, 'garden door', chair_id, planned_at FROM meeting WHERE id = $1",
        cast.review_conference,
        cast.grace_lim.id,
    )
    page = (await grace.get(here)).text
    assert "Come in by the [left out]." in page
    for sign in ("Marcus", "Friday", "Exampleton Library", "Devon", "2:30pm", str(cast.review_slot_marcus)):
        assert sign not in page
    assert await db.fetchval(
        "SELECT first_opened_at FROM meeting_reader WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference,
        cast.grace_lim.id,
    )
    await db.execute(
        "UPDATE meeting SET state = 'held', held_on = '2026-06-26' WHERE id = $1", cast.review_conference
    )
    clock.turn_to(at(date(2026, 9, 23), 10))
    assert (await grace.get(here)).status == 200
    clock.turn_to(at(date(2026, 9, 24), 10))
    assert (await grace.get(here)).status == 404, "90 days after it was held"
    assert str(cast.review_conference) not in await my_meetings(grace)


async def test_a_report_goes_into_the_pack_and_reaches_the_family_only_through_staff(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn
) -> None:
    grace = await sign_in(cast.grace_lim)
    here = f"/partner/meetings/{cast.review_conference}"
    form = (await grace.get(f"{here}/report")).text
    assert "Due by Thursday 18 June." in form
    assert "17 days left." in form
    assert "The family will read this. Write to them." in form
    assert (await fill(grace, f"{here}/report", {"go": "send"})).status == 422
    later = await fill(grace, f"{here}/report", {**REPORT, "go": "later"})
    assert "Only you can see it until you send it." in later.text
    assert await db.fetchval("SELECT count(*) FROM paper WHERE kind = 'partner_report'") == 0
    assert "zq-well" in (await grace.get(f"{here}/report")).text
    sent = await fill(grace, f"{here}/report", {**REPORT, "go": "send"})
    assert "You sent it on" in sent.text
    await grace.post(f"{here}/report", {**REPORT, "version": "1", "worried_about": "stale", "go": "send"})
    better = {**REPORT, "worried_about": "The wall is damp again, and it smells. zq-worried", "go": "send"}
    await fill(grace, f"{here}/report", better)
    rows = await db.fetch(
        "SELECT v.number, v.shared_at, g.key, g.heading, g.body "
        "FROM paper AS p JOIN paper_version AS v ON v.paper_id = p.id "
        "JOIN paper_paragraph AS g ON g.version_id = v.id WHERE p.by_id = $1 ORDER BY v.number, g.position",
        cast.grace_lim.id,
    )
    first, second = [[row for row in rows if row["number"] == number] for number in (1, 2)]
    assert [row["heading"] for row in first] == [True, False, False, True, False]
    assert [row["key"] for row in first] == [row["key"] for row in second], "what is said of a part stays"
    assert not any(row["shared_at"] for row in rows)
    for who in (cast.dani, cast.marcus, cast.jay):
        family = await sign_in(who)
        for path in (f"/meetings/{cast.review_conference}", f"/meetings/{cast.review_conference}/decisions"):
            assert "zq-" not in (await family.get(path)).text
    clock.turn_to(at(date(2026, 6, 25), 9))
    assert "This is late." in (await grace.get(f"{here}/report")).text
    clock.turn_to(at(date(2026, 6, 25), 12))
    over = await grace.post(f"{here}/report", {**REPORT, "go": "send"}, page="/account")
    assert over.status == 422
    assert "zq-well" in over.text, "what was typed is not lost"
    assert len(re.findall("does not take reports", over.text)) == 1


async def test_a_browser_that_asks_ahead_has_opened_nothing_for_them(
    cast: Cast, db: Database, sign_in: SignIn
) -> None:
    grace, page = await sign_in(cast.grace_lim), f"/partner/meetings/{cast.review_conference}"
    opened = "SELECT first_opened_at IS NOT NULL FROM meeting_reader WHERE meeting_id = $1 AND person_id = $2"
    whose = cast.review_conference, cast.grace_lim.id
    await db.execute(
        "UPDATE meeting_reader SET first_opened_at = NULL WHERE meeting_id = $1 AND person_id = $2", *whose
    )
    grace.extra["Sec-Purpose"] = "prefetch;prerender"
    assert (await grace.get(page)).status == 200
    assert await db.fetchval(opened, *whose) is False
    del grace.extra["Sec-Purpose"]
    await grace.get(page)
    assert await db.fetchval(opened, *whose) is True
