"""A first conference counts from the strategy discussion, whose day whoever plans it writes down."""

import csv
from datetime import date, timedelta
from pathlib import Path

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.web.times import say_day
from tests.portal.meetings.planning import at, press
from tests.portal.planner.pages import form_of, words
from tests.running import SignIn
from tests.running import at as moment

TABLE = Path(__file__).parents[1] / "statutory" / "hand_worked.csv"


def worked_out() -> list[tuple[date, date]]:
    """Strategy discussions, and by when a first conference is held: rows that people worked out on paper."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["what"] == "initial_conference"]
    return [
        (
            date.fromisoformat(row["dates"].removeprefix("strategy_discussion=")),
            date.fromisoformat(row["due"]),
        )
        for row in rows
    ]


def typed(day: date) -> dict[str, object]:
    return {"counts_from__day": day.day, "counts_from__month": day.month, "counts_from__year": day.year}


async def test_its_last_day_is_counted_and_explained(cast: Cast, clock: Clock, sign_in: SignIn) -> None:
    rows = worked_out()
    assert len(rows) >= 3
    path = f"/staff/meetings/new/{cast.luca.id}/first"
    for discussed, due in rows:
        clock.turn_to(moment(discussed + timedelta(days=1), 9))
        sam = await sign_in(cast.sam)
        page = await sam.get(path)
        assert "Write that day down" in words(page.text)
        planned = {"why_now": "People worry.", **at(0, due, "10am", "Larch House")}
        preview = await press(sam, path, page, "preview", **planned, **typed(discussed))
        said = words(preview.text)
        assert f"has to be held by {say_day(due, clock.now().year)}." in said, (discussed, said)
        assert "15 working days" in said
        assert "the strategy discussion was held" in said
        kept = await press(sam, path, preview, "keep")
        assert say_day(discussed, clock.now().year) in words(kept.text)
        later = form_of((await sam.get(f"{kept.path}/change")).text, f"{kept.path}/change")
        assert later["counts_from-year"] == str(discussed.year), "it is written down"


async def test_a_day_that_cannot_be_is_said_in_plain_words(cast: Cast, sign_in: SignIn) -> None:
    path, sam = f"/staff/meetings/new/{cast.luca.id}/first", await sign_in(cast.sam)
    page = await sam.get(path)
    planned = {"why_now": "People worry. zq-kept", **at(0, date(2026, 6, 22), "10am", "Larch House")}
    for day, says in (
        (date(2026, 6, 2), "Write a day that is not after today"),
        (date(2025, 5, 1), "Check the year"),
    ):
        answer = await press(sam, path, page, "preview", **planned, **typed(day))
        assert answer.status == 422
        assert says in words(answer.text)
        assert "zq-kept" in answer.text
    no_day = {**typed(date(2026, 5, 30)), "counts_from__day": "31", "counts_from__month": "2"}
    assert (await press(sam, path, page, "preview", **planned, **no_day)).status == 422
    without = await press(sam, path, page, "preview", **planned)
    assert "15 working days of the strategy discussion" in words(without.text), "there need not have been one"
    again = f"/staff/meetings/new/{cast.kit.id}/again"
    assert "counts_from" not in (await (await sign_in(cast.amira)).get(again)).text, "no other kind asks"
    assert (await (await sign_in(cast.amira)).get(path)).status == 404, "she does not work with him"
