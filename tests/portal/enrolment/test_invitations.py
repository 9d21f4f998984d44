"""An invitation by text or e-mail: bound to one person, and to a number that they were told face to face."""

import asyncio
import re
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.portal.enrolment.inviting import WRONG, invite, letters, newcomer, page_of, prove
from tests.portal.sign_in.letters import NEW, Db, Letters, choose, number_on
from tests.running import RunningPortal, SignIn, Visitor, new_visitor

__all__ = ["letters", "newcomer"]


async def test_somebody_who_is_invited_opens_the_link_types_the_number_and_chooses(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters
) -> None:
    amira = await sign_in(cast.amira)
    given = await invite(amira, newcomer)
    number = number_on(given)
    assert given.status == 200
    (wanted,) = await letters.wanted(newcomer)
    assert (wanted.key, wanted.points is not None and len(wanted.points)) == ("welcome", 1)
    opened = await stranger.get(f"/sign-in/link/{await letters.token(newcomer)}")
    assert "Type the number you were told" in opened.text
    assert newcomer.called not in opened.text
    assert newcomer.name not in opened.text
    proved = await prove(stranger, number)
    assert f"Hello {newcomer.called}." in proved.text.replace("<bdi>", "").replace("</bdi>", "")
    assert "07700 900471" in proved.text
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    assert (await stranger.get("/home")).path == "/sign-in"
    entered = await stranger.post("/sign-in", {"name": "07700 900471", "password": NEW})
    assert entered.path == "/welcome/1", "whether texts are safe is asked first"


