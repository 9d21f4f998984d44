"""Help lines that families see: what every council starts with, and what an administrator makes of it."""

import re
from datetime import timedelta
from typing import TypeAlias

import asyncpg
import pytest

from portal.demo.cast import Cast
from portal.safety.help_lines_kept import HELP_LINES
from tests.running import Answer, RunningPortal, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PAGE = "/admin/help-lines"
CHILDLINE: dict[str, object] = {
    "name": "Childline", "who": "For anyone under 19.", "number": "0800 1111", "way": "call", "hours": "Day and night.",
    "free": "yes", "nation": "uk", "young": "y", "after": "", "shown": "yes",
}  # fmt: skip
NEW: dict[str, object] = {
    **CHILDLINE, "name": "Kite young people’s line", "number": "020 7946 0777", "nation": "wales", "compared": "y",
    "free": "no", "after": "shout",
}  # fmt: skip


async def seen_at(alex: Visitor, path: str, fields: dict[str, object]) -> str:
    check = await alex.post(path, fields)
    assert "Check before you save" in check.text or check.status == 200
    found = re.search(r'name="seen" value="([^"]*)"', check.text)
    assert found, check.text
    return found[1]


async def save(alex: Visitor, path: str, fields: dict[str, object]) -> Answer:
    return await alex.post(path, {**fields, "do": "save", "seen": await seen_at(alex, path, fields)})


def cards(page: Answer) -> list[str]:
    return re.findall(r'card__title">([^<]*)<', page.text.split("<main")[1].split("</main>")[0])


async def test_every_council_starts_with_the_national_ones_and_999_stands_above_them(
    sign_in: SignIn, cast: Cast
) -> None:
    listed = (await (await sign_in(cast.alex)).get(PAGE)).text
    for name in ("Childline", "Domestic abuse helpline", "Men’s advice line", "Samaritans", "Shout"):
        assert name in listed
    assert "Check this number" not in listed
    help_page = await (await sign_in(cast.dani)).get("/help")
    assert help_page.text.index("tel:999") < help_page.text.index("Samaritans")


async def test_a_line_is_added_after_a_look_at_what_changes_and_families_of_that_council_see_it(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    alex, kit, chloe = await sign_in(cast.alex), await sign_in(cast.kit), await sign_in(cast.chloe)
    seen = await seen_at(alex, f"{PAGE}/new", NEW)
    assert "Kite young" not in (await kit.get("/help")).text, "nothing is saved by the first look"
    saved = await alex.post(f"{PAGE}/new", {**NEW, "do": "save", "seen": seen})
    assert "Saved. Staff and families will see this now." in saved.text
    shown = await kit.get("/help")
    assert cards(shown)[-6:][:2] == ["Childline", "Kite young people’s line"], "young people see theirs first"
    assert "It costs money. For people in Wales." in shown.text
    assert 'href="tel:02079460777"' in shown.text
    assert "Kite young" not in (await chloe.get("/help")).text, "another council"
    assert "Kite young" not in (await stranger.get("/help")).text, "this address has two councils"
    logged = await db.fetch("SELECT actor_id, deed FROM access_log WHERE kind = 'help_line'")
    assert [tuple(row) for row in logged] == [(cast.alex.id, "changed")]


async def test_a_new_number_is_saved_only_by_who_checked_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    alex, path = await sign_in(cast.alex), f"{PAGE}/childline"
    other = {**CHILDLINE, "number": "0800 2222"}
    refused = await alex.post(path, other)
    assert (refused.status, "Check the new number before you save it" in refused.text) == (422, True)
    check = (await alex.post(path, {**other, "compared": "y"})).text
    assert "0800 2222" in check
    assert "Where is it for?" not in check, "what stays is not in the way of what changes"
    await save(alex, path, {**other, "compared": "y"})
    assert 'href="tel:08002222"' in (await (await sign_in(cast.kit)).get("/help")).text
    row = await db.fetchrow("SELECT name, checked_on, place FROM help_line WHERE id = 'childline'")
    assert row is not None
    assert row["name"] is None, "its words stay those of the catalogue, in every language"


async def test_what_nobody_checked_for_90_days_says_so_until_somebody_does(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex, priya, dani = await sign_in(cast.alex), await sign_in(cast.priya), await sign_in(cast.dani)
    await save(alex, f"{PAGE}/childline", {**CHILDLINE, "hours": "Until midnight."})
    long_ago = portal.clock.now().date() - timedelta(days=91)
    await db.execute("UPDATE help_line SET checked_on = $1", long_ago)
    await portal.app[HELP_LINES].read()
    assert "Check this number" in (await priya.get("/help")).text
    assert "Check this number" not in (await dani.get("/help")).text
    assert (await alex.get(PAGE)).text.count("Check this number") == 1
    fields = {**CHILDLINE, "hours": "Until midnight.", "compared": "y"}
    await save(alex, f"{PAGE}/childline", fields)
    assert "Check this number" not in (await alex.get(PAGE)).text
    assert "Check this number" not in (await priya.get("/help")).text


async def test_lines_are_hidden_and_put_in_order_and_one_always_stays(sign_in: SignIn, cast: Cast) -> None:
    alex, dani = await sign_in(cast.alex), await sign_in(cast.dani)
    names = cards(await dani.get("/help"))
    assert names.index("Samaritans") < names.index("Shout")
    shout = {**CHILDLINE, "name": "Shout", "who": "For anyone who would rather text than talk.", "number": "85258",
             "way": "text"}  # fmt: skip
    del shout["young"]
    await save(alex, f"{PAGE}/shout", shout)
    names = cards(await dani.get("/help"))
    assert names.index("Shout") < names.index("Samaritans")
    for one, name in (("women", "W"), ("men", "M"), ("samaritans", "S"), ("childline", "C")):
        number = re.search(r'name="number"[^>]*value="([^"]*)"', (await alex.get(f"{PAGE}/{one}")).text)
        assert number
        await save(alex, f"{PAGE}/{one}", {**CHILDLINE, "name": name, "number": number[1], "shown": "no"})
    assert cards(await dani.get("/help"))[-1] == "Shout"
    last = await alex.post(f"{PAGE}/shout", {**shout, "shown": "no"})
    assert (last.status, "Families need at least one help line" in last.text) == (422, True)


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(sign_in: SignIn, cast: Cast) -> None:
    alex, path = await sign_in(cast.alex), f"{PAGE}/childline"
    seen = await seen_at(alex, path, {**CHILDLINE, "hours": "Until midnight."})
    await save(alex, path, {**CHILDLINE, "hours": "Until 10pm."})
    late = await alex.post(path, {**CHILDLINE, "hours": "Until midnight.", "do": "save", "seen": seen})
    assert late.status == 409
    assert "Until 10pm." in (await (await sign_in(cast.kit)).get("/help")).text


@pytest.mark.parametrize("who", ["dani", "kit", "amira", "priya", "helen", "grace_lim", "lewis"])
async def test_nobody_else_changes_them(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    for path in (PAGE, f"{PAGE}/new", f"{PAGE}/childline"):
        assert (await visitor.get(path)).status == 404
    for path in (f"{PAGE}/new", f"{PAGE}/childline"):
        assert (await visitor.post(path, {**NEW, "do": "save", "seen": ""}, page="/account")).status == 404
    assert await db.fetchval("SELECT count(*) FROM help_line") == 0


async def test_a_line_that_is_none_is_not_found(sign_in: SignIn, cast: Cast) -> None:
    alex = await sign_in(cast.alex)
    assert (await alex.get(f"{PAGE}/no-such-line")).status == 404
