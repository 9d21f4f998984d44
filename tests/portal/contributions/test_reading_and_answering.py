"""Staff read the exact words first, answer with what they will do, and share wider only with a reason."""

from datetime import datetime

import asyncpg

from portal.clock import LONDON, Clock
from portal.demo.cast import Cast
from tests.portal.contributions.telling import WORDS, answer, begin, jay_tells, send, share
from tests.running import SignIn

Database = asyncpg.Connection
DONE: dict[str, object] = {"about": "all", "state": "done", "what": "There is a lock on the door now."}


async def test_the_words_come_whole_and_before_anything_else(cast: Cast, sign_in: SignIn) -> None:
    _, views = await jay_tells(sign_in, cast.jay, "meeting")
    amira = await sign_in(cast.amira)
    page = (await amira.get(f"/staff/views/{views}")).text
    assert "<h1>What Jay said</h1>" in page
    assert page.index("Jay said these people can see it:") < page.index(WORDS[3]) < page.index("Answer Jay")
    for words in WORDS.values():
        assert words in page
    assert "Not:</strong> <bdi>Dani (mother)</bdi>" in page


async def test_reading_it_tells_the_person_and_a_managers_look_does_not(cast: Cast, sign_in: SignIn) -> None:
    jay, views = await jay_tells(sign_in, cast.jay)
    priya = await sign_in(cast.priya)
    assert (await priya.get(f"/staff/views/{views}")).status == 200
    assert "Amira has not read this yet" in (await jay.get(f"/views/{views}")).text
    amira = await sign_in(cast.amira)
    amira.extra["Sec-Purpose"] = "prefetch"
    await amira.get(f"/staff/views/{views}")
    del amira.extra["Sec-Purpose"]
    assert "Amira has not read this yet" in (await jay.get(f"/views/{views}")).text
    await amira.get(f"/staff/views/{views}")
    assert (
        "Amira has read this. You will have an answer by Monday 15 June."
        in (await jay.get(f"/views/{views}")).text
    )


async def test_a_care_leaver_is_not_asked_about_school_and_the_words_asked_stay_with_the_answer(
    cast: Cast, sign_in: SignIn
) -> None:
    sol, ines = await sign_in(cast.sol), await sign_in(cast.ines)
    views = await begin(sol, "things", "whole")
    page = (await sol.get(f"/views/{views}/3")).text
    assert "At college or work" in page
    assert "school" not in page.lower()
    await answer(sol, views, 3, part_1="mostly")
    await answer(sol, views, 5, part_0="I start in June. zq-sol-plan")
    await share(sol, views)
    await send(sol, views)
    read = (await ines.get(f"/staff/views/{views}")).text
    assert read.index("At college or work") < read.index("Mostly")
    assert read.index("How are college, training and your plans?") < read.index("zq-sol-plan")


async def test_you_said_we_did(cast: Cast, sign_in: SignIn, db: Database) -> None:
    jay, views = await jay_tells(sign_in, cast.jay)
    amira = await sign_in(cast.amira)
    for wrong, says in (
        ({**DONE, "what": ""}, "Say what you will do"),
        ({**DONE, "state": ""}, "Choose a status"),
        ({**DONE, "state": "could_not"}, "Say why you could not do this"),
    ):
        page = await amira.post(f"/staff/views/{views}", wrong)
        assert page.status == 422
        assert says in page.text
        assert WORDS[3] in page.text
    await amira.post(
        f"/staff/views/{views}",
        {
            "about": "wish",
            "state": "could_not",
            "what": "The landlord said no.",
            "because": "It is his door.",
        },
    )
    back = (await jay.get(f"/views/{views}")).text
    assert "We could not do this" in back
    assert "It is his door." in back
    assert back.index(WORDS[3]) < back.index("You said, we did")
    assert await db.fetchval("SELECT answered_at FROM contribution") is None, "the rest waits still"
    assert "was told to expect an answer" in (await amira.get(f"/staff/views/{views}")).text
    await amira.post(f"/staff/views/{views}", DONE)
    assert await db.fetchval("SELECT answered_at FROM contribution") is not None
    home = (await jay.get("/home")).text
    assert "Amira answered what you told us on Monday 1 June" in home
    again = (await amira.get(f"/staff/views/{views}")).text
    assert "Answer Jay again" in again
    assert "was told to expect an answer" not in again, "nobody waits any more"


async def test_each_answered_question_with_an_outcome_answers_all_of_it(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 2, part_0="My room")
    await answer(jay, views, 3, part_0="The bus")
    await share(jay, views)
    await send(jay, views)
    amira = await sign_in(cast.amira)
    await amira.post(f"/staff/views/{views}", {**DONE, "about": "good"})
    assert await db.fetchval("SELECT answered_at FROM contribution") is None
    await amira.post(f"/staff/views/{views}", {**DONE, "about": "worry"})
    assert await db.fetchval("SELECT answered_at FROM contribution") is not None


