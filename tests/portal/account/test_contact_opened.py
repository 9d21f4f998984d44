"""How we contact you: less is said at once, more with the password. An open phone is not enough for that."""

from collections.abc import Mapping

import pytest

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, form_to
from tests.running import SignIn

PAGE = "/account/contact"
PLAN = "SELECT * FROM safe_contact_plan WHERE person_id = $1"
ASKED = "Enter the password you use now, because this lets us reach you in more ways"
Said = Mapping[str, object]
POST = {"letters": "y", "letters_to": "Dani Rowe\n4 Mill Row\nExampleton\nZZ9 1AB"}

MORE: Mapping[str, tuple[str, Said]] = {
    "texts at all": ("texting = 'no', from_time = NULL, to_time = NULL", {"texting": "discreet"}),
    "a longer day": ("", {"to_time": "4pm"}),
    "any hour": ("", {"texting": "discreet", "from_time": "", "to_time": ""}),
    "one more day": ("", {"days": ["1", "2", "3", "4", "5", "6"]}),
    "who we are": ("", {"discreet": None}),
    "e-mail": ("email = 'no'", {"email": "discreet"}),
    "who writes, by e-mail": ("", {"email": "yes"}),
    "calls": ("calls = 'no'", {"calls": "some_times"}),
    "calls at any hour": ("", {"calls": "yes"}),
    "post": ("", POST),
    "post to another door": (
        "letters = true, letters_to = E'Dani Rowe\\n9 Mill Row\\nExampleton\\nZZ9 1AB'",
        POST,
    ),
    "a phone that others use": ("", {"device_shared": None}),
    "we first": ("only_i_contact = true", {"only_i_contact": None}),
}
LESS: Mapping[str, Said] = {
    "no texts": {"texting": "no"},
    "a shorter day": {"to_time": "2pm"},
    "fewer days": {"days": ["1"]},
    "no e-mail": {"email": "no"},
    "no calls": {"calls": "no"},
    "they first": {"only_i_contact": "y"},
    "nothing, whatever the hours": {
        "texting": "no", "from_time": "", "to_time": "", "email": "no", "calls": "no", "discreet": None,
        "days": ["1", "2", "3", "4", "5", "6", "7"],
    },
    "the same": {},
}  # fmt: skip


@pytest.fixture(autouse=True)
async def says_little(db: Db, cast: Cast) -> None:
    await db.execute(
        """
        UPDATE safe_contact_plan
           SET texting = 'some_times', from_time = '10:00', to_time = '15:00', days = '{1,2,3,4,5}', discreet = true,
               email = 'discreet', calls = 'some_times', letters = false, letters_to = NULL, device_shared = true,
               shared_with = 'Her sister', only_i_contact = false, unsafe_since = NULL
         WHERE person_id = $1
        """,
        cast.dani.id,
    )


@pytest.mark.parametrize("more", MORE)
async def test_more_needs_the_password_and_keeps_what_was_chosen(
    sign_in: SignIn, cast: Cast, db: Db, more: str
) -> None:
    was, said = MORE[more]
    if was:
        await db.execute(f"UPDATE safe_contact_plan SET {was} WHERE person_id = $1", cast.dani.id)
    before = await db.fetchrow(PLAN, cast.dani.id)
    dani = await sign_in(cast.dani)
    assert "old_password" not in (await dani.get(PAGE)).text
    asked = await fill_in(dani, PAGE, said)
    assert asked.status == 422
    assert ASKED in asked.text
    assert await db.fetchrow(PLAN, cast.dani.id) == before
    stands = form_to(asked.text, PAGE)
    assert stands["old_password"] == [""]
    typed = {name: values for name, values in stands.items() if name in said}
    assert typed == {name: _listed(value) for name, value in said.items() if value is not None}
    wrong = await fill_in(dani, PAGE, {**said, "old_password": "not-the-words-at-all"})
    assert wrong.status == 422
    assert "That is not the password you use now" in wrong.text
    assert "not-the-words-at-all" not in wrong.text
    assert await db.fetchrow(PLAN, cast.dani.id) == before
    assert (await fill_in(dani, PAGE, {**said, "old_password": cast.dani.password})).path == PAGE
    assert await db.fetchrow(PLAN, cast.dani.id) != before


@pytest.mark.parametrize("less", LESS)
async def test_less_is_asked_nothing(sign_in: SignIn, cast: Cast, db: Db, less: str) -> None:
    before = await db.fetchrow(PLAN, cast.dani.id)
    answer = await fill_in(await sign_in(cast.dani), PAGE, LESS[less])
    assert answer.path == PAGE, answer.text
    after = await db.fetchrow(PLAN, cast.dani.id)
    assert before is not None
    assert after is not None
    assert after["version"] == before["version"] + 1


async def test_who_was_never_asked_has_said_no_to_everything(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("DELETE FROM safe_contact_plan WHERE person_id = $1", cast.dani.id)
    first = {"texting": "any_time", "email": "no", "calls": "no"}
    dani = await sign_in(cast.dani)
    assert (await fill_in(dani, PAGE, first)).status == 422
    assert (await fill_in(dani, PAGE, {**first, "texting": "no"})).path == PAGE
    answer = await fill_in(dani, PAGE, {**first, "old_password": cast.dani.password})
    assert answer.path == PAGE
    assert (await db.fetchrow(PLAN, cast.dani.id))["texting"] == "any_time"  # type: ignore[index]


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]
