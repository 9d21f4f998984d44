"""Planning a meeting for which two come on different days: checked, looked at, shared, moved and called off."""

from datetime import date

import asyncpg

from portal.demo.cast import Cast, Member
from tests.portal.administration.given import add_not_come_in
from tests.portal.meetings.planning import asked, at, copy_for, new, press
from tests.portal.planner.pages import form_of, words
from tests.running import Answer, SignIn, Visitor

Database = asyncpg.Connection
DANIS, MARCUS = "The Linden Room zq-linden", "Library desk zq-desk"
FIRST, SECOND = date(2026, 7, 9), date(2026, 7, 10)


async def invited(db: Database, meeting_id: str, member: Member) -> tuple[object, ...] | None:
    await db.execute("SELECT set_config('app.council', $1::text, false)", str(member.council))
    row = await db.fetchrow(
        "SELECT s.place_words, r.was_at IS NOT NULL AS moved, m.state FROM meeting_reader AS r "
        "JOIN meeting_slot AS s ON s.id = r.slot_id JOIN meeting AS m ON m.id = r.meeting_id "
        "WHERE r.meeting_id = $1 AND r.person_id = $2 AND r.ended_at IS NULL AND m.shared_at IS NOT NULL",
        meeting_id,
        member.id,
    )
    return tuple(row) if row else None


async def with_two_times(amira: Visitor, cast: Cast) -> Answer:
    """The form with a second time that the father is asked for."""
    path = new(cast)
    page = await amira.get(path)
    page = await press(
        amira, path, page, "add_slot", why_now="Summer is near. 🪁", **at(0, FIRST, "10am", DANIS)
    )
    assert "Time 2" in words(page.text)
    fields = at(1, SECOND, "2.30pm", MARCUS) | {"slots__1__there__0__name": "Helen Marsh"}
    fields |= {"slots__1__there__0__role": "Runs the meeting"}
    return await press(amira, path, page, "look", **fields, **asked(page, path, a=(cast.marcus, "1")))


async def test_a_meeting_is_planned_with_two_times_and_each_sees_their_own(
    sign_in: SignIn, cast: Cast, db: Database
) -> None:
    amira, path = await sign_in(cast.amira), new(cast)
    assert f'href="{path}"' in (await amira.get("/staff/meetings/new")).text
    page = await amira.get(path)
    # The order is said, the mother and who is old enough are asked at first, and the father is not put beside her.
    assert "An order keeps Marcus away from Dani. It ends on Sunday 14 November 2027." in words(page.text)
    assert "For Kit, it has to be held by Friday 23 October." in words(page.text)
    preview = await with_two_times(amira, cast)
    assert preview.status == 200, words(preview.text)
    assert "The offices are closed" not in words(preview.text)
    dani, marcus = copy_for(preview.text, "Dani"), copy_for(preview.text, "Marcus")
    assert "Thursday 9 July at 10am" in dani
    assert "zq-linden" in dani
    assert "zq-desk" not in dani
    assert "Friday 10 July at 2:30pm" in marcus
    assert "zq-linden" not in marcus
    assert "Thursday" not in marcus.replace("Thursday 2 July", "").replace(
        "Papers are here by Friday 3 July", ""
    )
    kept = await press(amira, path, preview, "keep")
    here = kept.path
    meeting_id = here.rsplit("/", 1)[1]
    assert "Nobody who is asked can see it yet" in words(kept.text)
    assert await invited(db, meeting_id, cast.dani) is None
    shown = await amira.get(f"{here}/share")
    done = await amira.send(f"{here}/share", form_of(shown.text, f"{here}/share"))
    assert "Everybody who is asked can see it now." in words(done.text)
    assert await invited(db, meeting_id, cast.dani) == (DANIS, False, "planned")
    assert await invited(db, meeting_id, cast.marcus) == (MARCUS, False, "planned")
    await _moved_and_called_off(amira, await sign_in(cast.helen), here, cast, db)


async def _moved_and_called_off(amira: Visitor, helen: Visitor, here: str, cast: Cast, db: Database) -> None:
    change, meeting_id = f"{here}/change", here.rsplit("/", 1)[1]
    before = await helen.get(change)
    page = await amira.get(change)
    kit = asked(page, change, a=(cast.kit, ""))
    preview = await press(amira, change, page, "preview", slots__1__time="4pm", **kit)
    assert "Friday 10 July at 4pm" in copy_for(preview.text, "Marcus")
    await press(amira, change, preview, "keep")
    # Only whose own time moved is told so.
    assert await invited(db, meeting_id, cast.marcus) == (MARCUS, True, "planned")
    assert await invited(db, meeting_id, cast.dani) == (DANIS, False, "planned")
    assert await invited(db, meeting_id, cast.kit) is None
    # Somebody who had the page open meanwhile finds both texts, and the form with what they wrote.
    late = await press(helen, change, before, "keep", why_now="Helen's words")
    assert late.status == 409
    assert "Summer is near. 🪁" in words(late.text)
    assert form_of(late.text, change)["why_now"] == "Helen's words"
    bank_holiday = at(1, date(2026, 8, 31), "4pm", MARCUS)
    look = await press(helen, change, await helen.get(change), "preview", **bank_holiday)
    assert "The offices are closed on Monday 31 August." in words(look.text)
    again = await press(helen, change, late, "preview", slots__1__time="4pm")
    assert (await press(helen, change, again, "keep")).path == here
    last = await helen.get(change)
    off = await amira.post(f"{here}/call-off", {"words": "We meet in autumn."})
    assert "We meet in autumn." in words(off.text)
    assert await invited(db, meeting_id, cast.dani) == (DANIS, False, "called_off")
    assert (await amira.post(f"{here}/call-off", {}, page=here)).status == 409
    over = await press(helen, change, last, "keep")
    assert over.status == 409
    assert "Helen&#39;s words" in over.text


