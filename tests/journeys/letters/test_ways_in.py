"""Ways in that come by letter: a password chosen anew from a text, and an invitation."""

import re

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.browser import Browsing, View
from tests.databases import FIRST_DAY
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.posting import Table, a_worker
from tests.journeys.talking import path_of
from tests.journeys.ways import HandsFor, Way
from tests.notify import RunningNotify
from tests.portal.sign_in.letters import NEW, Db
from tests.running import RunningPortal, at

GRACE, TIGIST = "07700 900441", "07700 900471"


async def test_a_password_is_chosen_anew_from_a_text(
    portal: RunningPortal,
    cast: Cast,
    clock: Clock,
    browsing: Browsing,
    table: Table,
    way: Way,
    notify: RunningNotify,
) -> None:
    """At 11 in the evening: whoever asks waits for it."""
    clock.turn_to(at(FIRST_DAY, 23))
    async with a_worker(portal, notify):
        grace = await _somebody(browsing, portal, way)
        await grace.press("I need help to sign in")
        await grace.write(grace.page.locator("main input[name=name]"), cast.grace.sign_in)
        await grace.press("Send me a link")
        assert "If we know you, we have sent a link." in await grace.main()
        await table.comes(GRACE, "/sign-in/link/")
    (text,) = await table.texts(GRACE)
    assert not re.search("Grace|Brennan|Ella|Amira|social|visit", text)
    await grace.page.goto(_link_in(text, portal))
    assert "/sign-in/link/" not in grace.page.url, "the secret does not stay in the address"
    await grace.write(grace.page.locator("main input[type=password]"), NEW)
    await grace.press("Save my password")
    await grace.press("Sign in", within=grace.page.locator("main"))
    await _signs_in(grace, cast.grace.sign_in)
    assert path_of(grace) == "/home"
    await grace.page.goto(_link_in(text, portal))
    assert "This link has run out" in await grace.main()


def _link_in(text: str, portal: RunningPortal) -> str:
    found = re.search(rf"{re.escape(portal.origin)}/sign-in/link/[A-Za-z0-9]{{22}}(?=\s|$)", text)
    assert found, text
    return found[0]


async def _somebody(browsing: Browsing, portal: RunningPortal, way: Way) -> Hands:
    """A phone on which nobody is signed in, on the page that signs in."""
    page = await (await browsing.profile(View(javascript=way is not Way.PLAIN))).new_page()
    await page.goto(f"{portal.origin}/sign-in")
    return Keyboard(page) if way is Way.KEYBOARD else Hands(page)


async def _signs_in(hands: Hands, name: str) -> None:
    await hands.write(hands.page.locator("main input[name=name]"), name)
    await hands.write(hands.page.locator("main input[name=password]"), NEW)
    await hands.press("Sign in", within=hands.page.locator("main form"))


async def test_somebody_new_is_invited_by_text_and_welcomed_once(
    portal: RunningPortal, cast: Cast, clock: Clock, db: Db, browsing: Browsing, table: Table, way: Way,
    hands_for: HandsFor, notify: RunningNotify,
) -> None:  # fmt: skip
    await _was_never_here(db, cast.tigist)
    clock.turn_to(at(FIRST_DAY, 11))
    async with a_worker(portal, notify):
        # Reminders go to her like to anybody; her invitation is a text of its own, a quarter of an hour later.
        await table.comes(TIGIST, "Reminder: appointment on Monday 1 June at 2pm.")
        clock.turn_to(at(FIRST_DAY, 11, 20))
        amira = await hands_for(cast.amira)
        await amira.page.goto(f"{portal.origin}/staff/people/{cast.tigist.id}/sign-in")
        await amira.press("Send an invitation")
        told = await amira.main()
        assert "Write this number down now" in told
        found = re.search(r"\b(\d{3} \d{3})\b", told)
        assert found
        await table.comes(TIGIST, "/sign-in/link/")
    text = next(one for one in await table.texts(TIGIST) if "/sign-in/link/" in one)
    assert found[1] not in text, "the number is told face to face"
    tigist = await _somebody(browsing, portal, way)
    await tigist.page.goto(_link_in(text, portal))
    assert "Tigist" not in await tigist.main(), "whoever finds the text does not learn whose it is"
    await tigist.write(tigist.page.locator("main input[name=number]"), found[1])
    await tigist.press("Continue", within=tigist.page.locator("main"))
    assert "Hello Tigist." in await tigist.main()
    await tigist.write(tigist.page.locator("main input[type=password]"), NEW)
    await tigist.press("Save my password")
    await tigist.press("Sign in", within=tigist.page.locator("main"))
    await _signs_in(tigist, TIGIST)
    await _is_welcomed(tigist, portal)
    again = await _somebody(browsing, portal, way)
    await _signs_in(again, TIGIST)
    assert path_of(again) == "/home"
    await amira.page.goto(f"{portal.origin}/staff/people/{cast.tigist.id}/contact")
    assert "Text only between 9am and 5pm." in await amira.main()


async def _is_welcomed(tigist: Hands, portal: RunningPortal) -> None:
    assert path_of(tigist) == "/welcome/1"
    assert await tigist.page.locator(".main-nav").count() == 0
    await tigist.press("Continue", within=tigist.page.locator("main"))
    assert "What should we call you?" in await tigist.main()
    await tigist.press("Skip this")
    assert "Is it safe for us to text you?" in await tigist.main()
    await tigist.page.goto(f"{portal.origin}/home")
    assert path_of(tigist) == "/welcome/3", "nobody goes on who was not asked"
    await tigist.choose("Yes, but only at some times")
    await tigist.write("From", "9am")
    await tigist.write("To", "5pm")
    await tigist.press("Continue", within=tigist.page.locator("main"))
    assert "How to leave fast" in await tigist.main()
    await tigist.press("Continue", within=tigist.page.locator("main"))
    assert "Amira sees what you send her. So can her manager." in await tigist.main()
    await tigist.press("Start")
    assert path_of(tigist) == "/home"
    await tigist.page.goto(f"{portal.origin}/welcome/1")
    assert path_of(tigist) == "/home"


async def _was_never_here(db: Db, member: Member) -> None:
    """Before she ever had an account: her worker has her number, and that it is safe."""
    for table in ("known_device", "session", "sign_in_name", "sign_in_card", "form_draft", "form_post"):
        await db.execute(
            f"DELETE FROM {table} WHERE account_id = (SELECT id FROM account WHERE person_id = $1)", member.id
        )
    await db.execute("DELETE FROM account WHERE person_id = $1", member.id)
    await db.execute("DELETE FROM contact_point WHERE person_id = $1", member.id)
    await db.execute(
        "UPDATE safe_contact_plan SET texting = 'any_time', email = 'no', device_shared = false WHERE person_id = $1",
        member.id,
    )
    await db.execute(
        "INSERT INTO contact_point (council_id, person_id, kind, value) SELECT council_id, id, 'mobile', $2 "
        "FROM person WHERE id = $1",
        member.id,
        TIGIST,
    )
