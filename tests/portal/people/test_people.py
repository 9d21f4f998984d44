"""The caseload and a person's page: whom a worker finds there, what stands on it, and who finds nothing."""

from datetime import date

import pytest

from portal.clock import Clock
from portal.demo.cast import JOAN_ADDRESS, MARCUS_ADDRESS, ROWE_ADDRESS, Cast
from tests.portal.after_visits.filling import Db
from tests.portal.contributions.telling import jay_tells
from tests.portal.messages.talk import address_of, send
from tests.portal.visits.pages import words
from tests.running import SignIn, at


async def test_the_caseload_is_whom_you_work_with_the_soonest_due_first(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    shown = words((await amira.get("/staff/people")).text)
    order = [
        shown.index(name)
        for name in ("Max Brennan , 8", "Baby Brennan , under 1", "Jay Rowe , 14", "Kit Rowe , 9")
    ]
    assert order == sorted(order)
    assert "Due by Tuesday 9 June" in shown
    for other in ("Omar", "Luca", "Ella", "Sol", "Dunn"):
        assert other not in shown


async def test_filters_stand_in_the_address_and_can_be_taken_off(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    only = await amira.get("/staff/people?type=child_in_need")
    assert "Kit Rowe" not in only.text
    assert "Samuel Haile" in only.text
    assert "Remove filter Child in need plan" in words(only.text)
    nobody = words((await amira.get("/staff/people?type=looked_after")).text)
    assert "No one matches. Clear filters" in nobody
    for odd in ("?type=<script>", "?due=never&type=", "?type=a&type=b", "?due=%00"):
        answer = await amira.get(f"/staff/people{odd}")
        assert answer.status in (200, 400)
        assert "<script>" not in answer.text.split("<main", 1)[-1]


async def test_past_due_is_words_and_no_score(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(date(2026, 6, 20), 10))
    amira = await sign_in(cast.amira)
    late = words((await amira.get("/staff/people?due=late")).text)
    assert "Kit Rowe" in late
    assert "Past due" in late
    assert "risk" not in late.lower()


async def test_somebody_with_no_plans_reads_that_kindly(sign_in: SignIn, cast: Cast) -> None:
    tom = await sign_in(cast.tom)
    assert "You work with nobody at the moment." in (await tom.get("/staff/people")).text


async def test_a_childs_page_says_the_date_and_every_step_of_why(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = (await amira.get(f"/staff/people/{cast.kit.id}")).text
    shown = words(page)
    assert "See them by Tuesday 9 June" in shown
    assert "Why this date" in shown
    assert "10 working days" in shown
    assert f"/staff/visits/new?child={cast.kit.id}" in page
    assert "Father. Parental responsibility: On the birth certificate." in shown
    assert "No contact: Marcus Bell is kept away from Dani Rowe." in shown
    assert "Until Sunday 14 November 2027." in shown
    assert "Sam Okoro: Covers for Amira Khan" in shown
    assert "<title>Person – Kite</title>" in page


async def test_safe_contact_stands_in_bold(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = (await amira.get(f"/staff/people/{cast.dani.id}")).text
    assert "Text only between 10am and 3pm. Call only between 10am and 3pm. Do not say who you are." in words(
        page
    )
    assert "Never text or call in the evening or at a weekend." in page


async def test_who_can_see_what_is_what_each_really_finds(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    before = words((await amira.get(f"/staff/people/{cast.kit.id}")).text)
    part = before.split("Who can see what")[-1].split("What there was")[0]
    assert "Marcus Bell An order holds Wednesday 10 June" in part
    assert "Dani Rowe Tuesday 9 June" in part
    # Somebody ticks Marcus for the home visit by another way: the order still holds, and the page says so.
    await db.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, id, $2, worker_id, planned_at FROM visit WHERE id = $1
        """,
        cast.home_visit, cast.marcus.id,
    )  # fmt: skip
    after = words((await amira.get(f"/staff/people/{cast.kit.id}")).text)
    assert "Marcus Bell An order holds Wednesday 10 June" in after


@pytest.mark.parametrize(
    "who", ["tom", "sam", "lewis", "helen", "alex", "grace_lim", "dani", "marcus", "kit", "joan"]
)
async def test_nobody_else_finds_these_people(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    never = await visitor.get("/staff/people/00000000-0000-4000-8000-000000000000")
    for person in (cast.kit, cast.dani, cast.marcus, cast.ella):
        for page in ("", "/contact", "/restriction"):
            answer = await visitor.get(f"/staff/people/{person.id}{page}")
            assert answer.status == 404
            assert len(answer.text) == len(never.text)


async def test_a_brother_or_sister_on_another_workers_plan_is_a_name_and_no_more(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Max is Amira's, Ella is Ines's: Ella's visits, contact and timeline stay with Ines."""
    amira, ines = await sign_in(cast.amira), await sign_in(cast.ines)
    plans = await db.fetch("SELECT purpose FROM visit AS v JOIN visit_child AS c ON c.visit_id = v.id "
                           "WHERE c.child_id = $1 AND NOT EXISTS (SELECT FROM visit_child AS o WHERE o.visit_id = v.id "
                           "AND o.child_id <> $1)", cast.ella.id)  # fmt: skip
    assert plans
    hers = await amira.get(f"/staff/people/{cast.ella.id}")
    if hers.status == 200:
        shown = words(hers.text)
        assert "You do not work with Ella’s plan, so you see only this." in shown
        assert "Safe contact" not in shown
        assert "What there was" not in shown
        assert (await amira.get(f"/staff/people/{cast.ella.id}/contact")).status == 404
    mother = words((await amira.get(f"/staff/people/{cast.grace.id}")).text)
    assert not any(row["purpose"] in mother for row in plans)
    own = words((await ines.get(f"/staff/people/{cast.ella.id}")).text)
    assert any(row["purpose"] in own for row in plans)


async def test_addresses_of_homes_stand_on_none_of_these_pages(sign_in: SignIn, cast: Cast) -> None:
    amira, ines = await sign_in(cast.amira), await sign_in(cast.ines)
    for visitor, person in ((amira, cast.kit), (amira, cast.dani), (amira, cast.marcus), (ines, cast.leila)):
        page = (await visitor.get(f"/staff/people/{person.id}")).text
        assert not any(address in page for address in (ROWE_ADDRESS, MARCUS_ADDRESS, JOAN_ADDRESS))


async def test_the_timeline_goes_back_page_by_page_and_repeats_nothing(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = (await amira.get(f"/staff/people/{cast.kit.id}")).text
    first = page.split('<ol class="timeline">')[1].split("</ol>")[0]
    older = page.split("?before=")[1].split("#")[0]
    second = (await amira.get(f"/staff/people/{cast.kit.id}?before={older}")).text
    second = second.split('<ol class="timeline">')[1].split("</ol>")[0]
    assert 15 <= first.count("timeline__item") <= 20
    assert second.count("timeline__item") >= 1
    items = [item.split("</li>")[0] for item in first.split("<li")[1:]]
    assert not any(item in second for item in items)
    for odd in ("yesterday", "2026-06-01", "0001-01-01T00:00:00%2B00:00", "9999-12-31T23:59:59%2B00:00"):
        assert (await amira.get(f"/staff/people/{cast.kit.id}?before={odd}")).status == 200


async def test_reading_a_person_is_logged_about_them(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    await amira.get("/staff/people")
    await amira.get(f"/staff/people/{cast.marcus.id}")
    rows = await db.fetch(
        "SELECT kind, about FROM access_log WHERE actor_id = $1 AND deed = 'opened' AND kind IN ('people', 'person')",
        cast.amira.id,
    )
    about = {row["kind"]: set(row["about"]) for row in rows}
    assert about["person"] == {cast.marcus.id}
    assert {cast.kit.id, cast.jay.id, cast.max.id} <= about["people"]


async def test_the_caseload_says_who_wrote_last_and_whose_views_wait(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira = await sign_in(cast.amira)
    clock.turn_to(at(date(2026, 6, 3), 10))
    await send(await sign_in(cast.dani), await address_of(db, cast.dani), "Can you call?")
    page = (await amira.get("/staff/people")).text
    kit = words(page).split("Kit Rowe , 9")[1].split(", 14")[0]
    assert "Wednesday 3 June with Dani" in kit
    assert "Can you call?" not in page
    assert f'href="{await address_of(db, cast.dani, staff=True)}"' in page
    assert "None waiting" in kit
    await jay_tells(sign_in, cast.jay)
    jay = words((await amira.get("/staff/people")).text).split("Jay Rowe , 14")[1].split(", 9")[0]
    assert "1 to read" in jay
    # A manager reads conversations with a reason only: this page tells nothing of them.
    priya = (await (await sign_in(cast.priya)).get("/staff/people")).text
    assert "Wednesday 3 June with Dani" not in words(priya)
    assert "/staff/messages/" not in priya.split("<main", 1)[1]


async def test_what_is_done_most_comes_after_what_has_to_be_known_first(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = (await amira.get(f"/staff/people/{cast.kit.id}")).text.split("<main", 1)[1]
    order = [
        "Safe contact", "No contact: Marcus Bell", "Plan a visit", ">Message", "Start views together", "Plan a meeting",
        "Who works with this plan", "What they think", "Letters and signing in", "Family</h2>",
    ]  # fmt: skip
    places = [page.find(words) for words in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)
    parent = (await amira.get(f"/staff/people/{cast.dani.id}")).text.split("<main", 1)[1]
    assert "Plan a visit" not in parent, "a visit is about a child"
    assert parent.index("Safe contact") < parent.index(">Message") < parent.index("Letters and signing in")


async def test_a_manager_who_does_not_work_there_is_not_offered_to_write_it_together(
    sign_in: SignIn, cast: Cast
) -> None:
    priya = await sign_in(cast.priya)
    page = (await priya.get(f"/staff/people/{cast.kit.id}")).text
    assert "Start views together" not in page
    assert "Letters and signing in" in page
