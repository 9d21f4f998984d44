"""Two databases alike but for one unannounced visit: not one byte of a family's pages may differ."""

import re

import asyncpg

from tests.access.crawling import walk
from tests.databases import CastDatabase, Cluster
from tests.running import new_visitor, run_portal

FAMILY = ("dani", "marcus", "kit", "jay")
_FRESH = re.compile(
    r'nonce="[^"]*"|name="(csrf|key|client_id)" value="[^"]*"|(content|data-csrf|data-token)="[\w=-]{40,}"'
    # A calendar file says the second at which it was made, and a conversation the moment at which it was drawn.
    r"|DTSTAMP:\w+|\"now\": \"[\w:.-]+\""
)
_FRESH_HEADERS = re.compile(r"'nonce-[^']*'")

# A visit can only be taken out of the second database with all that hangs on it.
TAKE_OUT = """
    DELETE FROM visit_child WHERE visit_id = $1;
    DELETE FROM visit_reader WHERE visit_id = $1;
    DELETE FROM visit_topic WHERE visit_id = $1;
    DELETE FROM visit_offered_time WHERE visit_id = $1;
    DELETE FROM visit_ready_item WHERE visit_id = $1;
    DELETE FROM visit_news WHERE visit_id = $1;
    DELETE FROM visit_note WHERE visit_id = $1;
    DELETE FROM visit_words WHERE visit_id = $1;
    DELETE FROM visit WHERE id = $1
"""


async def pages_of(database: CastDatabase) -> dict[tuple[str, str], str]:
    """Every page and file that the family can reach, and what stands at the visit's own address; without what is
    fresh in every answer."""
    found = {}
    async for portal in run_portal(database):
        hidden = portal.cast.unannounced_visit
        guesses = [
            f"/visits/{hidden}{end}"
            for end in ("", "/change", "/after", "/ready", "/topics/new", "/calendar.ics")
        ]
        for who in FAMILY:
            async with new_visitor(portal.origin) as visitor:
                # Packed, a page is a byte longer or shorter by the nonce in it.
                visitor.extra["Accept-Encoding"] = "identity"
                await visitor.sign_in(getattr(portal.cast, who))
                walked = await walk(visitor, ["/", "/account", *guesses])
                for path, answer in walked.answers.items():
                    headers = "\n".join(
                        f"{name}: {_FRESH_HEADERS.sub('', value)}"
                        for name, value in sorted(answer.headers.items())
                        if name not in ("Date", "Set-Cookie")
                    )
                    text = _FRESH.sub("", answer.text).replace(portal.origin, "")
                    found[who, path] = f"{answer.status}\n{headers}\n\n{text}"
    return found


async def test_a_familys_pages_are_the_same_with_and_without_one(
    cluster: Cluster, told_database: CastDatabase
) -> None:
    cast = told_database.cast
    twin = CastDatabase(cluster.copy("told_template"), cluster.postgres, cast)
    try:
        owner = await asyncpg.connect(twin.dsn("portal_migrator"))
        for statement in TAKE_OUT.split(";"):
            await owner.execute(statement, cast.unannounced_visit)
        assert await owner.fetchval("SELECT count(*) FROM visit WHERE id = $1", cast.unannounced_visit) == 0
        await owner.close()
        with_it, without = await pages_of(told_database), await pages_of(twin)
    finally:
        cluster.drop(twin.name)
    assert set(with_it) == set(without)
    assert {key for key in with_it if with_it[key] != without[key]} == set()
    total = sum(len(page.encode()) for page in with_it.values())
    print(f"{len(with_it)} pages of {len(FAMILY)} people, {total} bytes, 0 differ")
    assert len(with_it) > 40


async def test_staff_do_see_it(told_database: CastDatabase) -> None:
    """The same walk finds it where it may be found: the test above compares something."""
    async for portal in run_portal(told_database):
        async with new_visitor(portal.origin) as amira:
            await amira.sign_in(portal.cast.amira)
            walked = await walk(amira, ["/"])
        assert any(str(portal.cast.unannounced_visit) in answer.text for answer in walked.answers.values())
