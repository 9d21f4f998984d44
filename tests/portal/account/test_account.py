"""My account: looks, quiet mode, language, name."""

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.messages.talk import address_of, send
from tests.running import SignIn, Visitor

PAGES = ["", "/display", "/quiet", "/language", "/name", "/devices", "/password"]
DISPLAY = {"text_size": "large", "colours": "dark", "style": "calm", "pictures": "y"}


@pytest.mark.parametrize("who", ["dani", "kit", "amira", "priya", "helen", "grace_lim", "alex", "lewis"])
async def test_everybody_has_an_account_of_their_own(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    for page in PAGES:
        answer = await visitor.get(f"/account{page}", follow=False)
        assert answer.status == 200, page
    assert getattr(cast, who).called in (await visitor.get("/account")).text


async def test_a_stranger_is_asked_to_sign_in(stranger: Visitor) -> None:
    for page in PAGES:
        answer = await stranger.get(f"/account{page}", follow=False)
        assert answer.status == 303
        assert answer.headers["Location"].startswith("/sign-in?next=/account")


async def test_looks_follow_the_person_and_not_the_phone(sign_in: SignIn, cast: Cast) -> None:
    one, other = await sign_in(cast.dani), await sign_in(cast.dani)
    answer = await one.post("/account/display", {**DISPLAY, "less_movement": "y"})
    assert answer.path == "/account"
    assert "Your choice is saved." in answer.text
    page = (await other.get("/home")).text
    assert "text-large colours-dark style-calm still" in page
    assert 'value="dark" checked' in (await other.get("/account/display")).text


async def test_a_made_up_look_is_refused_and_nothing_changes(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(cast.dani)
    answer = await dani.post("/account/display", {**DISPLAY, "text_size": "enormous"})
    assert answer.status == 422
    assert "Choose a size for the words" in answer.text
    colours = await db.fetchval("SELECT colours FROM account WHERE id = $1", cast.dani.account_id)
    assert colours == "phone"


async def test_quiet_mode_turns_on_and_off(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    assert "Quiet mode is on." in (await dani.post("/account/quiet", {"quiet": "y"})).text
    assert "help--quiet" in (await dani.get("/home")).text
    assert "Quiet mode is off." in (await dani.post("/account/quiet")).text
    assert "help--quiet" not in (await dani.get("/home")).text


async def test_quiet_mode_says_what_it_does_and_what_it_leaves(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """What stands on its page is so on the others; texts and emails are chosen elsewhere."""
    dani = await sign_in(cast.dani)
    page = (await dani.get("/account/quiet")).text
    for promised in (
        "the list of your messages does not show what they say",
        "the menu does not say how many messages are new",
        "you cannot save a visit to your calendar",
    ):
        assert promised in page
    # There are none here, in quiet mode or out of it.
    assert "photo" not in page
    assert 'href="/account/contact"' in page.split("<main", 1)[1]
    await send(
        await sign_in(cast.amira),
        await address_of(db, cast.dani, staff=True),
        "The kite club meets on Friday",
    )
    loud = (await dani.get("/messages?all=1")).text
    assert "The kite club meets" in loud
    assert "Messages (1)" in loud.split("<main", 1)[0]
    await dani.post("/account/quiet", {"quiet": "y"})
    quiet = (await dani.get("/messages?all=1")).text
    assert "The kite club meets" not in quiet
    assert "Messages (1)" not in quiet.split("<main", 1)[0]
    assert "calendar.ics" not in (await dani.get(f"/visits/{cast.home_visit}")).text
    # Who is too young to be reached by us chooses nothing there.
    assert "/account/contact" not in (await (await sign_in(cast.kit)).get("/account/quiet")).text


async def test_only_a_language_that_exists_can_be_chosen(sign_in: SignIn, cast: Cast) -> None:
    tigist = await sign_in(cast.tigist)
    assert (await tigist.post("/account/language", {"language": "en"})).path == "/account"
    answer = await tigist.post("/account/language", {"language": "../../etc"})
    assert answer.status == 422
    assert "Choose your language" in answer.text


async def test_the_name_somebody_likes_is_used_at_once_and_logged(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(cast.dani)
    answer = await dani.post("/account/name", {"called": "  Dan\u202eie  O’Hara "})
    assert answer.path == "/account"
    assert "Danie O’Hara" in answer.text
    assert await db.fetchval("SELECT name FROM person WHERE id = $1", cast.dani.id) == "Dani Rowe"
    logged = await db.fetchval(
        "SELECT count(*) FROM access_log WHERE actor_id = $1 AND deed = 'changed' AND kind = 'name'",
        cast.dani.id,
    )
    assert logged == 1


@pytest.mark.parametrize(
    "called",
    [
        "Social Worker", "s0cial w0rker", "Ѕосіаl Wоrkеr", "Team  Manager", "Admin", "C0uncil", "Amira Khan",
        "AMIRA KHAN", "Amіra Khаn", "Amira", "Αmira", "AMIRA", "Àmíra", "A m i r a", "Amira K",
        "Am1ra", "Priya", "Amira (social worker)", "Duty worker", "\u202ePolice\u202c", "Chair", "Help desk",
        "Court", "Guard1an",
    ],
)  # fmt: skip
async def test_nobody_of_a_family_can_pass_for_staff(sign_in: SignIn, cast: Cast, called: str) -> None:
    marcus = await sign_in(cast.marcus)
    answer = await marcus.post("/account/name", {"called": called})
    assert answer.status == 422
    assert "Choose a name that does not sound like someone else" in answer.text


@pytest.mark.parametrize(
    "called",
    ["Dani", "Dani Rowe", "Danielle", "ዳኒ", "دانية", "Zoë-Mae", "Nan", "Courtney", "Dani Court", "D"],
)
async def test_an_ordinary_name_is_fine(sign_in: SignIn, cast: Cast, called: str) -> None:
    dani = await sign_in(cast.dani)
    assert called in (await dani.post("/account/name", {"called": called})).text


@pytest.mark.parametrize(
    "called", ["Dani", "Dani Rowe", "DANI", "Dаni", "Kit", "Jay Rowe", "Jɑy", "Ꭰani", "Jᴀɏ"]
)
async def test_nobody_can_pass_for_another_person_around_the_same_children(
    sign_in: SignIn, cast: Cast, called: str, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    marcus = await sign_in(cast.marcus)
    answer = await marcus.post("/account/name", {"called": called})
    assert answer.status == 422
    assert "Choose a name that does not sound like someone else" in answer.text
    assert await db.fetchval("SELECT called FROM person WHERE id = $1", cast.marcus.id) == "Marcus"


async def test_a_child_cannot_pass_for_a_parent_and_may_share_a_name_with_a_family_unknown_to_them(
    sign_in: SignIn, cast: Cast
) -> None:
    kit = await sign_in(cast.kit)
    for called in ("Dani", "Jay", "Marcus"):
        assert (await kit.post("/account/name", {"called": called})).status == 422
    assert (await kit.post("/account/name", {"called": "Rosa"})).status == 200


async def test_somebody_named_like_one_of_us_keeps_their_own_name(sign_in: SignIn, cast: Cast) -> None:
    """Grace Brennan, and Grace Lim the health visitor."""
    grace = await sign_in(cast.grace)
    assert (await grace.post("/account/name", {"called": "Grace"})).status == 200
    assert (await grace.post("/account/name", {"called": "Grace Lim"})).status == 422


@pytest.mark.parametrize(
    ("called", "says"),
    [
        ("", "Enter the name you like"),
        ("x" * 61, "Use 60 letters or fewer"),
        ("🪁🪁", "Use letters"),
        ("\u3164", "Use letters"),
    ],
)
async def test_a_missing_or_endless_name_is_refused_kindly(
    sign_in: SignIn, cast: Cast, called: str, says: str
) -> None:
    dani = await sign_in(cast.dani)
    answer = await dani.post("/account/name", {"called": called})
    assert answer.status == 422
    assert says in answer.text
    assert f'value="{called}"' in answer.text
