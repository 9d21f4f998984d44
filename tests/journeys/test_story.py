"""My story as Jay lives it: told once, read by the worker, seen to be read, kept as a copy.

The same pages work as plain HTTP in tests/portal/my_story.
"""

from pathlib import Path

from portal.demo.cast import PASSWORD, Cast
from tests.browser import PageFor
from tests.journeys.hands import Hands
from tests.running import RunningPortal, SignIn

# Told once; what a new worker needs.
TOLD = {
    "What should a new worker call you?": "Jay. They. 🪁",
    "What helps you?": "Walk with me.",
    "Who matters to you?": "Kit, and Ash.",
}


async def test_jay_tells_it_once_and_sees_that_it_was_read(
    portal: RunningPortal, cast: Cast, page_for: PageFor, sign_in: SignIn, tmp_path: Path
) -> None:
    jay = Hands(await page_for(cast.jay))
    await jay.page.goto(f"{portal.origin}/home")
    await jay.press("My views", within=jay.page.locator(".main-nav"))
    await jay.press("My story", within=jay.page.locator("main"))
    await jay.press("Start")
    for asked, words in TOLD.items():
        while await jay.page.locator("h1").inner_text() != asked:
            await jay.press("Skip this part")
        await jay.write(jay.page.locator("main textarea"), words)
        await jay.press("Save and continue")
    for _ in range(2):
        await jay.press("Skip this part")
    will, will_not = (await jay.main()).split("These people will not see it")
    assert "Amira Khan" in will
    assert all(name in will_not for name in ("Dani", "Marcus", "Kit"))
    await jay.press("This is right. Show it to a new worker")
    assert "Amira Khan has not read it yet." in await jay.main()

    amira = Hands(await page_for(cast.amira))
    await amira.page.goto(f"{portal.origin}/staff/today")
    await amira.press("Read the story of Jay R")
    said = await amira.main()
    assert all(words in said for words in TOLD.values())
    await amira.press("I have read it")

    await jay.page.reload()
    assert "Amira Khan read it on Monday 1 June at 10am." in (await jay.main()).replace("\xa0", " ")
    await jay.press("See my timeline")
    assert "You wrote your story" in await jay.main()
    await jay.press("Keep a copy")
    await jay.page.get_by_label("Password you use now").fill(PASSWORD)
    async with jay.page.expect_download() as started:
        await jay.page.get_by_role("button", name="Get what I wrote").click()
    file = await started.value
    assert file.suggested_filename == "keep.html"
    kept = tmp_path / "keep.html"
    await file.save_as(kept)
    await jay.page.goto(kept.as_uri())
    assert "Walk with me." in await jay.page.inner_text("body")
    dani = await sign_in(cast.dani)
    assert (await dani.get("/story")).status == 404