async def test_a_worker_finds_it_on_today_and_in_the_list(cast: Cast, sign_in: SignIn) -> None:
    _, views = await jay_tells(sign_in, cast.jay)
    amira = await sign_in(cast.amira)
    today = (await amira.get("/staff/today")).text
    assert "Views to read" in today
    assert f"/staff/views/{views}" in today
    assert "Read by Tuesday 2 June." in today
    assert "zq-jay" not in today, "Today is opened in public"
    assert "Jay Rowe" in (await amira.get("/staff/views")).text
    assert f"/staff/views/{views}" in (await amira.get(f"/staff/views?with={cast.jay.id}")).text


async def test_what_is_late_reaches_the_manager_on_the_right_day(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    # Friday 22 May 2026; Monday 25 May is a bank holiday: 1 working day later is Tuesday 26 May.
    clock.turn_to(datetime(2026, 5, 22, 15, 0, tzinfo=LONDON))
    jay, views = await jay_tells(sign_in, cast.jay)
    assert "Amira will read it by Tuesday 26 May." in (await jay.get(f"/views/{views}/sent")).text
    clock.turn_to(datetime(2026, 5, 26, 23, 0, tzinfo=LONDON))
    priya = await sign_in(cast.priya)
    assert f"/staff/views/{views}" not in (await priya.get("/team")).text
    clock.turn_to(datetime(2026, 5, 27, 0, 30, tzinfo=LONDON))
    priya, jay, amira = await sign_in(cast.priya), await sign_in(cast.jay), await sign_in(cast.amira)
    assert f"/staff/views/{views}" in (await priya.get("/team")).text
    assert "This is late. We have told Amira’s manager." in (await jay.get(f"/views/{views}")).text
    # Read at last: what is late then is the answer, and test_topics.py goes on from there.
    await amira.get(f"/staff/views/{views}")
    assert f"/staff/views/{views}" not in (await priya.get("/team")).text


async def test_children_not_heard(cast: Cast, sign_in: SignIn) -> None:
    priya = await sign_in(cast.priya)
    page = (await priya.get("/team")).text.split("Children not heard", 1)[1]
    assert "Jay Rowe" in page
    await jay_tells(sign_in, cast.jay)
    page = (await priya.get("/team")).text.split("Children not heard", 1)[1]
    row = page.split("Jay Rowe")[1].split("</tr>")[0] if "Jay Rowe" in page else ""
    assert "No views yet." not in row
    assert "No views for" not in row


async def test_what_worries_is_kept_then_asked_about_and_owned(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    page = await answer(jay, views, 1, part_0="bad")
    assert page.path == f"/views/{views}/now"
    assert "Your answer is saved." in page.text
    assert await db.fetchval("SELECT choice FROM answer") == "bad"
    item = await db.fetchrow("SELECT source, owner_id, due_at FROM urgent_item WHERE closed_at IS NULL")
    assert item is not None
    assert (item["source"], item["owner_id"]) == ("views", None)
    assert item["due_at"] == datetime(2026, 6, 1, 10, 30, tzinfo=LONDON) or item["due_at"].minute in (30, 31)
    on = await jay.post(f"/views/{views}/now", {"answer": "ok"})
    assert on.path == f"/views/{views}/2"
    # Within a day after “I am OK for now” nobody is asked again, and the item is there all the same.
    again = await answer(jay, views, 3, part_0="he hit me")
    assert again.path == f"/views/{views}/4"
    assert await db.fetchval("SELECT count(*) FROM urgent_step WHERE source = 'views'") == 2
    amira = await sign_in(cast.amira)
    assert (
        "Look at these first" in (await amira.get("/staff/today")).text
        or "Jay R" in (await amira.get("/staff/today")).text
    )


async def test_something_wrong_is_asked_about_once(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay, "wrong")
    assert (await answer(jay, views, 2, part_0="The shower is broken.")).path == f"/views/{views}/now"
    await jay.post(f"/views/{views}/now", {"answer": "ok"})
    assert (await answer(jay, views, 3, part_0="It is cold.")).path == f"/views/{views}/4"


async def test_needing_to_talk_leads_to_the_same_page_as_a_message(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 1, part_0="bad")
    page = await jay.post(f"/views/{views}/now", {"answer": "danger"})
    assert "/now/danger" in page.path
    assert await db.fetchval("SELECT source FROM urgent_item WHERE closed_at IS NULL") == "danger"
    assert f'/views/{views}/2"' in (await jay.get("/home")).text


async def test_a_list_of_one_person_is_not_there_for_who_does_not_know_them(
    cast: Cast, sign_in: SignIn
) -> None:
    for who in (cast.tom, cast.sam, cast.lewis):
        visitor = await sign_in(who)
        assert (await visitor.get(f"/staff/views?with={cast.jay.id}")).status == 404
        assert (await visitor.get("/staff/views?with=nobody")).status == 404
