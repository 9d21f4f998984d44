"""Letters as people live them: how somebody wants to be told, one right text at the right hour, and what comes back."""

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.journeys.hands import Hands
from tests.journeys.posting import TELLING, Table, a_worker, some_looks
from tests.journeys.recording import type_day
from tests.journeys.talking import path_of
from tests.journeys.ways import HandsFor, Tally, home
from tests.notify import RunningNotify
from tests.portal.sign_in.letters import Db
from tests.running import RunningPortal, at

DANI, MARCUS = "07700 900401", "07700 900402"
# A number whose phone company says for good that nobody is there.
DEAD = "07700 900002"
TUESDAY = FIRST_DAY.replace(day=2)
MOVED = "The appointment has moved to Wednesday 10 June at 4pm. Reply 1 coming, 2 another time, 3 call me."


async def once_said_no(db: Db, member: Member) -> None:
    """What she said before today: nothing by any way."""
    await db.execute(
        """
        UPDATE safe_contact_plan
           SET texting = 'no', from_time = NULL, to_time = NULL, discreet = false, email = 'no', calls = 'no',
               letters = false, letters_to = NULL, device_shared = false, shared_with = NULL
         WHERE person_id = $1
        """,
        member.id,
    )


async def test_the_right_words_by_the_safe_way_at_the_right_time_once(
    portal: RunningPortal, cast: Cast, clock: Clock, db: Db, hands_for: HandsFor, tally: Tally, table: Table,
    notify: RunningNotify,
) -> None:  # fmt: skip
    await once_said_no(db, cast.dani)
    clock.turn_to(at(TUESDAY, 9, 5))
    async with a_worker(portal, notify):
        dani = await hands_for(cast.dani)
        await home(dani, portal)
        await _says_how_to_be_told(dani, tally, cast.dani.password)
        clock.turn_to(at(TUESDAY, 9, 30))
        amira = await hands_for(cast.amira)
        await _moves_the_visit(amira, portal, cast, 10)
        await _waits_for_her_hours(amira, portal, cast, table, clock)
        clock.turn_to(at(TUESDAY, 10))
        await table.comes(DANI, MOVED)
        await some_looks()
        assert await table.texts(DANI) == [MOVED]
        assert await table.texts(MARCUS) == []
        assert not TELLING.search(await table.phone(DANI).locator(".msg").inner_text())
        await _answers_that_another_time_is_better(table, portal, cast, hands_for, clock)
        await _has_a_number_that_nobody_answers(portal, cast, hands_for, clock, table)
        assert await table.texts(MARCUS) == []


async def _says_how_to_be_told(dani: Hands, tally: Tally, password: str) -> None:
    await dani.press("My account")
    await dani.press("Change", within=dani.page.locator("main .facts__row", has_text="How we contact you"))
    assert "Nothing. We send nothing." in await dani.main()
    await dani.choose("Yes, but do not say who you are")
    await dani.write("From", "10am")
    await dani.write("To", "3pm")
    await dani.press("Save", within=dani.page.locator("main"))
    # More than she said before: whoever holds her phone could say so too.
    assert "because this lets us reach you in more ways" in await dani.main()
    await dani.write(dani.page.locator("main input[type=password]"), password)
    await dani.press("Save", within=dani.page.locator("main"))
    tally.task("change how we may contact you", dani)
    told = await dani.main()
    assert "What you said is saved. This is how we contact you now." in told
    shown = told.split("What would this phone show?")[1]
    assert "The appointment has moved to" in shown
    assert not TELLING.search(shown.split("When the time changes")[1].split("When there is a message")[0])


async def _moves_the_visit(amira: Hands, portal: RunningPortal, cast: Cast, day: int) -> None:
    await amira.page.goto(f"{portal.origin}/staff/visits/{cast.home_visit}/change")
    await type_day(amira, amira.group("Date"), day, 6, 2026)
    await amira.write("Time", "4pm")
    await amira.press("See what they will see")
    preview = await amira.main()
    assert "Do not say who you are." in preview
    assert "Text only between 10am and 3pm." in preview
    await amira.press("Share plan")


