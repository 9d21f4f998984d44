"""Today: the visits in time order, what families added, what is to be finished, and nobody else's."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from portal.today.model import short_name
from portal.today.store import get_day
from portal.web.times import london, say_day
from tests.databases import FIRST_DAY
from tests.portal.meetings.papers import papers, share
from tests.portal.planner.pages import words
from tests.running import RunningPortal, SignIn, at

VISIT_DAY = FIRST_DAY + timedelta(days=8)


def test_names_are_short_enough_for_a_bus() -> None:
    assert short_name("Dani Rowe", "Dani") == "Dani R"
    assert short_name("Prince", "Prince") == "Prince"
    assert short_name("يوسف عبد الرحمن عزيز", "يوسف") == "يوسف ع"
    assert short_name("Oluwaseun Adebayo-Featherstone", "Seun") == "Seun A"


async def test_the_day_of_a_visit_says_all_that_is_needed(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(VISIT_DAY, 11))
    amira = await sign_in(cast.amira)
    page = await amira.get("/staff/today")
    text = words(page.text)
    assert "Today, Tuesday 9 June" in text
    assert "4pm Dani R" in text
    assert "About Jay R and Kit R. At home. Child protection." in text
    assert "Text only between 10am and 3pm. Call only between 10am and 3pm. Do not say who you are." in text
    assert "Waiting for reply" in text
    assert "2 topics added" in text
    assert "Kit R: I made a kite." in text
    for link in ("Open plan", "Directions", "Call", "Running late"):
        assert link in text
    assert 'href="tel:07700900401"' in page.text
    # A page that is opened in public spells out neither whole names, nor addresses, nor what is for her alone.
    assert not re.search("Rowe|Quillfeather", text)
    assert "Jay R: something for the worker only." in text
    assert "talk about dad" not in page.text


async def test_no_call_is_offered_outside_the_hours_that_are_safe(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(VISIT_DAY, 9, 59))
    amira = await sign_in(cast.amira)
    for path in ("/staff/today", f"/staff/visits/{cast.home_visit}"):
        assert "tel:07700900401" not in (await amira.get(path)).text


async def test_visits_stand_in_the_order_of_the_day(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    amira = await sign_in(cast.amira)
    text = words((await amira.get("/staff/today")).text)
    assert text.index("11am Grace B") < text.index("2pm Tigist H") < text.index("Next after today")
    assert "Reply to Grace B: a different time" in text
    # Who has a question about the time is answered from the visit itself, and of nobody else's visit.
    assert "Reply about the time Grace B" in text.split("11am Grace B", 1)[1].split("2pm Tigist H", 1)[0]
    assert text.count("Reply about the time") == 1


async def test_an_unannounced_visit_is_on_the_workers_day_and_tells_nobody(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(FIRST_DAY + timedelta(days=10), 7))
    amira = await sign_in(cast.amira)
    page = (await amira.get("/staff/today")).text
    card = words(page).split("8:15am", 1)[1]
    assert "Not shared" in card
    assert f"/staff/visits/{cast.unannounced_visit}/late" not in page


async def test_running_late_is_one_press_from_today_and_one_to_send(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(VISIT_DAY, 15, 50))
    amira = await sign_in(cast.amira)
    assert f'href="/staff/visits/{cast.home_visit}/late"' in (await amira.get("/staff/today")).text
    # 10 minutes is chosen beforehand: Send is the second press.
    assert 'value="10" checked' in (await amira.get(f"/staff/visits/{cast.home_visit}/late")).text
    # Where the page would refuse it, nothing leads there.
    clock.turn_to(at(VISIT_DAY, 20, 1))
    amira = await sign_in(cast.amira)
    assert f'href="/staff/visits/{cast.home_visit}/late"' not in (await amira.get("/staff/today")).text
    assert "until 4 hours after" in (await amira.get(f"/staff/visits/{cast.home_visit}/late")).text


async def test_the_evening_asks_what_happened_and_not_for_the_way(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    """A visit that is over is confirmed no more; what is left to do about it stands on its card."""
    here = f"/staff/visits/{cast.home_visit}"
    for hour, over in ((15, False), (19, True)):
        clock.turn_to(at(VISIT_DAY, hour))
        amira = await sign_in(cast.amira)
        card = (await amira.get("/staff/today")).text.split("4pm", 1)[1].split("</section>", 1)[0]
        line = (await amira.get("/staff/visits")).text.split(f'href="{here}"', 1)[1].split("</li>", 1)[0]
        for part in (card, line, (await amira.get(here)).text):
            assert ("To write up" in part) is over
            assert ("Waiting for reply" in part) is not over
        kit = (await amira.get(f"/staff/people/{cast.kit.id}")).text.split('id="timeline"', 1)[1]
        event = kit.split(f'href="{here}', 1)[1].split("</li>", 1)[0]
        assert ("To write up" in event) is over
        assert (f"{here}/after" in card) is over
        assert ("Directions" in card) is not over


async def test_everything_to_finish_leads_to_a_page(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(VISIT_DAY + timedelta(days=1), 9))
    amira = await sign_in(cast.amira)
    page = (await amira.get("/staff/today")).text
    text = words(page)
    assert "Say what happened: Jay R and Kit R" in text
    assert "Past its date" in text
    links = set(re.findall(r'href="(/staff/[^"]+)"', page.split("<main", 1)[1]))
    assert any("/after" in link for link in links)
    assert any("/corrections/" in link for link in links)
    assert any("/requests/" in link for link in links)
    # “Share summary” leads to the summary that somebody began, and to one button that goes on with it.
    share = next(link for link in links if link.endswith("/after#summaries"))
    begun = (await amira.get(share)).text.split('id="summaries"', 1)[1]
    assert re.search(r'<a class="govuk-button" href="[^"]*/summaries/[^"]+">Finish and share<', begun)
    for link in links:
        assert (await amira.get(link)).status == 200, link


async def test_papers_stand_on_the_day_from_5_working_days_before_they_are_due(
    sign_in: SignIn, cast: Cast, clock: Clock, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    due: date = await db.fetchval("SELECT papers_by_on FROM meeting WHERE id = $1", cast.review_conference)
    line, link = "Share papers before a meeting: Jay R and Kit R", papers(cast.review_conference)

    async def seen_by(who: Member, day: date) -> str:
        clock.turn_to(at(day, 10))
        page = (await (await sign_in(who)).get("/staff/today")).text
        assert (link in page) == (line in words(page))
        return words(page)

    assert line not in await seen_by(cast.amira, due - timedelta(days=8))
    assert f"{line} By {say_day(due, due.year)}." in await seen_by(cast.amira, due - timedelta(days=7))
    assert line in await seen_by(cast.amira, due)
    late = await seen_by(cast.amira, due + timedelta(days=1))
    assert f"{line} By {say_day(due, due.year)}. Past its date" in late
    # Among visits and what families asked they stand by their date.
    found = re.findall(r"By \w+ (\d+ \w+)", late.split("To finish", 1)[1])
    days = [datetime.strptime(f"{said} {due.year} +0000", "%d %B %Y %z").date() for said in found]
    assert days == sorted(days)
    assert days[0] < due in days
    for who in (cast.priya, cast.ines, cast.tom, cast.lewis):
        assert line not in await seen_by(who, due)
    await share(await sign_in(cast.amira), cast.review_conference, cast.dani, title="Report for the review")
    assert line not in await seen_by(cast.amira, due)


async def test_an_empty_day_says_so(sign_in: SignIn, cast: Cast) -> None:
    text = words((await (await sign_in(cast.tom)).get("/staff/today")).text)
    assert "No visits today." in text
    assert "Views to read (0) No views to read." in text
    assert "Nothing is waiting to be finished." in text


async def test_a_day_is_nobody_elses(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(VISIT_DAY, 9))
    for who in (cast.sam, cast.lewis, cast.ines, cast.tom):
        text = words((await (await sign_in(who)).get("/staff/today")).text)
        assert not any(name in text for name in ("Dani", "Kit", "Jay", "Marcus")), who.name
    for who in (cast.dani, cast.kit, cast.alex, cast.grace_lim, cast.helen):
        assert (await (await sign_in(who)).get("/staff/today")).status == 404


async def test_a_manager_sees_the_teams_visits_and_finishes_nothing_for_them(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(VISIT_DAY, 9))
    text = words((await (await sign_in(cast.priya)).get("/staff/today")).text)
    assert "4pm Dani R" in text
    assert "Amira Khan visits." in text
    assert "Answer Jay R" not in text
    clock.turn_to(at(VISIT_DAY, 19))
    evening = words((await (await sign_in(cast.priya)).get("/staff/today")).text)
    assert "4pm Dani R To write up" in evening
    assert "Say what happened" not in evening


async def test_the_cover_worker_has_the_day_of_who_is_away(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Any
) -> None:
    clock.turn_to(at(VISIT_DAY, 9))
    await db.execute(
        "UPDATE involvement SET from_at = '2026-06-08', to_at = '2026-06-12' WHERE staff_id = $1 AND role = 'cover'",
        cast.sam.id,
    )
    sam = await sign_in(cast.sam)
    assert "4pm Dani R" in words((await sam.get("/staff/today")).text)
    clock.turn_to(at(FIRST_DAY + timedelta(days=12), 9))
    later = await sign_in(cast.sam)
    assert "Dani R" not in words((await later.get("/staff/today")).text)


async def test_the_day_costs_two_statements_whatever_it_holds(portal: RunningPortal, cast: Cast) -> None:
    asked: list[str] = []
    conn = await asyncpg.connect(portal.database.dsn("portal_web"))
    try:
        now = at(VISIT_DAY, 9)
        await conn.execute(
            "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
            str(cast.exampleshire),
            now.isoformat(),
        )
        # The driver asks for the types of a connection's first answers once; that is no part of a page.
        await get_day(conn, cast.amira.id, london(now).date())
        conn.add_query_logger(lambda record: asked.append(record.query))
        day = await get_day(conn, cast.amira.id, london(now).date())
    finally:
        await conn.close()
    assert day.visits
    # What is due first stands first, whatever gave the date.
    due = [one.due_on or one.visit_on for one in day.to_finish]
    assert len(due) > 3
    assert due == sorted(due)
    # With the session's look-up and the access log's row, the page costs four.
    assert len(asked) == 2


async def test_today_is_small_enough_for_a_bad_signal(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    clock.turn_to(at(VISIT_DAY, 9))
    amira = await sign_in(cast.amira)
    async with amira.http.get(
        f"{amira.origin}/staff/today", headers={"Accept-Encoding": "br"}, auto_decompress=False
    ) as response:
        body = await response.read()
    assert len(body) < 20_000
    print(f"Today, repeat view: {len(body)} bytes")


def links_of(page: str) -> dict[str, set[str]]:
    """Where the links of each name lead, as somebody finds them who has them read out one after the other."""
    named: dict[str, set[str]] = {}
    main = page.split("<main", 1)[1].split("</main>")[0]
    for href, name in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', main, re.DOTALL):
        named.setdefault(words(name), set()).add(href)
    return named


async def test_no_two_links_of_one_name_lead_to_different_places(
    sign_in: SignIn, cast: Cast, portal: RunningPortal, clock: Clock
) -> None:
    """The same child said something, waits for a reply, and is spoken of twice."""
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        await db.execute("UPDATE contribution SET answered_at = NULL WHERE sent_at IS NOT NULL")
    finally:
        await db.close()
    clock.turn_to(at(FIRST_DAY + timedelta(days=30), 11))
    for who, path in (
        (cast.amira, "/staff/today"),
        (cast.priya, "/staff/today"),
        (cast.priya, "/team"),
        (cast.amira, "/staff/views"),
    ):
        named = links_of((await (await sign_in(who)).get(path)).text)
        assert {name: hrefs for name, hrefs in named.items() if len(hrefs) > 1} == {}, path
