"""The whole way: asked for on a page, sent by a worker through Notify's stand-in, opened from the phone's text."""

import asyncio
import re
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.notify import notify
from tests.portal.sign_in.letters import NEW, Db, ask, choose, number_on
from tests.portal.sign_in.link_post import Post, link_in, post
from tests.running import RunningPortal, SignIn, Visitor, at

__all__ = ["notify", "post"]


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
