"""After a visit: each reader's own summary, and each reader's own words beside it."""

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.visits.pages import carried, words
from tests.running import SignIn, at


async def test_each_reader_reads_only_what_was_shared_with_them(sign_in: SignIn, cast: Cast) -> None:
    path = f"/visits/{cast.earlier_visit}/after"
    dani = words((await (await sign_in(cast.dani)).get(path)).text)
    kit = words((await (await sign_in(cast.kit)).get(path)).text)
    jay = words((await (await sign_in(cast.jay)).get(path)).text)
    assert "You are up at 5 for your cleaning shift." in dani
    assert "You told me about your book with the dragon." in kit
    assert "That is OK. We talk when you want to." in jay
    for text in (kit, jay):
        assert "cleaning shift" not in text
        assert "3 times, not 5" not in text
    assert "dragon" not in dani + jay
    assert "homework" not in dani.split("What we agreed")[0]
    # What a child said word for word, what was written for staff, and who was there: on no family page.
    for text in (dani, kit, jay):
        for secret in ("does the voices", "mould behind the door", "friend came at the end", "Seen alone"):
            assert secret not in text


async def test_what_we_agreed_begins_with_what_we_owe(sign_in: SignIn, cast: Cast) -> None:
    text = words((await (await sign_in(cast.dani)).get(f"/visits/{cast.earlier_visit}/after")).text)
    table = text.split("What we agreed")[-1]
    assert table.index("Bring the form for the school bus") < table.index(
        "Write down which mornings are hard"
    )
    assert "Not done The homework club at the library has closed." in table
    assert "Late This is late. The person who checks for damp is off ill." in table


async def test_the_newest_version_stands_first_and_earlier_ones_stay(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    page = await dani.get(f"/visits/{cast.earlier_visit}/after")
    text = words(page.text)
    assert "late for school 3 times" in text
    assert "late for school 5 times" not in text
    assert "You said this is right." in text
    link = page.text.split("?version=")[1].split('"')[0]
    earlier = words((await dani.get(f"/visits/{cast.earlier_visit}/after?version={link}")).text)
    assert "This is an earlier version. It stays as it was." in earlier
    assert "late for school 5 times" in earlier
    # Kit was never a reader of it.
    kit = await sign_in(cast.kit)
    assert (await kit.get(f"/visits/{cast.earlier_visit}/after?version={link}")).status == 404


async def test_a_reply_stands_beside_the_words(sign_in: SignIn, cast: Cast) -> None:
    text = words((await (await sign_in(cast.dani)).get(f"/visits/{cast.earlier_visit}/after")).text)
    assert "It was 3 times, not 5." in text
    assert "You are right, and thank you for telling me." in text
    assert "Amira replied on Monday 11 May" in text


async def test_yes_this_is_right_is_said_once(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.last_visit}/after"
    assert "Check what we agreed on Tuesday 26 May New" in words((await dani.get("/home")).text)
    # What a browser fetches ahead was seen by nobody.
    dani.extra["Sec-Purpose"] = "prefetch"
    await dani.get(path)
    del dani.extra["Sec-Purpose"]
    assert "Check what we agreed on Tuesday 26 May New" in words((await dani.get("/home")).text)
    summary = carried((await dani.get(path)).text, "summary")
    home = words((await dani.get("/home")).text)
    assert "Check what we agreed on Tuesday 26 May" in home
    assert "Check what we agreed on Tuesday 26 May New" not in home
    staff = await (await sign_in(cast.amira)).get(f"/staff/visits/{cast.last_visit}/after")
    assert "Dani opened it on Monday 1 June" in words(staff.text)
    for page in (None, "/home"):
        answer = await dani.post(path, {"summary": summary}, page=page)
        assert "You said this is right." in words(answer.text)
    counted = "SELECT count(*) FROM correction WHERE visit_id = $1 AND by_id = $2 AND kind = 'right'"
    assert await db.fetchval(counted, cast.last_visit, cast.dani.id) == 1
    assert "Check what we agreed" not in words((await dani.get("/home")).text)


async def test_something_wrong_is_kept_beside_for_ever_with_a_date_for_the_reply(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.last_visit}/after/wrong"
    before = await db.fetchrow(
        "SELECT * FROM visit_summary WHERE visit_id = $1 ORDER BY id LIMIT 1", cast.last_visit
    )
    summary = carried((await dani.get(path)).text, "summary")
    body = "That is not what I said. أنا قلت شيئًا آخر 🙂"
    page = await dani.post(path, {"summary": summary, "body": body})
    text = words(page.text)
    assert page.path == f"/visits/{cast.last_visit}/after"
    assert body in text
    assert "Amira will reply by Tuesday 2 June. Your words are on the record now." in text
    after = await db.fetchrow(
        "SELECT * FROM visit_summary WHERE visit_id = $1 ORDER BY id LIMIT 1", cast.last_visit
    )
    assert before == after
    for member in (cast.kit, cast.jay):
        other = await (await sign_in(member)).get(f"/visits/{cast.last_visit}/after")
        assert "That is not what I said" not in other.text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "Tell us what is wrong or missing"),
        ("x" * 5001, "Use 5,000 letters or fewer. You have used 5,001"),
    ],
)
async def test_nothing_or_too_much_is_said_so_and_kept(
    sign_in: SignIn, cast: Cast, db: Any, body: str, error: str
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.last_visit}/after/wrong"
    page = await dani.post(path, {"body": body})
    assert page.status == 422
    assert page.text.count(error) == 2
    assert body in page.text


