"""How we contact you: said by the person, about nobody else, and true from the next letter on."""

from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, form_to, send_on
from tests.portal.visits.pages import words
from tests.running import SignIn

PAGE = "/account/contact"
CHANGE = "SELECT * FROM safe_contact_plan WHERE person_id = $1"


async def test_the_page_shows_what_was_said_and_what_the_phone_would_show(
    sign_in: SignIn, cast: Cast
) -> None:
    dani = await sign_in(cast.dani)
    assert PAGE in (await dani.get("/account")).text
    text = words((await dani.get(PAGE)).text)
    assert "How we contact you" in text
    assert "Last checked on Wednesday 20 May." in text
    assert "07700 900401" in text
    assert "Reminder: appointment on Tuesday 2 June at 4pm. Questions? Call 020 7946 0201." in text
    assert "http" not in text.split("What would this phone show?")[1]
    form = form_to((await dani.get(PAGE)).text, PAGE)
    assert (form["texting"], form["from_time"], form["to_time"]) == (["some_times"], ["10am"], ["3pm"])
    assert form["days"] == ["1", "2", "3", "4", "5"]


async def test_what_somebody_says_is_kept_and_staff_read_it_at_once(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    marcus = await sign_in(cast.marcus)
    said = {
        "texting": "discreet", "from_time": "6pm", "to_time": "9pm", "days": ["6", "7"], "email": "discreet",
        "calls": "no", "letters": "y", "letters_to": "Marcus Bell\n4 Mill Row\nExampleton\nZZ9 1AB",
        "device_shared": "y", "shared_with": "", "old_password": cast.marcus.password,
    }  # fmt: skip
    answer = await fill_in(marcus, PAGE, said)
    assert answer.path == PAGE
    assert "What you said is saved" in answer.text
    assert "Questions? Call" in answer.text
    row = await db.fetchrow(CHANGE, cast.marcus.id)
    assert row is not None
    assert (row["texting"], row["discreet"], row["days"], row["email"]) == (
        "discreet",
        True,
        [6, 7],
        "discreet",
    )
    assert (row["device_shared"], row["shared_with"], row["letters"]) == (True, None, True)
    # What only the worker asks is as it was.
    assert row["voicemail"] is True
    assert (row["checked_by"], str(row["checked_on"])) == (cast.marcus.id, "2026-06-01")
    page = (await (await sign_in(cast.amira)).get(f"/staff/people/{cast.marcus.id}")).text
    expected = (
        "Text only between 6pm and 9pm. Do not call. Do not say who you are. Only on: Saturday, Sunday."
    )
    assert expected in words(page)


async def test_a_phone_that_others_use_rests_sooner_from_then_on(sign_in: SignIn, cast: Cast, db: Db) -> None:
    marcus, dani = await sign_in(cast.marcus), await sign_in(cast.dani)
    idle = "SELECT s.idle_minutes FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE a.person_id = $1"
    said = {"email": "no", "calls": "no", "letters": None, "device_shared": "y", "shared_with": "My mum"}
    assert await db.fetchval(idle, cast.marcus.id) == 30
    assert "What you said is saved" in (await fill_in(marcus, PAGE, said)).text
    assert (await db.fetchval(idle, cast.marcus.id), await db.fetchval(idle, cast.dani.id)) == (15, 30)
    await db.execute("UPDATE session SET last_used_at = now() - interval '16 minutes'")
    assert (await marcus.get("/home", follow=False)).status == 401
    assert (await dani.get("/home", follow=False)).status == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"texting": None}, "Choose if it is safe to text you"),
        ({"texting": "some_times", "from_time": ""}, "Enter a time, like 10am"),
        ({"from_time": "4"}, "Enter a time, like 4pm"),
        ({"from_time": "4pm", "to_time": "9am"}, "later than the first"),
        ({"from_time": "6am"}, "Enter 7am or later"),
        ({"to_time": "10pm"}, "Enter 9pm or earlier"),
        ({"days": None}, "Choose at least one day"),
        ({"email": "maybe"}, "Choose if it is safe to send email"),
        ({"letters": "y", "letters_to": "Kept as typed"}, "with the postcode last"),
        ({"shared_with": "x" * 121}, "Use 120 letters or fewer"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    sign_in: SignIn, cast: Cast, db: Db, changes: dict[str, object], sentence: str
) -> None:
    dani = await sign_in(cast.dani)
    before = await db.fetchrow(CHANGE, cast.dani.id)
    answer = await fill_in(dani, PAGE, {"letters_to": "Kept as typed", **changes})
    assert answer.status == 422
    assert sentence in answer.text
    assert "Kept as typed" in answer.text
    assert await db.fetchrow(CHANGE, cast.dani.id) == before


