"""The family's side of a meeting: each their own pack, getting ready, saying how they take part, asking."""

import re

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.portal.contributions.telling import answer, begin, send, share
from tests.portal.meetings.asked import PAGES, SENT, TABLES, Db, keep, leave_out, pack_of
from tests.running import SignIn, at


async def test_each_is_told_of_their_own_time_and_of_no_other(sign_in: SignIn, cast: Cast, db: Db) -> None:
    pack = pack_of(cast)
    dani, marcus = await sign_in(cast.dani), await sign_in(cast.marcus)
    hers, his = (await dani.get(pack)).text, (await marcus.get(pack)).text
    assert "Review meeting on Thursday 25 June" in hers
    assert "The Beech Room, Larch House" in hers
    assert "Grace Lim</strong><br>Health visitor" in hers
    assert "It cannot take a child away. Only a court can decide that." in hers
    assert "Review meeting on Friday 26 June" in his
    for strange in ("25 June", "Beech", "Grace Lim", "Dani", "Kit’s school", "garden door"):
        assert strange not in his
    for strange in ("26 June", "Exampleton Library", "Devon", "Marcus"):
        assert strange not in hers
    listed = (await marcus.get("/visits")).text
    assert listed.count("Review meeting") == 1
    assert "25 June" not in listed
    opened = await db.fetchval(
        "SELECT first_opened_at FROM meeting_reader WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference,
        cast.marcus.id,
    )
    assert opened is not None


async def test_a_mother_gets_ready_step_by_step(sign_in: SignIn, cast: Cast, db: Db) -> None:
    pack, dani = pack_of(cast), await sign_in(cast.dani)
    assert "0 of 6 done" in (await dani.get(pack)).text
    assert "Choose how you want to be heard" in (await keep(dani, pack, "how", taking_part="not_there")).text
    await keep(dani, pack, "how", taking_part="not_there", instead="someone_speaks")
    await keep(dani, pack, "questions", questions="When will the wall be mended?\n🧱")
    await keep(dani, pack, "say", to_say="Kit’s mornings", not_to_say="Where my aunt lives")
    assert "I want a helper who speaks up for me" in (await dani.get(f"{pack}/ready/who")).text
    await keep(dani, pack, "who", brings_words="", wants_advocate="y")
    assert "Tell us what else would help" in (await keep(dani, pack, "needs", needs=["something_else"])).text
    done = await keep(dani, pack, "needs", needs=["getting_there", "other_room"], needs_words="")
    assert done.path == f"{pack}/ready"
    assert "5 of 6 done" in (await dani.get("/home")).text
    kept = await db.fetchrow("SELECT * FROM meeting_part WHERE person_id = $1", cast.dani.id)
    assert kept is not None
    assert (kept["taking_part"], kept["instead"], kept["wants_advocate"]) == (
        "not_there", "someone_speaks", True,
    )  # fmt: skip
    assert (kept["questions"], kept["not_to_say"]) == (
        "When will the wall be mended?\n🧱",
        "Where my aunt lives",
    )
    assert (kept["needs"], kept["needs_words"], kept["brings_words"]) == (
        ["getting_there", "other_room"],
        "",
        "",
    )
    assert "You said you will not be there." in (await dani.get(pack)).text


async def test_two_tabs_and_too_many_letters_lose_nothing(sign_in: SignIn, cast: Cast) -> None:
    pack, dani = pack_of(cast), await sign_in(cast.dani)
    seen = re.search(r'name="seen" value="(\w+)"', (await dani.get(f"{pack}/ready/questions")).text)
    assert seen
    await keep(dani, pack, "questions", questions="from the first tab", seen=seen[1])
    stale = await keep(dani, pack, "questions", questions="from the second tab", seen=seen[1])
    assert stale.status == 409
    assert "from the first tab" in stale.text
    assert "from the second tab</textarea>" in stale.text
    long = await keep(dani, pack, "questions", questions="مرحبا " * 2_000)
    assert long.status == 422
    assert "Use 2,000 letters or fewer." in long.text
    assert "مرحبا مرحبا" in long.text
    assert (await keep(dani, pack, "questions", questions="a\x00b")).status in (200, 400, 422)
    assert (await keep(dani, pack, "how", taking_part="fly")).status == 422


