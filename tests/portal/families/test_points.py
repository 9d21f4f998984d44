"""Numbers of somebody: tried, ended, and what becomes of one that two people have."""

import pytest

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.visits.pages import words
from tests.running import SignIn, Visitor


def page_of(person: object) -> str:
    return f"/staff/people/{person}/contact"


async def point_id(db: Db, person: object, value: str) -> str:
    return str(
        await db.fetchval(
            "SELECT id FROM contact_point WHERE person_id = $1 AND value = $2 AND ended_at IS NULL",
            person,
            value,
        )
    )


async def press(visitor: Visitor, person: object, point: str, do: str) -> str:
    answer = await visitor.post(f"{page_of(person)}/points/{point}", {"do": do}, page=page_of(person))
    assert answer.path == page_of(person)
    return words(answer.text)


async def test_a_number_is_added_tried_and_ended(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    page = page_of(cast.dani.id)
    for typed, sentence in (
        ({}, "Choose what it is"),
        ({"kind": "mobile", "value": "999"}, "Enter a mobile number, like 07700 900 982"),
        ({"kind": "landline", "value": "x"}, "Enter a phone number, like 01632 960 001"),
        ({"kind": "email", "value": "nobody"}, "Enter an email, like name@example.com"),
    ):
        wrong = await fill_in(amira, f"{page}/points/new", typed)
        assert wrong.status == 422
        assert sentence in wrong.text
        assert typed.get("value", "") in wrong.text
    added = await fill_in(amira, f"{page}/points/new", {"kind": "mobile", "value": "(07700) 900-488"})
    assert "Mobile number Not tried yet 07700 900488" in words(added.text)
    # A worker adds beside what there is; only the person says that the old one is gone.
    assert "07700 900401" in added.text
    new = await point_id(db, cast.dani.id, "07700 900488")
    assert "Works 07700 900488" in await press(amira, cast.dani.id, new, "works")
    assert "Does not work 07700 900488" in await press(amira, cast.dani.id, new, "fails")
    assert await db.fetchval("SELECT failed_at IS NOT NULL FROM contact_point WHERE id = $1::text::uuid", new)
    assert "07700 900488" not in await press(amira, cast.dani.id, new, "end")


async def test_what_fails_is_a_reason_to_ask_again(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    number = await point_id(db, cast.dani.id, "07700 900401")
    page = await press(amira, cast.dani.id, number, "fails")
    assert "Since then a number stopped working, on Monday 1 June. Ask again." in page


async def test_two_people_who_share_a_phone_both_get_words_that_name_nobody(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    page = page_of(cast.marcus.id)
    asked = words(
        (await fill_in(amira, f"{page}/points/new", {"kind": "mobile", "value": "07700900441"})).text
    )
    assert "2 people have this number. Do they share the phone?" in asked
    assert "Grace" not in asked
    await sign_in(cast.grace)
    number = await point_id(db, cast.marcus.id, "07700 900441")
    shared = await press(amira, cast.marcus.id, number, "share")
    graces = "SELECT s.idle_minutes FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE a.person_id = $1"
    assert await db.fetchval(graces, cast.grace.id) == 15
    assert "2 people have this number" not in shared
    assert "Shared 07700 900441" in shared
    for person in (cast.marcus, cast.grace):
        plan = await db.fetchrow(
            "SELECT discreet, device_shared FROM safe_contact_plan WHERE person_id = $1", person.id
        )
        assert plan is not None
        assert tuple(plan) == (True, True)
        assert "Do not say who you are." in words((await amira.get(page_of(person.id))).text)


async def test_two_people_who_do_not_share_make_a_task_and_nothing_is_sent_there(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    await fill_in(amira, f"{page_of(cast.marcus.id)}/points/new", {"kind": "mobile", "value": "07700900441"})
    number = await point_id(db, cast.marcus.id, "07700 900441")
    page = await press(amira, cast.marcus.id, number, "not_share")
    assert "Somebody else has this number too, and they do not share a phone." in page
    today = words((await amira.get("/staff/today")).text)
    assert "Ask Marcus B for their number. Somebody else has the same one." in today
    assert "Ask Grace B for their number." in today
    await press(amira, cast.marcus.id, number, "end")
    assert "for their number" not in words((await amira.get("/staff/today")).text)


async def test_a_phone_is_safe_again_when_they_tell_somebody(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    await dani.post("/account/contact/unsafe", {}, page="/account/contact")
    page = page_of(cast.dani.id)
    assert "Dani told us so on Monday 1 June." in words((await amira.get(page)).text)
    answer = await amira.post(f"{page}/safe-again", {}, page=page)
    assert "Text only between 10am and 3pm." in words(answer.text)
    assert "not safe" not in words((await amira.get("/staff/today")).text)
    kept = await db.fetchrow("SELECT unsafe_since FROM safe_contact_plan WHERE person_id = $1", cast.dani.id)
    assert kept is not None
    assert kept["unsafe_since"] is None


async def test_younger_children_are_reached_through_nobody_but_their_adults(
    sign_in: SignIn, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    page = page_of(cast.kit.id)
    assert "Kit is under 12." in words((await amira.get(page)).text)
    assert "Kit is under 12." in words((await amira.get(f"/staff/people/{cast.kit.id}")).text)
    assert (await amira.get(f"{page}/points/new")).status == 404
    assert (await amira.post(page, {"texting": "any_time"}, page="/sign-out")).status == 404


@pytest.mark.parametrize("who", ["tom", "sam", "helen", "alex", "dani", "marcus", "chloe", "lewis"])
async def test_nobody_else_finds_these_numbers(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    visitor, page = await sign_in(getattr(cast, who)), page_of(cast.dani.id)
    number = await point_id(db, cast.dani.id, "07700 900401")
    assert (await visitor.get(f"{page}/points/new")).status == 404
    everything: dict[str, object] = {"do": "end", "kind": "mobile", "value": "07700900466"}
    for path in (f"{page}/points/{number}", f"{page}/points/new", f"{page}/safe-again"):
        assert (await visitor.post(path, everything, page="/sign-out")).status == 404
    assert await point_id(db, cast.dani.id, "07700 900401") == number


async def test_a_number_is_changed_only_on_the_page_of_whose_it_is(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    number = await point_id(db, cast.chloe.id, "07700 900451")
    for do in ("works", "fails", "end", "share", "not_share", "shout"):
        answer = await amira.post(f"{page_of(cast.dani.id)}/points/{number}", {"do": do}, page="/sign-out")
        assert answer.status == 404
