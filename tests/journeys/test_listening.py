"""A question that is read aloud: only by a voice of the device, and nothing of what somebody answered."""

import pytest

from portal.demo.cast import Cast
from tests.browser import PageFor
from tests.journeys.hands import Hands
from tests.journeys.voices import VOICES
from tests.running import RunningPortal

OWN = "My own words, for one person."


@pytest.mark.browser
async def test_a_question_is_read_aloud_and_the_answer_is_not(
    portal: RunningPortal, cast: Cast, page_for: PageFor
) -> None:
    tigist = Hands(await page_for(cast.tigist))
    await tigist.page.goto(f"{portal.origin}/views/new")
    await tigist.choose("How things are now")
    await tigist.press("Start")
    button = tigist.page.locator(".listen button")
    assert not await button.is_visible(), "this browser has no voice"
    await tigist.page.add_init_script(VOICES)
    await tigist.page.evaluate("sessionStorage.setItem('voice', 'here')")
    await tigist.page.reload()
    await button.click()
    said = " ".join(await tigist.page.evaluate("window.said"))
    assert "here: How are things for your family?" in said
    for choice in ("Very good", "Very hard", "I do not want to say"):
        assert choice in said
    await tigist.choose("Good")
    await tigist.press("Save and continue")
    await tigist.write(tigist.page.locator("textarea").first, OWN)
    await tigist.page.evaluate("window.said = []")
    await button.click()
    said = " ".join(await tigist.page.evaluate("window.said"))
    assert "What is going well?" in said
    assert OWN not in said
    plain = Hands(await page_for(cast.tigist, javascript=False))
    await plain.page.goto(tigist.page.url)
    assert "Listen" not in await plain.main()
