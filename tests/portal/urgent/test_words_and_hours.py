"""What an administrator looks after: the words that are watched for, opening times, whom to call at night."""

from datetime import timedelta
from html import unescape
from typing import TypeAlias

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.safety.watch import WATCH
from tests.databases import FIRST_DAY
from tests.running import RunningPortal, SignIn, at

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NEW: dict[str, object] = {"language": "en", "words": "Purple KETTLE*", "lead": "Ruth Hale"}
HOURS: dict[str, object] = {
    "days": ["1", "2", "3", "4", "5", "6"], "opens": "8am", "closes": "6:30pm",
    "night_name": "Night team", "night_phone": "020 7946 0288",
    "called_on-day": "30", "called_on-month": "5", "called_on-year": "2026",
}  # fmt: skip


def main_of(page: str) -> str:
    return unescape(page.split("<main", 1)[1].split("</main>")[0])


async def test_words_can_be_tried_and_are_kept_nowhere(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    found = await alex.post("/admin/words", {"words": "he came in my ROOM again"})
    assert "This would show the safety page." in found.text
    not_found = await alex.post("/admin/words", {"words": "See you on Tuesday"})
    assert "This would not show the safety page." in not_found.text
    assert (await alex.post("/admin/words", {"words": ""})).status == 422
    dump = await db.fetchval("SELECT count(*) FROM form_draft WHERE fields::text LIKE '%came in my%'")
    assert dump == 0


async def test_an_added_word_is_checked_first_answered_for_and_watched_for_at_once(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    watch, now = portal.app[WATCH], at(FIRST_DAY, 10)
    alex = await sign_in(cast.alex)
    check = await alex.post("/admin/words/new", NEW)
    assert check.status == 200
    for words in ("Check the new words", "purple kettle*", "Ruth Hale"):
        assert words in main_of(check.text)
    assert watch.alarm(cast.exampleshire, "Purple kettles!", None, now) is None
    saved = await alex.post("/admin/words/new", {**NEW, "do": "save"})
    assert "Saved. Staff will see this now." in saved.text
    listed = await alex.get("/admin/words?q=kettle")
    assert "Added Monday 1 June by Alex Morgan, agreed with Ruth Hale" in main_of(listed.text)
    assert watch.alarm(cast.exampleshire, "Purple kettles!", None, now) == now + timedelta(minutes=30)
    assert watch.alarm(cast.sampleton, "Purple kettles!", None, now) is None
    row = await db.fetchrow("SELECT * FROM safety_word WHERE words = 'purple kettle*'")
    assert row is not None
    assert (row["added_by"], row["added_with"]) == (cast.alex.id, "Ruth Hale")
    logged = await db.fetchrow("SELECT item_id, reason FROM access_log WHERE kind = 'safety_word'")
    assert logged is not None
    assert tuple(logged) == (row["id"], None)
    again = await alex.post("/admin/words/new", {**NEW, "words": "púrple  kettle*", "do": "save"})
    assert (again.status, "These words are in the list already" in again.text) == (422, True)
    end = f"/admin/words/{row['id']}/end"
    assert (await alex.post(end, {"lead": ""})).status == 422
    assert "Saved." in (await alex.post(end, {"lead": "Ruth Hale"})).text
    assert watch.alarm(cast.exampleshire, "Purple kettles!", None, now) is None
    assert (await alex.post(end, {"lead": "Ruth Hale"}, page="/admin/words")).status == 404
    kept = await db.fetchrow("SELECT ended_by, ended_with FROM safety_word WHERE id = $1", row["id"])
    assert kept is not None
    assert tuple(kept) == (cast.alex.id, "Ruth Hale")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": ""}, "Enter a word or words"), ({"words": "?!"}, "Enter a word or words"),
        ({"words": "*"}, "Enter a word or words"), ({"words": "ab*"}, "Put at least 3 letters before a star"),
        ({"words": "x" * 81}, "Use 80 letters or fewer"), ({"words": "hit me"}, "These words are in the list already"),
        ({"language": "xx"}, "Choose a language"),
        ({"lead": " "}, "Enter the name of the safeguarding lead who agreed"),
    ],
)  # fmt: skip
async def test_what_cannot_be_watched_for_is_not_added(
    sign_in: SignIn, cast: Cast, db: Db, wrong: dict[str, object], says: str
) -> None:
    before = await db.fetchval("SELECT count(*) FROM safety_word")
    answer = await (await sign_in(cast.alex)).post("/admin/words/new", {**NEW, **wrong, "do": "save"})
    assert (answer.status, says in unescape(answer.text)) == (422, True)
    assert await db.fetchval("SELECT count(*) FROM safety_word") == before


