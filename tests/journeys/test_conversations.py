"""A worker's journey through conversations: answers, takes back, asks, keeps, promises; and a manager who reads one."""

import pytest

from portal.demo.cast import Cast
from tests.databases import CastDatabase
from tests.journeys.hands import Hands
from tests.journeys.recording import type_day
from tests.journeys.talking import hear, path_of, said, send, sent, unfold, waiting
from tests.journeys.ways import HandsFor, Tally, Way, home
from tests.portal.messages.talk import Db, address_of
from tests.running import RunningPortal, SignIn

COUNTED = "I counted on this Saturday"
WRONG = "The room is booked for 11. Please bring the blue folder."
ANSWER = "You are right, Grace. Her papers come on Wednesday. She can start on Saturday."
WHY = "Grace has waited for 2 working days. I want to see what she was told."


@pytest.fixture
def cast_database(told_database: CastDatabase) -> CastDatabase:
    """Everybody has written for weeks."""
    return told_database


async def test_a_worker_answers_whoever_waits_longest_and_keeps_what_matters(
    portal: RunningPortal, cast: Cast, db: Db, hands_for: HandsFor, tally: Tally, way: Way, sign_in: SignIn
) -> None:
    priya = await hands_for(cast.priya)
    await _reads_with_a_reason(priya, tally)

    grace, amira = await hands_for(cast.grace), await hands_for(cast.amira)
    await grace.press("Messages", within=grace.page.locator(".main-nav"))
    await _answers_and_takes_back(amira, grace, tally, way)
    told = await amira.main()
    assert "Priya Nair opened this conversation on Monday 1 June at 10" in told
    assert WHY in told
    await _asks_a_colleague(amira)
    await home(priya, portal)
    await _is_asked(priya)
    await _keeps_what_was_written(amira, cast, sign_in)
    await _promises(amira)
    await grace.page.reload()
    promised = await grace.main()
    for words in (ANSWER, "Promises", "Ring Home-Start", "Amira Khan, by Friday 5 June."):
        assert words in promised, f"{words!r} is not on the page of Grace: {promised}"
    for words in (WHY, "Is Saturday OK with you?", "Home-Start matters"):
        assert words not in promised, f"Grace reads {words!r}"
    await _sends_a_quick_reply(amira, portal, cast, db, sign_in)


async def _reads_with_a_reason(priya: Hands, tally: Tally) -> None:
    priya.taps = 0
    await priya.press("Team", within=priya.page.locator(".main-nav"))
    told = await priya.main()
    assert "Waiting over 1 working day" in told
    assert "Grace Brennan" in told
    tally.task("see who waits over 1 working day", priya)
    assert COUNTED not in told
    await priya.press("Read", within=priya.page.locator("main tr", has_text="Grace Brennan"))
    assert "Read this conversation?" in await priya.main()
    assert "The worker will be able to see that you did." in await priya.main()
    assert COUNTED not in await priya.main()
    await priya.press("Read", within=priya.page.locator("main form"))
    assert "Say why you need to read it" in await priya.main()
    await priya.write("Why do you need to read it?", WHY)
    await priya.press("Read", within=priya.page.locator("main form"))
    assert COUNTED in await priya.main()


async def _answers_and_takes_back(amira: Hands, grace: Hands, tally: Tally, way: Way) -> None:
    amira.taps = 0
    first = waiting(amira).locator("li").first
    assert "Over 1 working day" in await first.inner_text()
    await amira.press("Grace B", within=first)
    assert COUNTED in await amira.main()
    assert await amira.page.get_by_label("To Grace B only", exact=True).count() == 1
    await send(amira, way, WRONG)
    tally.task("reply to the message waiting longest", amira)
    await hear(grace, way, WRONG)

    await amira.press("Take back", within=sent(amira, WRONG))
    assert (
        "Grace will not see the words any more, and will see that you took them back." in await amira.main()
    )
    await amira.press("Take back", within=amira.page.locator("main"))
    assert "You took the message back." in await amira.main()
    assert WRONG in await amira.main(), "the words stay on the record"
    if way is Way.PLAIN:
        await grace.page.reload()
    await grace.page.get_by_text("Amira took this message back at").wait_for()
    assert WRONG not in await grace.page.locator("#thread").inner_html()

    await send(amira, way, ANSWER)
    await hear(grace, way, ANSWER)


async def _asks_a_colleague(amira: Hands) -> None:
    await amira.press("Ask a colleague")
    told = await amira.main()
    assert "Not shared: ask a colleague" in told
    assert "They are not in the conversation, and the family does not see them." in told
    await amira.choose("Priya Nair, manager")
    await amira.write("What do you want to ask?", "Is Saturday OK with you?")
    await amira.press("Ask", within=amira.page.locator("main form"))
    assert "Your colleague will see your question on Today." in await amira.main()


async def _is_asked(priya: Hands) -> None:
    await priya.press("Amira Khan asks you about Grace B")
    assert "Is Saturday OK with you?" in await priya.main()
    await priya.write("Your answer", "Yes. Send me her papers.")
    await priya.press("Save answer")
    assert "Your answer is saved." in await priya.main()


async def _keeps_what_was_written(amira: Hands, cast: Cast, sign_in: SignIn) -> None:
    await amira.press("Back", within=amira.page.locator(".back-nav"))
    theirs = said(amira, COUNTED)
    await unfold(amira, theirs)
    await amira.press("Save to record", within=theirs)
    assert COUNTED in await amira.main()
    await amira.choose("Max")
    await amira.write("Why are you saving it?", "Home-Start matters to this family")
    await amira.press("Save to record", within=amira.page.locator("main form"))
    assert "The message is on the record." in await amira.main()
    record = await (await sign_in(cast.amira)).get(f"/staff/people/{cast.max.id}")
    assert COUNTED in record.text
    assert "Home-Start matters to this family" in record.text


async def _promises(amira: Hands) -> None:
    mine = said(amira, ANSWER)
    await unfold(amira, mine)
    await amira.press("Make a promise", within=mine)
    await amira.choose("Max")
    await amira.choose("The council")
    await amira.write("What is promised?", "Ring Home-Start about her papers")
    await type_day(amira, amira.group("By when?"), 5, 6, 2026)
    await amira.press("Make promise")
    assert "The promise is made." in await amira.main()


async def _sends_a_quick_reply(
    amira: Hands, portal: RunningPortal, cast: Cast, db: Db, sign_in: SignIn
) -> None:
    await home(amira, portal)
    assert "Grace B" not in await waiting(amira).inner_text()
    await amira.press("Marcus B", within=waiting(amira))
    talk = path_of(amira)
    await amira.press("Send a quick reply")
    assert path_of(amira) == talk
    words = "Thank you. I have your message. I will reply by Tuesday 2 June."
    assert "Quick reply" in await sent(amira, words).inner_text()
    theirs = (await (await sign_in(cast.marcus)).get(await address_of(db, cast.marcus))).text
    assert words in theirs
    assert "Quick reply" in theirs
    await home(amira, portal)
    assert "Marcus B" in await waiting(amira).inner_text(), "a quick reply is no answer"
