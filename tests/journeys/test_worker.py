"""The worker's journey: the day, the next plan, being late, what happened, what each may read, promises, replies."""

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.journeys.hands import Hands
from tests.journeys.recording import record_how_it_went, type_day, write_summary
from tests.journeys.ways import HandsFor, Tally, home
from tests.running import RunningPortal, SignIn, at

TOPIC = "The bus was late twice. Kit cried."
TO_DANI, TO_KIT = "You said that mornings are calmer now.", "You told me about the kite that got stuck."
WHY = "We want to hear how mornings go now, and what the school said about the bus."


async def test_a_worker_plans_visits_and_shares_with_each_what_is_theirs(
    portal: RunningPortal, cast: Cast, clock: Clock, hands_for: HandsFor, tally: Tally, sign_in: SignIn
) -> None:
    dani, marcus = await sign_in(cast.dani), await sign_in(cast.marcus)
    added: dict[str, object] = {"body": TOPIC, "who": "everyone"}
    assert (await dani.post(f"/visits/{cast.home_visit}/topics/new", added)).status == 200

    clock.turn_to(at(FIRST_DAY.replace(day=9), 9))
    amira = await hands_for(cast.amira)
    await _sees_what_the_family_added(amira, tally)
    next_visit = await _plans_the_next_visit(amira, tally)
    assert WHY in (await dani.get(f"/visits/{next_visit}")).text
    await home(amira, portal)

    clock.turn_to(at(FIRST_DAY.replace(day=9), 15, 40))
    await _is_running_late(amira, tally)
    assert "running late" in (await dani.get(f"/visits/{cast.home_visit}")).text

    clock.turn_to(at(FIRST_DAY.replace(day=9), 17, 30))
    await home(amira, portal)
    await _shares_with_each_what_is_theirs(amira)
    for visitor, mine, theirs in ((dani, TO_DANI, TO_KIT), (await sign_in(cast.kit), TO_KIT, TO_DANI)):
        page = (await visitor.get(f"/visits/{cast.home_visit}/after")).text
        assert mine in page
        assert theirs not in page
        assert "I flew my kite over the shed!" not in page, (
            "a child's words are the record's, not the family's"
        )

    wrong: dict[str, object] = {"body": "Mornings are not calm yet."}
    assert (await dani.post(f"/visits/{cast.home_visit}/after/wrong", wrong)).status == 200
    await home(amira, portal)
    await _replies_to_the_correction(amira)
    assert "I will ask you again next time." in (await dani.get(f"/visits/{cast.home_visit}/after")).text

    clock.turn_to(at(FIRST_DAY.replace(day=23), 17, 15))
    await _settles_the_promise(await hands_for(cast.amira), portal, next_visit)
    told = (await dani.get(f"/visits/{cast.home_visit}/after")).text
    assert "The bus comes at 8 now." in told
    await _the_other_parent_sees_his_own_alone(marcus_of=cast, portal=portal, hands_for=hands_for)
    for visit in (cast.home_visit, next_visit):
        assert (await marcus.get(f"/visits/{visit}")).status == 404


async def _sees_what_the_family_added(amira: Hands, tally: Tally) -> None:
    told = await amira.main()
    assert "Today, Tuesday 9 June" in told
    assert TOPIC in told
    assert "I made a kite. Can I show you?" in told
    assert "I do not want to talk about dad" not in told, (
        "what is for the worker alone is not spelled out in public"
    )
    tally.task("see the next visit with what the family added", amira)


async def _plans_the_next_visit(amira: Hands, tally: Tally) -> str:
    await amira.press("Plan a visit")
    await amira.press("Plan a visit for Kit Rowe")
    await type_day(amira, amira.group("Date"), 23, 6, 2026)
    await amira.write("Time", "4pm")
    await amira.write("Why are you visiting?", WHY)
    await amira.press("See what they will see")
    told = await amira.main()
    assert "What Dani will see" in told
    assert WHY in told
    assert "Marcus" not in told
    await amira.press("Share plan")
    tally.task("plan the next visit from the last one", amira)
    next_visit = amira.page.url.rsplit("/", 1)[-1]
    # Without a script the browser asks whether to send the preview again.
    if await amira.page.locator("html.js").count():
        await amira.page.go_back()
        assert "Why are you visiting?" in await amira.main()
        assert "What Dani will see" not in await amira.main()
        await amira.page.go_forward()
    return next_visit


async def _is_running_late(amira: Hands, tally: Tally) -> None:
    await amira.press("Running late")
    await amira.press("Send", within=amira.page.locator("main"))
    tally.task("tell a family that I am running late", amira)


async def _shares_with_each_what_is_theirs(amira: Hands) -> None:
    await amira.press("Say what happened: Jay R and Kit R")
    await record_how_it_went(amira)
    for reader, words in (("Dani", TO_DANI), ("Kit", TO_KIT)):
        await write_summary(amira, reader, words)
        await amira.press("See what they will see")
        preview = await amira.main()
        assert f"What {reader} will see" in preview
        assert words in preview
        await amira.press("Share summary")
    told = await amira.main()
    for words in (
        "Seen alone",
        "Bedroom seen",
        "Not seen alone: the child said no",
        "I flew my kite over the shed!",
    ):
        assert words in told, f"{words!r} is not on the record"


async def _replies_to_the_correction(amira: Hands) -> None:
    await amira.press("Answer Dani R: something is wrong")
    await amira.write("Your reply to Dani Rowe", "I will ask you again next time.")
    await amira.press("Send reply")


async def _settles_the_promise(amira: Hands, portal: RunningPortal, visit: str) -> None:
    await amira.page.goto(f"{portal.origin}/staff/visits/{visit}/after")
    await record_how_it_went(amira, share_by=26)
    await amira.press("Say what became of it")
    promise = amira.card("Ring the school about the bus for Dani")
    await amira.choose("Done", within=promise)
    await amira.write(promise.get_by_label("If it was late or not done, why?"), "The bus comes at 8 now.")
    await amira.press("Save", within=amira.page.locator("main"))


async def _the_other_parent_sees_his_own_alone(
    marcus_of: Cast, portal: RunningPortal, hands_for: HandsFor
) -> None:
    marcus = await hands_for(marcus_of.marcus)
    told = ""
    for path in ("/home", "/visits"):
        await marcus.page.goto(portal.origin + path)
        told = await marcus.main()
        for words in (TOPIC, TO_DANI, TO_KIT, WHY, "Dani", "23 June", "Tuesday 9 June", "At your home"):
            assert words not in told, f"Marcus reads {words!r} on {path}"
    assert "Wednesday 10 June" in told
