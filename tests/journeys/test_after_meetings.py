"""A partner's report on its way: begun, kept, sent, looked at by staff, read by who it is shared with."""

import re
from urllib.parse import urlsplit

from portal.demo.cast import Cast
from tests.journeys.hands import Hands
from tests.journeys.ways import HandsFor
from tests.portal.meetings.papers import choose, papers, read, seen_in
from tests.running import RunningPortal, SignIn

WELL = "Kit uses his inhaler on his own now."
WORRIED = "The wall by his bed is wet. Dani rang 020 7946 0333 about it."


async def test_a_health_visitor_sends_a_report_that_the_family_reads(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, sign_in: SignIn
) -> None:
    grace = await hands_for(cast.grace_lim)
    await grace.page.goto(f"{portal.origin}/partner")
    await grace.press("Review meeting: Jay Rowe, Kit Rowe")
    assert "Marcus" not in await grace.main()
    await _begins_and_comes_back(grace)
    await grace.write("What are you worried about?", WORRIED)
    await grace.press("Send the report")
    assert "Helen Marsh looks at it before it is shared." in await grace.main()
    meeting = urlsplit(grace.page.url).path.split("/")[-1]
    assert meeting == str(cast.review_conference)
    await _staff_share_it_with_dani(cast, sign_in)


async def _begins_and_comes_back(grace: Hands) -> None:
    await grace.press("Send your report")
    said = await grace.main()
    assert "17 days left." in said
    assert "The family will read this. Write to them." in said
    await grace.write("What is working well?", WELL)
    await grace.press("Save and finish later")
    assert "Only you can see it until you send it." in await grace.main()
    await grace.press("Send your report")
    assert await grace.page.get_by_label("What is working well?").input_value() == WELL


async def _staff_share_it_with_dani(cast: Cast, sign_in: SignIn) -> None:
    helen, dani, marcus = [await sign_in(who) for who in (cast.helen, cast.dani, cast.marcus)]
    listed = await helen.get(papers(cast.review_conference))
    assert "Report from Grace Lim" in listed.text
    found = re.search(rf"{papers(cast.review_conference)}/([0-9a-f-]{{36}})", listed.text)
    assert found
    paper = found[1]
    theirs = read(cast.review_conference, paper)
    assert (await dani.get(theirs)).status == 404, "nobody of the family reads it before staff have looked"
    page = f"{papers(cast.review_conference)}/{paper}"
    await choose(helen, cast.review_conference, paper, cast.dani)
    looked = await helen.get(f"{page}/share")
    assert "Check this" in looked.text, "it names a number"
    shared = await helen.post(f"{page}/share", {"seen": seen_in(looked.text), "checked": "y"})
    assert shared.status == 200, shared.text
    told = (await dani.get(theirs)).text
    assert WELL in told
    assert "What are you worried about?" in told
    assert (await marcus.get(theirs)).status == 404
    assert "Report from" not in (await marcus.get(f"/meetings/{cast.review_conference}")).text