async def test_the_number_is_kept_nowhere_and_shown_once(
    sign_in: SignIn, cast: Cast, newcomer: Member, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    number = number_on(await invite(amira, newcomer))
    plain = number.replace(" ", "")
    page = await amira.get(page_of(newcomer))
    assert number not in page.text
    assert plain not in page.text
    kept = await db.fetchrow("SELECT * FROM sign_in_link")
    assert kept is not None
    assert not {number, plain} & {value for value in kept.values() if isinstance(value, str)}
    assert len(kept["number_hash"]) == 32


async def test_before_the_link_is_used_nobody_has_words(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member
) -> None:
    amira = await sign_in(cast.amira)
    number = number_on(await invite(amira, newcomer))
    for guess in (number, number.replace(" ", ""), "", "nobody has this password"):
        answer = await stranger.post("/sign-in", {"name": "07700 900471", "password": guess})
        assert answer.status == 422


async def test_five_wrong_numbers_void_it_and_the_worker_sees_it(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters
) -> None:
    amira = await sign_in(cast.amira)
    number = number_on(await invite(amira, newcomer))
    path = f"/sign-in/link/{await letters.token(newcomer)}"
    await stranger.get(path)
    other = "100000" if number != "100 000" else "100001"
    for _ in range(4):
        again = await prove(stranger, other)
        assert again.status == 422
        assert WRONG in again.text
        assert newcomer.called not in again.text
    last = await prove(stranger, other)
    assert last.status == 409
    assert "This link has run out" in last.text
    assert (await stranger.get(path)).text.count("This link has run out") >= 1
    page = await amira.get(page_of(newcomer))
    assert "Someone typed a wrong number 5 times." in page.text
    today = await amira.get("/staff/today")
    assert "Someone guessed at the number of Tigist" in today.text
    assert await letters.wanted(newcomer) == []
    await invite(amira, newcomer)
    assert "Someone guessed" not in (await amira.get("/staff/today")).text


async def test_guesses_from_many_browsers_count_together(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, newcomer: Member, letters: Letters, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    number = number_on(await invite(amira, newcomer)).replace(" ", "")
    path = f"/sign-in/link/{await letters.token(newcomer)}"
    guesses = [f"{n}" for n in range(100000, 100012) if f"{n}" != number]
    browsers = [new_visitor(portal.origin) for _ in guesses]
    visitors = [await browser.__aenter__() for browser in browsers]
    try:
        await asyncio.gather(*(visitor.get(path) for visitor in visitors))
        answers = await asyncio.gather(
            *(prove(visitor, guess) for visitor, guess in zip(visitors, guesses, strict=True))
        )
    finally:
        for browser in browsers:
            await browser.__aexit__()
    assert sum(answer.status == 422 and WRONG in answer.text for answer in answers) == 4
    assert await db.fetchval("SELECT wrong_numbers FROM sign_in_link") == 5


async def test_no_password_is_taken_before_the_number(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    await invite(amira, newcomer)
    await stranger.get(f"/sign-in/link/{await letters.token(newcomer)}")
    refused = await choose(stranger)
    assert refused.status == 422
    assert "Type the number you were told" in refused.text
    assert await db.fetchval("SELECT count(*) FROM sign_in_link WHERE used_at IS NOT NULL") == 0


async def test_the_number_counts_in_the_browser_where_it_was_typed_only(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters
) -> None:
    """She proves it on her phone; whoever holds the text as well still has to know it."""
    amira = await sign_in(cast.amira)
    number = number_on(await invite(amira, newcomer))
    path = f"/sign-in/link/{await letters.token(newcomer)}"
    await stranger.get(path)
    await prove(stranger, number)
    async with new_visitor(portal.origin) as other:
        assert "Type the number you were told" in (await other.get(path)).text
        assert (await choose(other)).status == 422
    assert (await choose(stranger)).path == "/sign-in/password-saved"


async def test_the_number_of_another_invitation_is_wrong(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters
) -> None:
    amira = await sign_in(cast.amira)
    older = number_on(await invite(amira, newcomer))
    newer = number_on(await invite(amira, newcomer))
    await stranger.get(f"/sign-in/link/{await letters.token(newcomer)}")
    if older != newer:
        assert WRONG in (await prove(stranger, older)).text
    assert "Choose your first password" in (await prove(stranger, newer)).text


@pytest.mark.parametrize("newer", ["invitation", "card", "words"])
async def test_whatever_is_given_later_voids_it(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters, newer: str
) -> None:
    amira = await sign_in(cast.amira)
    await invite(amira, newcomer)
    path = f"/sign-in/link/{await letters.token(newcomer)}"
    assert "Type the number" in (await stranger.get(path)).text
    if newer == "invitation":
        assert (await invite(amira, newcomer)).status == 200
    else:
        page = (await amira.get(page_of(newcomer))).text
        version = re.search(r'name="version" value="([^"]*)"', page)
        assert version
        given = await amira.post(
            f"{page_of(newcomer)}/{newer}", {"version": version[1]}, page=page_of(newcomer)
        )
        assert given.status == 200
    assert "This link has run out" in (await stranger.get(path)).text


async def test_it_runs_out_after_seven_days(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters, clock: Clock
) -> None:
    amira = await sign_in(cast.amira)
    number = number_on(await invite(amira, newcomer))
    path = f"/sign-in/link/{await letters.token(newcomer)}"
    clock.turn_to(clock.now() + timedelta(days=7) - timedelta(minutes=5))
    await stranger.get(path)
    assert "Choose your first password" in (await prove(stranger, number)).text
    clock.turn_to(clock.now() + timedelta(minutes=6))
    assert (await choose(stranger)).status == 409
    assert await letters.wanted(newcomer) == []
    assert "The link has run out. It was not used." in (await amira.get(page_of(newcomer))).text


@pytest.mark.parametrize("what", ["role", "account", "person"])
async def test_it_is_for_the_person_as_they_were(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters, db: Db, what: str
) -> None:
    amira = await sign_in(cast.amira)
    await invite(amira, newcomer)
    path = f"/sign-in/link/{await letters.token(newcomer)}"
    await db.execute(
        {
            "role": "UPDATE person SET kind = 'staff', staff_role = 'worker' WHERE id = $1",
            "account": "UPDATE account SET state = 'closed' WHERE person_id = $1",
            "person": "UPDATE person SET ended_at = created_at WHERE id = $1",
        }[what],
        newcomer.id,
    )
    assert "This link has run out" in (await stranger.get(path)).text
