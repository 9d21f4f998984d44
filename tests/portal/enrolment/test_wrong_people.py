"""Only those who work with a person see, and change, how that person signs in."""

import pytest

from portal.demo.cast import Cast
from tests.portal.enrolment.cards import Db, give_card, page_of
from tests.running import SignIn, Visitor

POSTS = ["/card", "/words", "/names", "/names/end", "/sign-out", "/pause", "/end-pause"]


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        ("dani", "kit"), ("dani", "dani"), ("marcus", "dani"), ("kit", "jay"), ("sam", "dani"), ("tom", "dani"),
        ("ines", "dani"), ("helen", "dani"), ("grace_lim", "dani"), ("alex", "dani"), ("lewis", "dani"),
        ("amira", "chloe"), ("priya", "chloe"), ("amira", "rosa"), ("amira", "amira"), ("amira", "sam"),
        ("priya", "amira"),
        # A brother or sister of somebody they work with, whose own plan is another's.
        ("amira", "ella"), ("priya", "ella"), ("ines", "max"),
    ],
)  # fmt: skip
async def test_everybody_else_finds_nothing_there_and_changes_nothing(
    sign_in: SignIn, cast: Cast, db: Db, who: str, whose: str
) -> None:
    visitor, page = await sign_in(getattr(cast, who)), page_of(getattr(cast, whose))
    tables = ("account", "sign_in_name", "sign_in_card")
    before = [
        await db.fetchval(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {t} AS t")
        for t in tables
    ]
    shown = await visitor.get(page)
    never = await visitor.get(page_of(cast.dani).replace(str(cast.dani.id), str(cast.home_visit)))
    assert shown.status == never.status == 404
    assert len(shown.text) == len(never.text)
    for post in POSTS:
        fields: dict[str, object] = {"name": "new@example.com", "reason": "because"}
        assert (await visitor.post(page + post, fields, page="/account")).status == 404, post
    after = [
        await db.fetchval(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {t} AS t")
        for t in tables
    ]
    assert before == after


async def test_a_worker_cannot_pause_anybody(sign_in: SignIn, cast: Cast) -> None:
    amira, page = await sign_in(cast.amira), page_of(cast.dani)
    assert "Pause access" not in (await amira.get(page)).text
    assert (await amira.post(f"{page}/pause", {"reason": "x"}, page=page)).status == 404


async def test_a_manager_pauses_with_a_reason_and_the_person_sees_one_page(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    priya, marcus, page = await sign_in(cast.priya), await sign_in(cast.marcus), page_of(cast.marcus)
    missing = await priya.post(f"{page}/pause", page=page)
    assert missing.status == 422
    assert "Say why" in missing.text
    assert (await marcus.get("/account")).status == 200
    done = await priya.post(f"{page}/pause", {"reason": "New order, seen by legal today"}, page=page)
    assert "Access is paused." in done.text
    shown = await marcus.get("/home")
    assert "You cannot use Kite right now" in shown.text
    assert "order" not in shown.text.split("<main")[1].split("</main>")[0]
    assert (await marcus.get("/account")).status == 404
    assert "You cannot use Kite right now" in (await stranger.sign_in(cast.marcus)).text
    reason = await db.fetchval(
        "SELECT reason FROM access_log WHERE kind = 'pause' AND $1 = ANY (about)", cast.marcus.id
    )
    assert reason == "New order, seen by legal today"


async def test_paused_people_get_no_new_words_from_a_worker(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("UPDATE account SET password_changed_at = password_changed_at - interval '1 hour'")
    priya, amira, page = await sign_in(cast.priya), await sign_in(cast.amira), page_of(cast.marcus)
    await priya.post(f"{page}/pause", {"reason": "Because"}, page=page)
    answer = await give_card(amira, cast.marcus)
    assert answer.status == 409
    assert "Access is paused. Ask a manager before you give new words." in answer.text


async def test_the_end_of_a_pause_gives_back_what_was(sign_in: SignIn, stranger: Visitor, cast: Cast) -> None:
    priya, page = await sign_in(cast.priya), page_of(cast.marcus)
    await priya.post(f"{page}/pause", {"reason": "Because"}, page=page)
    done = await priya.post(f"{page}/end-pause", {"reason": "Order changed"}, page=page)
    assert "The pause has ended." in done.text
    assert (await stranger.sign_in(cast.marcus)).path == "/home"
    again = await priya.post(f"{page}/end-pause", {"reason": "Order changed"}, page=page)
    assert again.status == 404
