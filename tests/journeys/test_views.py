"""Views as people live them: a young person before a review, a child on the worker’s phone, an answer that comes."""

from datetime import datetime
from urllib.parse import urlsplit

from portal.clock import LONDON, Clock
from portal.demo.cast import Cast
from tests.journeys.hands import Hands
from tests.journeys.ways import HandsFor, Tally, Way, home
from tests.running import RunningPortal, SignIn

WORRY = "Dad asks me which bus I take."
NOT_SAID = "Do not talk about dad when mum is there."


async def test_a_14_year_old_tells_the_chair_and_hears_what_was_done(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, tally: Tally, way: Way, sign_in: SignIn
) -> None:
    jay = await hands_for(cast.jay)
    await home(jay, portal)
    await _answers_the_first_questions(jay)
    await _leaves_and_comes_back(jay, portal, tally)
    await _finishes(jay)
    await _parents_and_kit_find_nothing(cast, sign_in)
    helen = await sign_in(cast.helen)
    views = urlsplit(jay.page.url).path.split("/")[2]
    told = (await helen.get(f"/partner/views/{views}")).text
    assert NOT_SAID in told
    amira = await hands_for(cast.amira)
    await home(amira, portal)
    await _amira_answers(amira, tally)
    await jay.page.goto(f"{portal.origin}/home")
    jay.taps = 0
    await jay.press("Amira answered what you told us")
    said = await jay.main()
    assert said.index(WORRY) < said.index("You said, we did") < said.index("I told your dad to stop asking.")
    assert "We did this" in said


async def _answers_the_first_questions(jay: Hands) -> None:
    await jay.press("My views", within=jay.page.locator(".main-nav"))
    await jay.press("Tell us what you think")
    await jay.choose("A meeting")
    await jay.press("Start")
    assert "Question 1 of 6" in await jay.main()
    await jay.choose("Not great")
    await jay.press("Save and continue")
    await jay.write(jay.page.locator("textarea").first, "Coding club. 🪁")
    await jay.press("Save and finish later")


async def _leaves_and_comes_back(jay: Hands, portal: RunningPortal, tally: Tally) -> None:
    taps, jay.taps = jay.taps, 0
    assert "Carry on with what you think Question 3 of 6" in await jay.main()
    await jay.press("Carry on", within=jay.page.locator("main"))
    tally.task("come back to unfinished views", jay)
    assert "Question 3 of 6" in await jay.main()
    jay.taps = taps
    await jay.write(jay.page.locator("textarea").first, WORRY)
    await jay.press("Save and continue")
    await jay.press("Skip this question")
    await jay.write(jay.page.locator("textarea").nth(1), NOT_SAID)
    await jay.press("Save and continue")
    assert await jay.page.locator("main input[type=checkbox]:checked:not(:disabled)").count() == 0
    await jay.tick("The meeting. Helen Marsh runs it.")
    await jay.press("Save and continue")
    will, will_not = (
        (await jay.main()).split("These people will see it")[1].split("These people will not see it")
    )
    assert "Helen Marsh" in will
    for name in ("Dani", "Marcus", "Kit"):
        assert name in will_not
    await jay.press("Send to Amira")
    tally.task("tell what I think, with everything that can be skipped", jay)


async def _finishes(jay: Hands) -> None:
    said = await jay.main()
    assert "Sent to Amira" in said
    assert "Amira will read it by Tuesday 2 June." in said
    assert "You will see her answer here." in said


async def _parents_and_kit_find_nothing(cast: Cast, sign_in: SignIn) -> None:
    for member in (cast.dani, cast.marcus, cast.kit):
        visitor = await sign_in(member)
        for path in ("/home", "/views", "/visits", "/messages"):
            page = (await visitor.get(path)).text
            assert WORRY not in page
            assert NOT_SAID not in page


async def _amira_answers(amira: Hands, tally: Tally) -> None:
    await amira.press("Read what Jay R said", within=amira.page.locator("main ul.tasks", has_text="Read by"))
    said = await amira.main()
    assert said.index(WORRY) < said.index("Answer Jay")
    await amira.write("What will you do?", "I told your dad to stop asking.")
    await amira.choose("We did this")
    await amira.press("Send reply")
    tally.task("answer a child’s views with an action", amira)
    assert "Your reply is on their page now." in await amira.main()


async def test_a_9_year_old_answers_on_the_workers_phone_and_gives_it_back(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, way: Way
) -> None:
    amira = await hands_for(cast.amira)
    await amira.page.goto(f"{portal.origin}/staff/people/{cast.kit.id}")
    await amira.press("Start views together")
    assert "Hi Kit" in await amira.main()
    await amira.choose("How things are now")
    await amira.press("Start")
    kit = amira
    assert await kit.page.locator(".main-nav").count() == 0
    await kit.choose("Really good")
    await kit.press("Save and continue")
    await kit.write(kit.page.locator("textarea").first, "My kite")
    await kit.press("Save and continue")
    for _ in range(3):
        await kit.press("Skip this question")
    await kit.tick("Only Amira")
    await kit.press("Save and continue")
    await kit.press("Send to Amira")
    here = kit.page.url
    for path in ("/staff/today", f"/staff/people/{cast.jay.id}", "/staff/messages"):
        answer = await kit.page.goto(portal.origin + path)
        assert answer is not None
        assert answer.status == 404
    await kit.page.goto(here)
    await kit.press("I am finished")
    assert urlsplit(kit.page.url).path == "/sign-in"
    await kit.page.go_back()
    assert "My kite" not in await kit.page.inner_text("body")


async def test_one_face_and_one_sentence(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, tally: Tally
) -> None:
    jay = await hands_for(cast.jay)
    await home(jay, portal)
    await jay.press("Good", within=jay.page.locator("form.feel"))
    assert "face" not in jay.page.url
    await jay.write(jay.page.locator("textarea").first, "Maths was fine.")
    await jay.press("Send to Amira")
    tally.task("say how I feel: one face, one sentence", jay)
    assert "Sent to Amira" in await jay.main()


async def test_nobody_read_it_in_time(
    portal: RunningPortal, cast: Cast, clock: Clock, hands_for: HandsFor, tally: Tally
) -> None:
    jay = await hands_for(cast.jay)
    await home(jay, portal)
    await jay.press("OK", within=jay.page.locator("form.feel"))
    await jay.press("Send to Amira")
    clock.turn_to(datetime(2026, 6, 3, 9, 0, tzinfo=LONDON))
    priya = await hands_for(cast.priya)
    await priya.page.goto(f"{portal.origin}/team")
    late = (
        (await priya.main()).split("Views not read or answered in time", 1)[1].split("Children not heard")[0]
    )
    assert "Jay Rowe" in late
    jay = await hands_for(cast.jay)
    await jay.press("My views", within=jay.page.locator(".main-nav"))
    assert "We are late" in await jay.main()
    await jay.press("A quick word, Monday 1 June")
    assert "This is late. We have told Amira’s manager." in await jay.main()