async def test_a_chair_who_has_not_come_in_runs_no_meeting_and_is_told_of_none(
    sign_in: SignIn, cast: Cast, db: Database
) -> None:
    """Whoever was approved and never came would be sent what nobody reads."""
    rowan = await add_not_come_in(db, cast.helen, "Rowan Not-Yet")
    amira, path = await sign_in(cast.amira), new(cast)
    page = await amira.get(path)
    assert "Helen Marsh" in page.text
    assert "Rowan Not-Yet" not in page.text
    fields = {"why_now": "Summer.", **at(0, FIRST, "10am", DANIS), "chair": rowan}
    refused = await press(amira, path, page, "keep", **fields)
    assert refused.status == 422
    assert await db.fetchval("SELECT count(*) FROM meeting WHERE chair_id = $1", rowan) == 0


async def test_nobody_is_put_beside_a_person_whom_an_order_protects(
    sign_in: SignIn, cast: Cast, db: Database
) -> None:
    amira, path = await sign_in(cast.amira), new(cast)
    page = await amira.get(path)
    start = {"why_now": "Summer.", **at(0, FIRST, "10am", DANIS)}
    beside = await press(
        amira, path, page, "preview", **start, **asked(page, path, a=(cast.dani, "0"), b=(cast.marcus, "0"))
    )
    assert beside.status == 422
    refusal = "An order keeps Marcus away from Dani."
    assert f"There is a problem {refusal} Choose another time for one of them" in words(beside.text)
    # Nor as somebody who only comes along, however the name is written.
    typed = {"slots__0__there__0__name": "marcus  BELL", "slots__0__there__0__role": "Supporter"}
    along = await press(
        amira, path, page, "preview", **start, **typed, **asked(page, path, a=(cast.dani, "0"))
    )
    assert along.status == 422
    assert "They cannot both be there at this time" in words(along.text)
    assert form_of(along.text, path)["slots-0-there-0-name"] == "marcus BELL"
    # Both at one door, one after the other: advice before anybody is told.
    close = await press(
        amira, path, await with_two_times(amira, cast), "back", **at(1, FIRST, "11.15am", DANIS)
    )
    door = await press(amira, path, close, "preview")
    assert "Marcus and Dani could meet at The Linden Room zq-linden." in words(door.text)
    # An order that came between the preview and its button counts too.
    await db.execute(
        "INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on, seen_by) "
        "SELECT council_id, $1, $2, 'no_contact', 'Court', '2026-05-01', '2026-12-01', $3 FROM person WHERE id = $1",
        cast.dani.id,
        cast.kit.id,
        cast.amira.id,
    )
    late = await press(amira, path, door, "share")
    assert late.status == 422
    assert "An order keeps Dani away from Kit." in words(late.text)
    assert await db.fetchval("SELECT count(*) FROM meeting_slot WHERE place_words = $1", DANIS) == 0


async def test_what_is_missing_is_said_and_what_was_typed_is_kept(sign_in: SignIn, cast: Cast) -> None:
    amira, path = await sign_in(cast.amira), new(cast)
    page = await amira.get(path)
    bad = {
        **at(0, date(2020, 1, 1), "25 o'clock", ""),
        "why_now": "w" * 10_000,
        "slots__0__there__0__name": "\u202eIan \u0645\u062d\u0645\u062f " + "x" * 100,
        "slots__0__there__0__role": "",
        "children__0__on": None,
        "children__1__on": None,
    }
    answer = await press(amira, path, page, "preview", **bad)
    assert answer.status == 422
    said = words(answer.text)
    for sentence in (
        "Choose which children it is about",
        "Use 600 letters or fewer. You used 10,000",
        "Say where it is",
        "Say what Ian",
    ):
        assert sentence in said, sentence
    assert "w" * 10_000 in answer.text
    assert "\u202e" not in form_of(answer.text, path)["slots-0-there-0-name"]  # type: ignore[operator]
    no_number = await press(amira, path, page, "preview", **{"slots-²-day-day": "1"})
    assert no_number.status == 400
    strange = {"children__0__child_id": "x", "children__1__child_id": "x", "people__0__person_id": "x"}
    nobody = await press(amira, path, page, "preview", **at(0, FIRST, "10am", DANIS), **strange)
    assert nobody.status == 422
    assert "Choose which children it is about" in words(nobody.text)
    # A second time that nobody filled in is none, and one can be taken out again.
    two = await press(amira, path, page, "add_slot")
    one = await press(amira, path, two, "take_out-1")
    assert "slots-1-day-day" in form_of(two.text, path)
    assert "slots-1-day-day" not in form_of(one.text, path)
