"""Meetings as young people live them: one of 14 tells the chair what not to say, one of 9 chooses on one page."""

from urllib.parse import urlsplit

import pytest

from portal.demo.cast import Cast
from tests.browser import PageFor
from tests.figures import Figure
from tests.journeys.hands import Hands
from tests.running import RunningPortal, SignIn

MOST_TAPS = 16
NOT_SAID = "Not what dad asks me. Not when mum is there."


@pytest.mark.browser
async def test_young_people_get_ready_for_the_review(
    portal: RunningPortal, cast: Cast, page_for: PageFor, sign_in: SignIn, figure: Figure
) -> None:
    jay = Hands(await page_for(cast.jay))
    await jay.page.goto(f"{portal.origin}/home")
    await jay.press("Get ready for the meeting on Thursday 25 June")
    await _jay_tells_the_chair(jay)
    figure(f"taps: a young person tells the chair before the review: {jay.taps} (at most {MOST_TAPS})")
    assert jay.taps <= MOST_TAPS
    helen = await sign_in(cast.helen)
    views = urlsplit(jay.page.url).path.split("/")[2]
    assert NOT_SAID in (await helen.get(f"/partner/views/{views}")).text
    await jay.press("Go on getting ready for the meeting")
    await jay.press("Say how you will take part")
    await jay.choose("Go for the first part")
    await jay.press("Save")
    assert "What you said is saved." in await jay.main()
    await jay.press("See what this meeting is about")
    said = await jay.main()
    assert "You said you will be there for the first part." in said
    assert "2 of 6 done" in said
    # On an old tablet, which runs no scripts.
    await _kit_chooses(portal, Hands(await page_for(cast.kit, javascript=False)))


async def _jay_tells_the_chair(jay: Hands) -> None:
    await jay.press("Say what you think")
    assert await jay.page.locator("input[value=meeting]").is_checked()
    await jay.press("Start")
    await jay.choose("Not great")
    await jay.press("Save and continue")
    for _ in range(3):
        await jay.press("Skip this question")
    await jay.write(jay.page.locator("textarea").first, "I want to come to the first part.")
    await jay.write(jay.page.locator("textarea").nth(1), NOT_SAID)
    await jay.press("Save and continue")
    assert await jay.page.locator("main input[type=checkbox]:checked:not(:disabled)").count() == 0
    await jay.tick("The meeting. Helen Marsh runs it.")
    await jay.press("Save and continue")
    will_not = (await jay.main()).split("These people will not see it")[1]
    assert "Dani" in will_not
    assert "Marcus" in will_not
    await jay.press("Send to Amira")


async def _kit_chooses(portal: RunningPortal, kit: Hands) -> None:
    await kit.page.goto(f"{portal.origin}/visits")
    await kit.press("See what this meeting is about")
    assert "Why there is a meeting" in await kit.main()
    await kit.press("Save")
    assert "Choose what you would like to do" in await kit.main()
    await kit.choose("Not go, but send my words")
    await kit.press("Save")
    said = await kit.main()
    assert "Your choice is saved. You can change it." in said
    assert "What you think still counts." in said
    await kit.press("Say what you think")
    assert urlsplit(kit.page.url).path == "/views/new"
    assert await kit.page.locator("input[value=meeting]").is_checked()


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
async def test_a_father_gets_ready_for_his_own_time_and_knows_of_no_other(
    portal: RunningPortal, cast: Cast, page_for: PageFor, sign_in: SignIn, javascript: bool
) -> None:
    marcus = Hands(await page_for(cast.marcus, javascript=javascript))
    await marcus.page.goto(f"{portal.origin}/meetings/{cast.review_conference}")
    pack = await marcus.main()
    assert "Friday 26 June at 2:30pm" in pack
    assert "Room 2, Exampleton Library" in pack
    await marcus.press("I will be there")
    await marcus.press("Write questions")
    await marcus.write(marcus.page.locator("textarea").first, "Can Kit come to my mum on Sundays?")
    await marcus.press("Save")
    await marcus.page.goto(f"{portal.origin}/meetings/{cast.review_conference}")
    for whole in (pack, await marcus.page.content()):
        for sign in ("25 June", "Beech", "Larch House", "Dani", "Ngozi", "10am"):
            assert sign not in whole, sign
    helen = await sign_in(cast.helen)
    assert (
        "Can Kit come to my mum on Sundays?"
        in (await helen.get(f"/staff/meetings/{cast.review_conference}/answers")).text
    )
    dani = await sign_in(cast.dani)
    assert "Sundays" not in (await dani.get(f"/meetings/{cast.review_conference}")).text


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
async def test_a_care_leaver_gets_ready_for_a_review_by_phone(
    portal: RunningPortal, cast: Cast, page_for: PageFor, sign_in: SignIn, javascript: bool
) -> None:
    sol = Hands(await page_for(cast.sol, javascript=javascript))
    await sol.page.goto(f"{portal.origin}/visits")
    await sol.press("See what this meeting is about")
    pack = await sol.main()
    assert "By phone" in pack
    assert "home, money, work and study" in pack
    await sol.press("I will be there")
    await sol.press("Tell us what you need")
    await sol.tick("More time to read")
    await sol.press("Save")
    ines = await sign_in(cast.ines)
    answers = (await ines.get(f"/staff/meetings/{cast.hartley_review}/answers")).text
    assert "More time to read" in answers
