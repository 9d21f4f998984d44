"""Whose a number or an address is, and what a text from it is taken for: nobody answers for somebody else."""

import json
from uuid import uuid4

import pytest

from portal.demo.cast import Cast, Member
from portal.safe_contact.numbers import read_point
from tests.notify import RunningNotify, notify
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.visits.pages import words
from tests.reminders.posting import Poster, has_left, poster_for
from tests.running import RunningPortal, SignIn, Visitor

__all__ = ["notify"]
PAGE = "/account/contact"
DANIS, NOBODYS = "07700 900401", "07700 900488"
LEFT = (
    "SELECT array_agg(value) FROM contact_point WHERE person_id = $1 AND kind = 'mobile' AND ended_at IS NULL"
)


@pytest.fixture
async def poster(portal: RunningPortal, notify: RunningNotify) -> Poster:
    return await poster_for(notify, portal.database.dsn(), portal.origin, portal.cast.exampleshire)


async def change_number(visitor: Visitor, member: Member, number: str, kind: str = "mobile") -> None:
    answer = await fill_in(visitor, f"{PAGE}/{kind}", {"value": number, "old_password": member.password})
    assert answer.path == PAGE


async def texts_of(db: Db) -> list[tuple[str, str | None, object]]:
    rows = await db.fetch("SELECT outcome, why, person_id FROM inbound_text ORDER BY at, id")
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("kind", "taken", "free"),
    [("mobile", DANIS, NOBODYS), ("email", "dani.rowe@example.com", "nobody.else@example.com")],
)
async def test_nobody_learns_by_typing_it_that_somebody_else_has_a_number(
    sign_in: SignIn, cast: Cast, db: Db, kind: str, taken: str, free: str
) -> None:
    await db.execute(
        "UPDATE safe_contact_plan SET texting = $2, email = $3, discreet = false WHERE person_id = $1",
        cast.marcus.id,
        "any_time" if kind == "mobile" else "no",
        "no" if kind == "mobile" else "yes",
    )
    marcus, seen = await sign_in(cast.marcus), []
    for number in (free, taken, free):
        await change_number(marcus, cast.marcus, number, kind)
        pages = [(await marcus.get(path)).text for path in ("/home", PAGE, f"{PAGE}/{kind}")]
        seen.append([words(page).replace(number, "it") for page in pages])
    assert seen[0] == seen[1] == seen[2]
    # His worker is asked about it all the same.
    await change_number(marcus, cast.marcus, taken, kind)
    amira = await sign_in(cast.amira)
    assert "Do they share the phone?" in words(
        (await amira.get(f"/staff/people/{cast.marcus.id}/contact")).text
    )


@pytest.mark.parametrize(("kind", "new"), [("mobile", NOBODYS), ("email", "not.dani@example.com")])
async def test_an_open_phone_is_not_enough_to_send_its_owners_letters_elsewhere(
    sign_in: SignIn, cast: Cast, db: Db, kind: str, new: str
) -> None:
    dani = await sign_in(cast.dani)
    for said in ({"value": new}, {"value": new, "old_password": "not-the-words-at-all"}, {"do": "take_away"}):
        assert (await fill_in(dani, f"{PAGE}/{kind}", said)).status == 422
    assert await db.fetchval(
        "SELECT count(*) FROM contact_point WHERE person_id = $1 AND kind = $2 AND ended_at IS NULL AND value <> $3",
        cast.dani.id,
        kind,
        new,
    )
    await change_number(dani, cast.dani, new, kind)


