"""An administrator's journey: the words that are watched for, and when somebody is there."""

from portal.demo.cast import Cast
from tests.journeys.hands import Hands
from tests.journeys.recording import type_day
from tests.journeys.talking import send
from tests.journeys.ways import HandsFor, Tally, Way, home
from tests.running import RunningPortal

NEW, TRIED = "purple kettle*", "He hid the purple kettles again"


async def test_an_administrator_looks_after_safety_words_and_hours(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, tally: Tally, way: Way
) -> None:
    alex = await hands_for(cast.alex)
    await _tries(alex, "This would not show the safety page.")
    await _adds(alex)
    await _tries(alex, "This would show the safety page.")

    jay = await hands_for(cast.jay)
    await jay.press("Messages", within=jay.page.locator(".main-nav"))
    if way is Way.PLAIN:
        await jay.write(jay.page.locator("#message"), TRIED)
        await jay.press("Send", within=jay.page.locator("#composer"))
    else:
        await send(jay, way, TRIED)
    await jay.page.get_by_text("Do you need help now?").wait_for()

    await _changes_hours(alex, tally)
    await home(jay, portal)
    await jay.press("More people to talk to")
    assert "Night team" in await jay.main()


async def _tries(alex: Hands, answer: str) -> None:
    await alex.press("Safety words", within=alex.page.locator(".main-nav"))
    await alex.write("Try some words", TRIED)
    await alex.press("Try", within=alex.page.locator("main"))
    assert answer in await alex.main()


async def _adds(alex: Hands) -> None:
    await alex.press("Add words")
    await alex.write("Words", NEW)
    await alex.press("Check this")
    assert "Enter the name of the safeguarding lead who agreed" in await alex.main()
    await alex.write("Safeguarding lead who agreed", "Ruth Hale")
    await alex.press("Check this")
    told = await alex.main()
    assert "Check the new words" in told
    assert NEW in told
    await alex.press("Save", within=alex.page.locator("main"))
    assert "Saved. Staff will see this now." in await alex.main()


async def _changes_hours(alex: Hands, tally: Tally) -> None:
    alex.taps = 0
    await alex.press("Hours", within=alex.page.locator(".main-nav"))
    await alex.write("Closes at", "6:30pm")
    await alex.write("Out-of-hours team name", "Night team")
    await type_day(alex, alex.group("When did someone last call this number to test it?"), 30, 5, 2026)
    await alex.press("Check this")
    told = await alex.main()
    for words in ("Check before you save", "9am – 5pm", "9am – 6:30pm", "Night team", "Saturday 30 May"):
        assert words in told, f"{words!r} is not on the page to check: {told}"
    await alex.press("Save", within=alex.page.locator("main"))
    tally.task("change hours", alex)
    assert "Saved. Staff will see this now." in await alex.main()
