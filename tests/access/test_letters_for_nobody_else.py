"""Whoever does not work with somebody finds none of how they are reached, what they were sent, and what they answered.

Every page and form that came with letters, asked for by each kind of wrong person: the address as it is, ids and all.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import asyncpg

from portal.demo.cast import Cast, Member
from portal.web.routes import ROUTES
from tests.databases import FIRST_DAY
from tests.planting import plant, write_letters
from tests.running import RunningPortal, SignIn, Visitor, at

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
# As far as they hold something of one person; {point} and {reply} are a number and a text of that person.
OF_A_PERSON = (
    "GET /staff/people/{person}/contact",
    "POST /staff/people/{person}/contact",
    "GET /staff/people/{person}/contact/points/new",
    "POST /staff/people/{person}/contact/points/new",
    "POST /staff/people/{person}/contact/points/{point}",
    "POST /staff/people/{person}/contact/safe-again",
    "GET /staff/people/{person}/letters",
    "GET /staff/people/{person}/sign-in",
    "POST /staff/people/{person}/sign-in/invitation",
    "POST /staff/people/{person}/sign-in/card",
    "GET /staff/people/{person}/stop-letters",
    "POST /staff/people/{person}/stop-letters",
    "POST /staff/people/{person}/stop-letters/end",
    "POST /staff/replies/{reply}/done",
)
LISTS = (
    "/staff/today",
    "/staff/contacts",
    "/staff/replies",
    "/staff/people",
    "/admin/people",
    "/admin/texts",
    "/team",
)
# What a form would say if it were theirs to send.
SAID: dict[str, object] = {
    "do": "end", "kind": "mobile", "value": "07700 900466", "who": "person", "why": "death", "sure": "y",
    "because": "x", "texting": "any_time", "email": "yes", "calls": "any_time", "days": ["1", "2"], "version": "1",
    "from_time": "", "to_time": "",
}  # fmt: skip
TABLES = (
    "safe_contact_plan",
    "contact_point",
    "letter_stop",
    "inbound_text",
    "sign_in_link",
    "sign_in_card",
    "letter",
)
Comes: TypeAlias = Callable[[SignIn, Cast, Db], Awaitable[Visitor]]


async def _worked_with_her(sign_in: SignIn, cast: Cast, db: Db) -> Visitor:
    """Amira, signed in since before another took over all that she had."""
    amira = await sign_in(cast.amira)
    await db.execute(
        "UPDATE involvement SET to_at = $2 WHERE staff_id = $1 AND to_at IS NULL",
        cast.amira.id,
        at(FIRST_DAY, 9),
    )
    return amira


def somebody(who: str) -> Comes:
    async def comes(sign_in: SignIn, cast: Cast, db: Db) -> Visitor:
        member = getattr(cast, who)
        assert isinstance(member, Member)
        return await sign_in(member)

    return comes


WRONG: dict[str, Comes] = {
    "a colleague": somebody("sam"),
    "a colleague of another team": somebody("ines"),
    "a health visitor": somebody("tom"),
    "a partner of no family": somebody("grace_lim"),
    "who runs meetings": somebody("helen"),
    "an administrator": somebody("alex"),
    "a worker of the other council": somebody("lewis"),
    "a young person of the other council": somebody("chloe"),
    "herself": somebody("dani"),
    "the other parent": somebody("marcus"),
    "her son": somebody("kit"),
    # Last: from here on nobody works with anybody of hers.
    "a former worker": _worked_with_her,
}


async def snapshot(db: Db, *tables: str) -> dict[str, str]:
    return {
        table: "\n".join(row[0] for row in await db.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1"))
        for table in tables or TABLES
    }


async def test_nobody_else_reads_or_changes_anything_about_her_letters(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await write_letters(db, at(FIRST_DAY, 9))
    planted, mine = await plant(db, at(FIRST_DAY, 9, 30)), await keys_of(db, cast.dani)
    hers = {
        one.word
        for one in planted.values()
        if one.key in mine and one.table in TABLES and cast.dani.id not in one.may
    } | {"07700 900401", "07700900401"}
    assert len(hers) > 5
    paths = await paths_about(db, cast.dani)
    for who, comes in WRONG.items():
        visitor = await comes(sign_in, cast, db)
        before = await snapshot(db)
        for method, path in paths:
            answer = await (
                visitor.get(path, follow=False)
                if method == "GET"
                else visitor.post(path, SAID, page="/sign-out", follow=False)
            )
            assert answer.status == 404, f"{who}: {method} {path}"
            assert not [word for word in hers if word in answer.text], f"{who} reads it at {method} {path}"
        for path in LISTS:
            answer = await visitor.get(path)
            assert not [word for word in hers if word in answer.text], f"{who} reads it on {path}"
        assert await snapshot(db) == before, f"{who} changed something"


async def paths_about(db: Db, member: Member) -> list[tuple[str, str]]:
    point = await db.fetchval(
        "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'mobile'", member.id
    )
    reply = await db.fetchval("SELECT id FROM inbound_text WHERE person_id = $1 LIMIT 1", member.id)
    found = []
    for route in OF_A_PERSON:
        method, path = route.format(person=member.id, point=point, reply=reply).split()
        found.append((method, path))
    return found


async def test_only_an_administrator_changes_how_texts_leave(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """Nor does an administrator's page open for whoever is one elsewhere, or none."""
    await write_letters(db, at(FIRST_DAY, 9))
    token = await db.fetchval("SELECT id FROM notify_token WHERE council_id = $1", cast.exampleshire)
    before = await snapshot(db, "notify_token", "carrier")
    for who in ("amira", "priya", "tom", "helen", "grace_lim", "lewis", "dani", "kit", "chloe"):
        visitor = await sign_in(getattr(cast, who))
        assert (await visitor.get("/admin/texts")).status == 404, who
        for end in ("two-way", "tokens", f"tokens/{token}/end"):
            said: dict[str, object] = {"two_way": "off"}
            answer = await visitor.post(f"/admin/texts/{end}", said, page="/sign-out", follow=False)
            assert answer.status == 404, f"{who}: {end}"
    assert await snapshot(db, "notify_token", "carrier") == before


