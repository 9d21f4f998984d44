"""The administrator's page of letters: everything about the words and the way, nothing about anybody."""

import re
from hashlib import sha256
from html import unescape
from uuid import uuid4

from portal.demo.cast import Cast
from portal.letters.model_texts import all_letters
from tests.portal.letters.planting import WORDS, Db, main_of, plant_letter, plant_text
from tests.running import SignIn, Visitor

PAGE = "/admin/texts"


async def read(visitor: Visitor, path: str = PAGE) -> str:
    answer = await visitor.get(path)
    assert answer.status == 200
    return " ".join(unescape(main_of(answer.text)).split())


async def set_carrier(db: Db, cast: Cast, **values: object) -> None:
    names = list(values)
    await db.execute(
        f"""
        INSERT INTO carrier (council_id, {", ".join(names)})
        VALUES ($1, {", ".join(f"${n}" for n in range(2, len(names) + 2))})
        ON CONFLICT (council_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in names)}
        """,
        cast.exampleshire,
        *values.values(),
    )


async def test_each_letter_stands_side_by_side_with_its_length(sign_in: SignIn, cast: Cast) -> None:
    page = await read(await sign_in(cast.alex))
    assert "Reminder: appointment on Wednesday 30 September 2026 at midnight." in page
    assert "If you can't make it, call 020 7946 0201." in page, "the council's own number"
    assert re.search(r"\d+ of 160", page)
    assert "Too long for one text" not in page
    assert "The link to get started" in page
    assert "Reply 1 coming" not in page, "texts cannot be answered here yet"
    # Two dozen letters fill a phone fifty times over: what fits waits folded.
    assert "<details open" not in page.replace(' class="more"', "")


async def test_welsh_can_be_read_and_says_that_nobody_checked_it(sign_in: SignIn, cast: Cast) -> None:
    page = await read(await sign_in(cast.alex), PAGE + "?language=cy")
    assert "Nodyn atgoffa: apwyntiad" in page
    assert "Nobody whose first language is Welsh has checked these words yet." in page
    assert "Reminder: appointment" in await read(await sign_in(cast.alex), PAGE + "?language=xx")


def test_a_number_that_makes_a_text_too_long_is_said() -> None:
    own = {"url": "https://kite.example.gov.uk", "phone": "020 7946 0201 extension 4451 and ask for duty"}
    shown = all_letters("en", own, frozenset(), two_way=False)
    long = {one.kind.key for one in shown if not one.fits}
    assert {"pack_ready", "welcome"} <= long
    assert "code" not in long


def test_a_number_in_another_script_fits_no_text() -> None:
    shown = all_letters("en", {"phone": "٠٢٠ ٧٩٤٦"}, frozenset(), two_way=False)
    visit = next(one for one in shown if one.kind.key == "visit").lines[0]
    assert (visit.standard.length, visit.standard.fits) == (None, False)