async def test_words_about_the_version_that_was_read_stay_with_that_version(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.last_visit}/after/wrong"
    summary = carried((await dani.get(path)).text, "summary")
    await db.execute(
        """
        WITH made AS (
            INSERT INTO visit_summary
                   (council_id, visit_id, first_id, version, written_by, told_us, saved_at, shared_at)
            SELECT council_id, visit_id, first_id, version + 1, written_by, 'Newer words', $2, $2
              FROM visit_summary WHERE id = $1 RETURNING council_id, id
        )
        INSERT INTO visit_summary_reader (council_id, summary_id, person_id)
        SELECT made.council_id, made.id, $3 FROM made
        """,
        await db.fetchval("SELECT $1::uuid", summary),
        at(FIRST_DAY, 10, 1),
        cast.dani.id,
    )
    await dani.post(path, {"summary": summary, "body": "The old one was wrong"})
    kept = await db.fetchval("SELECT summary_id FROM correction WHERE body = 'The old one was wrong'")
    assert str(kept) == summary


async def test_before_it_is_shared_the_page_says_by_when(
    sign_in: SignIn, cast: Cast, db: Any, clock: Clock
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/after"
    assert "Amira has not shared this yet." in words((await dani.get(path)).text)
    day = FIRST_DAY + timedelta(days=8)
    clock.turn_to(at(day, 18))
    await db.execute(
        "UPDATE visit SET state = 'done', ended_at = $2, share_by_on = $3 WHERE id = $1",
        cast.home_visit,
        at(day, 17),
        day + timedelta(days=3),
    )
    assert "Amira has not shared this yet. She plans to by Friday 12 June." in words(
        (await dani.get(path)).text
    )
    assert (await dani.get(f"{path}/wrong")).status == 404


async def test_a_visit_that_we_missed_has_two_sides(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.missed_visit}/after"
    text = words((await dani.get(path)).text)
    assert "We missed each other" in text
    assert "What we say" in text
    assert "The plan said Tuesday 19 May at 4pm." in text
    assert "What you say" in text
    page = await dani.post(f"{path}/wrong", {"body": "I waited from 3 until 6."})
    assert "I waited from 3 until 6." in words(page.text)
    assert "Your words are on the record now." in words(page.text)
    assert "I waited" not in (await (await sign_in(cast.kit)).get(path)).text


@pytest.mark.parametrize("who", ["marcus", "tigist", "chloe"])
async def test_nobody_else_reads_or_adds_to_it(sign_in: SignIn, cast: Cast, db: Any, who: str) -> None:
    summary = await db.fetchval("SELECT id FROM visit_summary WHERE visit_id = $1 LIMIT 1", cast.last_visit)
    visitor = await sign_in(getattr(cast, who))
    path = f"/visits/{cast.last_visit}/after"
    assert (await visitor.get(path)).status == 404
    before = await db.fetchval("SELECT count(*) FROM correction")
    assert (await visitor.post(path, {"summary": str(summary)}, page="/account")).status == 404
    assert (await visitor.post(f"{path}/wrong", {"body": "Mine"}, page="/account")).status == 404
    assert await db.fetchval("SELECT count(*) FROM correction") == before


async def test_another_readers_summary_cannot_be_called_right(sign_in: SignIn, cast: Cast, db: Any) -> None:
    kits = await db.fetchval(
        """
        SELECT s.id FROM visit_summary AS s JOIN visit_summary_reader AS r ON r.summary_id = s.id
         WHERE s.visit_id = $1 AND r.person_id = $2
        """,
        cast.earlier_visit,
        cast.kit.id,
    )
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.earlier_visit}/after"
    assert (await dani.post(path, {"summary": str(kits)}, page="/home")).status == 404
    assert (await dani.post(path, {"summary": "no id"}, page="/home")).status == 404
