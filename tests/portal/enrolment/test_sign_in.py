"""How a person is given a way to sign in."""

import logging
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.identity.sign_in_names import luhn_ok
from tests.portal.enrolment.cards import Db, give_card, number_on, page_of, version_on, words_on
from tests.running import Answer, SignIn, Visitor

NEW = "three odd teapots"


def card_on(page: str) -> str:
    return page.split('<div class="sign-in-card card">')[1].split('<div class="no-print">')[0]


async def enter(visitor: Visitor, name: str, words: str) -> Answer:
    return await visitor.post("/sign-in", {"name": name, "password": words})


async def test_a_child_gets_a_card_signs_in_once_and_chooses_a_password(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    card = await give_card(amira, cast.samuel)
    assert card.status == 200
    assert "no-store" in card.headers["Cache-Control"]
    number, words = number_on(card), words_on(card)
    assert luhn_ok(number.replace(" ", ""))
    assert len(words.split()) == 6
    first = await enter(stranger, number, words.title().replace(" ", "-"))
    assert first.path == "/welcome/password"
    assert (await stranger.get("/account")).path == "/welcome/password"
    assert (await stranger.post("/welcome/password", {"password": NEW})).path == "/welcome/1"
    await stranger.post("/sign-out", page="/account")
    assert (await enter(stranger, number, words)).status == 422
    assert (await enter(stranger, number.replace(" ", ""), NEW)).path == "/welcome/1"


async def test_the_card_holds_no_name_unless_asked_and_nothing_telling(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = (await give_card(amira, cast.samuel)).text
    card = card_on(page)
    for telling in ("Samuel", "Haile", "Amira", "Family Help", "social", "child", "protection"):
        assert telling not in card
    assert "Kite" in card
    assert "<svg" in card
    assert "style=" not in page
    named = await give_card(amira, cast.samuel, with_name="y")
    assert "Samuel" in card_on(named.text)


async def test_a_new_card_voids_the_old_words_and_number_and_ends_all_sessions(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    kit, amira = await sign_in(cast.kit), await sign_in(cast.amira)
    one = await give_card(amira, cast.kit)
    assert (await kit.get("/account", follow=False)).status == 401
    two = await give_card(amira, cast.kit)
    assert number_on(one) != number_on(two)
    assert (await stranger.sign_in(cast.kit)).status == 422
    assert (await enter(stranger, number_on(one), words_on(one))).status == 422
    assert (await enter(stranger, number_on(two), words_on(one))).status == 422
    assert (await enter(stranger, number_on(two), words_on(two))).path == "/welcome/password"
    live = await db.fetchval(
        "SELECT count(*) FROM sign_in_card WHERE account_id = $1 AND ended_at IS NULL", cast.kit.account_id
    )
    assert live == 1


async def test_words_run_out_after_seven_days(
    sign_in: SignIn, stranger: Visitor, cast: Cast, clock: Clock
) -> None:
    card = await give_card(await sign_in(cast.amira), cast.samuel)
    clock.turn_to(clock.now() + timedelta(days=7, minutes=1))
    assert (await enter(stranger, number_on(card), words_on(card))).status == 422


async def test_words_and_number_are_in_no_log_address_or_table(
    sign_in: SignIn, cast: Cast, db: Db, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    card = await give_card(await sign_in(cast.amira), cast.samuel)
    words, number = words_on(card), number_on(card).replace(" ", "")
    assert words not in card.url
    assert number not in card.url
    assert words not in caplog.text
    assert number not in caplog.text
    for table in ("account", "form_post", "form_draft", "session", "access_log"):
        text = await db.fetchval(f"SELECT string_agg(t::text, ' ') FROM {table} AS t")
        assert words not in (text or "")
        if table != "account":
            assert number not in (text or "")


async def test_a_double_tap_leaves_the_words_that_are_seen_last(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    await give_card(amira, cast.samuel, version="")
    last = await give_card(amira, cast.samuel, version="")
    assert (await enter(stranger, number_on(last), words_on(last))).path == "/welcome/password"


async def test_an_email_for_somebody_new_brings_words(sign_in: SignIn, stranger: Visitor, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    answer = await amira.post(
        f"{page_of(cast.samuel)}/names", {"name": "Samuel@Example.com"}, page=page_of(cast.samuel)
    )
    assert answer.status == 200
    assert (await enter(stranger, "samuel@example.com", words_on(answer))).path == "/welcome/password"


async def test_a_further_name_opens_the_same_account_with_the_same_password(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    answer = await amira.post(f"{page_of(cast.jay)}/names", {"name": "07700 900 477"}, page=page_of(cast.jay))
    assert "They can sign in with that now." in answer.text
    assert "07700 900477" in answer.text
    assert (await enter(stranger, "+44 7700 900477", cast.jay.password)).path == "/home"


@pytest.mark.parametrize(
    "taken",
    [
        "07700 900401",
        "dani.rowe@example.com",
        "chloe.dunn@example.com",
        "lewis.grant@sampleton.example.gov.uk",
    ],
)
async def test_a_name_that_signs_somebody_in_is_refused_without_saying_whom(
    sign_in: SignIn, cast: Cast, db: Db, taken: str
) -> None:
    amira = await sign_in(cast.amira)
    before = await db.fetchval("SELECT count(*) FROM account")
    pages = []
    for member in (cast.kit, cast.samuel):
        answer = await amira.post(f"{page_of(member)}/names", {"name": taken}, page=page_of(member))
        assert answer.status == 422
        assert "That email or number cannot be used to sign in" in answer.text
        assert taken in answer.text
        pages.append(answer.text)
    assert not any("Dani" in page or "Chloe" in page or "Lewis" in page for page in pages)
    assert await db.fetchval("SELECT count(*) FROM account") == before


@pytest.mark.parametrize(
    "typed", ["", "nobody", "07700", "4821 7301", "a@b", "x" * 300 + "@example.com", "020 7946 0201"]
)
async def test_what_is_no_email_or_mobile_is_kept_and_refused(
    sign_in: SignIn, cast: Cast, typed: str
) -> None:
    amira = await sign_in(cast.amira)
    answer = await amira.post(f"{page_of(cast.kit)}/names", {"name": typed}, page=page_of(cast.kit))
    assert answer.status == 422
    assert "Enter an email like name@example.com" in answer.text
    assert typed in answer.text


async def test_a_name_taken_away_signs_nobody_in(sign_in: SignIn, stranger: Visitor, cast: Cast) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    answer = await amira.post(
        f"{page_of(cast.dani)}/names/end", {"name": "dani.rowe@example.com"}, page=page_of(cast.dani)
    )
    assert "It no longer signs anyone in." in answer.text
    assert (await dani.get("/account", follow=False)).status == 401
    assert (await stranger.sign_in(cast.dani)).status == 422
    assert (await enter(stranger, "07700900401", cast.dani.password)).path == "/home"


async def test_a_name_of_somebody_else_cannot_be_taken_away_through_ones_own_page(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    answer = await amira.post(
        f"{page_of(cast.dani)}/names/end", {"name": "rosa.costa@example.com"}, page=page_of(cast.dani)
    )
    theirs = await amira.post(
        f"{page_of(cast.kit)}/names/end", {"name": "+447700900421"}, page=page_of(cast.kit)
    )
    assert (answer.status, theirs.status) == (404, 404)
    assert (await stranger.sign_in(cast.rosa)).path == "/home"


async def test_a_lost_phone_is_signed_out_and_the_password_stays(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    assert "Signed in on 1 phone now." in (await amira.get(page_of(cast.dani))).text
    answer = await amira.post(f"{page_of(cast.dani)}/sign-out", page=page_of(cast.dani))
    assert "This person is signed out on all phones." in answer.text
    assert (await dani.get("/account", follow=False)).status == 401
    known = await db.fetchval("SELECT count(*) FROM known_device WHERE account_id = $1", cast.dani.account_id)
    assert known == 0
    assert (await stranger.sign_in(cast.dani)).path == "/home"


async def test_every_deed_is_in_the_access_log(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), page_of(cast.dani)
    await amira.get(page)
    await give_card(amira, cast.dani)
    await amira.post(f"{page}/names", {"name": "other@example.com"}, page=page)
    await amira.post(f"{page}/names/end", {"name": "other@example.com"}, page=page)
    await amira.post(f"{page}/words", {"version": await version_on(amira, page)}, page=page)
    await amira.post(f"{page}/sign-out", page=page)
    rows = await db.fetch(
        "SELECT deed, kind, reason FROM access_log WHERE actor_id = $1 AND $2 = ANY (about)",
        cast.amira.id,
        cast.dani.id,
    )
    found = {(row["deed"], row["kind"], row["reason"]) for row in rows}
    assert found >= {
        ("opened", "sign_in", None), ("changed", "secret_words", None), ("changed", "sign_in_card", None),
        ("changed", "sign_in_name", "added email"), ("changed", "sign_in_name", "ended email"),
        ("changed", "sessions", None),
    }  # fmt: skip
    assert not any("other@example.com" in (reason or "") for _, _, reason in found)


async def test_back_or_a_reload_voids_no_words_that_were_printed(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    printed = await give_card(amira, cast.samuel, version="")
    await db.execute("UPDATE account SET password_changed_at = password_changed_at - interval '1 minute'")
    again = await give_card(amira, cast.samuel, version="")
    assert again.status == 409
    assert "They still work." in again.text
    assert (await enter(stranger, number_on(printed), words_on(printed))).path == "/welcome/password"
