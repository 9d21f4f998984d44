"""The parent's journey: sees why a visit is coming, has her say in it, and reads afterwards what was agreed."""

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.journeys.hands import Hands
from tests.journeys.recording import reply_to_what_was_wrong, share_what_was_talked_about
from tests.journeys.ways import HandsFor, Tally, Way, home
from tests.running import RunningPortal, at

TOPIC = "The bus was late twice. Kit cried. 🚌"
WRONG = "I did not say that I am angry. I said that I was tired."


async def test_a_parent_has_her_say_in_a_visit_and_in_what_is_written_about_it(
    portal: RunningPortal, cast: Cast, clock: Clock, hands_for: HandsFor, tally: Tally, way: Way
) -> None:
    dani = await hands_for(cast.dani)
    await _sees_tuesdays_visit(dani, tally)
    await _says_that_the_time_is_ok(dani, tally)
    await home(dani, portal)
    await _adds_something_to_talk_about(dani, tally)
    await home(dani, portal)
    await _gets_ready(dani, tally, way)
    await home(dani, portal)
    await _asks_for_a_different_time(dani, tally)

    clock.turn_to(at(FIRST_DAY.replace(day=9), 17, 30))
    await share_what_was_talked_about(portal, cast, hands_for, told_us="You said that you are angry.")
    dani = await hands_for(cast.dani)
    await _reads_what_was_agreed(dani, tally)
    await home(dani, portal)
    await _says_that_something_is_wrong(dani, tally)

    clock.turn_to(at(FIRST_DAY.replace(day=10), 9, 15))
    await reply_to_what_was_wrong(portal, cast, hands_for, "Thank you. I have put it right.")
    dani = await hands_for(cast.dani)
    await _sees_the_reply(dani, tally)


async def _sees_tuesdays_visit(dani: Hands, tally: Tally) -> None:
    card = await dani.page.locator("main .card").first.inner_text()
    for words in (
        "Visit from Amira Khan",
        "Tuesday 9 June at 4pm",
        "in 8 days",
        "At your home",
        "About 1 hour",
    ):
        assert words in card.replace("\xa0", " "), f"{words!r} is not on the card: {card}"
    tally.task("know when the next visit is, who comes and why", dani)


async def _says_that_the_time_is_ok(dani: Hands, tally: Tally) -> None:
    await dani.press("Yes, this time is OK")
    tally.task("confirm a visit", dani)
    assert "Amira knows this time is OK." in await dani.main()
    assert "You said this time is OK." in await dani.main()
    await dani.page.reload()
    assert "Amira knows this time is OK." not in await dani.main(), "the “Done” banner shows once"


async def _adds_something_to_talk_about(dani: Hands, tally: Tally) -> None:
    await dani.press("See the plan for this visit")
    await dani.press("Add something to talk about")
    await dani.write("What would you like to talk about?", TOPIC)
    await dani.press("Add", within=dani.page.locator("main"))
    tally.task("add something to talk about", dani)
    assert TOPIC in await dani.main()
    assert "Added by you. Only Amira, and Amira’s manager or cover, can see this." in await dani.main()


async def _gets_ready(dani: Hands, tally: Tally, way: Way) -> None:
    await dani.press("Get ready for the visit on Tuesday 9 June")
    if way is Way.PLAIN:
        await dani.tick("Write down my questions")
        await dani.press("Save", within=dani.page.locator("main"))
    else:
        async with dani.page.expect_response(lambda answer: answer.request.method == "POST"):
            await dani.tick("Write down my questions")
        await dani.page.get_by_role("status").filter(has_text="Saved").wait_for()
    tally.task("tick a get-ready item", dani)
    await dani.page.reload()
    assert await dani.page.get_by_role("checkbox", name="Write down my questions").is_checked()


async def _asks_for_a_different_time(dani: Hands, tally: Tally) -> None:
    await dani.press("Ask for a different time")
    await dani.choose("Wednesday 10 June at 4pm")
    await dani.press("Send")
    tally.task("ask for a different time", dani)
    told = await dani.main()
    assert "We asked for a different time" in told
    assert "Amira will reply by Tuesday 2 June. Until then the plan stays the same." in told


async def _reads_what_was_agreed(dani: Hands, tally: Tally) -> None:
    await dani.press("Check what we agreed on Tuesday 9 June")
    tally.task("read what happened after a visit", dani)
    told = await dani.main()
    for words in ("You said that you are angry.", "Ring the school about the bus", "Amira", "Friday 19 June"):
        assert words in told, f"{words!r} is not in what Dani reads: {told}"


async def _says_that_something_is_wrong(dani: Hands, tally: Tally) -> None:
    await dani.press("Check what we agreed on Tuesday 9 June")
    await dani.press("Something is wrong or missing")
    await dani.write("What is wrong or missing?", WRONG)
    await dani.press("Send")
    tally.task("say that it is wrong", dani)
    told = await dani.main()
    assert WRONG in told
    assert "Your words are on the record now." in told


async def _sees_the_reply(dani: Hands, tally: Tally) -> None:
    await dani.press("Amira replied to what you wrote about Tuesday 9 June")
    tally.task("read a reply", dani)
    told = await dani.main()
    assert "Thank you. I have put it right." in told
    assert WRONG in told, "the family's words stay beside ours"
