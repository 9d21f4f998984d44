"""The chair's journey: both times of a review side by side, what people said, and a third time for who asks for one."""

import pytest

from portal.demo.cast import Cast
from tests.journeys.hands import Hands
from tests.journeys.recording import type_day
from tests.journeys.ways import HandsFor, Way
from tests.running import RunningPortal, SignIn

WORRY = "I cannot sit beside Mum when I talk about home."
REPLY = "You get a time of your own. Nobody else is told of it."
PLACE = "The small room upstairs, Larch House"


@pytest.mark.parametrize("way", [Way.JAVASCRIPT, Way.PLAIN], ids=["javascript", "plain"])
async def test_the_chair_sees_both_times_and_gives_a_young_person_one_of_their_own(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, way: Way, sign_in: SignIn
) -> None:
    jay, dani, marcus = [await sign_in(who) for who in (cast.jay, cast.dani, cast.marcus)]
    pack = f"/meetings/{cast.review_conference}"
    assert (await jay.post(f"{pack}/people", {"body": WORRY})).status == 200
    parents = {"dani": dani, "marcus": marcus}
    for visitor in parents.values():
        # The first look is noted down.
        await visitor.get(pack)
    before = {who: (await visitor.get(pack)).text for who, visitor in parents.items()}

    helen = await hands_for(cast.helen)
    await helen.page.goto(f"{portal.origin}/")
    await helen.press("Thursday 25 June at 10am")
    seen = await helen.main()
    assert "Time 1: Thursday 25 June at 10am" in seen
    assert "Time 2: Friday 26 June at 2:30pm" in seen
    await helen.press("What people said", within=helen.page.locator("main"))
    assert WORRY in await helen.main()
    await helen.write("What did you do, or what will you do?", REPLY)
    await helen.press("Save the answer")
    assert REPLY in await helen.main()
    await _gives_jay_a_time(helen)
    assert "Time 3: Friday 26 June at 2:30pm" in await helen.main()

    page = (await jay.get(pack)).text
    assert PLACE in page
    assert "Wednesday 24 June" in page
    assert REPLY in (await jay.get(f"{pack}/people")).text
    for name, visitor in parents.items():
        after = (await visitor.get(pack)).text
        assert PLACE not in after
        assert "Wednesday 24 June" not in after
        assert len(after) == len(before[name]), "even the size of the page tells that something changed"


async def _gives_jay_a_time(helen: Hands) -> None:
    await helen.press("Back", within=helen.page.locator("nav"))
    await helen.press("Change it")
    await helen.press("Add another time")
    card = helen.card("Time 3")
    await type_day(helen, card, 24, 6, 2026)
    await helen.write(card.get_by_label("Time", exact=True), "4pm")
    await helen.write(card.get_by_label("Where?"), PLACE)
    await helen.page.get_by_role("combobox", name="Jay Rowe").select_option(label="Time 3")
    await helen.press("Look at what each person will see")
    jays = (await helen.card("What Jay will see").inner_text()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Wednesday 24 June at 4pm" in jays
    assert PLACE in jays
    assert PLACE not in await helen.card("What Dani will see").inner_text()
    await helen.press("Save, and show them the change")
