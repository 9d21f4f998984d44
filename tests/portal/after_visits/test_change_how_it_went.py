"""How a visit went: what is recorded per child, whose mistake it was, and what it asks for next."""

import html
import re
from datetime import date

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, form_to, send_on
from tests.portal.visits.pages import words
from tests.running import SignIn, at

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 11)
# The children of the home visit as its form lists them: Jay is the elder.
JAY, KIT = "children-0-", "children-1-"
BOTH_SEEN = {
    f"{JAY}seen": "yes", f"{JAY}seen_alone": "no", f"{JAY}because": "child_said_no", f"{JAY}bedroom": "no",
    f"{KIT}seen": "yes", f"{KIT}seen_alone": "yes", f"{KIT}bedroom": "yes",
}  # fmt: skip


def how(cast: Cast) -> str:
    return f"/staff/visits/{cast.home_visit}/after/how"


async def test_each_child_is_recorded_apart_and_their_words_exactly(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(at(TUESDAY, 18))
    amira = await sign_in(cast.amira)
    said = "I said “no” <b>twice</b>.\nمرحبا 🪁"
    answer = await fill_in(
        amira,
        how(cast),
        {"outcome": "done", **BOTH_SEEN, f"{KIT}said": said, "present": "Dani, Kit and Jay"},
    )
    assert answer.path == f"/staff/visits/{cast.home_visit}/after"
    rows = await db.fetch(
        "SELECT child_id, seen, seen_alone, not_alone_because, bedroom_seen FROM visit_child WHERE visit_id = $1",
        cast.home_visit,
    )
    assert {row["child_id"]: tuple(row)[1:] for row in rows} == {
        cast.jay.id: (True, False, "child_said_no", False),
        cast.kit.id: (True, True, None, True),
    }
    kept = await db.fetch("SELECT child_id, body FROM visit_words WHERE visit_id = $1", cast.home_visit)
    assert [tuple(row) for row in kept] == [(cast.kit.id, said)]
    assert "I said “no” &lt;b&gt;twice&lt;/b&gt;." in answer.text


async def test_a_child_not_seen_leaves_a_task_with_its_days(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(at(TUESDAY, 18))
    amira = await sign_in(cast.amira)
    answer = await fill_in(amira, how(cast), {"outcome": "partly", **BOTH_SEEN, f"{JAY}seen": "no"})
    shown = words(answer.text)
    assert "Jay was not seen" in shown
    assert "Kit was not seen" not in shown
    assert "See Jay by Tuesday 16 June." in shown
    assert "Tell your manager by Wednesday 10 June." in shown
    assert "The time by which a child must be seen does not start again." in shown
    state = await db.fetchrow("SELECT state, our_mistake FROM visit WHERE id = $1", cast.home_visit)
    assert state is not None
    assert tuple(state) == ("partly", False)


async def test_no_answer_at_another_time_than_the_plans_is_our_mistake(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    """Dean was at work when the worker came a day early."""
    clock.turn_to(at(date(2026, 6, 8), 17))
    amira = await sign_in(cast.amira)
    came = {"came_on-day": "8", "came_on-month": "6", "came_on-year": "2026", "came_at": "4pm"}
    answer = await fill_in(amira, how(cast), {"outcome": "no_answer", **came})
    assert "This was our mistake" in words(answer.text)
    visit = await db.fetchrow(
        "SELECT state, our_mistake, ended_words FROM visit WHERE id = $1", cast.home_visit
    )
    assert visit is not None
    assert visit["state"] == "missed_by_us"
    assert visit["our_mistake"]
    assert visit["ended_words"] == (
        "We came on Monday 8 June at 4pm. Our plan said Tuesday 9 June at 4pm. This was our mistake. We are sorry."
    )
    dani = await sign_in(cast.dani)
    assert "This was our mistake. We are sorry." in (await dani.get(f"/visits/{cast.home_visit}/after")).text


async def test_no_answer_when_the_plan_said_is_no_mistake_of_anybody(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(at(TUESDAY, 18))
    amira = await sign_in(cast.amira)
    await fill_in(amira, how(cast), {"outcome": "no_answer", "came_at": "4:10pm"})
    visit = await db.fetchrow(
        "SELECT state, our_mistake, ended_words FROM visit WHERE id = $1", cast.home_visit
    )
    assert visit is not None
    assert tuple(visit) == ("no_answer", False, None)
    seen = await db.fetchval("SELECT bool_or(seen) FROM visit_child WHERE visit_id = $1", cast.home_visit)
    assert seen is False


async def test_what_does_not_fit_together_is_said_in_a_sentence_and_kept(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(at(TUESDAY, 18))
    amira = await sign_in(cast.amira)
    cases: list[tuple[dict[str, object], str]] = [
        ({"outcome": None}, "Choose what happened"),
        ({"outcome": "eaten by a bear"}, "Choose what happened"),
        ({"outcome": "done"}, "Choose if you saw Jay"),
        ({"outcome": "done", **BOTH_SEEN, f"{KIT}seen": "no"}, "You did not see Kit. Choose Done in part"),
        ({"outcome": "partly", **BOTH_SEEN}, "You saw every child. Choose Done"),
        ({"outcome": "done", **BOTH_SEEN, f"{JAY}because": None}, "Choose why you did not see Jay alone"),
        ({"outcome": "done", **BOTH_SEEN, f"{JAY}because": "not_possible"}, "Say why it was not possible"),
        ({"outcome": "no_answer", "came_at": "6:30pm"}, "must be in the past"),
        ({"outcome": "no_answer", "came_on-day": "29", "came_on-month": "2", "came_on-year": "2026", "came_at": "4pm"},
         "Enter a day that is in the calendar"),
        ({"outcome": "no_answer", "came_at": "1:30am", "came_on-day": "29", "came_on-month": "3",
          "came_on-year": "2026"}, "1:30am"),
        ({"outcome": "refused", "words": "x" * 601}, "Use 600 letters or fewer"),
    ]  # fmt: skip
    for changes, sentence in cases:
        answer = await fill_in(amira, how(cast), {"present": "An aunt nobody knew", **changes})
        assert answer.status == 422, changes
        assert sentence in answer.text, changes
        assert "<title>Error: " in answer.text, changes
        [summary] = re.findall(r'error-summary__list">(.*?)</ul>', answer.text, re.DOTALL)
        assert sentence in html.unescape(re.sub("<[^>]+>", "", summary)), changes
        assert "An aunt nobody knew" in answer.text
    assert await db.fetchval("SELECT state FROM visit WHERE id = $1", cast.home_visit) == "planned"


async def test_a_visit_cannot_be_done_before_its_day(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    answer = await fill_in(amira, how(cast), {"outcome": "done", **BOTH_SEEN})
    assert answer.status == 422
    assert "Choose Done when it has been" in answer.text


async def test_what_is_still_to_come_was_neither_missed_nor_refused(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    for outcome in ("missed_by_us", "refused"):
        answer = await fill_in(amira, how(cast), {"outcome": outcome})
        assert answer.status == 422, outcome
        assert "This visit is on a later day. If you cannot come, call it off" in answer.text
    assert await db.fetchval("SELECT state FROM visit WHERE id = $1", cast.home_visit) == "planned"
    assert (await fill_in(amira, how(cast), {"outcome": "family_called_off"})).status == 200


async def test_two_staff_recording_one_visit_both_keep_their_words(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(at(TUESDAY, 18))
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    old = await priya.get(how(cast))
    await fill_in(amira, how(cast), {"outcome": "refused", "words": "Come back on Friday, they said"})
    answer = await send_on(priya, old, how(cast), {"outcome": "no_answer", "words": "Nobody was in at all"})
    assert answer.status == 409
    assert "Come back on Friday, they said" in answer.text
    assert "Nobody was in at all" in answer.text
    visit = await db.fetchrow("SELECT state, ended_words FROM visit WHERE id = $1", cast.home_visit)
    assert visit is not None
    assert tuple(visit) == ("refused", "Come back on Friday, they said")


async def test_a_shared_visit_cannot_be_turned_into_one_that_never_happened(
    sign_in: SignIn, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    answer = await fill_in(amira, f"/staff/visits/{cast.last_visit}/after/how", {"outcome": "no_answer"})
    assert answer.status == 422
    assert "A summary of this visit is shared" in answer.text


@pytest.mark.parametrize("page", ["how", "promises"])
async def test_rows_that_are_counted_in_other_figures_are_refused_and_spoil_no_page(
    sign_in: SignIn, cast: Cast, page: str
) -> None:
    amira, path = await sign_in(cast.amira), f"/staff/visits/{cast.home_visit}/after/{page}"
    rows = {"children-²-seen": "yes", "promises-²-state": "done"}
    assert (await amira.post(path, {**rows})).status == 400
    assert (await amira.post("/drafts", {"form": path, **rows}, page=path)).status == 200
    assert (await amira.get(path)).status == 200


async def test_children_of_another_visit_cannot_be_slipped_in(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(at(TUESDAY, 18))
    amira = await sign_in(cast.amira)
    shown = await amira.get(how(cast))
    fields = form_to(shown.text, how(cast))
    assert fields[f"{KIT}child_id"] == [str(cast.kit.id)]
    answer = await send_on(
        amira, shown, how(cast), {"outcome": "done", **BOTH_SEEN, f"{KIT}child_id": str(cast.max.id)}
    )
    assert answer.status == 404
    assert await db.fetchval("SELECT state FROM visit WHERE id = $1", cast.home_visit) == "planned"


async def test_the_form_of_a_visit_that_is_not_recorded_is_the_first_thing_after_it(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(TUESDAY, 18))
    amira = await sign_in(cast.amira)
    shown = words((await amira.get(f"/staff/visits/{cast.home_visit}/after")).text)
    assert "How did the visit on Tuesday 9 June go?" in shown
    assert "Did you see Kit alone? The plan asked for about 15 minutes alone." in shown
