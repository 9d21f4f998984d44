"""Inviting staff and partners: with words on paper, or a link and a number to tell."""

from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.administration.given import version_on, words_on
from tests.portal.administration.second_person import another_administrator, approve
from tests.portal.sign_in.letters import Letters, number_on
from tests.running import RunningPortal, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


INVITED: dict[str, object] = {
    "name": "Noor Ahmadi", "email": "noor.ahmadi@example.gov.uk", "role": "worker", "job_title": "social worker",
    "way": "email",
}  # fmt: skip


NEW = "three odd teapots"


async def a_team(db: Db, cast: Cast) -> str:
    return str(await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id))


async def test_an_invited_worker_signs_in_with_the_words_and_chooses_a_password(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex, paper = await sign_in(cast.alex), {**INVITED, "way": "paper"}
    await alex.post("/drafts", {**paper, "form": "/admin/people/new"}, page="/admin/people/new")
    assert "Noor" in (await alex.get("/admin/people/new")).text
    made = await alex.post("/admin/people/new", {**paper, "team": await a_team(db, cast)})
    assert made.status == 200
    assert "no-store" in made.headers["Cache-Control"]
    asked_id = await db.fetchval("SELECT id FROM staff_invitation")
    await approve(await sign_in(cast.priya), f"/admin/invitations/{asked_id}")
    assert "Invited" in (await alex.get("/admin/people?q=noor")).text
    first = await stranger.post(
        "/sign-in", {"name": "Noor.Ahmadi@example.gov.uk", "password": words_on(made)}
    )
    assert first.path == "/welcome/password"
    assert (
        await stranger.post(
            "/welcome/password",
            {"password": NEW},
        )
    ).path == "/staff/today"
    assert "Noor" not in (await alex.get("/admin/people/new")).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Enter a name"), ({"name": "x" * 121}, "Use 120 letters or fewer"),
        ({"role": ""}, "Choose a role"),
        ({"role": "king"}, "Choose a role"), ({"job_title": ""}, "Enter a job title"),
        ({"team": ""}, "Choose a team"),
        ({"email": ""}, "like name@example.gov.uk"), ({"email": "noor@gmail.com"}, "like name@example.gov.uk"),
        ({"email": "noor@example.gov.uk.evil.com"}, "like name@example.gov.uk"),
        ({"email": "noor@notexample.gov.uk"}, "like name@example.gov.uk"),
        ({"email": "nооr@example.gov.uk"}, "like name@example.gov.uk"),
        ({"email": "amira.khan@example.gov.uk"}, "That email cannot be used"),
        ({"email": "AMIRA.KHAN@example.gov.uk"}, "That email cannot be used"),
        ({"email": "lewis.grant@sampleton.example.gov.uk"}, "That email cannot be used"),
    ],
)  # fmt: skip
async def test_a_wrong_invitation_is_kept_on_the_page_and_makes_nobody(
    sign_in: SignIn, cast: Cast, db: Db, wrong: dict[str, object], says: str
) -> None:
    alex = await sign_in(cast.alex)
    before = await db.fetchval("SELECT count(*) FROM person")
    answer = await alex.post("/admin/people/new", {**INVITED, "team": await a_team(db, cast), **wrong})
    assert answer.status == 422
    assert says in answer.text
    assert "social worker" in answer.text or "job_title" in wrong
    assert await db.fetchval("SELECT count(*) FROM person") == before


async def test_a_team_of_another_council_cannot_be_chosen(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    theirs = await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.lewis.id)
    for team in (theirs, uuid4(), "no team"):
        assert (await alex.post("/admin/people/new", {**INVITED, "team": team})).status == 422