async def test_what_notify_knows_is_told_for_each(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    assert "have no template at GOV.UK Notify yet" in await read(alex)
    page = await read(alex)
    assert "Template known" not in page
    assert "<summary>Reminder of an appointment. Not every way has a template yet</summary>" in page
    await db.execute(
        "INSERT INTO letter_template (council_id, key, channel, wording, template_id) "
        "VALUES ($1, 'visit', 'text', 'discreet', $2)",
        cast.exampleshire, uuid4(),
    )  # fmt: skip
    assert (await read(alex)).count("Template known") == 1
    assert "Template known" not in await read(alex, PAGE + "?language=cy")


async def test_the_way_to_notify_is_told_in_words(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    await db.execute("DELETE FROM carrier")
    assert "Not set up" in await read(alex)
    await set_carrier(db, cast, key_name="example", state="open")
    assert "Takes our letters" in await read(alex)
    await set_carrier(db, cast, state="resting", why="failures")
    assert "Does not answer; we wait" in await read(alex)
    assert "Nothing is lost: letters wait." in await read(alex)
    await set_carrier(db, cast, state="stopped", why="barred")
    assert "GOV.UK Notify does not take our key, or the clock of our server is wrong" in await read(alex)
    await set_carrier(db, cast, state="stopped", why="restored")
    assert "A backup was put back" in await read(alex)
    await set_carrier(db, cast, state="stopped", why="something_new")
    assert "GOV.UK Notify refuses all our letters." in await read(alex)


async def test_answers_by_text_are_turned_on_and_off(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex = await sign_in(cast.alex)
    await db.execute("DELETE FROM carrier")
    await set_carrier(db, cast, key_name="example")
    on = await alex.post(PAGE + "/two-way", {"two_way": "on"}, page=PAGE)
    assert "Texts can be answered now." in on.text
    assert "Reply 1 coming, 2 another time, 3 call me." in await read(alex)
    off = await alex.post(PAGE + "/two-way", {"two_way": "off"}, page=PAGE)
    assert "Texts can no longer be answered." in off.text
    assert (await alex.post(PAGE + "/two-way", {"two_way": "maybe"}, page=PAGE)).status == 400
    assert await db.fetchval("SELECT count(*) FROM access_log WHERE kind = 'two_way_texts'") == 2


async def test_a_token_is_shown_once_and_kept_as_a_hash(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("DELETE FROM notify_token")
    alex = await sign_in(cast.alex)
    assert "There is none. We cannot hear what became of letters." in await read(alex)
    made = unescape(main_of((await alex.post(PAGE + "/tokens", page=PAGE)).text))
    found = re.search(r"<code[^>]*><bdi>([\w-]{43})</bdi>", made)
    assert found is not None
    kept = await db.fetchval("SELECT token_hash FROM notify_token WHERE ended_at IS NULL")
    assert kept == sha256(found[1].encode()).digest()
    assert found[1] not in await read(alex)
    council = await db.fetchval("SELECT council_id FROM council_of_notify_token($1)", kept)
    assert council == cast.exampleshire
    about = await db.fetch("SELECT deed, reason FROM access_log WHERE kind = 'notify_token'")
    assert [(row["deed"], row["reason"]) for row in about] == [("changed", "made")]


async def test_two_tokens_work_at_once_and_not_three(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("DELETE FROM notify_token")
    alex = await sign_in(cast.alex)
    for _ in range(2):
        assert (await alex.post(PAGE + "/tokens", page=PAGE)).status == 200
    assert "Make a token" not in await read(alex)
    third = await alex.post(PAGE + "/tokens", page=PAGE)
    assert third.status == 409
    assert "2 tokens work already. End one of them first." in third.text
    first = await db.fetchval(
        "SELECT id FROM notify_token WHERE ended_at IS NULL ORDER BY created_at LIMIT 1"
    )
    ended = await alex.post(f"{PAGE}/tokens/{first}/end", page=PAGE)
    assert "Ended. GOV.UK Notify cannot use it any more." in ended.text
    assert (await alex.post(f"{PAGE}/tokens/{first}/end", page=PAGE)).status == 404
    assert await db.fetchval("SELECT count(*) FROM notify_token WHERE ended_at IS NULL") == 1


async def test_another_councils_token_is_never_ended(sign_in: SignIn, cast: Cast, db: Db) -> None:
    theirs = await db.fetchval(
        "INSERT INTO notify_token (council_id, token_hash) VALUES ($1, $2) RETURNING id",
        cast.sampleton,
        uuid4().bytes,
    )
    answer = await (await sign_in(cast.alex)).post(f"{PAGE}/tokens/{theirs}/end", page=PAGE)
    assert answer.status == 404
    assert await db.fetchval("SELECT ended_at FROM notify_token WHERE id = $1", theirs) is None


async def test_the_page_holds_nothing_of_anybody(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_letter(db, cast.dani, state="failed", why="permanent", body=WORDS)
    await plant_text(db, cast.exampleshire, person=cast.dani, words="Secret words")
    page = await read(await sign_in(cast.alex))
    for member in cast.everybody():
        if not member.is_staff:
            assert member.name not in page
    for told in ("07700900", "Secret words", "Tuesday 9 June"):
        assert told not in page


async def test_it_is_an_administrators_page(sign_in: SignIn, cast: Cast) -> None:
    for who in (cast.amira, cast.priya, cast.dani, cast.helen, cast.grace_lim):
        visitor = await sign_in(who)
        assert (await visitor.get(PAGE)).status == 404
        assert (await visitor.post(PAGE + "/tokens", page="/account")).status == 404
    assert f'href="{PAGE}"' in (await (await sign_in(cast.alex)).get("/admin/people")).text
