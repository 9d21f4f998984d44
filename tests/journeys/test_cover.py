"""Nobody is left alone when a worker is away: cover, a message that nobody answers, two workers, and one mobile."""

from datetime import date, timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.browser import sign_in_through_the_page
from tests.databases import FIRST_DAY
from tests.journeys.hands import Hands
from tests.journeys.recording import type_day
from tests.journeys.talking import hear, is_not_there, send, sent, strip, waiting
from tests.journeys.ways import HandsFor, Tally, Way, home
from tests.portal.messages.talk import Db, address_of
from tests.running import RunningPortal, at

ASKS, ANSWERS = "Amira did not call me back.", "I am sorry. I will call you at 2pm."
CALL = "Can somebody call me?"
BACK = FIRST_DAY + timedelta(days=4)
# A bank holiday on a Monday, and the days around it.
HOLIDAY = date(2026, 8, 31)
THURSDAY, FRIDAY = HOLIDAY - timedelta(days=4), HOLIDAY - timedelta(days=3)
TUESDAY, WEDNESDAY = HOLIDAY + timedelta(days=1), HOLIDAY + timedelta(days=2)


async def test_the_worker_is_sick_and_somebody_answers_for_her(
    portal: RunningPortal, cast: Cast, db: Db, clock: Clock, hands_for: HandsFor, tally: Tally, way: Way
) -> None:
    dani = await hands_for(cast.dani)
    await _writes_the_first_message(dani, way)

    priya = await hands_for(cast.priya)
    await _gives_cover(priya, tally)
    assert "Amira is away until Friday 5 June. Sam Okoro is reading your messages." in await strip(dani)

    sam = await hands_for(cast.sam)
    await sam.press("Dani R", within=waiting(sam))
    assert ASKS in await sam.main()
    assert "You cover for Amira." in await sam.main()
    conversation = sam.page.url.split("#")[0]
    await send(sam, way, ANSWERS)
    theirs = await hear(dani, way, ANSWERS)
    assert (await theirs.get_by_role("heading").inner_text()) == "Sam Okoro (for Amira Khan)"
    assert "Seen by Sam" in await sent(dani, ASKS).inner_text()

    clock.turn_to(at(BACK, 9))
    sam = await hands_for(cast.sam)
    assert await is_not_there(sam, conversation)
    dani = await hands_for(cast.dani)
    await dani.page.goto(portal.origin + await address_of(db, cast.dani))
    assert "Sam Okoro is reading" not in await strip(dani)
    assert "Sam Okoro (for Amira Khan)" in await dani.main(), "what was said stays said"


async def _writes_the_first_message(dani: Hands, way: Way) -> None:
    await dani.press("Send Amira a message")
    assert "No messages yet. Say hello, or ask a question." in await dani.main()
    await send(dani, way, ASKS)
    assert dani.taps == 2
    assert "No messages yet" not in await dani.main()


async def _gives_cover(priya: Hands, tally: Tally) -> None:
    await priya.press("Team", within=priya.page.locator(".main-nav"))
    await priya.press("Give cover", within=priya.page.locator("main"))
    await priya.choose("Amira Khan", within=priya.group("Who is away?"))
    await priya.choose("Sam Okoro", within=priya.group("Who will cover?"))
    await type_day(priya, priya.group("Until"), BACK.day, BACK.month, BACK.year)
    await priya.press("Save cover")
    tally.task("give cover", priya)
    assert "Cover is saved. Families are told." in await priya.main()


async def test_an_unanswered_message_walks_to_the_cover_and_to_the_manager(
    portal: RunningPortal, cast: Cast, db: Db, clock: Clock, hands_for: HandsFor, tally: Tally, way: Way
) -> None:
    """Over a bank holiday, on the pages of each. Amira goes away with cover in between."""
    clock.turn_to(at(THURSDAY, 15))
    dani = await hands_for(cast.dani)
    await dani.page.goto(portal.origin + await address_of(db, cast.dani))
    await send(dani, way, CALL)

    amira, sam, priya = [await hands_for(who) for who in (cast.amira, cast.sam, cast.priya)]
    clock.turn_to(at(FRIDAY, 14, 55))
    assert await _on_today(portal, amira, sam, priya) == ["waits", "", ""]
    clock.turn_to(at(FRIDAY, 15, 5))
    assert await _on_today(portal, amira, sam, priya) == ["late", "", ""]
    await _goes_away_with_cover(amira, tally)
    assert (
        "Amira will be away from Tuesday 1 September until Tuesday 8 September. Sam Okoro will read your messages then."
        in await strip(dani)
    )

    clock.turn_to(at(HOLIDAY, 16))
    assert await _on_today(portal, amira, sam, priya) == ["late", "", ""], "a holiday is no working day"
    assert (
        "It is out of hours. No one is reading messages now. Sam will see this on Tuesday 1 September."
        in (await strip(dani))
    )
    clock.turn_to(at(TUESDAY, 15, 5))
    assert await _on_today(portal, amira, sam, priya) == ["late", "late", ""]
    clock.turn_to(at(WEDNESDAY, 15, 5))
    assert await _on_today(portal, amira, sam, priya) == ["late", "late", "late"]
    await priya.press("Team", within=priya.page.locator(".main-nav"))
    team = await priya.main()
    for words in ("Dani Rowe", "3 working days", "Yours to see to", "Cover: Sam Okoro"):
        assert words in team, f"{words!r} is not on the manager’s page: {team}"
    assert CALL not in team


