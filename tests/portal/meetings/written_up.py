"""The review as it was decided: with a decision for each side, and what each reads."""

from datetime import date

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.meetings.ending import add, day, fill, ids, take_on
from tests.running import SignIn, Visitor, at

# Both times of the review are over: Thursday's and Friday's.
HELD, AFTER = date(2026, 6, 26), at(date(2026, 6, 29), 10)
FOR_ADULTS, FOR_KIT = "The plan goes on until autumn. zq-adults", "We keep helping at home. zq-kit"
FOR_MARCUS = "You see Kit on Saturdays, with Quillfeather Row left out of it. zq-marcus"


async def written_up(cast: Cast, clock: Clock, sign_in: SignIn) -> tuple[Visitor, str]:
    """The review with a decision for the mother's side, one for the father, and a promise to each: not shared yet."""
    clock.turn_to(AFTER)
    helen, here = await sign_in(cast.helen), f"/staff/meetings/{cast.review_conference}"
    await fill(helen, f"{here}/decisions", {**day("held_on", HELD), **day("next_on", date(2026, 11, 20))})
    await add(helen, here, FOR_ADULTS, cast.dani, cast.jay, child_body=FOR_KIT, child_readers=ids(cast.kit))
    await add(helen, here, FOR_MARCUS, cast.marcus)
    await take_on(helen, here, "Talk with the school about lunch. zq-lunch", cast.dani, cast.kit)
    await take_on(helen, here, "Book the course near Quillfeather Row. zq-course", cast.marcus)
    return helen, here
