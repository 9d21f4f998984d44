"""Searching one person's conversation: plain words, and none of them in an address, a history or a log."""

from datetime import timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.messages.staffing import (
    NOW,
    Db,
    conversation_of,
    path_of,
    say,
    strangers_to_dani,
    take_back,
)
from tests.portal.visits.pages import words
from tests.running import SignIn, Visitor


async def search(visitor: Visitor, page: str, text: str) -> str:
    answer = await visitor.post(f"{page}/search", {"words": text})
    assert answer.status == 200
    assert answer.url.endswith("/search")
    return answer.text.split("<main")[1].split("</main>")[0]


async def test_it_finds_all_words_in_any_case_with_or_without_accents(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    cafe = await say(db, cast.amira, cast.dani, "Meet me at the CAFÉ, 100% sure_thing (ask Zoë)")
    await say(db, cast.amira, cast.dani, "Nothing of that kind")
    for text in ("cafe", "Café", "zoe ASK", "100% sure_", "(ask zoë)", "CAFÉ"):
        found = await search(amira, page, text)
        assert f"#m-{cafe}" in found, text
        assert "Nothing of that kind" not in found
    for text in ("cafe tomorrow", "_", ".*", "10%0", "\\"):
        found = await search(amira, page, text)
        assert (f"#m-{cafe}" in found) == (text == "_"), text
    assert "No message has these words." in await search(amira, page, "zzz")


async def test_what_it_finds_opens_among_what_was_said_around_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    found_id = await say(db, cast.amira, cast.dani, "Needle")
    for number in range(30):
        await say(db, cast.amira, cast.dani, f"Later {number}")
    found = await search(amira, page, "needle")
    seq = await db.fetchval("SELECT seq FROM message WHERE id = $1", found_id)
    assert f"{page}?before={seq + 6}#m-{found_id}" in found
    shown = (await amira.get(f"{page}?before={seq + 6}")).text
    assert f'id="m-{found_id}"' in shown
    assert "Later 3" in shown


async def test_the_words_stand_in_no_address_and_end_after_an_hour(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    found = await search(amira, page, "bruise")
    assert "bruise" not in "".join(part for part in found.split('"') if part.startswith("/"))
    assert 'value="bruise"' in (await amira.get(f"{page}/search")).text
    assert 'value="bruise"' not in (await amira.get(f"{await path_of(db, cast.marcus)}/search")).text
    clock.turn_to(NOW + timedelta(minutes=61))
    assert "bruise" not in (await amira.get(f"{page}/search")).text


async def test_many_are_shown_by_pages_of_25_newest_first(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    for number in range(60):
        await say(db, cast.amira, cast.dani, f"haystack {number:02}")
    first = words(await search(amira, page, "haystack"))
    seen = [text for number in range(60) if (text := f"haystack {number:02}") in first]
    assert seen == [f"haystack {number:02}" for number in range(35, 60)]
    seq = await db.fetchval("SELECT seq FROM message WHERE body = 'haystack 35'")
    second = await amira.get(f"{page}/search?before={seq}")
    assert "haystack 34" in second.text
    assert "haystack 35" not in second.text
    assert (await amira.get(f"{page}/search?before=x'")).status == 200


async def test_what_was_taken_back_is_found_and_says_so(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    await take_back(db, await say(db, cast.amira, cast.dani, "A mistake"))
    assert "This message was taken back" in await search(amira, page, "mistake")


async def test_each_look_is_in_the_log_without_the_words(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    await search(amira, page, "bruise")
    rows = await db.fetch("SELECT * FROM access_log WHERE kind = 'search' AND at >= $1", NOW)
    assert rows
    assert {(row["actor_id"], row["item_id"], tuple(row["about"])) for row in rows} == {
        (cast.amira.id, await conversation_of(db, cast.dani), (cast.dani.id,))
    }
    assert "bruise" not in str(await db.fetch("SELECT * FROM access_log"))


async def test_empty_and_endless_words_are_refused(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    answer = await amira.post(f"{page}/search", {"words": "  "})
    assert (answer.status, "Write a word to look for" in answer.text) == (422, True)
    assert (await amira.post(f"{page}/search", {"words": "x" * 101})).status == 422


async def test_nobody_else_searches(sign_in: SignIn, cast: Cast, db: Db) -> None:
    page = await path_of(db, cast.dani)
    strangers = await strangers_to_dani(cast, sign_in)
    strangers["her manager, without a reason"] = await sign_in(cast.priya)
    for who, visitor in strangers.items():
        assert (await visitor.get(f"{page}/search")).status == 404, who
        assert (await visitor.post(f"{page}/search", {"words": "a"}, page="/account")).status == 404, who
    assert await db.fetchval("SELECT count(*) FROM message_search") == 0