async def test_a_phone_that_is_not_safe_stops_everything_and_tells_the_worker(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    answer = await dani.post("/account/contact/unsafe", {}, page=PAGE)
    text = words(answer.text)
    assert "Since Monday 1 June we send you nothing and do not call you." in text
    assert "020 7946 0201" in text
    assert "Nothing. We send nothing." in text
    today = words((await amira.get("/staff/today")).text)
    assert "Dani R says that their phone is not safe" in today
    assert "Do not text. Do not call. Do not write. Dani told us that their phone is not safe." in today
    # What they choose afterwards does not start it again: somebody else may hold the phone.
    await fill_in(dani, PAGE, {"texting": "any_time"})
    assert (await db.fetchrow(CHANGE, cast.dani.id))["unsafe_since"] is not None  # type: ignore[index]


async def test_old_answers_are_asked_about_on_home_until_somebody_says_that_they_are_right(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    marcus = await sign_in(cast.marcus)
    assert "is this still right?" not in (await marcus.get("/home")).text
    clock.turn_to(clock.now() + timedelta(weeks=7))
    marcus = await sign_in(cast.marcus)
    assert "How we contact you: is this still right?" in (await marcus.get("/home")).text
    answer = await marcus.post("/account/contact/right", {}, page=PAGE)
    assert "Last checked on Monday 20 July." in words(answer.text)
    assert "is this still right?" not in (await marcus.get("/home")).text


async def test_something_that_happened_asks_again_before_the_8_weeks(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani = await sign_in(cast.dani)
    assert "is this still right?" not in (await dani.get("/home")).text
    await db.execute(
        """
        WITH now AS (SELECT set_config('app.now', '2026-05-30T12:00+01:00', false) AS at)
        UPDATE contact_point SET works = now.at IS NULL FROM now WHERE person_id = $1
        """,
        cast.dani.id,
    )
    assert "is this still right?" in (await dani.get("/home")).text


async def test_a_new_number_takes_the_place_of_the_old_one_and_is_not_tried_yet(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, own = await sign_in(cast.dani), {"old_password": cast.dani.password}
    wrong = await fill_in(dani, f"{PAGE}/mobile", {"value": "12345"} | own)
    assert wrong.status == 422
    assert "Enter a mobile number, like 07700 900 982" in wrong.text
    assert 'value="12345"' in wrong.text
    assert "Enter the password you use now" not in wrong.text
    both = (await fill_in(dani, f"{PAGE}/mobile", {"value": "12345"})).text
    assert "Enter a mobile number, like 07700 900 982" in both
    assert "Enter the password you use now" in both
    answer = await fill_in(dani, f"{PAGE}/mobile", {"value": "+44 7700-900 477"} | own)
    assert answer.path == PAGE
    assert "07700 900477 Not tried yet" in words(answer.text)
    rows = await db.fetch(
        "SELECT value, ended_at FROM contact_point WHERE person_id = $1 AND kind = 'mobile' ORDER BY value",
        cast.dani.id,
    )
    assert [(row["value"], row["ended_at"] is None) for row in rows] == [
        ("07700 900401", False),
        ("07700 900477", True),
    ]
    email = await fill_in(dani, f"{PAGE}/email", {"value": "Dani@Example.com"} | own)
    # On a narrow phone it breaks before its parts.
    assert "<bdi>dani<wbr>@example<wbr>.com</bdi>" in email.text
    gone = await fill_in(dani, f"{PAGE}/email", {"do": "take_away"} | own)
    assert "dani<wbr>" not in gone.text


async def test_a_worker_who_wrote_something_down_meanwhile_is_not_overwritten(
    sign_in: SignIn, cast: Cast
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    old = await dani.get(PAGE)
    await fill_in(
        amira, f"/staff/people/{cast.dani.id}/contact", {"shared_with": "Her sister", "device_shared": "y"}
    )
    answer = await send_on(dani, old, PAGE, {"texting": "no"})
    assert answer.status == 409
    assert "Her sister" in answer.text
    assert form_to(answer.text, PAGE)["texting"] == ["no"]
    again = await send_on(dani, answer, PAGE, {"texting": "no"})
    assert again.path == PAGE


async def test_young_people_have_a_page_of_their_own_and_younger_children_none(
    sign_in: SignIn, cast: Cast
) -> None:
    assert (await (await sign_in(cast.luca)).get(PAGE)).status == 200
    kit = await sign_in(cast.kit)
    assert PAGE not in (await kit.get("/account")).text
    for path in (PAGE, f"{PAGE}/mobile", f"{PAGE}/email"):
        assert (await kit.get(path)).status == 404


@pytest.mark.parametrize("who", ["amira", "priya", "helen", "alex", "grace_lim"])
async def test_it_is_no_page_for_staff_or_partners(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    for path in (PAGE, f"{PAGE}/mobile", f"{PAGE}/email"):
        assert (await visitor.get(path)).status == 404
    for path in (PAGE, f"{PAGE}/unsafe", f"{PAGE}/right", f"{PAGE}/mobile"):
        assert (await visitor.post(path, {"texting": "no"}, page="/sign-out")).status == 404


async def test_two_people_with_one_phone_each_read_words_that_name_nobody(
    sign_in: SignIn, cast: Cast
) -> None:
    rosa = words((await (await sign_in(cast.rosa)).get(PAGE)).text)
    assert "Reminder: appointment on" in rosa
    assert "Nothing. We send nothing." in words((await (await sign_in(cast.luca)).get(PAGE)).text)
