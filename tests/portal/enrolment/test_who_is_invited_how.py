"""Which ways an invitation may go, who may send it, and what is noted of it."""

import re

import pytest

from portal.demo.cast import Cast, Member
from tests.portal.enrolment.inviting import invite, letters, newcomer, page_of
from tests.portal.sign_in.letters import Db, Letters, ask
from tests.running import SignIn, Visitor

__all__ = ["letters", "newcomer"]


@pytest.mark.parametrize(
    "plan",
    ["texting = 'no'", "unsafe_since = checked_on", "only_i_contact = true"],
)
async def test_only_a_way_that_is_safe_is_offered(
    sign_in: SignIn, cast: Cast, newcomer: Member, db: Db, plan: str
) -> None:
    amira = await sign_in(cast.amira)
    point = await db.fetchval(
        "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'mobile'", newcomer.id
    )
    await db.execute(f"UPDATE safe_contact_plan SET {plan} WHERE person_id = $1", newcomer.id)
    page = (await amira.get(page_of(newcomer))).text
    assert "There is no working number or email that this person told us is safe." in page
    refused = await invite(amira, newcomer, point=point)
    assert refused.status == 409
    assert await db.fetchval("SELECT count(*) FROM sign_in_link") == 0


async def test_a_way_that_is_not_safe_cannot_be_posted(
    sign_in: SignIn, cast: Cast, newcomer: Member, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    for point in (
        await db.fetchval(
            "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'email'", newcomer.id
        ),
        await db.fetchval("SELECT id FROM contact_point WHERE person_id = $1 LIMIT 1", cast.dani.id),
        "",
        "x",
    ):
        assert (await invite(amira, newcomer, point=point)).status == 422
    assert await db.fetchval("SELECT count(*) FROM sign_in_link") == 0


async def test_a_number_that_stops_working_is_not_written_to(
    sign_in: SignIn, cast: Cast, newcomer: Member, letters: Letters, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    await invite(amira, newcomer)
    await db.execute("UPDATE contact_point SET works = false WHERE person_id = $1", newcomer.id)
    (wanted,) = await letters.wanted(newcomer)
    assert wanted.points == ()


@pytest.mark.parametrize("who", ["ines", "tom", "lewis", "helen", "alex", "dani", "grace_lim"])
async def test_nobody_else_can_invite_them(
    sign_in: SignIn, cast: Cast, newcomer: Member, db: Db, who: str
) -> None:
    other = await sign_in(getattr(cast, who))
    point = await db.fetchval(
        "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'mobile'", newcomer.id
    )
    refused = await other.post(f"{page_of(newcomer)}/invitation", {"point": point}, page="/account")
    assert refused.status == 404
    assert await db.fetchval("SELECT count(*) FROM sign_in_link") == 0


async def test_a_paused_person_is_not_invited(sign_in: SignIn, cast: Cast, newcomer: Member, db: Db) -> None:
    amira = await sign_in(cast.amira)
    await invite(amira, newcomer)
    await db.execute("UPDATE account SET state = 'paused' WHERE person_id = $1", newcomer.id)
    point = await db.fetchval(
        "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'mobile'", newcomer.id
    )
    refused = await invite(amira, newcomer, point=point)
    assert refused.status == 409
    assert "Access is paused" in refused.text


async def test_an_invitation_is_noted_without_number_or_address(
    sign_in: SignIn, cast: Cast, newcomer: Member, db: Db
) -> None:
    await invite(await sign_in(cast.amira), newcomer)
    row = await db.fetchrow("SELECT actor_id, about, reason FROM access_log WHERE kind = 'invitation'")
    assert row is not None
    assert (row["actor_id"], list(row["about"]), row["reason"]) == (cast.amira.id, [newcomer.id], "by mobile")


async def test_a_new_card_is_told_to_whoever_had_one(
    sign_in: SignIn, cast: Cast, newcomer: Member, letters: Letters
) -> None:
    amira = await sign_in(cast.amira)
    for cards in (0, 1):
        page = (await amira.get(page_of(newcomer))).text
        version = re.search(r'name="version" value="([^"]*)"', page)
        await amira.post(
            f"{page_of(newcomer)}/card", {"version": version[1] if version else ""}, page=page_of(newcomer)
        )
        assert [one.key for one in await letters.wanted(newcomer)] == ["card"] * cards


async def test_somebody_without_a_safe_way_is_on_their_workers_list(
    sign_in: SignIn, stranger: Visitor, cast: Cast, letters: Letters, db: Db
) -> None:
    await db.execute(
        "UPDATE safe_contact_plan SET texting = 'no', email = 'no' WHERE person_id = $1", cast.marcus.id
    )
    await ask(stranger, cast.marcus.sign_in)
    amira = await sign_in(cast.amira)
    assert (
        "Someone asked for a sign-in link for Marcus B, and there is no safe way"
        in (await amira.get("/staff/today")).text
    )
    page = (await amira.get(page_of(cast.marcus))).text
    assert "Someone asked for a sign-in link on" in page
    assert "The link could not be sent." in page
    assert "Call them or see them" in page
    sam = await sign_in(cast.sam)
    assert "Marcus" not in (await sam.get("/staff/today")).text


@pytest.mark.parametrize("shared", ["a number", "a phone"])
async def test_a_link_of_ones_own_asking_goes_to_no_shared_phone(
    stranger: Visitor, cast: Cast, letters: Letters, db: Db, shared: str
) -> None:
    """Whoever holds the link can take the account over, so the phone must be theirs alone."""
    await db.execute(
        "UPDATE safe_contact_plan SET texting = 'any_time', email = 'no', device_shared = $2 WHERE person_id = $1",
        cast.leila.id,
        shared == "a phone",
    )
    if shared == "a number":
        await db.execute(
            """
            INSERT INTO contact_point (council_id, person_id, kind, value)
            SELECT council_id, $2, kind, value FROM contact_point WHERE person_id = $1 AND kind = 'mobile'
            """,
            cast.leila.id,
            cast.joan.id,
        )
    mobile = await db.fetchval(
        "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'mobile'", cast.leila.id
    )
    await ask(stranger, cast.leila.sign_in)
    (wanted,) = await letters.wanted(cast.leila)
    assert wanted.points is not None
    assert mobile not in wanted.points
