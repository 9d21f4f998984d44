"""How a meeting ends: written down, looked at as each reader will see it, shared, answered."""

import re
from datetime import date

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.meetings.ending import add, day, fill, held_by, ids, share, take_on
from tests.portal.meetings.written_up import AFTER, written_up
from tests.running import SignIn, at

Database = asyncpg.Connection


async def test_each_reader_has_their_own_words_and_no_sign_of_anybody_elses(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn
) -> None:
    helen, here = await written_up(cast, clock, sign_in)
    await db.execute(
        "INSERT INTO redaction (council_id, meeting_id, reader_id, words, added_by, added_at) "
        "SELECT council_id, id, $2, 'Quillfeather Row', chair_id, planned_at FROM meeting WHERE id = $1",
        cast.review_conference,
        cast.marcus.id,
    )
    seen = f"/meetings/{cast.review_conference}/decisions"
    readers = {who.key: await sign_in(who) for who in (cast.dani, cast.kit, cast.jay, cast.marcus)}
    for visitor in readers.values():
        early = (await visitor.get(seen)).text
        assert "zq-" not in early
        assert "The notes are not ready." in early
    preview = (await helen.get(f"{here}/decisions/share")).text
    marcus_sees = preview.split("Marcus Bell will see")[1]
    assert "[left out]" in marcus_sees
    assert "Quillfeather" not in marcus_sees
    assert (await share(helen, here)).path == f"{here}/decisions"
    pages = {who: (await visitor.get(seen)).text for who, visitor in readers.items()}
    found = {who: set(re.findall(r"zq-\w+", page)) for who, page in pages.items()}
    assert found == {
        "dani": {"zq-adults", "zq-lunch"},
        "jay": {"zq-adults"},
        "kit": {"zq-kit", "zq-lunch"},
        "marcus": {"zq-marcus", "zq-course"},
    }
    assert "Quillfeather" not in pages["marcus"]
    for who, own, other in (("dani", "25 June", "26 June"), ("marcus", "26 June", "25 June")):
        assert own in pages[who]
        assert other not in pages[who], "the day of another time"
        assert "There will be another meeting by Friday 20 November." in pages[who]


async def test_what_was_taken_on_stands_with_the_promises_of_visits(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn
) -> None:
    helen, here = await written_up(cast, clock, sign_in)
    await take_on(helen, here, "Bring the letter. zq-letter", cast.dani, who="Dani", owed_by="family")
    await share(helen, here)
    dani, marcus, amira = [await sign_in(who) for who in (cast.dani, cast.marcus, cast.amira)]
    home = (await dani.get("/home")).text
    assert f"/meetings/{cast.review_conference}/decisions" in home
    assert "zq-letter" in home
    assert "zq-" not in (await marcus.get("/home")).text
    visit = await db.fetchval(
        "UPDATE visit SET starts_at = starts_at + interval '42 days', starts_wall = starts_wall + interval '42 days' "
        "WHERE id = $1 RETURNING id",
        cast.home_visit,
    )
    plan = (await dani.get(f"/visits/{visit}")).text
    assert "zq-lunch" in plan
    assert "zq-course" not in plan
    assert "zq-lunch" in (await amira.get(f"/staff/visits/{visit}")).text
    timeline = (await amira.get(f"/staff/people/{cast.kit.id}")).text
    assert f"/staff/meetings/{cast.review_conference}/decisions" in timeline
    promise = await db.fetchval("SELECT id FROM promise WHERE what LIKE '%zq-lunch'")
    missing = await fill(amira, f"{here}/promises/{promise}", {"state": "not_done"})
    assert missing.status == 422
    assert "Say why it was not done" in missing.text
    why = {"state": "not_done", "because": "The school is shut. zq-shut"}
    assert (await fill(amira, f"{here}/promises/{promise}", why)).status == 200
    again = await amira.post(f"{here}/promises/{promise}", {"version": "1", "state": "done"})
    assert again.status == 409
    assert "zq-shut" in (await dani.get(f"/meetings/{cast.review_conference}/decisions")).text
    assert "zq-shut" not in (await marcus.get(f"/meetings/{cast.review_conference}/decisions")).text


async def test_whoever_does_not_agree_has_an_answer_by_the_day_that_was_promised(
    cast: Cast, clock: Clock, sign_in: SignIn
) -> None:
    helen, here = await written_up(cast, clock, sign_in)
    page = f"/meetings/{cast.review_conference}/decisions"
    marcus = await sign_in(cast.marcus)
    assert (await marcus.get(f"{page}/disagree")).status == 404, "there is nothing yet to disagree with"
    await share(helen, here)
    assert (await marcus.post(f"{page}/disagree", {"body": " "})).status == 422
    long = await marcus.post(f"{page}/disagree", {"body": "n" * 10_000})
    assert long.status == 422
    assert "n" * 10_000 in long.text
    said = await marcus.post(f"{page}/disagree", {"body": "I did all of the course. zq-mine \u202e🙂"})
    assert "Helen will answer by Monday 13 July." in said.text
    for who in (cast.dani, cast.kit):
        assert "zq-mine" not in (await (await sign_in(who)).get(page)).text
    staff = (await helen.get(f"{here}/decisions")).text
    assert "zq-mine" in staff
    view = re.search(rf"{here}/views-of-it/([0-9a-f-]+)", staff)
    assert view
    clock.turn_to(at(date(2026, 7, 14), 9))
    assert "This is late, and we are sorry." in (await marcus.get(page)).text
    reply = f"{here}/views-of-it/{view[1]}"
    await helen.post(reply, {"reply": "You did. We put that right. zq-reply"})
    second = await helen.post(reply, {"reply": "another"}, page=f"{here}/decisions")
    assert second.status == 409
    assert "zq-reply" in (await marcus.get(page)).text


