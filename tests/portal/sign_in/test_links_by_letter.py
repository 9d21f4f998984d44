"""The whole way: asked for on a page, sent by a worker through Notify's stand-in, opened from the phone's text."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.demo.notify.model import Notification
from portal.letters_settings import LettersSettings
from portal.settings import Settings
from portal.worker import Ways, run_worker
from tests.databases import FIRST_DAY
from tests.notifications.posting import QUICK
from tests.notify import RunningNotify, notify
from tests.portal.sign_in.letters import NEW, Db, ask, choose, number_on
from tests.running import SECRET, RunningPortal, SignIn, Visitor, at

__all__ = ["notify"]


@dataclass(frozen=True)
class Post:
    """What came, of letters about signing in."""

    notify: RunningNotify
    db: Db

    async def came(self, key: str, number: int = 1) -> list[Notification]:
        """Waits until so many of this letter were sent."""
        async with asyncio.timeout(20):
            while len(found := await self._sent(key)) < number:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert len(found) == number
        return [self.notify.sent(reference=one)[0] for one in found]

    async def _sent(self, key: str) -> list[str]:
        rows = await self.db.fetch(
            "SELECT reference FROM letter WHERE key = $1 AND state IN ('sent', 'delivered') ORDER BY sent_at",
            key,
        )
        return [str(row["reference"]) for row in rows]

    async def is_still(self, key: str, state: str, why: str) -> None:
        async with asyncio.timeout(20):
            while not await self.db.fetchval(  # noqa: ASYNC110
                "SELECT EXISTS (SELECT FROM letter WHERE key = $1 AND state = $2 AND why = $3)",
                key,
                state,
                why,
            ):
                await asyncio.sleep(0.05)
        assert await self._sent(key) == []


@pytest.fixture
async def post(portal: RunningPortal, notify: RunningNotify, db: Db) -> AsyncIterator[Post]:
    await notify.connect(portal.database.dsn(), portal.origin)
    settings = Settings(
        database_url=portal.database.dsn("portal_worker"),
        origins=("https://elsewhere.example.gov.uk", portal.origin),
        secret=SECRET,
        audit_key=SECRET,
        letters=LettersSettings(notify.url, {one.key_name: one.whole_key for one in notify.councils}),
    )
    work = asyncio.create_task(
        run_worker(settings, clock=portal.clock, ways=Ways(pace=QUICK, look_every=0.5))
    )
    yield Post(notify, db)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


def link_in(letter: Notification, origin: str) -> str:
    found = re.search(rf"{re.escape(origin)}(/sign-in/link/[A-Za-z0-9]{{22}})(?:\s|$)", letter.body)
    assert found, letter.body
    return found[1]


async def test_a_forgotten_password_is_chosen_anew_from_the_text(
    portal: RunningPortal, stranger: Visitor, cast: Cast, post: Post, clock: Clock, db: Db
) -> None:
    """At 11 in the evening, too: she waits for it."""
    clock.turn_to(at(FIRST_DAY, 23))
    await ask(stranger, cast.grace.sign_in)
    (letter,) = await post.came("reset")
    assert letter.to.replace(" ", "").endswith("7700900441")
    assert not re.search(r"Grace|Brennan|Amira|social|Kite", letter.body)
    await stranger.get(link_in(letter, portal.origin))
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    assert (await stranger.sign_in(cast.grace, NEW)).path not in ("/sign-in", "/welcome/password")
    kept = await db.fetchrow("SELECT title, body FROM letter WHERE key = 'reset'")
    assert kept is not None
    assert tuple(kept) == (None, None)


@pytest.mark.parametrize("who", ["luca", "kit", "jay"])
async def test_whoever_wants_none_or_has_no_phone_gets_none(
    stranger: Visitor, cast: Cast, post: Post, who: str, db: Db
) -> None:
    await ask(stranger, getattr(cast, who).sign_in)
    await ask(stranger, cast.grace.sign_in)
    await post.came("reset")
    await asyncio.sleep(1)
    await post.came("reset")
    rows = await db.fetch(
        "SELECT state FROM letter WHERE key = 'reset' AND person_id = $1", getattr(cast, who).id
    )
    assert not {row["state"] for row in rows} & {"claimed", "sent", "delivered", "ambiguous"}


async def test_staff_get_theirs_at_the_address_they_sign_in_with(
    portal: RunningPortal, stranger: Visitor, cast: Cast, post: Post
) -> None:
    await ask(stranger, cast.sam.sign_in)
    (letter,) = await post.came("reset")
    assert letter.to == cast.sam.sign_in
    await stranger.get(link_in(letter, portal.origin))
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    assert (await stranger.get("/staff/today")).path == "/sign-in"


async def test_an_invitation_waits_for_the_hours_and_needs_the_number(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, post: Post, clock: Clock, db: Db
) -> None:
    await db.execute(
        "UPDATE safe_contact_plan SET device_shared = false WHERE person_id = $1", cast.tigist.id
    )
    clock.turn_to(at(FIRST_DAY, 21, 30))
    amira = await sign_in(cast.amira)
    path = f"/staff/people/{cast.tigist.id}/sign-in"
    page = (await amira.get(path)).text
    version, point = (
        re.search(r'name="version" value="([^"]*)"', page),
        re.search(r'name="point"[^>]*value="([^"]*)"', page),
    )
    assert version
    assert point
    told = await amira.post(f"{path}/invitation", {"version": version[1], "point": point[1]}, page=path)
    number = number_on(told)
    await post.is_still("welcome", "held", "hours")
    assert "The link waits for a time that is safe." in (await amira.get(path)).text
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 9))
    (letter,) = await post.came("welcome")
    assert not re.search(r"Tigist|Haile|Amira|social", letter.body)
    amira = await sign_in(cast.amira)
    assert "The link was sent by text on" in (await amira.get(path)).text
    await stranger.get(link_in(letter, portal.origin))
    assert (await stranger.post("/sign-in/link", {"number": number})).status == 200
    assert (await choose(stranger)).path == "/sign-in/password-saved"


async def test_an_administrator_invites_by_email_and_sees_no_words(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, post: Post
) -> None:
    alex = await sign_in(cast.alex)
    made = await alex.post(
        "/admin/people/new",
        {
            "name": "Noor Ahmadi", "email": "noor.ahmadi@example.gov.uk", "role": "chair", "job_title": "chair",
            "way": "email",
        },
    )  # fmt: skip
    number = number_on(made)
    assert "sign-in-card__words" not in made.text
    (letter,) = await post.came("welcome")
    assert letter.to == "noor.ahmadi@example.gov.uk"
    assert "The email was sent" in (await alex.get("/admin/people?q=noor")).text
    await stranger.get(link_in(letter, portal.origin))
    proved = await stranger.post("/sign-in/link", {"number": number})
    assert "noor.ahmadi@example.gov.uk" in proved.text
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    entered = await stranger.post("/sign-in", {"name": "noor.ahmadi@example.gov.uk", "password": NEW})
    assert entered.path == "/staff/meetings"


async def test_a_changed_card_is_told_once_and_without_a_link(
    sign_in: SignIn, cast: Cast, post: Post, clock: Clock
) -> None:
    clock.turn_to(at(FIRST_DAY, 7, 30))
    amira = await sign_in(cast.amira)
    path = f"/staff/people/{cast.tigist.id}/sign-in"
    for _ in range(2):
        version = re.search(r'name="version" value="([^"]*)"', (await amira.get(path)).text)
        assert version
        assert (await amira.post(f"{path}/card", {"version": version[1]}, page=path)).status == 200
    await post.is_still("card", "held", "hours")
    clock.turn_to(at(FIRST_DAY, 18))
    (letter,) = await post.came("card")
    assert "http" not in letter.body
    assert "card" in letter.body
