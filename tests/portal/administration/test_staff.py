"""Accounts of staff and partners."""

import re
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.administration.second_person import another_administrator, approve, ask_for
from tests.portal.sign_in.letters import Letters, number_on
from tests.running import Answer, RunningPortal, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
INVITED: dict[str, object] = {
    "name": "Noor Ahmadi", "email": "noor.ahmadi@example.gov.uk", "role": "worker", "job_title": "social worker",
    "way": "email",
}  # fmt: skip
NEW = "three odd teapots"


def words_on(answer: Answer) -> str:
    found = re.search(r'sign-in-card__words">([a-z ]+)<', answer.text)
    assert found, "no words on the page"
    return found[1]


async def a_team(db: Db, cast: Cast) -> str:
    return str(await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id))


async def test_an_administrator_sees_staff_and_partners_and_no_family(sign_in: SignIn, cast: Cast) -> None:
    page = (await (await sign_in(cast.alex)).get("/admin")).text
    for member in cast.everybody():
        if member.is_staff and member.council == cast.alex.council:
            assert member.name in page
        else:
            assert member.name not in page


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("q=AMIRA", "Amira Khan", "Sam Okoro"), ("q=sam.okoro@", "Sam Okoro", "Amira Khan"),
        ("role=partner", "Grace Lim", "Amira Khan"), ("role=manager&q=n", "Priya Nair", "Ines Duarte"),
        ("q=%25", "No results.", "Amira Khan"), ("status=stopped", "No results.", "Amira Khan"),
        ("q=%00&role=king&status=x&page=-1", "Amira Khan", "No results."), ("page=99", "No results.", "Amira Khan"),
        ("page=99999999999999999999", "Amira Khan", "No results."), ("q=" + "x" * 3000, "No results.", "Amira Khan"),
    ],
)  # fmt: skip
async def test_the_list_is_narrowed_by_what_stands_in_the_address(
    sign_in: SignIn, cast: Cast, query: str, found: str, missing: str
) -> None:
    answer = await (await sign_in(cast.alex)).get(f"/admin/people?{query}")
    assert answer.status == 200
    main = answer.text.split("<main")[1].split("</main>")[0]
    assert found in main
    assert missing not in main


async def test_the_list_turns_its_page_after_25(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute(
        """
        WITH new AS (
            INSERT INTO person (council_id, kind, name, called, staff_role, job_title)
            SELECT $1, 'staff', 'Person ' || n, 'P', 'worker', 'x' FROM generate_series(10, 49) AS n
            RETURNING council_id, id
        )
        INSERT INTO account (council_id, person_id, password_hash) SELECT council_id, id, 'x' FROM new
        """,
        cast.exampleshire,
    )
    alex = await sign_in(cast.alex)
    one, two = await alex.get("/admin/people?q=person"), await alex.get("/admin/people?q=person&page=2")
    assert "Page 1 of 2" in one.text
    assert 'href="/admin/people?q=person&amp;page=2"' in one.text
    assert (one.text.count(">Person "), two.text.count(">Person ")) == (25, 15)


async def test_plans_go_to_a_manager_once_a_second_person_said_yes_and_they_signed_in(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """The demonstration has one manager: so it says to whoever tries handing plans over."""
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    assert "Ask an administrator to invite one." in (await priya.get("/team/managers")).text
    asked = await ask_for(alex, cast, db)
    assert "Noor" not in (await priya.get("/team/managers")).text
    await approve(priya, asked.path)
    assert "Noor" not in (await priya.get("/team/managers")).text
    noor = await db.fetchval("SELECT id FROM person WHERE name = 'Noor Ahmadi'")
    await db.execute("UPDATE account SET state = 'active' WHERE person_id = $1", noor)
    assert f'value="{noor}"' in (await priya.get("/team/managers")).text


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


async def test_new_words_end_the_old_password_and_every_session(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE account SET password_changed_at = password_changed_at - interval '1 hour'")
    alex, grace = await sign_in(cast.alex), await sign_in(cast.grace_lim)
    path = f"/admin/people/{cast.grace_lim.id}/words"
    assert "Say why" in (await alex.post(path)).text
    assert (await alex.post(path, {"reason": "Forgot it", "version": "an old page"})).status == 409
    helen = await another_administrator(sign_in, cast, db)
    made = await alex.post(
        path, {"way": "paper", "reason": "Forgot it", "version": await version_on(alex, path)}
    )
    assert (await grace.get("/account", follow=False)).status == 401
    await helen.post(f"{path}/confirm", {"version": await version_on(helen, path)}, page=path)
    assert (await stranger.sign_in(cast.grace_lim)).status == 422
    assert (await stranger.sign_in(cast.grace_lim, words_on(made))).path == "/welcome/password"


@pytest.mark.parametrize("who", ["dani", "kit", "amira", "priya", "helen", "grace_lim", "lewis"])
async def test_nobody_else_finds_anything_there(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    tom = f"/admin/people/{cast.tom.id}"
    for path in ("/admin", "/admin/people", "/admin/people/new", f"{tom}/words", f"{tom}/stop"):
        assert (await visitor.get(path)).status == 404, path
    for path in ("/admin/people/new", f"{tom}/words", f"{tom}/stop"):
        assert (await visitor.post(path, {"reason": "x"}, page="/account")).status == 404, path


@pytest.mark.parametrize("whose", ["dani", "kit", "lewis", "chloe", "alex"])
async def test_an_administrator_reaches_no_family_no_other_council_and_not_themselves(
    sign_in: SignIn, cast: Cast, whose: str
) -> None:
    alex, person = await sign_in(cast.alex), getattr(cast, whose).id
    assert (await alex.get(f"/admin/people/{person}/stop")).status == 404
    for act in ("stop", "words"):
        fields: dict[str, object] = {"reason": "x", "typed_name": getattr(cast, whose).name}
        answer = await alex.post(f"/admin/people/{person}/{act}", fields, page="/account")
        assert answer.status == 404
    for path in (
        "/home",
        "/staff/people",
        f"/staff/people/{cast.dani.id}/sign-in",
        f"/visits/{cast.home_visit}",
    ):
        assert (await alex.get(path)).status == 404


BY_EMAIL: dict[str, object] = {**INVITED, "way": "email"}


async def version_on(alex: Visitor, path: str) -> str:
    shown = re.search(r'name="version" value="([^"]*)"', (await alex.get(path)).text)
    assert shown
    return shown[1]


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
