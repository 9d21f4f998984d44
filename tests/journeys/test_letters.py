"""Letters as people live them: how somebody wants to be told, one right text at the right hour, and what comes back."""

import re
from collections.abc import AsyncIterator

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.browser import Browsing, View
from tests.databases import FIRST_DAY, CastDatabase
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.posting import TELLING, Table, a_worker, open_table, run_with_phones, some_looks
from tests.journeys.recording import type_day
from tests.journeys.talking import path_of
from tests.journeys.ways import HandsFor, Tally, Way, home
from tests.notify import RunningNotify
from tests.portal.sign_in.letters import NEW, Db
from tests.running import RunningPortal, at

DANI, MARCUS, GRACE, TIGIST = "07700 900401", "07700 900402", "07700 900441", "07700 900471"
# A number whose phone company says for good that nobody is there.
DEAD = "07700 900002"
TUESDAY = FIRST_DAY.replace(day=2)
MOVED = "The appointment has moved to Wednesday 10 June at 4pm. Reply 1 coming, 2 another time, 3 call me."


@pytest.fixture
async def portal(cast_database: CastDatabase, notify: RunningNotify) -> AsyncIterator[RunningPortal]:
    async with run_with_phones(cast_database, notify) as running:
        yield running


@pytest.fixture
async def worker(portal: RunningPortal, notify: RunningNotify) -> AsyncIterator[None]:
    async with a_worker(portal, notify):
        yield


@pytest.fixture
async def table(browsing: Browsing, portal: RunningPortal, way: Way) -> Table:
    return await open_table(browsing, portal, way)


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