async def test_what_comes_from_a_number_that_only_its_new_owner_vouches_for_is_no_message_of_theirs(
    sign_in: SignIn, cast: Cast, db: Db, poster: Poster
) -> None:
    """Whoever types somebody else's number as their own would read what that person texts to us."""
    marcus = await sign_in(cast.marcus)
    await change_number(marcus, cast.marcus, NOBODYS)
    assert await poster.text(NOBODYS, "I am at my sister's, do not tell him") == 204
    assert await poster.text(NOBODYS, "3") == 204
    assert await texts_of(db) == [("duty", "unknown", None)] * 2
    assert "my sister" not in (await marcus.get("/messages")).text
    amira = await sign_in(cast.amira)
    assert "my sister" not in (await amira.get(f"/staff/people/{cast.marcus.id}")).text
    priya = await sign_in(cast.priya)
    assert "my sister" in (await priya.get("/staff/replies")).text
    # Tried with him, it is his.
    await db.execute("UPDATE contact_point SET proven = true WHERE person_id = $1", cast.marcus.id)
    assert await poster.text(NOBODYS, "I am late") == 204
    assert (await texts_of(db))[-1] == ("message", None, cast.marcus.id)


async def test_a_number_that_died_speaks_for_nobody_until_somebody_tried_it(
    cast: Cast, db: Db, poster: Poster, portal: RunningPortal
) -> None:
    """Networks give it to somebody else."""
    await has_left(db, cast.dani, cast.home_visit, portal.clock.now())
    await db.execute("UPDATE contact_point SET works = false WHERE person_id = $1", cast.dani.id)
    for said in ("1", "who is this?"):
        assert await poster.text(DANIS, said) == 204
    assert await texts_of(db) == [("duty", "unknown", None)] * 2


async def test_an_answer_from_another_number_than_the_one_that_was_asked_agrees_to_nothing(
    cast: Cast, db: Db, poster: Poster, portal: RunningPortal
) -> None:
    await has_left(db, cast.dani, cast.home_visit, portal.clock.now())
    await db.execute(
        "INSERT INTO contact_point (council_id, person_id, kind, value) VALUES ($1, $2, 'mobile', $3)",
        cast.exampleshire,
        cast.dani.id,
        NOBODYS,
    )
    assert await poster.text(NOBODYS, "1") == 204
    assert await texts_of(db) == [("message", None, cast.dani.id)]


def test_a_number_is_typed_in_digits_that_are_compared() -> None:
    """A phone takes digits of another script for the same number; our comparison would not."""
    assert read_point("mobile", "0770090040١") is None
    assert read_point("mobile", "07٧٠٠٩٠٠٤٠١") is None
    assert read_point("landline", "020794602٠١") is None


@pytest.mark.parametrize(
    "sender", ["0770\x0090", "\ud800447700900401", "\u202e447700900401", "٠٧٧٠٠٩٠٠٤٠١", "x" * 5000]
)
async def test_no_sender_can_make_a_text_unkept(poster: Poster, db: Db, sender: str) -> None:
    raw = json.dumps({"id": str(uuid4()), "source_number": sender, "message": "help"}).encode()
    assert (await poster.post("/notify/texts", None, raw=raw))[0] == 204
    assert await db.fetchval("SELECT count(*) FROM inbound_text") == 1


async def test_a_phone_that_was_shared_once_cannot_stop_the_texts_to_a_new_one(
    cast: Cast, db: Db, poster: Poster
) -> None:
    await db.execute(
        "INSERT INTO contact_point (council_id, person_id, kind, value) VALUES ($1, $2, 'mobile', $3)",
        cast.exampleshire,
        cast.dani.id,
        NOBODYS,
    )
    assert await poster.text(DANIS, "STOP") == 204
    plan = await db.fetchrow(
        "SELECT texting, texts_stopped_at FROM safe_contact_plan WHERE person_id = $1", cast.dani.id
    )
    assert plan is not None
    assert plan["texting"] == "some_times"
    # It is seen: staff are asked to look, and the old number is nobody's way any more.
    assert plan["texts_stopped_at"] is not None
    assert await db.fetchval(LEFT, cast.dani.id) == [NOBODYS]
    assert await poster.text(NOBODYS, "STOP") == 204
    assert (
        await db.fetchval("SELECT texting FROM safe_contact_plan WHERE person_id = $1", cast.dani.id) == "no"
    )
