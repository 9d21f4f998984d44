"""Links go only to what was tried with somebody, and end with whoever says that theirs was not for them."""

import pytest

from portal.demo.cast import Cast, Member
from tests.portal.enrolment.inviting import invite, newcomer, page_of, prove
from tests.portal.sign_in.asking_for_links import dani_takes_emails, letters
from tests.portal.sign_in.letters import NEW, Db, Letters, ask, choose, number_on
from tests.running import RunningPortal, SignIn, Visitor, new_visitor

__all__ = ["dani_takes_emails", "letters", "newcomer"]
ENDED, OVER = "This link has ended", "This link has run out"
POINT = "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'mobile' AND ended_at IS NULL"
NO_WAY = "Someone asked for a sign-in link for Grace"


async def refuse(visitor: Visitor) -> str:
    return (await visitor.post("/sign-in/link", {"do": "not_mine"})).text


async def test_a_number_that_she_typed_herself_gets_none_until_it_was_tried_with_her(
    sign_in: SignIn, stranger: Visitor, cast: Cast, letters: Letters, db: Db
) -> None:
    grace, amira = await sign_in(cast.grace), await sign_in(cast.amira)
    typed: dict[str, object] = {"value": "07700 900777", "old_password": cast.grace.password}
    page = "/account/contact/mobile"
    assert (await grace.post(page, typed, page=page)).path == "/account/contact"
    point = await db.fetchval(POINT, cast.grace.id)
    await db.execute(
        "UPDATE contact_point SET ended_at = now() WHERE kind = 'email' AND person_id = $1", cast.grace.id
    )
    # That something arrived there says that it is somebody's, and not whose.
    await db.execute(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                            due_at, made_at, sent_at, contact_point_id)
        VALUES ($1, 'message', 'text', $2, 'conversation', gen_random_uuid(), 'never', 'delivered', now(), now(), now(),
                $3)
        """,
        cast.exampleshire,
        cast.grace.id,
        point,
    )
    await ask(stranger, cast.grace.sign_in)
    assert [one.points for one in await letters.wanted(cast.grace)] == [()]
    assert NO_WAY in (await amira.get("/staff/today")).text
    contact = f"/staff/people/{cast.grace.id}/contact"
    assert "It works" in (await amira.get(contact)).text
    assert (await amira.post(f"{contact}/points/{point}", {"do": "works"}, page=contact)).status == 200
    assert [one.points for one in await letters.wanted(cast.grace)] == [(point,)]
    assert NO_WAY not in (await amira.get("/staff/today")).text


async def test_an_invitation_that_was_opened_with_its_number_has_tried_where_it_went(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters, db: Db
) -> None:
    await db.execute("UPDATE contact_point SET proven = false WHERE person_id = $1", newcomer.id)
    number = number_on(await invite(await sign_in(cast.amira), newcomer))
    await stranger.get(f"/sign-in/link/{await letters.token(newcomer)}")
    await prove(stranger, number)
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    rows = await db.fetch("SELECT kind, proven FROM contact_point WHERE person_id = $1", newcomer.id)
    assert dict(map(tuple, rows)) == {"mobile": True, "email": False}


async def test_whoever_says_that_a_link_is_not_for_them_ends_it_everywhere(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    amira = await sign_in(cast.amira)
    await ask(stranger, cast.dani.sign_in)
    link = f"/sign-in/link/{await letters.token(cast.dani)}"
    async with new_visitor(portal.origin) as other:
        await other.get(link)
        assert "This link is not for me" in (await stranger.get(link)).text
        assert ENDED in await refuse(stranger)
        assert (await choose(other)).status == 409
        assert OVER not in (await stranger.get("/sign-in/link")).text
    assert (await choose(stranger)).status == 409
    assert (await stranger.sign_in(cast.dani)).path == "/home", "nothing else has changed"
    said = "Someone who got the sign-in link of Dani R said that it was not for them"
    assert said in (await amira.get("/staff/today")).text
    page = await amira.get(f"/staff/people/{cast.dani.id}/sign-in")
    assert "said that it was not for them. It no longer works." in page.text


async def test_nobody_ends_a_link_that_they_did_not_open(
    portal: RunningPortal, stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    link = f"/sign-in/link/{await letters.token(cast.dani)}"
    async with new_visitor(portal.origin) as other:
        answer = await other.post("/sign-in/link", {"do": "not_mine"}, page="/sign-in")
        assert answer.status == 409
    await stranger.get(link)
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    async with new_visitor(portal.origin) as other:
        await other.get(link)
        assert OVER in await refuse_anyhow(other)
    assert (await stranger.sign_in(cast.dani, NEW)).path == "/home"


async def refuse_anyhow(visitor: Visitor) -> str:
    return (await visitor.post("/sign-in/link", {"do": "not_mine"}, page="/sign-in")).text


@pytest.mark.parametrize("after_the_number", [False, True])
async def test_an_invitation_that_came_to_somebody_else_ends_before_anybody_is_named(
    sign_in: SignIn, stranger: Visitor, cast: Cast, newcomer: Member, letters: Letters, after_the_number: bool
) -> None:
    amira = await sign_in(cast.amira)
    number = number_on(await invite(amira, newcomer))
    await stranger.get(f"/sign-in/link/{await letters.token(newcomer)}")
    if after_the_number:
        await prove(stranger, number)
    ended = await refuse(stranger)
    assert ENDED in ended
    assert newcomer.called not in ended
    assert (await prove(stranger, number)).status == 409
    assert "said that it was not for them" in (await amira.get(page_of(newcomer))).text
    assert "Someone who got the sign-in link of Tigist" in (await amira.get("/staff/today")).text
    await invite(amira, newcomer)
    assert "Someone who got the sign-in link" not in (await amira.get("/staff/today")).text