async def _goes_away_with_cover(amira: Hands, tally: Tally) -> None:
    amira.taps = 0
    await amira.press("Set away dates")
    back = TUESDAY + timedelta(days=7)
    await type_day(amira, amira.group("First day away"), TUESDAY.day, TUESDAY.month, TUESDAY.year)
    await type_day(amira, amira.group("First day back"), back.day, back.month, back.year)
    await amira.choose("Sam Okoro")
    await amira.press("Save")
    tally.task("set away with cover", amira)
    assert "Your dates are saved. Families see them." in await amira.main()


async def _on_today(portal: RunningPortal, *people: Hands) -> list[str]:
    """How each one's list of who waits has Dani."""
    found = []
    for hands in people:
        await home(hands, portal)
        lines = await waiting(hands).locator("li", has_text="Dani R").all_inner_texts()
        found.append("" if not lines else "late" if "Over 1 working day" in lines[0] else "waits")
    return found


async def test_a_mother_whose_children_have_two_workers_writes_to_both(
    portal: RunningPortal, cast: Cast, db: Db, hands_for: HandsFor, way: Way
) -> None:
    grace = await hands_for(cast.grace)
    await grace.press("Messages", within=grace.page.locator(".main-nav"))
    told = await grace.main()
    for words in (
        "Messages with Amira Khan and Ines Duarte",
        "Your message to Amira and Ines",
        "Amira, Ines and their managers can read this.",
    ):
        assert words in told, f"{words!r} is not on the page of Grace: {told}"
    await send(grace, way, "Who comes on Friday?")
    for worker, answer in ((cast.amira, "I see Max and the baby on Friday."), (cast.ines, "I see Ella.")):
        hands = await hands_for(worker)
        await hands.press(
            "Grace B", within=waiting(hands)
        ) if worker is cast.amira else await hands.page.goto(
            portal.origin + await address_of(db, cast.grace, staff=True)
        )
        assert "Who comes on Friday?" in await hands.main()
        await send(hands, way, answer)
        theirs = await hear(grace, way, answer)
        assert (await theirs.get_by_role("heading").inner_text()) == worker.name
    await grace.page.reload()
    assert "Seen by Amira and Ines" in await sent(grace, "Who comes on Friday?").inner_text()


async def test_two_people_who_share_one_mobile_keep_their_messages_apart(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor, way: Way
) -> None:
    rosa = await hands_for(cast.rosa)
    await rosa.press("Send Sam a message")
    await send(rosa, way, "The meter is empty again.")
    await rosa.write(rosa.page.locator("#message"), "And Luca is")
    await rosa.press("Sign out")

    luca = rosa
    await sign_in_through_the_page(luca.page, portal.origin, cast.luca)
    assert "Rosa" not in await luca.main()
    await luca.press("Send Sam a message")
    told = await luca.main()
    assert "No messages yet. Say hello, or ask anything you want to know." in told
    assert "No one else in your family can." in told
    assert await luca.page.locator("#message").input_value() == ""
    await send(luca, way, "boots. but not in front of mum")
    await luca.press("Sign out")
    await luca.page.go_back()
    assert "boots" not in await luca.main(), "nor with the way back"

    await sign_in_through_the_page(rosa.page, portal.origin, cast.rosa)
    await rosa.press("Messages", within=rosa.page.locator(".main-nav"))
    told = await rosa.main()
    assert "The meter is empty again." in told
    assert "boots" not in told
    kept = await rosa.page.locator("#message").input_value()
    assert kept == ("" if way is Way.PLAIN else "And Luca is")