async def test_a_partner_may_have_any_work_email_and_no_team(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    partner = {
        **INVITED,
        "email": "noor@nhs.example.com",
        "role": "partner",
        "job_title": "school nurse",
        "team": "",
    }
    assert (await alex.post("/admin/people/new", partner)).status == 200
    asked_id = await db.fetchval("SELECT id FROM staff_invitation")
    assert number_on(await approve(await sign_in(cast.priya), f"/admin/invitations/{asked_id}"))
    kind = await db.fetchval("SELECT kind FROM person WHERE name = 'Noor Ahmadi'")
    assert kind == "partner"


BY_EMAIL: dict[str, object] = {**INVITED, "way": "email"}


async def test_whoever_invites_by_email_sees_a_number_and_never_words(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    """The number opens nothing by itself, and the link is in the letter only."""
    alex = await sign_in(cast.alex)
    made = await alex.post("/admin/people/new", {**BY_EMAIL, "team": await a_team(db, cast)})
    assert made.status == 200
    assert "no-store" in made.headers["Cache-Control"]
    assert "sign-in-card__words" not in made.text
    number = number_on(made)
    assert number not in (await alex.get("/admin/people?q=noor")).text
    for guess in (number, number.replace(" ", "")):
        answer = await stranger.post("/sign-in", {"name": "noor.ahmadi@example.gov.uk", "password": guess})
        assert answer.status == 422
    link = await db.fetchrow("SELECT kind, role, made_by, token_hash, contact_point_id FROM sign_in_link")
    assert tuple(link or ()) == ("invitation", "worker", cast.alex.id, None, None)
    assert "The email is on its way" in (await alex.get("/admin/people?q=noor")).text


async def test_words_on_paper_end_an_invitation_by_email_and_the_other_way_round(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    await db.execute("UPDATE account SET password_changed_at = password_changed_at - interval '1 hour'")
    path, helen = f"/admin/people/{cast.grace_lim.id}/words", await another_administrator(sign_in, cast, db)
    reason = {"reason": "Forgot it"}
    await alex.post(path, {**reason, "way": "email", "version": await version_on(alex, path)})
    assert (await stranger.sign_in(cast.grace_lim)).status == 422
    printed = await alex.post(path, {**reason, "way": "paper", "version": await version_on(alex, path)})
    assert await db.fetchval("SELECT void_why FROM sign_in_link") == "newer"
    await helen.post(f"{path}/confirm", {"version": await version_on(helen, path)}, page=path)
    assert (await stranger.sign_in(cast.grace_lim, words_on(printed))).path == "/welcome/password"
    again = await alex.post(path, {**reason, "way": "email", "version": await version_on(alex, path)})
    assert number_on(again)
    assert (await stranger.get("/account", follow=False)).status == 401
    assert (await stranger.sign_in(cast.grace_lim, words_on(printed))).status == 422
    kinds = await db.fetch("SELECT kind, reason FROM access_log WHERE kind IN ('invitation', 'secret_words')")
    assert sorted(row["kind"] for row in kinds) == [
        "invitation",
        "invitation",
        "secret_words",
        "secret_words",
    ]
    assert {row["reason"] for row in kinds} == {"Forgot it", "confirmed"}


async def test_guesses_at_a_number_void_it_and_the_administrator_sees_it(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    made = await alex.post("/admin/people/new", {**BY_EMAIL, "team": await a_team(db, cast)})
    letters = Letters(portal, cast.exampleshire)
    (wanted,) = await letters.wanted()
    assert (wanted.key, wanted.address, wanted.points) == ("welcome", "noor.ahmadi@example.gov.uk", None)
    await stranger.get(f"/sign-in/link/{await letters.token_of(wanted.subject_id)}")
    other = "100000" if number_on(made) != "100 000" else "100001"
    for _ in range(5):
        await stranger.post("/sign-in/link", {"number": other})
    listed = (await alex.get("/admin/people?q=noor")).text
    assert "Someone typed a wrong number 5 times" in listed
    assert await letters.wanted() == []


async def test_an_invitation_of_a_worker_makes_no_manager(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    await alex.post("/admin/people/new", {**BY_EMAIL, "team": await a_team(db, cast)})
    letters = Letters(portal, cast.exampleshire)
    (wanted,) = await letters.wanted()
    await db.execute("UPDATE person SET staff_role = 'manager' WHERE id = $1", wanted.person_id)
    page = await stranger.get(f"/sign-in/link/{await letters.token_of(wanted.subject_id)}")
    assert "This link has run out" in page.text


async def test_a_way_that_is_none_is_refused(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    refused = await alex.post("/admin/people/new", {**INVITED, "way": "owl", "team": await a_team(db, cast)})
    assert refused.status == 422
    assert "Choose how they get in" in refused.text
