"""Changing a topic and taking it away: its author's alone, until the visit begins."""

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.visits.adding import add
from tests.portal.visits.pages import carried, words
from tests.running import SignIn, at

VISIT_DAY = FIRST_DAY + timedelta(days=8)


async def test_its_author_changes_it_and_takes_it_away_and_puts_it_back(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    path = await add(dani, cast, db)
    version = carried((await dani.get(path)).text, "version")
    page = await dani.post(
        path, {"version": version, "body": "School coat", "who": "everyone", "deed": "save"}
    )
    assert "School coat Added by you. Everyone on this plan can see this." in words(page.text)

    removed = await dani.post(path, {"deed": "remove"})
    assert removed.path == path
    assert "You took this off the plan" in words(removed.text)
    assert "School coat" not in (await dani.get(f"/visits/{cast.home_visit}")).text

    back = await dani.post(path, {"deed": "put-back"})
    assert back.path == f"/visits/{cast.home_visit}"
    assert "School coat" in words(back.text)


async def test_two_tabs_show_both_texts_and_lose_neither(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    path = await add(dani, cast, db)
    version = carried((await dani.get(path)).text, "version")
    await dani.post(path, {"version": version, "body": "School coat", "who": "worker"})
    stale = await dani.post(path, {"version": version, "body": "School bag", "who": "worker"})
    assert stale.status == 409
    assert "School coat" in words(stale.text)
    assert "School bag" in stale.text
    assert (
        await db.fetchval(
            "SELECT body FROM visit_topic WHERE visit_id = $1 AND added_by = $2",
            cast.home_visit,
            cast.dani.id,
        )
        == "School coat"
    )
    fields: dict[str, object] = {name: carried(stale.text, name) for name in ("csrf", "key", "version")}
    again = await dani.send(path, {**fields, "body": "School bag", "who": "worker"})
    assert again.status == 200
    assert (
        await db.fetchval(
            "SELECT body FROM visit_topic WHERE visit_id = $1 AND added_by = $2",
            cast.home_visit,
            cast.dani.id,
        )
        == "School bag"
    )


@pytest.mark.parametrize("who", ["marcus", "kit", "chloe"])
@pytest.mark.parametrize("deed", ["save", "remove", "put-back"])
async def test_nobody_touches_another_persons_topic(
    sign_in: SignIn, cast: Cast, db: Any, who: str, deed: str
) -> None:
    path = await add(await sign_in(cast.dani), cast, db, who="everyone")
    other = await sign_in(getattr(cast, who))
    assert (await other.get(path)).status == 404
    page = await other.post(
        path, {"deed": deed, "version": "1", "body": "Mine", "who": "worker"}, page="/account"
    )
    assert page.status == 404
    row = await db.fetchrow(
        "SELECT body, ended_at FROM visit_topic WHERE visit_id = $1 AND added_by = $2",
        cast.home_visit,
        cast.dani.id,
    )
    assert tuple(row) == ("School shoes", None)


async def test_a_worker_s_topic_is_no_familys_to_change(sign_in: SignIn, cast: Cast, db: Any) -> None:
    topic = await db.fetchval(
        "SELECT id FROM visit_topic WHERE visit_id = $1 AND body = 'Breakfast club'", cast.home_visit
    )
    assert (await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}/topics/{topic}")).status == 404


async def test_after_the_start_nothing_is_added_changed_or_lost(
    sign_in: SignIn, cast: Cast, db: Any, clock: Clock
) -> None:
    dani = await sign_in(cast.dani)
    path = await add(dani, cast, db)
    clock.turn_to(at(VISIT_DAY, 16, 5))
    for where, fields in (
        (f"/visits/{cast.home_visit}/topics/new", {"body": "One more", "who": "worker"}),
        (path, {"body": "One more", "who": "worker", "version": "1"}),
    ):
        page = await dani.post(where, dict(fields), page="/home")
        assert page.status == 409
        assert "One more" in words(page.text)
        assert "You can still tell Amira what you want to talk about." in words(page.text)
    assert (await dani.post(path, {"deed": "remove"}, page="/home")).status == 409
    assert (
        await db.fetchval(
            "SELECT count(*) FROM visit_topic WHERE visit_id = $1 AND added_by = $2 AND ended_at IS NULL",
            cast.home_visit,
            cast.dani.id,
        )
        == 1
    )
    text = words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "Add something to talk about" not in text
