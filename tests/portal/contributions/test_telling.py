"""Telling what one thinks, a question at a time: saved each time, skipped at will, sent once, kept as it was typed."""

from datetime import datetime, timedelta

import asyncpg
import pytest

from portal.clock import LONDON, Clock
from portal.demo.cast import Cast
from tests.portal.contributions.telling import NOT_IN_FRONT, WORDS, answer, begin, jay_tells, send, share
from tests.running import SignIn

Database = asyncpg.Connection


async def test_a_14_year_old_tells_sends_and_reads_it_back(cast: Cast, sign_in: SignIn) -> None:
    jay, views = await jay_tells(sign_in, cast.jay, "meeting")
    sent = await jay.get(f"/views/{views}/sent")
    assert "Sent to Amira" in sent.text
    # 1 working day to read, 10 to answer: from Monday 1 June.
    assert "Amira will read it by Tuesday 2 June." in sent.text
    assert "She will tell you what she will do by Monday 15 June." in sent.text
    back = await jay.get(f"/views/{views}")
    assert "I like my new room.\n  It is quiet." in back.text
    assert NOT_IN_FRONT in back.text
    assert "Amira has not read this yet. It will be read by Tuesday 2 June." in back.text
    assert "Helen Marsh runs it" in back.text


async def test_words_are_kept_exactly_as_they_were_typed(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    typed = "  two spaces,\r\n\r\na line\tand a tab <b>not bold</b> 🪁 "
    await answer(jay, views, 2, part_0=typed)
    kept = await db.fetchval("SELECT words FROM answer WHERE words IS NOT NULL")
    assert kept == typed.replace("\r\n", "\n")
    page = await jay.get(f"/views/{views}/2")
    assert "&lt;b&gt;not bold&lt;/b&gt;" in page.text


async def test_every_question_can_be_passed_by(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    for step, deed in ((1, "skip"), (2, "unsure"), (3, "ask-later"), (4, "save")):
        page = await jay.post(f"/views/{views}/{step}", {"deed": deed})
        assert page.path == f"/views/{views}/{step + 1}"
    await answer(jay, views, 5, part_0="I want to come.")
    await share(jay, views)
    check = await jay.get(f"/views/{views}/check")
    for said in ("You skipped this", "You are not sure", "You said: ask me later"):
        assert said in check.text


async def test_nothing_at_all_is_not_sent(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await share(jay, views)
    assert (await send(jay, views)).status == 422
    assert await db.fetchval("SELECT sent_at FROM contribution WHERE id = $1", views) is None


async def test_finishing_later_leads_home_and_back_in_one_tap(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 1, part_0="ok")
    home = await jay.post(f"/views/{views}/2", {"deed": "finish", "part_0": "half a thought"})
    assert home.path == "/home"
    assert "Carry on with what you think" in home.text
    assert "Question 3 of 6" in home.text
    assert home.text.index("What is next") < home.text.index("Carry on with") < home.text.index("To do")
    assert f'href="/views/{views}/3"' in home.text
    assert "half a thought" in (await jay.get(f"/views/{views}/2")).text


async def test_typing_is_kept_before_the_page_is_saved(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    path = f"/views/{views}/2"
    await jay.post("/drafts", {"form": path, "part_0": "not saved yet"}, page=path)
    assert "not saved yet" in (await jay.get(path)).text


async def test_a_question_of_one_line_is_read_once_and_heard_where_it_belongs(
    cast: Cast, sign_in: SignIn
) -> None:
    jay = await sign_in(cast.jay)
    page = (await jay.post("/views/quick", {"face": "good"}, page="/home")).text
    assert "<h1>How are things?</h1>" in page
    assert '<span class="govuk-visually-hidden">How are things?</span>' in page
    assert page.split("<main", 1)[1].count("How are things?") == 2, "the heading, and the name of the choices"


async def test_the_next_page_has_the_words_that_were_answered_on_the_home_page(
    cast: Cast, sign_in: SignIn
) -> None:
    for who, words, never in (
        (cast.kit, ("Really good", "Not good", "Really bad"), "Very good"),
        (cast.jay, ("Very good", "Not great", "Really hard"), "Really good"),
    ):
        person = await sign_in(who)
        home = (await person.get("/home")).text
        page = (await person.post("/views/quick", {"face": "good"}, page="/home")).text
        for text in (home, page):
            assert all(word in text for word in words)
            assert never not in text


async def test_a_face_and_a_choice_have_no_default(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    page = await jay.get(f"/views/{await begin(jay)}/1")
    assert "checked" not in page.text
    for word in ("Very good", "Good", "OK", "Not great", "Really hard", "I do not want to say"):
        assert word in page.text
    assert page.text.count("<svg") == 5


async def test_only_the_young_are_told_of_the_line_for_children(cast: Cast, sign_in: SignIn) -> None:
    start = "/views/new"
    kits = (await (await sign_in(cast.kit)).get(start)).text
    assert "Childline" in kits
    for number in ("999", "08001111"):
        assert f'href="tel:{number}"' in kits.split("<main", 1)[1].split("</main>")[0]
    assert "Childline" not in (await (await sign_in(cast.sol)).get(start)).text, "she is 19"
    hers = (await (await sign_in(cast.dani)).get(start)).text
    assert 'In danger now? Call <a href="tel:999">' in hers
    assert "Childline" not in hers


async def test_what_has_to_be_known_before_stands_before_the_button(cast: Cast, sign_in: SignIn) -> None:
    page = (await (await sign_in(cast.dani)).get("/views/new")).text
    assert (
        0
        < page.index("we tell people who can help")
        < page.index("What is it about?")
        < page.index("Start</")
    )


async def test_parents_have_words_and_no_faces(cast: Cast, sign_in: SignIn) -> None:
    dani = await sign_in(cast.dani)
    page = await dani.get(f"/views/{await begin(dani, 'things')}/1")
    assert "Very hard" in page.text
    assert "<svg" not in page.text.split("<main")[1].split("</main>")[0]


async def test_two_tabs_lose_nothing_and_the_newest_counts(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await jay.get(f"/views/{views}/3")
    await answer(jay, views, 3, part_0="from the first tab")
    await answer(jay, views, 3, part_0="from the second tab")
    rows = await db.fetch("SELECT round, words FROM answer WHERE question = 'worry' ORDER BY round")
    assert [tuple(row) for row in rows] == [(1, "from the first tab"), (2, "from the second tab")]
    page = await jay.get(f"/views/{views}/3")
    assert "from the second tab" in page.text
    assert "from the first tab" not in page.text


async def test_10_000_letters_are_refused_and_stay_in_the_box(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    page = await answer(jay, views, 2, part_0="x" * 10_000)
    assert page.status == 422
    assert "Use 1,000 letters or fewer" in page.text
    assert "x" * 10_000 in page.text
    assert await db.fetchval("SELECT count(*) FROM answer") == 0


async def test_what_was_sent_is_never_changed(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay, views = await jay_tells(sign_in, cast.jay)
    late = await jay.post(f"/views/{views}/2", {"part_0": "typed in another tab"}, page="/home")
    assert late.status == 409
    assert "This was sent already" in late.text
    assert "typed in another tab" in late.text
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="never changed"):
        await db.execute("UPDATE answer SET words = 'other' WHERE words IS NOT NULL")


async def test_a_version_that_was_begun_stays_the_one_that_is_answered(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from portal.contributions import question_sets

    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 1, part_0="good")
    held = dict(question_sets.all_sets())
    old = held["short-12.1"]
    newer = replace(old, version="2", questions=old.questions[:2])
    monkeypatch.setattr(question_sets, "all_sets", lambda: held | {newer.name: newer})
    assert "Question 4 of 6" in (await jay.get(f"/views/{views}/4")).text
    again = await begin(jay)
    assert "Question 1 of 3" in (await jay.get(f"/views/{again}/1")).text


async def test_taking_back_leaves_it_on_the_record(cast: Cast, sign_in: SignIn) -> None:
    jay, views = await jay_tells(sign_in, cast.jay, cast.dani.id, "meeting")
    dani, helen, amira = await sign_in(cast.dani), await sign_in(cast.helen), await sign_in(cast.amira)
    assert (await dani.get(f"/views/{views}")).status == 200
    assert (await helen.get(f"/partner/views/{views}")).status == 200
    page = await jay.post(f"/views/{views}/take-back")
    assert "You took this back on Monday 1 June." in page.text
    assert (await dani.get(f"/views/{views}")).status == 404
    assert (await helen.get(f"/partner/views/{views}")).status == 404
    kept = await amira.get(f"/staff/views/{views}")
    assert "Jay took this back" in kept.text
    assert WORDS[4] in kept.text


async def test_one_face_and_one_sentence_go_to_the_worker_alone(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    jay = await sign_in(cast.jay)
    page = await jay.post("/views/quick", {"face": "good"}, page="/home")
    assert "face" not in page.url.split("?")[-1]
    assert 'value="good" checked' in page.text
    sent = await jay.post(page.path, {"deed": "send", "part_0": "good", "part_1": "Maths went well."})
    assert "Sent to Amira" in sent.text
    assert await db.fetchval("SELECT count(*) FROM answer_reader WHERE ended_at IS NULL") == 0


async def test_late_is_told_to_the_person(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    jay, views = await jay_tells(sign_in, cast.jay)
    clock.turn_to(datetime(2026, 6, 2, 23, 30, tzinfo=LONDON))
    assert "This is late" not in (await jay.get(f"/views/{views}")).text
    clock.turn_to(clock.now() + timedelta(hours=1))
    jay = await sign_in(cast.jay)
    assert "This is late. We have told Amira’s manager." in (await jay.get(f"/views/{views}")).text


async def test_a_booklet_prints_blank_with_the_same_questions(cast: Cast, sign_in: SignIn) -> None:
    kit = await sign_in(cast.kit)
    page = await kit.get("/views/new/booklet")
    for question in (
        "How are things?",
        "Do you feel safe where you live?",
        "What is one thing you want to change?",
    ):
        assert question in page.text


async def test_somebody_without_a_plan_is_told_who_to_call(cast: Cast, sign_in: SignIn, db: Database) -> None:
    await db.execute("UPDATE child_plan SET to_on = '2026-05-30' WHERE child_id = $1", cast.jay.id)
    jay = await sign_in(cast.jay)
    assert "Nobody can read it here right now." in (await jay.get("/views")).text
    assert (await jay.post("/views/new", {"occasion": "things"})).status == 409
