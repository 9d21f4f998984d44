"""The first time: five pages in order, once, and nobody is texted who was not asked."""

import pytest

from portal.demo.cast import Cast, Member
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.visits.pages import words
from tests.running import SignIn, Visitor

PAGES = [f"/welcome/{step}" for step in range(1, 6)]


async def arrives(db: Db, member: Member, step: int = 1) -> None:
    """As if they had only now chosen a password of their own, and had been asked nothing."""
    await db.execute(
        "UPDATE account SET welcome_step = $2, welcomed_at = NULL WHERE person_id = $1", member.id, step
    )
    await db.execute("DELETE FROM safe_contact_plan WHERE person_id = $1", member.id)


async def test_the_five_pages_come_one_after_another_and_lead_home(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await arrives(db, cast.marcus)
    marcus = await sign_in(cast.marcus)
    first = await marcus.get("/home")
    assert first.path == "/welcome/1"
    assert "Choose your language" in first.text
    second = await fill_in(marcus, "/welcome/1", {"language": "en"})
    assert second.path == "/welcome/2"
    assert "What should we call you?" in second.text
    assert "Amira will see this name." in second.text
    third = await fill_in(marcus, "/welcome/2", {"called": "Marc"})
    assert third.path == "/welcome/3"
    for sentence in (
        "Is it safe for us to text you?", "Think about who can see your phone.", "Yes, at any time",
        "Yes, but only at some times", "Yes, but do not say who you are", "No, do not text me",
    ):  # fmt: skip
        assert sentence in words(third.text)
    fourth = await fill_in(
        marcus, "/welcome/3", {"texting": "some_times", "from_time": "6pm", "to_time": "8pm"}
    )
    assert fourth.path == "/welcome/4"
    for sentence in (
        "How to leave fast", "Press Exit this page. You will see a weather page. We sign you out.",
        "This does not clear your history. Someone could still see that you were here.",
        "On a keyboard, press Shift 3 times.", "Try it now",
    ):  # fmt: skip
        assert sentence in words(fourth.text)
    fifth = await marcus.post("/welcome/4", {}, page="/welcome/4")
    assert fifth.path == "/welcome/5"
    for sentence in (
        "Who can see what", "Amira sees what you send her. So can her manager.",
        "When Amira is away, Sam can see it too.", "It is kept on your record.",
        "We do not show it to your family, unless you say so.",
        "If someone is not safe, we may have to tell other people. We will try to tell you first.",
    ):  # fmt: skip
        assert sentence in words(fifth.text)
    home = await marcus.post("/welcome/5", {}, page="/welcome/5")
    assert home.path == "/home"
    assert "Hello Marc" in words(home.text)
    plan = await db.fetchrow("SELECT * FROM safe_contact_plan WHERE person_id = $1", cast.marcus.id)
    assert plan is not None
    assert (plan["texting"], str(plan["from_time"]), plan["email"], plan["calls"]) == (
        "some_times", "18:00:00", "no", "no",
    )  # fmt: skip
    for page in PAGES:
        assert (await marcus.get(page)).path == "/home"


async def test_nobody_of_the_cast_is_welcomed_again(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    assert (await dani.get("/")).path == "/home"
    assert (await dani.get("/welcome/1")).path == "/home"


async def test_whoever_left_in_between_goes_on_where_they_were(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await arrives(db, cast.dani, 3)
    dani = await sign_in(cast.dani)
    assert (await dani.get("/")).path == "/welcome/3"
    # Back is open, ahead is not.
    assert (await dani.get("/welcome/1")).path == "/welcome/1"
    assert (await dani.get("/welcome/5")).path == "/welcome/3"
    await fill_in(dani, "/welcome/1", {"do": "skip"})
    assert (await dani.get("/")).path == "/welcome/3"


async def test_all_but_the_question_about_texts_can_be_skipped(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await arrives(db, cast.dani)
    dani = await sign_in(cast.dani)
    assert (await fill_in(dani, "/welcome/1", {"do": "skip", "language": None})).path == "/welcome/2"
    third = await fill_in(dani, "/welcome/2", {"do": "skip", "called": ""})
    assert third.path == "/welcome/3"
    assert "Skip this" not in third.text
    answer = await fill_in(dani, "/welcome/3", {"do": "skip", "from_time": "10am"})
    assert answer.status == 422
    assert "Choose if it is safe to text you" in answer.text
    assert 'value="10am"' in answer.text
    assert not await db.fetchval("SELECT count(*) FROM safe_contact_plan WHERE person_id = $1", cast.dani.id)


async def test_names_that_say_a_role_are_not_taken(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await arrives(db, cast.dani, 2)
    dani = await sign_in(cast.dani)
    for called, sentence in (
        ("", "Enter the name you like"),
        ("Manager", "someone else"),
        ("🪁", "Use letters"),
    ):
        answer = await fill_in(dani, "/welcome/2", {"called": called})
        assert answer.status == 422
        assert sentence in words(answer.text)


async def test_trying_to_leave_really_leaves_and_the_last_page_comes_next_time(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await arrives(db, cast.dani, 4)
    dani = await sign_in(cast.dani)
    away = await dani.post("/welcome/4", {"do": "try"}, page="/welcome/4")
    assert "Kite" not in away.text
    assert (await dani.get("/home")).path.startswith("/sign-in")
    again = await sign_in(cast.dani)
    assert (await again.get("/")).path == "/welcome/5"


@pytest.mark.parametrize("who", ["kit", "jay"])
async def test_without_a_phone_or_email_nobody_is_asked_about_texts(
    sign_in: SignIn, cast: Cast, db: Db, who: str
) -> None:
    member = getattr(cast, who)
    await arrives(db, member, 2)
    child = await sign_in(member)
    assert (await fill_in(child, "/welcome/2")).path == "/welcome/4"
    assert (await child.get("/welcome/3")).path == "/welcome/4"
    assert 'href="/welcome/2"' in (await child.get("/welcome/4")).text
    assert (await child.get("/")).path == "/welcome/4"


async def test_with_an_email_alone_the_question_is_about_email(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await arrives(db, cast.sol, 3)
    sol = await sign_in(cast.sol)
    assert "Is it safe for us to send you email?" in (await sol.get("/welcome/3")).text
    assert (await fill_in(sol, "/welcome/3", {})).status == 422
    assert (await fill_in(sol, "/welcome/3", {"email": "discreet"})).path == "/welcome/4"
    kept = await db.fetchrow("SELECT texting, email FROM safe_contact_plan WHERE person_id = $1", cast.sol.id)
    assert kept is not None
    assert tuple(kept) == ("no", "discreet")


@pytest.mark.parametrize("who", ["amira", "priya", "helen", "alex", "grace_lim"])
async def test_staff_and_partners_have_no_such_pages(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    for page in PAGES:
        assert (await visitor.get(page)).status == 404
        assert (await visitor.post(page, {}, page="/sign-out")).status == 404


async def test_strangers_sign_in_first(stranger: Visitor) -> None:
    for page in PAGES:
        assert (await stranger.get(page)).path.startswith("/sign-in")