async def _waits_for_her_hours(
    amira: Hands, portal: RunningPortal, cast: Cast, table: Table, clock: Clock
) -> None:
    """Nothing before 10, however often is looked; staff read why."""
    for moment in (at(TUESDAY, 9, 31), at(TUESDAY, 9, 59)):
        clock.turn_to(moment)
        await some_looks()
        assert await table.texts(DANI) == []
        assert await table.texts(MARCUS) == []
    clock.turn_to(at(TUESDAY, 9, 45))
    await amira.page.goto(f"{portal.origin}/staff/people/{cast.dani.id}/letters")
    told = await amira.main()
    assert "A changed time Held" in told or "Held" in told, told
    assert "10am" in told


async def _answers_that_another_time_is_better(
    table: Table, portal: RunningPortal, cast: Cast, hands_for: HandsFor, clock: Clock
) -> None:
    clock.turn_to(at(TUESDAY, 10, 5))
    await table.answer(DANI, "2")
    amira = await hands_for(cast.amira)
    await home(amira, portal)
    await amira.press("Reply to Dani R: a different time")
    assert "by text" in (await amira.main()).lower()


async def _has_a_number_that_nobody_answers(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, clock: Clock, table: Table
) -> None:
    """She typed it herself. The next text fails for good, and it is a line of her worker's before the next visit."""
    clock.turn_to(at(TUESDAY, 10, 30))
    dani = await hands_for(cast.dani)
    await dani.page.goto(f"{portal.origin}/account/contact")
    await dani.press("Change", within=dani.page.locator("main .facts__row", has_text="Mobile"))
    await dani.write(dani.page.locator("main input[name=value]"), DEAD)
    await dani.write(dani.page.locator("main input[type=password]"), cast.dani.password)
    await dani.press("Save", within=dani.page.locator("main"))
    amira = await hands_for(cast.amira)
    await _moves_the_visit(amira, portal, cast, 8)
    line = "Dani R: next visit in 6 days and no working way to reach them"
    await _until(amira, f"{portal.origin}/staff/today", line)
    await amira.press(line)
    assert path_of(amira) == f"/staff/people/{cast.dani.id}/contact"
    await amira.page.goto(f"{portal.origin}/staff/contacts")
    told = await amira.main()
    assert "Dani Rowe" in told
    assert "Next visit in 6 days and no working way to reach them." in told


async def _until(hands: Hands, address: str, words: str) -> None:
    for _ in range(90):
        await hands.page.goto(address)
        if words in await hands.main():
            return
        await some_looks(1)
    raise AssertionError(f"{words!r} never stood on {address}: {await hands.main()}")


async def test_my_phone_is_not_safe_stops_everything(
    portal: RunningPortal, cast: Cast, clock: Clock, hands_for: HandsFor, tally: Tally, table: Table,
    notify: RunningNotify,
) -> None:  # fmt: skip
    clock.turn_to(at(TUESDAY, 11))
    dani = await hands_for(cast.dani)
    await home(dani, portal)
    await dani.press("My account")
    await dani.press("Change", within=dani.page.locator("main .facts__row", has_text="How we contact you"))
    await dani.press("My phone is not safe", within=dani.page.locator("main"))
    tally.task("say that my phone is not safe", dani)
    told = await dani.main()
    assert "We have stopped everything." in told
    assert "If you are in danger, call 999." in told
    async with a_worker(portal, notify):
        amira = await hands_for(cast.amira)
        assert (
            "Dani R says that their phone is not safe. Find a safe way to reach them." in await amira.main()
        )
        await amira.page.goto(f"{portal.origin}/staff/visits/{cast.home_visit}")
        assert "Do not text. Do not call. Do not write." in await amira.main()
        await amira.page.goto(f"{portal.origin}/staff/visits/{cast.home_visit}/call-off")
        await amira.write("Would you like to say why?", "I am ill. I am sorry.")
        await amira.press("Call the visit off", within=amira.page.locator("main form"))
        await some_looks(6)
    assert await table.texts(DANI) == []
    await amira.page.goto(f"{portal.origin}/staff/people/{cast.dani.id}/letters")
    letters = await amira.main()
    assert "Not sent" in letters
    assert "Delivered" not in letters