async def test_nothing_is_shared_that_was_not_looked_at(cast: Cast, clock: Clock, sign_in: SignIn) -> None:
    helen, here = await written_up(cast, clock, sign_in)
    amira = await sign_in(cast.amira)
    looked = held_by(await helen.get(f"{here}/decisions/share"), "seen")
    await add(amira, here, "Not looked at. zq-late", cast.marcus)
    answer = await helen.post(f"{here}/decisions/share", {"seen": looked})
    assert answer.status == 409
    assert "zq-late" in answer.text
    number = re.findall(rf"{here}/decisions/([0-9a-f-]{{36}})", (await helen.get(f"{here}/decisions")).text)
    one = f"{here}/decisions/{number[-1]}"
    opened = held_by(await amira.get(one), "version")
    fields = {"readers": ids(cast.marcus)}
    await fill(helen, one, {"body": "Helen wrote this. zq-helen", **fields})
    stale = await amira.post(one, {"version": opened, "body": "Amira wrote this. zq-amira", **fields})
    assert stale.status == 409
    assert "zq-helen" in stale.text
    assert "zq-amira" in stale.text
    await share(helen, here)
    assert (await fill(helen, one, {"body": "after", **fields}, "csrf")).status == 409
    assert (await helen.post(f"{one}/leave-out", page=f"{here}/decisions")).status == 409


async def test_what_was_written_down_is_left_out_only_when_asked(
    cast: Cast, clock: Clock, sign_in: SignIn
) -> None:
    helen, here = await written_up(cast, clock, sign_in)
    for folder, title in (
        ("decisions", "Leave this decision out?"),
        ("agreed", "Leave this out of what was agreed?"),
    ):
        one = re.findall(rf"{here}/{folder}/[0-9a-f-]{{36}}", (await helen.get(f"{here}/decisions")).text)[0]
        page = f"{one}/leave-out"
        assert f'action="{page}"' not in (await helen.get(one)).text, "not in one press"
        asked = await helen.get(page)
        for words in (title, "Nobody was shown this. You cannot get it back.", "Keep it"):
            assert words in asked.text, words
        unseen = await helen.post(page)
        assert (unseen.status, "A colleague changed it since you looked." in unseen.text) == (409, True)
        assert (await helen.get(one)).status == 200
        opened = await helen.get(one)
        assert (await helen.post(page, {"seen": held_by(asked, "seen")})).path == f"{here}/decisions"
        twice = await helen.post(page, {"seen": held_by(asked, "seen")}, page=f"{here}/decisions")
        main = "body" if folder == "decisions" else "what"
        late = await helen.post(
            one, {"version": held_by(opened, "version"), main: "zq-late"}, page=f"{here}/decisions"
        )
        for gone in (twice, late, await helen.get(one), await helen.get(page)):
            assert (gone.status, "This is not in the list any more" in gone.text) == (404, True)
            assert f'href="{here}/decisions"' in gone.text
            assert "See what was decided" in gone.text
        assert "zq-late" in late.text, "nobody writes it twice"


async def test_what_cannot_be_is_said_in_plain_words(cast: Cast, clock: Clock, sign_in: SignIn) -> None:
    clock.turn_to(AFTER)
    helen, here = await sign_in(cast.helen), f"/staff/meetings/{cast.review_conference}"
    early = await fill(helen, f"{here}/decisions", day("held_on", date(2026, 6, 25)))
    assert early.status == 422
    assert "One time of this meeting is later than this day." in early.text
    await add(helen, here, "Before the day is said.", cast.dani)
    assert "Say first on which day the meeting was held" in (await share(helen, here)).text
    for body, child, says in (
        ("1\n2\n3\n4\n5\n6", {}, "Use 5 lines or fewer"),
        ("é" * 10_000, {}, "Use 400 letters or fewer"),
        ("Fine", {"child_body": "For Kit"}, "Choose who reads the words for a child"),
        ("Fine", {"child_readers": ids(cast.kit)}, "Write the words for a child"),
        ("Fine", {"child_body": "x", "child_readers": ids(cast.dani)}, "Choose who reads the words"),
    ):
        answer = await add(helen, here, body, cast.dani, **child)
        assert answer.status == 422, says
        assert says in answer.text
        assert body in answer.text, "what was typed stays"
