"""Writing and hearing in a conversation, with its script and without."""

from urllib.parse import urlsplit

from playwright.async_api import Locator

from tests.journeys.hands import Hands
from tests.journeys.ways import Way


def said(hands: Hands, words: str) -> Locator:
    """The message with these words."""
    return hands.page.locator("#thread li.msg", has_text=words).last


async def send(hands: Hands, way: Way, words: str) -> None:
    """Writes into the box and sends; what was sent stands in the conversation, and the box is empty again."""
    await hands.write(hands.page.locator("#message"), words)
    await hands.press("Send", within=hands.page.locator("#composer"), stays=way is not Way.PLAIN)
    await sent(hands, words).wait_for()
    assert await hands.page.locator("#message").input_value() == ""


def sent(hands: Hands, words: str) -> Locator:
    """What this person wrote, once the portal has it."""
    return hands.page.locator("#thread li.msg.me[id^=m-]", has_text=words).last


async def hear(hands: Hands, way: Way, words: str) -> Locator:
    """What the other side wrote meanwhile: it comes by itself, or with a look for new messages."""
    if way is Way.PLAIN:
        await hands.press("Check for new messages")
    theirs = hands.page.locator("#thread li.msg.them[id^=m-]", has_text=words).last
    await theirs.wait_for()
    return theirs


def waiting(hands: Hands) -> Locator:
    """The list of who waits for a reply, on Today."""
    heading = hands.page.get_by_role("heading", name="Waiting for your reply")
    return heading.locator(
        "xpath=following-sibling::ul[1][preceding-sibling::h2[1][contains(., 'Waiting for')]]"
    )


async def strip(hands: Hands) -> str:
    """What stands above the conversation, as it is when the page is opened."""
    await hands.page.reload()
    found = await hands.page.locator("main #status").all_inner_texts()
    return " ".join(" ".join(found).split())


async def unfold(hands: Hands, place: Locator) -> None:
    """Opens what is folded in there."""
    await hands.unfold(place.locator("details > summary").first)


async def is_not_there(hands: Hands, address: str) -> bool:
    """Whether the page says nothing but that there is no such page."""
    answer = await hands.page.goto(address)
    assert answer is not None
    return answer.status == 404 and "We cannot find that page" in await hands.main()


def path_of(hands: Hands) -> str:
    return urlsplit(hands.page.url).path
