"""Nobody opens a way to families alone: whom one administrator asks for, a second person lets in."""

import asyncio

import pytest

from portal.demo.cast import Cast
from portal.new_council import add_administrator
from portal.settings import SettingsProblem
from tests.portal.administration.given import words_on
from tests.portal.administration.second_person import (
    Db,
    another_administrator,
    approve,
    ask_for,
    is_here,
    seen_on,
)
from tests.portal.sign_in.letters import Letters, choose, number_on
from tests.running import RunningPortal, SignIn, Visitor


@pytest.mark.parametrize(
    "instead",
    [
        {}, {"role": "administrator", "team": ""}, {"role": "worker", "way": "paper"},
        {"role": "chair", "way": "paper", "team": ""},
        {"role": "partner", "email": "noor@nhs.example.com", "team": ""},
    ],
)  # fmt: skip
async def test_who_is_asked_for_is_nobody_yet_and_the_list_says_who_waits_for_whom(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, instead: dict[str, object]
) -> None:
    alex = await sign_in(cast.alex)
    asked = await ask_for(alex, cast, db, **instead)
    assert not await is_here(db)
    assert await Letters(portal, cast.exampleshire).wanted() == []
    listed = (await alex.get("/admin/people")).text.split("Waiting for a second person", 1)[1]
    assert "=Alex" not in listed + (await alex.get(asked.path)).text
    assert listed.index("Noor Ahmadi") < listed.index("Alex Morgan, ") < listed.index("A team manager")
    assert "There is no other administrator." in (await alex.get(asked.path)).text
    logged = await db.fetch(
        "SELECT actor_id, reason FROM access_log WHERE kind = 'invitation' AND deed = 'changed'"
    )
    assert [tuple(row) for row in logged] == [(cast.alex.id, f"asked for {instead.get('role', 'manager')}")]


