"""Somebody sick, a cover for some days, and a message that nobody answers: it is always somebody's."""

from datetime import date, datetime, timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.statutory.calendar import bank_holidays_of_england
from tests.databases import FIRST_DAY
from tests.portal.cover.going import give_cover, go_away
from tests.portal.messages.talk import Db, address_of, conversation_of, send
from tests.running import SignIn, Visitor, at

# A bank holiday on a Monday, and the days around it.
HOLIDAY = date(2026, 8, 31)
THURSDAY, FRIDAY = HOLIDAY - timedelta(days=4), HOLIDAY - timedelta(days=3)
TUESDAY, WEDNESDAY = HOLIDAY + timedelta(days=1), HOLIDAY + timedelta(days=2)


async def test_sick_then_covered_then_back(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    """The worker is sick, the manager gives cover, the cover answers in her place, and has nothing left after."""
    dani, sam, priya = [await sign_in(who) for who in (cast.dani, cast.sam, cast.priya)]
    parents, workers = await address_of(db, cast.dani), await address_of(db, cast.dani, staff=True)
    await send(dani, parents, "Amira did not call me back.")
    assert (await sam.get(workers)).status == 404

    back = FIRST_DAY + timedelta(days=4)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, back)
    strip = (await dani.get(parents)).text
    assert "Amira is away until Friday 5 June. Sam Okoro is reading your messages." in strip
    assert "Amira did not call me back." in (await sam.get(workers)).text
    assert "Dani R" in (await sam.get("/staff/today")).text

    await send(sam, workers, "I am sorry. I will call you at 2pm.")
    assert "Sam Okoro (for Amira Khan)" in (await dani.get(parents)).text
    assert workers not in (await sam.get("/staff/today")).text

    clock.turn_to(at(back, 9))
    assert (await sam.get(workers)).status == 404
    assert (await sam.send(workers, {"message": "Still me?"})).status in (403, 404)
    assert workers not in (await sam.get("/staff/messages?show=covering")).text
    amira = await sign_in(cast.amira)
    assert "I am sorry. I will call you at 2pm." in (await amira.get(workers)).text
    assert "Sam Okoro is reading" not in (await dani.get(parents)).text


async def test_an_unanswered_message_walks_from_worker_to_cover_to_manager_over_a_bank_holiday(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    assert HOLIDAY in bank_holidays_of_england()
    await _answer_everybody(db)
    dani, amira, sam, priya = [await sign_in(who) for who in (cast.dani, cast.amira, cast.sam, cast.priya)]
    conversation = str(await conversation_of(db, cast.dani))
    clock.turn_to(at(THURSDAY, 15))
    await send(dani, f"/messages/{conversation}", "Can somebody call me?")

    async def lists(moment: datetime) -> tuple[str, bool, bool]:
        """(how the worker's list has it, whether the cover's has it, whether the manager's has it)"""
        clock.turn_to(moment)
        worker = _item(await _today(amira), conversation)
        late = "none" if worker is None else "late" if "Over 1 working day" in worker else "waits"
        others = [_item(await _today(who), conversation) is not None for who in (sam, priya)]
        return late, others[0], others[1]

    assert await lists(at(FRIDAY, 14, 55)) == ("waits", False, False)
    assert await lists(at(FRIDAY, 15, 5)) == ("late", False, False)
    assert await lists(at(HOLIDAY, 16)) == ("late", False, False), "no working time goes by on a holiday"
    assert conversation in (await priya.get("/team")).text, "she sees that it waits"

    # Amira is sick from Tuesday on: who covers has it at once, and the manager not before the third day.
    clock.turn_to(at(TUESDAY, 9, 1))
    await give_cover(priya, cast.amira, cast.sam, TUESDAY, TUESDAY + timedelta(days=7))
    assert await lists(at(TUESDAY, 15, 5)) == ("late", True, False)
    assert await lists(at(WEDNESDAY, 14, 55)) == ("late", True, False)
    assert await lists(at(WEDNESDAY, 15, 5)) == ("late", True, True)

    team = (await priya.get("/team")).text
    assert "3 working days" in team
    assert "Yours to see to" in team
    assert "Can somebody call me?" not in team + await _today(priya)
    assert f'href="/team/audit/{conversation}"' in team
    assert (await priya.get(f"/staff/messages/{conversation}")).status != 200 or (
        "Can somebody call me?" not in (await priya.get(f"/staff/messages/{conversation}")).text
    )

    await send(sam, f"/staff/messages/{conversation}", "I will call you now.")
    assert await lists(at(WEDNESDAY, 16)) == ("none", False, False)
    assert conversation not in (await priya.get("/team")).text


async def test_without_a_cover_it_is_the_managers_on_the_second_day(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await _answer_everybody(db)
    dani, amira, priya = [await sign_in(who) for who in (cast.dani, cast.amira, cast.priya)]
    conversation = str(await conversation_of(db, cast.dani))
    clock.turn_to(at(FRIDAY, 11))
    await go_away(amira, TUESDAY, WEDNESDAY + timedelta(days=5), "nobody")
    await send(dani, f"/messages/{conversation}", "Can somebody call me?")
    clock.turn_to(at(TUESDAY, 11, 5))
    assert _item(await _today(priya), conversation) is None
    team = (await priya.get("/team")).text
    assert f'href="/team/cover?away={cast.amira.id}"' in team
    clock.turn_to(at(WEDNESDAY, 11, 5))
    assert _item(await _today(priya), conversation) is not None


async def test_nobody_else_sees_that_somebody_waits(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await _answer_everybody(db)
    conversation = str(await conversation_of(db, cast.dani))
    clock.turn_to(at(THURSDAY, 15))
    await send(await sign_in(cast.dani), f"/messages/{conversation}", "Can somebody call me?")
    clock.turn_to(at(WEDNESDAY, 16))
    for member in (cast.sam, cast.tom, cast.ines, cast.lewis):
        page = await (await sign_in(member)).get("/staff/today")
        assert page.status == 200
        assert conversation not in page.text
        assert "Dani" not in page.text


async def _answer_everybody(db: Db) -> None:
    """So that only what this test says waits."""
    await db.execute("UPDATE conversation SET waiting_since = NULL")


async def _today(visitor: Visitor) -> str:
    return (await visitor.get("/staff/today")).text


def _item(page: str, conversation: str) -> str | None:
    """The line of Today that is about a conversation."""
    return next((line for line in page.split("<li")[1:] if conversation in line.split("</li>")[0]), None)
