"""A family's journey through messages: reads, answers, leaves off, and is asked whether they are safe."""

from collections.abc import Sequence

import pytest

from portal.demo.cast import Cast
from tests.databases import CastDatabase
from tests.journeys.hands import Hands
from tests.journeys.talking import path_of, send, sent, strip
from tests.journeys.ways import HandsFor, Tally, Way
from tests.portal.messages.talk import Db, address_of, conversation_of
from tests.running import RunningPortal, SignIn, Visitor

SHOES = "About the shoes. Kit takes a size 2 and Jay a size 6. 👟"
LATER = "Jay says the black ones are"
DANGER = "he hit me again and i dont want to be here"


@pytest.fixture
def cast_database(told_database: CastDatabase) -> CastDatabase:
    """Everybody has written for weeks."""
    return told_database


async def test_a_family_reads_answers_and_is_asked_whether_they_are_safe(
    portal: RunningPortal, cast: Cast, db: Db, hands_for: HandsFor, tally: Tally, way: Way, sign_in: SignIn
) -> None:
    parents = [await sign_in(cast.dani), await sign_in(cast.marcus)]
    dani = await hands_for(cast.dani)
    await _reads_and_answers(dani, tally, way)
    await _comes_back_to_what_she_began(dani, way)
    await _sees_that_it_was_read(dani, cast, db, sign_in)

    jay = await hands_for(cast.jay)
    await _writes_what_alarms(jay, way)
    for parent in parents:
        await _finds_nothing_of(parent, str(await conversation_of(db, cast.jay)), ("he hit me", "Jay Rowe"))
    await dani.page.goto(f"{portal.origin}/messages?all=1")
    assert "Jay" not in (await dani.main()).replace(SHOES, "")
    assert await db.fetchval(
        "SELECT count(*) FROM urgent_item WHERE conversation_id = $1 AND source = 'words' AND closed_at IS NULL",
        await conversation_of(db, cast.jay),
    )


async def _reads_and_answers(dani: Hands, tally: Tally, way: Way) -> None:
    await dani.press("Read a message from Amira")
    taps = dani.taps
    tally.task("read a new message", dani)
    told = await dani.main()
    for words in (
        "Messages with Amira Khan",
        "New messages",
        "I have shared what we talked about on Tuesday.",
        "Amira and her manager can read this. It is kept on your record.",
        "This is not for emergencies. In danger? Call 999.",
        "Amira tries to reply by the end of the next working day.",
        "Not sent yet.",
    ):
        assert words in told, f"{words!r} is not in what Dani reads: {told}"
    began = await dani.page.locator("#message").input_value()
    assert began == "About the shoes. Kit takes a size 2 and Jay ", "what she began on Saturday"
    dani.taps = taps
    await send(dani, way, SHOES)
    tally.task("reply to a new message", dani)
    assert "Sent, 10" in await sent(dani, SHOES).inner_text()


async def _comes_back_to_what_she_began(dani: Hands, way: Way) -> None:
    """Nobody saves words for her without JavaScript; then the page says that it does not know of any."""
    await dani.write(dani.page.locator("#message"), LATER)
    await dani.press("Home")
    assert "Read a message" not in await dani.main(), "she has read it"
    await dani.press("Messages", within=dani.page.locator(".main-nav"))
    kept = await dani.page.locator("#message").input_value()
    assert kept == ("" if way is Way.PLAIN else LATER)
    if way is Way.PLAIN:
        return
    assert "Not sent yet." in await dani.main()
    await dani.press("Clear this draft")
    assert await dani.page.locator("#message").input_value() == ""


async def _sees_that_it_was_read(dani: Hands, cast: Cast, db: Db, sign_in: SignIn) -> None:
    amira = await sign_in(cast.amira)
    shown = await amira.get(await address_of(db, cast.dani, staff=True))
    assert "size 6" in shown.text
    assert LATER not in shown.text, "a draft is hers alone"
    await dani.page.reload()
    assert "Seen by Amira" in await sent(dani, SHOES).inner_text()


async def _writes_what_alarms(jay: Hands, way: Way) -> None:
    await jay.press("Messages", within=jay.page.locator(".main-nav"))
    talk = path_of(jay)
    if way is Way.PLAIN:
        await jay.write(jay.page.locator("#message"), DANGER)
        await jay.press("Send", within=jay.page.locator("#composer"))
        assert "Your message has been sent." in await jay.main()
    else:
        await send(jay, way, DANGER)
        await jay.page.get_by_text("Your message has been sent.").wait_for()
        await sent(jay, DANGER).wait_for()
    asked = await jay.main()
    assert "Do you need help now?" in asked
    for answer in ("I am in danger", "I want to talk to someone today", "I am OK for now"):
        assert answer in asked
    await jay.press("I am OK for now")
    assert path_of(jay) == talk
    assert await sent(jay, DANGER).count() == 1
    assert "Do you need help now?" not in await jay.main()
    assert "Do you need help now?" not in await strip(jay)


async def _finds_nothing_of(parent: Visitor, conversation: str, words: Sequence[str]) -> None:
    pages = [await parent.get(path) for path in ("/home", "/messages", "/messages?all=1", "/visits")]
    for page in pages:
        assert page.status == 200
        for hidden in (conversation, *words):
            assert hidden not in page.text, f"{hidden!r} is on {page.path}"
    for path in ("", "/since?after=0", "/now", "/now/talk", "/now/danger"):
        assert (await parent.get(f"/messages/{conversation}{path}")).status == 404
    for path in ("", "/draft", "/now"):
        answer = await parent.post(f"/messages/{conversation}{path}", {"message": "x"}, page="/account")
        assert answer.status == 404