async def test_who_asked_is_not_the_second_person_in_another_session_either(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex, again = await sign_in(cast.alex), await sign_in(cast.alex)
    priya = await sign_in(cast.priya)
    asked = await ask_for(alex, cast, db)
    seen = await seen_on(priya, asked.path)
    for session in (alex, again):
        assert "Yes, let them in" not in (await session.get(asked.path)).text
        assert (await session.post(asked.path, {"version": seen})).status == 404
    assert not await is_here(db)


@pytest.mark.parametrize("who", ["amira", "sam", "helen", "grace_lim", "dani", "kit", "lewis"])
async def test_nobody_else_sees_it_approves_it_or_withdraws_it(
    sign_in: SignIn, cast: Cast, db: Db, who: str
) -> None:
    asked = await ask_for(await sign_in(cast.alex), cast, db)
    seen = await seen_on(await sign_in(cast.priya), asked.path)
    other = await sign_in(getattr(cast, who))
    assert (await other.get(asked.path)).status == 404
    for path in (asked.path, f"{asked.path}/withdraw"):
        assert (await other.post(path, {"version": seen}, page="/account")).status == 404
    assert await db.fetchval("SELECT count(*) FROM staff_invitation WHERE outcome IS NULL") == 1


async def test_where_there_is_one_administrator_a_manager_says_yes_and_gets_the_number(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    asked = await ask_for(alex, cast, db)
    assert "number" not in asked.answer.text.split("<main")[1].split("</main>")[0]
    assert f'href="{asked.path}"' in (await priya.get("/team")).text
    shown = (await priya.get(asked.path)).text
    for one in ("Noor Ahmadi", "Team manager", "Family Help North", "Alex Morgan, "):
        assert one in shown
    seen = await seen_on(priya, asked.path)
    told = await approve(priya, asked.path)
    assert 'href="/team"' in told.text
    # Pressed twice: the browser shows the second answer.
    twice = await priya.post(asked.path, {"version": seen}, page="/team")
    assert number_on(twice) == number_on(told)
    assert (await alex.post(asked.path, {"version": seen}, page="/admin/people")).status == 404
    await db.execute("UPDATE sign_in_link SET made_at = made_at - interval '2 minutes'")
    late = await priya.post(asked.path, {"version": seen}, page="/team")
    assert (late.status, number_on(told) in late.text) == (409, False)
    assert "If the number or the words are lost, an administrator can let them in again." in late.text
    (wanted,) = await Letters(portal, cast.exampleshire).wanted()
    await stranger.get(
        f"/sign-in/link/{await Letters(portal, cast.exampleshire).token_of(wanted.subject_id)}"
    )
    await stranger.post("/sign-in/link", {"number": number_on(told)})
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    assert "Priya Nair said yes on" in (await alex.get(asked.path)).text
    assert "Waiting for a second person" not in (await alex.get("/admin/people")).text
    assert asked.path not in (await priya.get("/team")).text
    rows = await db.fetch(
        "SELECT actor_id, reason, about FROM access_log WHERE kind = 'invitation' AND reason LIKE 'approved%'"
    )
    assert [tuple(row) for row in rows] == [(cast.priya.id, "approved manager", [wanted.person_id])]


async def test_where_there_is_another_administrator_it_is_theirs_and_no_managers(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    helen, alex = await another_administrator(sign_in, cast, db), await sign_in(cast.alex)
    priya = await sign_in(cast.priya)
    asked = await ask_for(alex, cast, db, role="worker", way="paper")
    assert "once a second person of the council has seen you" in asked.answer.text
    sign_in_with = {"name": "noor.ahmadi@example.gov.uk", "password": words_on(asked.answer)}
    assert (await stranger.post("/sign-in", dict(sign_in_with))).status == 422
    assert (await priya.get(asked.path)).status == 404
    assert asked.path not in (await priya.get("/team")).text
    assert "You can" in (await helen.get("/admin/people")).text
    assert "Another administrator" in (await alex.get("/admin/people")).text
    assert "The words on paper work now." in (await approve(helen, asked.path)).text
    assert (await stranger.post("/sign-in", dict(sign_in_with))).path == "/welcome/password"
    assert await db.fetchval("SELECT words_hash IS NULL FROM staff_invitation")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE staff_invitation SET role = 'administrator', team_id = NULL",
        "UPDATE staff_invitation SET name = 'Noor Ahmady'", "UPDATE staff_invitation SET email = 'n@example.gov.uk'",
        "UPDATE team SET name = name || ' again'",
        "UPDATE staff_invitation SET outcome = 'withdrawn', decided_by = asked_by, decided_at = now()",
        "UPDATE staff_invitation SET asked_by = (SELECT id FROM person WHERE name = 'Sam Okoro')",
    ],
)  # fmt: skip
async def test_what_changed_after_the_look_is_not_approved(
    sign_in: SignIn, cast: Cast, db: Db, change: str
) -> None:
    priya = await sign_in(cast.priya)
    asked = await ask_for(await sign_in(cast.alex), cast, db)
    seen = await seen_on(priya, asked.path)
    await db.execute(change + (" WHERE council_id = $1"), cast.exampleshire)
    late = await priya.post(asked.path, {"version": seen}, page="/team")
    assert late.status in (404, 409)
    assert not await is_here(db)


async def test_two_who_say_yes_at_once_make_one_person(sign_in: SignIn, cast: Cast, db: Db) -> None:
    helen = await another_administrator(sign_in, cast, db)
    ines = await another_administrator(sign_in, cast, db, cast.ines)
    asked = await ask_for(await sign_in(cast.alex), cast, db)
    seen: dict[str, object] = {"version": await seen_on(ines, asked.path)}
    both = await asyncio.gather(*(one.post(asked.path, seen, page="/account") for one in (helen, ines)))
    assert sorted(one.status for one in both) == [200, 409]
    assert await db.fetchval("SELECT count(*) FROM person WHERE name = 'Noor Ahmadi'") == 1
    assert await db.fetchval("SELECT count(*) FROM sign_in_link WHERE kind = 'invitation'") == 1
    assert await db.fetchval("SELECT count(*) FROM access_log WHERE reason = 'approved manager'") == 1
    late = await ines.post(f"{asked.path}/withdraw", page="/account")
    assert late.status == 409
    assert "said yes on" in late.text


async def test_a_council_with_nobody_else_is_told_what_to_do_and_gets_an_administrator(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE account SET state = 'paused' WHERE person_id = $1", cast.priya.id)
    alex = await sign_in(cast.alex)
    asked = await ask_for(alex, cast, db)
    assert "Ask whoever runs this service to add a second administrator." in (await alex.get(asked.path)).text
    dsn, name = portal.database.dsn("portal_migrator"), "exampleshire county council"
    words = await add_administrator(dsn, name, "Robin Vale", "robin@example.gov.uk", portal.clock)
    await stranger.post("/sign-in", {"name": "robin@example.gov.uk", "password": words})
    assert (await stranger.get(asked.path, follow=False)).status == 303, "not before a password of their own"
    await stranger.post("/welcome/password", {"password": "orchard violin thunder"})
    assert number_on(await approve(stranger, asked.path))
    assert await db.fetchval(
        "SELECT reason FROM access_log WHERE actor_id = about[1] AND kind = 'invitation'"
    )
    for council, email in (("Nowhere", "r@example.gov.uk"), (name, "amira.khan@example.gov.uk"), (name, "x")):
        with pytest.raises(SettingsProblem):
            await add_administrator(dsn, council, "Robin Vale", email, portal.clock)