async def test_the_list_is_narrowed_and_turns_its_pages(sign_in: SignIn, cast: Cast) -> None:
    alex = await sign_in(cast.alex)
    assert "samobojstw*" in (await alex.get("/admin/words?language=pl")).text
    assert "came in my room" in (await alex.get("/admin/words?q=came+in+my")).text
    assert "No results." in (await alex.get("/admin/words?q=zzzz")).text
    assert "no words in this language yet" in (await alex.get("/admin/words?language=so")).text
    assert "Page 2 of" in (await alex.get("/admin/words?page=2")).text
    for odd in ("language=../x&page=-1&q=%00", "page=99999999999", "q=" + "x" * 3000):
        assert (await alex.get(f"/admin/words?{odd}")).status == 200


async def test_hours_are_checked_before_and_after_and_hold_at_once(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    clock.turn_to(at(FIRST_DAY, 17, 45))
    watch, alex = portal.app[WATCH], await sign_in(cast.alex)
    jay = await sign_in(cast.jay)
    conversation = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", cast.jay.id)
    assert "out of hours" in (await jay.get(f"/messages/{conversation}/now/talk")).text
    check = await alex.post("/admin/hours", HOURS)
    shown = main_of(check.text)
    for words in (
        "Check before you save",
        "9am – 5pm",
        "8am – 6:30pm",
        "Exampleshire emergency team",
        "Night team",
    ):
        assert words in shown
    seen = check.text.split('name="seen" value="', 1)[1].split('"')[0]
    saved = await alex.post("/admin/hours", {**HOURS, "do": "save", "seen": seen})
    assert "Saved. Staff will see this now." in saved.text
    assert watch.alarm(cast.exampleshire, "he hit me", None, portal.clock.now()) is not None
    assert "out of hours" not in main_of((await jay.get(f"/messages/{conversation}/now/talk")).text)
    assert "Night team" in (await jay.get("/help")).text
    row = await db.fetchrow("SELECT * FROM council WHERE council_id = $1", cast.exampleshire)
    assert row is not None
    assert (row["open_days"], row["out_of_hours_phone"]) == ([1, 2, 3, 4, 5, 6], "020 7946 0288")
    assert str(row["out_of_hours_called_on"]) == "2026-05-30"
    assert await db.fetchval("SELECT count(*) FROM access_log WHERE kind = 'hours' AND deed = 'changed'") == 1
    other = await db.fetchval("SELECT opens_at::text FROM council WHERE council_id = $1", cast.sampleton)
    assert other == "08:30:00"
    stale = await alex.post("/admin/hours", {**HOURS, "closes": "7pm", "do": "save", "seen": seen})
    assert stale.status == 409
    assert "Someone else has changed this since you looked" in stale.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"days": []}, "Choose at least 1 open day"), ({"days": ["9"]}, "Choose at least 1 open day"),
        ({"opens": ""}, "Enter a time, like 9am"), ({"closes": "late"}, "Enter a time, like 5pm"),
        ({"opens": "6pm", "closes": "8am"}, "Enter a time after the office opens"),
        ({"opens": "9am", "closes": "9am"}, "Enter a time after the office opens"),
        ({"night_name": ""}, "Enter the name of the out-of-hours team"),
        ({"night_phone": ""}, "Enter a phone number"), ({"night_phone": "ask Sam"}, "Enter a phone number"),
        ({"night_phone": "0" * 21}, "Enter a phone number"),
        ({"called_on-day": "31", "called_on-month": "2"}, "called_on"),
        ({"called_on-year": "2030"}, "The date must be today or before"),
    ],
)  # fmt: skip
async def test_hours_are_never_empty(
    sign_in: SignIn, cast: Cast, db: Db, wrong: dict[str, object], says: str
) -> None:
    alex = await sign_in(cast.alex)
    answer = await alex.post("/admin/hours", {**HOURS, **wrong, "do": "save", "seen": "x"})
    assert (answer.status, says in answer.text) == (422, True)
    assert (
        await db.fetchval("SELECT closes_at::text FROM council WHERE council_id = $1", cast.exampleshire)
        == "17:00:00"
    )


@pytest.mark.parametrize("who", ["dani", "jay", "amira", "priya", "helen", "grace_lim"])
async def test_only_an_administrator_comes_here(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    other = await sign_in(getattr(cast, who))
    word = await db.fetchval("SELECT id FROM safety_word WHERE council_id = $1 LIMIT 1", cast.exampleshire)
    for path in ("/admin/words", "/admin/words/new", f"/admin/words/{word}/end", "/admin/hours"):
        assert (await other.get(path)).status == 404
        assert (await other.post(path, {**NEW, **HOURS, "do": "save"}, page="/account")).status == 404
    assert (
        await db.fetchval(
            "SELECT count(*) FROM safety_word WHERE ended_at IS NOT NULL OR added_by IS NOT NULL"
        )
        == 0
    )


async def test_another_councils_words_are_not_there(sign_in: SignIn, cast: Cast, db: Db) -> None:
    word = await db.fetchval("SELECT id FROM safety_word WHERE council_id = $1 LIMIT 1", cast.sampleton)
    alex = await sign_in(cast.alex)
    assert (await alex.get(f"/admin/words/{word}/end")).status == 404
    assert (await alex.post(f"/admin/words/{word}/end", {"lead": "R"}, page="/admin/words")).status == 404
