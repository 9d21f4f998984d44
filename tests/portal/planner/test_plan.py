"""Planning a visit from the last one, as staff do it without JavaScript."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.planner.pages import filled, form_of, words
from tests.portal.planner.planning import new, plan, share
from tests.running import SignIn, at

TOO_LONG = "Talk " * 2000


async def test_the_next_visit_starts_as_the_last_one_was(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(new(cast))
    fields = form_of(page.text, new(cast))
    assert fields["time"] == "4pm"
    assert fields["place"] == "home"
    assert set(fields["readers"]) == {str(cast.dani.id), str(cast.jay.id), str(cast.kit.id)}  # type: ignore[call-overload]
    # The same weekday, no later than the last day allowed.
    assert (fields["day-day"], fields["day-month"]) == ("9", "6")
    text = words(page.text)
    assert "Kit has to be visited by Tuesday 9 June." in text
    assert "Why this date?" in text
    assert text.index("We promised this") < text.index("The family said they would")


async def test_a_shared_plan_is_what_each_reader_was_shown(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    preview = await plan(
        amira, new(cast), "preview", purpose="To talk about the swimming badge.", day__day="8", time="4.30pm"
    )
    text = words(preview.text)
    assert all(f"What {name} will see" in text for name in ("Dani", "Jay", "Kit"))
    assert "What Marcus will see" not in text
    sent = await amira.send(new(cast), {**form_of(preview.text, new(cast)), "do": "share"})
    assert sent.status == 200
    assert "The plan is shared." in sent.text
    seen = await (await sign_in(cast.dani)).get(sent.path.replace("/staff", ""))
    assert seen.status == 200
    shown = words(seen.text)
    for said in (
        "Monday 8 June at 4:30pm",
        "To talk about the swimming badge.",
        "At your home",
        "Breakfast club",
    ):
        assert said in text
        assert said in shown
    assert (await (await sign_in(cast.marcus)).get(sent.path.replace("/staff", ""))).status == 404


async def test_a_preview_may_come_again_and_its_plan_is_shared_once(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    """A page that is opened anew, or a button pressed twice on a slow line, sends the same form again."""
    before = await db.fetchval("SELECT count(*) FROM visit")
    amira = await sign_in(cast.amira)
    page = await amira.get(new(cast))
    look = filled(page.text, new(cast), purpose="To say hello.", day__day="8", do="preview")
    assert look["key"]
    twins = await asyncio.gather(*(amira.send(new(cast), look) for _ in range(3)))
    assert [one.status for one in twins] == [200, 200, 200]
    # Whoever goes back by the browser and changes a word has the key of that page still.
    other = await amira.send(new(cast), {**look, "purpose": "To say good morning."})
    assert "To say good morning." in words(other.text)
    share_it = {**form_of(other.text, new(cast)), "do": "share"}
    first, second = await amira.send(new(cast), share_it), await amira.send(new(cast), share_it)
    assert first.path == second.path != new(cast)
    assert (await amira.send(new(cast), {**share_it, "purpose": "To say good night."})).status == 409
    assert await db.fetchval("SELECT count(*) FROM visit") == before + 1


async def test_nothing_is_kept_before_somebody_presses_share(sign_in: SignIn, cast: Cast, db: Any) -> None:
    before = await db.fetchval("SELECT count(*) FROM visit")
    amira = await sign_in(cast.amira)
    assert (await plan(amira, new(cast), "preview")).status == 200
    assert await db.fetchval("SELECT count(*) FROM visit") == before


async def test_pressing_share_twice_plans_one_visit(sign_in: SignIn, cast: Cast, db: Any) -> None:
    amira = await sign_in(cast.amira)
    preview = await plan(amira, new(cast), "preview")
    fields = {**form_of(preview.text, new(cast)), "do": "share"}
    before = await db.fetchval("SELECT count(*) FROM visit")
    first, second = await amira.send(new(cast), fields), await amira.send(new(cast), fields)
    assert first.path == second.path
    assert await db.fetchval("SELECT count(*) FROM visit") == before + 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"children-0-on": None, "children-1-on": None}, "Choose who this visit is for"),
        ({"day-day": "", "day-month": "", "day-year": ""}, "Enter a date"),
        ({"day-day": "29", "day-month": "2", "day-year": "2027"}, "Enter a day that is in the calendar"),
        ({"day-day": "31", "day-month": "5"}, "The date must be today or later"),
        ({"day-day": "1", "day-month": "6", "time": "9am"}, "The time must be later than now"),
        ({"time": ""}, "Enter a time, like 4pm"),
        ({"time": "teatime"}, "Enter a time, like 4pm"),
        ({"purpose": "  "}, "Say why you are visiting"),
        ({"purpose": "word " * 61}, "Use 60 words or fewer. You have used 61"),
        ({"purpose": TOO_LONG}, "Use 600 letters or fewer"),
        ({"readers": None}, "Choose who can see this plan"),
        ({"place": "other", "place_words": ""}, "Say which place, in words"),
        ({"place": "other", "place_words": "12 Elm Row, ZZ9 4KT"}, "without an address or a postcode"),
        ({"children-0-minutes": "200"}, "Enter how many minutes, from 5 to 120"),
        ({"day-day": "28", "day-month": "3", "day-year": "2027", "time": "1:30am"}, "2:30am"),
        (
            {"day-day": "31", "day-month": "10", "day-year": "2027", "time": "1:30am"},
            "Choose which of the 2 times",
        ),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    sign_in: SignIn, cast: Cast, changes: dict[str, object], error: str
) -> None:
    amira = await sign_in(cast.amira)
    page = await plan(amira, new(cast), "preview", also_coming="Kept \u202e as typed 🪁", **changes)
    assert page.status == 422
    text = words(page.text)
    assert "There is a problem" in text
    assert error in text.replace("\xa0", " ")
    kept = form_of(page.text, new(cast))
    assert kept["also_coming"] == "Kept \u202e as typed 🪁"
    if isinstance(changes.get("purpose"), str):
        assert kept["purpose"] == str(changes["purpose"]).strip()


async def test_the_hour_that_comes_twice_is_asked_for_and_kept(sign_in: SignIn, cast: Cast, db: Any) -> None:
    amira = await sign_in(cast.amira)
    night = {"day-day": "25", "day-month": "october", "day-year": "2026", "time": "1:30am"}
    asked = await plan(amira, new(cast), "preview", **night)
    assert "The second one, after the clocks go back" in words(asked.text)
    preview = await amira.send(new(cast), {**filled(asked.text, new(cast), which="second"), "do": "preview"})
    done = await amira.send(new(cast), {**form_of(preview.text, new(cast)), "do": "share"})
    row = await db.fetchrow(
        "SELECT starts_at, starts_wall FROM visit WHERE id = $1::uuid", done.path.split("/")[-1]
    )
    assert row["starts_at"].isoformat() == "2026-10-25T01:30:00+00:00"
    assert row["starts_wall"].isoformat() == "2026-10-25T01:30:00"


async def test_another_row_keeps_what_was_typed(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = await plan(amira, new(cast), "add_topic", purpose="Half a thought")
    assert page.status == 200
    fields = form_of(page.text, new(cast))
    assert fields["purpose"] == "Half a thought"
    assert fields["topics-3-body"] == ""
    for number in range(3):
        page = await amira.send(new(cast), {**form_of(page.text, new(cast)), "do": "add_time"})
        assert f"offered-{number}-time" in form_of(page.text, new(cast))
    assert "Offer another time" not in words(page.text)
    again = await amira.send(new(cast), {**form_of(page.text, new(cast)), "do": "add_time"})
    assert "offered-3-time" not in form_of(again.text, new(cast))


async def test_an_offered_time_needs_a_day_and_a_time(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = await plan(amira, new(cast), "add_time")
    half = {**form_of(page.text, new(cast)), "offered-0-time": "5pm", "do": "preview"}
    answer = await amira.send(new(cast), half)
    assert answer.status == 422
    assert 'href="#offered-0-day"' in answer.text


async def test_warnings_advise_and_do_not_block(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute("UPDATE safe_contact_plan SET not_visited_on = '{2}' WHERE person_id = $1", cast.dani.id)
    amira = await sign_in(cast.amira)
    preview = await plan(amira, new(cast), "preview", day__day="16")
    text = words(preview.text)
    assert "This is after the due date, Tuesday 9 June, for Kit." in text
    assert "Dani said not to visit on Tuesdays." in text
    assert "The offices are closed" not in text
    clash = await plan(amira, new(cast), "preview", day__day="9", time="4.30pm")
    assert "Amira has another visit then: 4pm, Jay, Kit." in words(clash.text)
    tigist = await plan(amira, f"/staff/visits/new/{cast.samuel.id}", "preview", booked=None, day__day="13",
                        day__month="6", day__year="2026")  # fmt: skip
    assert "An interpreter is needed and not booked." in words(tigist.text)
    assert "The offices are closed on Saturday 13 June." in words(tigist.text)
    done = await amira.send(new(cast), {**form_of(preview.text, new(cast)), "do": "share"})
    assert "The plan is shared." in done.text


async def test_an_unannounced_visit_changes_no_page_of_the_family(
    sign_in: SignIn, cast: Cast, db: Any, clock: Clock
) -> None:
    amira = await sign_in(cast.amira)
    people = [await sign_in(one) for one in (cast.dani, cast.kit, cast.jay, cast.marcus)]
    pages = ("/home", "/visits", f"/visits/{cast.home_visit}", f"/visits/{cast.office_visit}")
    clock.turn_to(at(FIRST_DAY, 10, 5))
    before = [[without_tokens((await one.get(page)).text) for page in pages] for one in people]
    sent = await share(amira, new(cast), share="no", day__day="4", purpose="To see the morning as it is.")
    assert sent.status == 200
    visit_id = sent.path.split("/")[-1]
    assert "Unannounced. Only staff can see this visit." in words(sent.text)
    assert await db.fetchval("SELECT count(*) FROM visit_reader WHERE visit_id = $1::uuid", visit_id) == 0
    assert await db.fetchval("SELECT shared_at FROM visit WHERE id = $1::uuid", visit_id) is None
    clock.turn_to(at(FIRST_DAY, 10, 5))
    after = [[without_tokens((await one.get(page)).text) for page in pages] for one in people]
    assert before == after
    for one in people:
        gone, never = await one.get(f"/visits/{visit_id}"), await one.get(f"/visits/{cast.dani.id}")
        assert gone.status == never.status == 404
        assert without_tokens(gone.text) == without_tokens(never.text)


def without_tokens(page: str) -> str:
    return re.sub(r'(value|nonce)="[\w=+/-]{20,}"', "", page)


async def test_a_manager_can_choose_who_visits(sign_in: SignIn, cast: Cast, db: Any) -> None:
    priya = await sign_in(cast.priya)
    page = await priya.get(new(cast))
    assert 'name="worker"' in page.text
    made_up = await plan(priya, new(cast), "preview", worker=str(cast.ines.id))
    assert made_up.status == 422
    sent = await share(priya, new(cast), worker=str(cast.priya.id), day__day="12")
    worker = await db.fetchval("SELECT worker_id FROM visit WHERE id = $1::uuid", sent.path.split("/")[-1])
    assert worker == cast.priya.id


async def test_each_child_of_a_family_has_their_own_worker(sign_in: SignIn, cast: Cast) -> None:
    amira, ines = await sign_in(cast.amira), await sign_in(cast.ines)
    assert (await amira.get(f"/staff/visits/new/{cast.max.id}")).status == 200
    assert (await amira.get(f"/staff/visits/new/{cast.ella.id}")).status == 404
    page = await ines.get(f"/staff/visits/new/{cast.ella.id}")
    assert "Ella" in page.text
    assert "Max" not in words(page.text)


async def test_short_addresses_lead_to_the_planner(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    assert (await amira.get(f"/staff/visits/new?child={cast.kit.id}")).path == new(cast)
    assert (await amira.get(f"/staff/visits/new?child={cast.chloe.id}")).status == 404
    assert "Plan a visit for Kit Rowe" in words((await amira.get("/staff/visits/new")).text)


async def test_odd_field_names_are_refused_plainly(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(new(cast))
    odd = {**form_of(page.text, new(cast)), "topics-²-body": "x", "do": "preview"}
    assert (await amira.send(new(cast), odd)).status == 400


async def test_a_visit_in_the_past_fills_the_next_after_it(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(FIRST_DAY + timedelta(days=9), 10))
    amira = await sign_in(cast.amira)
    assert (await amira.get(new(cast))).status == 200