async def keys_of(db: Db, member: Member) -> set[str]:
    """Ids of rows that are about her alone."""
    found = {str(member.id)}
    for table in ("contact_point", "letter", "inbound_text", "letter_stop"):
        found |= {
            str(row[0]) for row in await db.fetch(f"SELECT id FROM {table} WHERE person_id = $1", member.id)
        }
    return found


async def test_her_worker_does_read_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """The same words, found where they may be: the test above looks for something."""
    await write_letters(db, at(FIRST_DAY, 9))
    planted = await plant(db, at(FIRST_DAY, 9, 30))
    mine = await keys_of(db, cast.dani)
    amira = await sign_in(cast.amira)
    pages = ""
    for path in ("contact", "letters"):
        pages += (await amira.get(f"/staff/people/{cast.dani.id}/{path}")).text
    pages += (await amira.get("/staff/replies")).text
    columns = {(one.table, one.column) for one in planted.values() if one.key in mine and one.word in pages}
    assert columns >= {
        ("letter", "title"), ("letter", "body"), ("inbound_text", "words"), ("contact_point", "value"),
        ("safe_contact_plan", "never"), ("safe_contact_plan", "shared_with"), ("safe_contact_plan", "letters_to"),
        ("safe_contact_plan", "code_word"),
    }  # fmt: skip


def test_the_list_has_every_address_about_somebodys_letters(portal: RunningPortal) -> None:
    """A new one has to be asked for by the wrong people, too."""
    asked = {route.format(person="*", point="*", reply="*") for route in OF_A_PERSON}
    there = set()
    for route in portal.app[ROUTES].values():
        parts = route.path.split("/")
        about = route.path.startswith("/staff/people/{person_id}/") and parts[4] in (
            "contact",
            "letters",
            "stop-letters",
        )
        if about or route.path.startswith("/staff/replies/"):
            there.add(f"{route.method} {'/'.join('*' if part.startswith('{') else part for part in parts)}")
    assert there - asked == set()
