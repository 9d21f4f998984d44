"""The resident parent's pack: read early, one part wrong, another seen differently, answered before the meeting."""

import pytest
from playwright.async_api import Page

from portal.demo.cast import Cast
from tests.browser import PageFor
from tests.figures import Figure
from tests.journeys.hands import Hands
from tests.journeys.voices import VOICES
from tests.portal.meetings.papers import answer, share
from tests.running import RunningPortal, SignIn

WRONG = "It was 3 times, not 9."
DIFFERENTLY = "That was the flat above us. I called too."


@pytest.mark.browser
async def test_a_parent_reads_her_pack_and_is_answered_before_the_meeting(
    portal: RunningPortal, cast: Cast, page_for: PageFor, sign_in: SignIn, figure: Figure
) -> None:
    amira = await sign_in(cast.amira)
    await share(amira, cast.review_conference, cast.dani, cast.marcus, title="Report for the review")
    dani = Hands(await page_for(cast.dani))
    await dani.page.goto(f"{portal.origin}/meetings/{cast.review_conference}")
    await dani.press("Report for the review")
    await _says(dani, "Kit was late", "This is wrong because…", WRONG)
    figure(f"taps: say that a part of a paper is wrong: {dani.taps} (at most 4)")
    assert dani.taps <= 4
    await _says(dani, "A neighbour", "I see it differently", DIFFERENTLY)
    assert (await dani.main()).count("Amira will answer by Monday 8 June.") == 2
    await answer(amira, cast.review_conference, WRONG, "You are right. I put it right.")
    await answer(
        amira, cast.review_conference, DIFFERENTLY, "Thank you. It stays, with your words beside it."
    )
    # On an old phone, which runs no scripts: the same words, and nothing that would not work.
    plain = Hands(await page_for(cast.dani, javascript=False))
    await plain.page.goto(dani.page.url)
    said = await plain.main()
    for words in (
        WRONG,
        "You are right. I put it right.",
        DIFFERENTLY,
        "It stays, with your words beside it.",
    ):
        assert words in said
    assert "Listen" not in said
    await plain.press("Call me and read it")
    assert "You asked us on Monday 1 June to call you and read this." in await plain.main()
    await _listens(dani.page)


async def _says(dani: Hands, words: str, kind: str, body: str) -> None:
    part = dani.page.locator(".paper__part", has_text=words)
    await dani.press("Say something about this", within=part)
    assert words in await dani.main()
    await dani.choose(kind)
    await dani.write(dani.page.locator("textarea"), body)
    await dani.press("Send")
    assert body in await part.inner_text(), "beside the part that it is about"


async def _listens(page: Page) -> None:
    """Only where the device speaks for itself; and it stops when it is told to."""
    button = page.locator(".listen button")
    await page.reload()
    assert not await button.is_visible(), "this browser has no voice"
    await page.add_init_script(VOICES)
    await page.reload()
    assert await page.evaluate("speechSynthesis.getVoices().length") == 1
    assert not await button.is_visible(), "that voice would send her words away"
    await page.evaluate("sessionStorage.setItem('voice', 'here')")
    await page.reload()
    await button.click()
    said: list[str] = await page.evaluate("window.said")
    assert "here: Kit gets up on his own now." in said
    assert not any("far:" in one or WRONG in one for one in said)
    assert await button.inner_text() == "Stop"
    await button.click()
    assert await page.evaluate("window.said.at(-1)") == "stopped"
    assert await button.inner_text() == "Listen"
