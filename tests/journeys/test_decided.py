"""After a meeting: written up, looked at as each will see it, shared, not agreed with, answered.

The same without JavaScript, by plain HTTP, is in tests/portal/meetings/test_decisions.py.
"""

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.journeys.hands import Hands
from tests.journeys.recording import type_day
from tests.journeys.ways import HandsFor, Way
from tests.portal.meetings.written_up import HELD
from tests.running import RunningPortal, at

DECIDED = "The plan goes on until the autumn."
FOR_KIT = "We go on helping you until the autumn."
MINE = "I asked for the summer, and nobody wrote that down."
REPLY = "You did. We wrote it down now, beside the plan."


@pytest.mark.parametrize("way", [Way.JAVASCRIPT], ids=["javascript"])
async def test_what_was_decided_is_shared_not_agreed_with_and_answered(
    portal: RunningPortal, cast: Cast, clock: Clock, hands_for: HandsFor, way: Way
) -> None:
    clock.turn_to(at(HELD, 18))
    helen = await hands_for(cast.helen)
    await helen.page.goto(f"{portal.origin}/staff/meetings/{cast.review_conference}")
    await helen.press("Write down what was decided")
    await _writes_and_shares(helen)
    dani = await hands_for(cast.dani)
    await dani.page.goto(f"{portal.origin}/meetings/{cast.review_conference}")
    await dani.press("What was decided")
    said = await dani.main()
    assert DECIDED in said
    assert FOR_KIT not in said
    await dani.press("I do not agree")
    await dani.write("What do you see in a different way?", MINE)
    await dani.press("Send")
    assert "Helen will answer by Friday 10 July." in await dani.main()
    await helen.page.reload()
    await helen.press("Answer Dani Rowe")
    assert MINE in await helen.main()
    await helen.write(helen.page.get_by_role("textbox"), REPLY)
    await helen.press("Send the answer")
    await dani.page.reload()
    assert REPLY in await dani.main()


async def _writes_and_shares(helen: Hands) -> None:
    await type_day(helen, helen.group("On which day was it held?"), HELD.day, HELD.month, HELD.year)
    await helen.press("Save the days")
    await helen.press("Add something that was decided")
    await helen.write("What was decided?", DECIDED)
    await helen.tick("Dani Rowe", within=helen.group("Who can read this?"))
    await helen.write("The same, said to a child", FOR_KIT)
    await helen.tick("Kit Rowe", within=helen.group("Who reads the words for a child?"))
    await helen.press("Save")
    await helen.press("See what each person will see")
    assert FOR_KIT in await helen.card("Kit Rowe will see").inner_text()
    assert FOR_KIT not in await helen.card("Dani Rowe will see").inner_text()
    assert DECIDED in await helen.card("Dani Rowe will see").inner_text()
    await helen.press("Share it")
    assert "It is shared." in await helen.page.locator("body").inner_text()