async def test_what_somebody_thinks_is_for_the_meeting_that_they_are_asked_to(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    pack, jay = pack_of(cast), await sign_in(cast.jay)
    await leave_out(db, cast, "Larch House", "bus 14")
    assert "The meeting on Thursday 25 June at 10am" in (await jay.get("/views/new")).text
    views = await begin(jay, "meeting")
    assert f'href="/views/{views}"' in (await jay.get(pack)).text
    await answer(jay, views, 2, part_0="I take the Bus-14 to Larch  House. zq-good")
    shared = await share(jay, views, "meeting", cast.marcus.id)
    assert "The meeting. Helen Marsh runs it." in shared.text
    assert (await send(jay, views)).path.endswith("/sent")
    assert "1 of 6 done" in (await jay.get(pack)).text
    helen, amira, marcus = [await sign_in(one) for one in (cast.helen, cast.amira, cast.marcus)]
    assert "zq-good" in (await helen.get(f"/partner/views/{views}")).text
    chosen = (await marcus.get(f"/views/{views}")).text
    assert "I take the [left out] to [left out]. zq-good" in chosen
    assert "25 June" not in chosen
    await db.execute("UPDATE meeting SET chair_id = $2 WHERE id = $1", cast.review_conference, cast.amira.id)
    assert (await helen.get(f"/partner/views/{views}")).status == 404
    assert (await amira.get(f"/staff/views/{views}")).status == 200


async def test_nobody_else_opens_or_writes_anything_of_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    strangers = ("leila", "joan", "chloe", "tom", "amira", "priya", "helen", "grace_lim", "alex", "lewis")
    before = [await db.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1") for table in TABLES]
    for name in strangers:
        member = getattr(cast, name)
        assert isinstance(member, Member)
        visitor = await sign_in(member)
        for page in PAGES:
            assert (await visitor.get(pack_of(cast) + page)).status == 404, (name, page)
        for page, fields in SENT.items():
            sent = await visitor.post(pack_of(cast) + page, fields, page="/sign-out")
            assert sent.status == 404, (name, page)
    marcus = await sign_in(cast.marcus)
    for page in PAGES:
        assert (await marcus.get(f"/meetings/{cast.core_group}{page}")).status == 404, page
    assert (
        await marcus.post("/views/new", {"occasion": "meeting", "meeting": str(cast.aziz_review)})
    ).status == 200
    assert (
        await db.fetchval(
            "SELECT meeting_id FROM contribution WHERE person_id = $1 ORDER BY began_at DESC LIMIT 1",
            cast.marcus.id,
        )
        == cast.review_conference
    )
    assert [await db.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1") for table in TABLES] == before


async def test_who_is_not_asked_any_more_loses_it_at_once(sign_in: SignIn, cast: Cast, db: Db) -> None:
    marcus = await sign_in(cast.marcus)
    assert (await marcus.get(pack_of(cast))).status == 200
    await db.execute(
        "UPDATE meeting_reader SET ended_at = added_at WHERE meeting_id = $1 AND person_id = $2",
        cast.review_conference,
        cast.marcus.id,
    )
    assert (await marcus.get(pack_of(cast))).status == 404
    assert "Review meeting" not in (await marcus.get("/visits")).text
    assert "the meeting on" not in (await marcus.get("/home")).text


async def test_a_care_leaver_at_19_meets_by_phone_and_leaves_no_trace_in_a_calendar(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    pack, sol = f"/meetings/{cast.hartley_review}", await sign_in(cast.sol)
    await db.execute("UPDATE account SET quiet = true WHERE person_id = $1", cast.sol.id)
    page = (await sol.get(pack)).text
    for said in (
        "By phone",
        "We call the number that you chose.",
        "This meeting is about your home, money, work",
    ):
        assert said in page
    assert "calendar.ics" not in page
    assert (await sol.get(f"{pack}/calendar.ics")).status == 404
    await db.execute("UPDATE account SET quiet = false WHERE person_id = $1", cast.sol.id)
    file = await sol.get(f"{pack}/calendar.ics")
    assert "DTSTART;TZID=Europe/London:20260618T170000" in file.text
    for word in ("Ines", "Tariq", "meeting", "review", "Sol"):
        assert word.lower() not in file.text.lower().replace("prodid:-//visits//", "")
    assert file.headers["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    await keep(sol, pack, "needs", needs=["by_phone"], needs_words="Ring after 5, I have no credit.")
    assert "1 of 6 done" in (await sol.get(pack)).text


async def test_papers_are_told_of_to_whom_they_are_for(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    """Late by their own day, and never by the day of the other slot; what is not shared has no title yet."""
    pack = pack_of(cast)
    await db.execute(
        """
        WITH made AS (
            INSERT INTO paper (council_id, meeting_id, kind, title, by_id, due_on, made_at)
            SELECT council_id, id, 'report', 'zq-not-yet', planned_by, papers_by_on, planned_at FROM meeting
             WHERE id = $1 RETURNING council_id, id, by_id
        )
        INSERT INTO paper_reader (council_id, paper_id, person_id, added_by, added_at)
        SELECT council_id, id, $2, by_id, $3 FROM made
        """,
        cast.review_conference,
        cast.marcus.id,
        clock.now(),
    )
    marcus, dani = await sign_in(cast.marcus), await sign_in(cast.dani)
    early = (await marcus.get(pack)).text
    assert "Not shared yet. It should be here by Friday 19 June." in early
    assert "zq-not-yet" not in early
    assert "There is nothing to read yet." in (await dani.get(pack)).text
    clock.turn_to(at(clock.now().date().replace(day=22), 9))
    marcus = await sign_in(cast.marcus)
    assert "This is late. It should have been here by Friday 19 June." in (await marcus.get(pack)).text


async def test_nobody_is_told_to_wait_for_what_comes_too_late(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(clock.now().date().replace(day=25), 8))
    assert "The meeting is soon." in (await (await sign_in(cast.dani)).get(f"{pack_of(cast)}/change")).text
    clock.turn_to(at(clock.now().date().replace(day=30), 9))
    for who in (cast.dani, cast.kit):
        page = (await (await sign_in(who)).get(pack_of(cast))).text
        assert "Who was asked to come" in page
        assert "Who will be there" not in page
        assert "There is nothing to read yet" not in page
