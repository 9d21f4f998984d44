"""What the worker does after a visit, where another person's journey needs it."""

from playwright.async_api import Locator

from portal.demo.cast import Cast
from tests.journeys.hands import Hands
from tests.journeys.ways import HandsFor
from tests.running import RunningPortal


async def record_how_it_went(amira: Hands, share_by: int = 12) -> None:
    """Kit seen alone with his bedroom; Jay seen, who did not want to talk alone. The page is open already."""
    main = amira.page.locator("main")
    await amira.choose("Done", within=amira.group("What happened?"))
    await amira.choose("Yes", within=amira.group("Did you see Kit?"))
    await amira.choose("Yes", within=amira.group("Did you see Kit alone?"))
    await amira.choose("Yes", within=amira.group("Did you see Kit’s bedroom?"))
    await amira.write("What Kit said, word for word", "I flew my kite over the shed!")
    await amira.choose("Yes", within=amira.group("Did you see Jay?"))
    await amira.choose("No", within=amira.group("Did you see Jay alone?"))
    await amira.choose("The child said no", within=amira.group("If you did not see Jay alone, why not?"))
    await amira.choose("No", within=amira.group("Did you see Jay’s bedroom?"))
    await amira.write("Who was there?", "Dani, Kit and Jay")
    await type_day(
        amira, main.get_by_role("group", name="When will you share what you talked about?"), share_by, 6, 2026
    )
    await amira.press("Save how it went")


async def type_day(hands: Hands, boxes: Locator, day: int, month: int, year: int) -> None:
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        await hands.write(boxes.get_by_label(name, exact=True), str(value))


async def share_what_was_talked_about(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, *, told_us: str
) -> None:
    amira = await hands_for(cast.amira)
    await amira.page.goto(f"{portal.origin}/staff/visits/{cast.home_visit}/after")
    await record_how_it_went(amira)
    await write_summary(amira, "Dani", told_us)
    await amira.press("See what they will see")
    assert told_us in await amira.main()
    await amira.press("Share summary")


async def write_summary(amira: Hands, reader: str, told_us: str) -> None:
    """A summary for one person, with one promise of ours in it. The page of the visit is open already."""
    for box in await amira.group("Who is this summary for?").get_by_role("checkbox").all():
        name = await box.evaluate("(box) => box.labels[0].innerText.trim()")
        if (name.split()[0] == reader) != await box.is_checked():
            await amira.switch(box)
    await amira.press("Write summary")
    await amira.write("What you told us", told_us)
    await amira.write("What is going well", "Breakfast club goes well.")
    first = amira.page.get_by_role("group", name="Promise 1")
    await amira.write(first.get_by_label("What was agreed?"), f"Ring the school about the bus for {reader}")
    await type_day(amira, first.get_by_role("group", name="By when?"), 19, 6, 2026)


async def reply_to_what_was_wrong(portal: RunningPortal, cast: Cast, hands_for: HandsFor, words: str) -> None:
    amira = await hands_for(cast.amira)
    await amira.page.goto(f"{portal.origin}/staff/visits/{cast.home_visit}/after")
    await amira.press("Reply to Dani")
    await amira.write("Your reply to Dani Rowe", words)
    await amira.press("Send reply")
