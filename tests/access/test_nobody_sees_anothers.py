"""Everybody against every address: what is not yours is not there, for pages, forms, headers and sizes alike.

One run: a unique string stands in every free text, each person walks through what they can see, then the others ask
for all of it. New routes and new text columns are in it without anybody thinking.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import asyncpg

from portal.demo.cast import Cast
from portal.web.routes import Audience, Route
from tests.access.addresses import gather, ids_of
from tests.access.crawling import walk
from tests.access.house import House, fields_for, judge
from tests.access.watched import ANY_ID, CODES, MORE_PLACES, Secret, plant_everywhere
from tests.databases import FIRST_DAY, CastDatabase
from tests.planting import look_for_words, write_letters
from tests.running import at, hidden_fields, new_visitor, run_portal

WALKERS = (
    "dani marcus kit jay amira priya sam ines tigist rosa luca joan leila sol grace ella lewis chloe"
    " tom helen grace_lim alex"
).split()
# Whose addresses the others ask for.
WATCHED = "dani amira marcus kit jay priya".split()
OTHERS = "marcus kit jay tom grace_lim alex lewis helen chloe dani joan leila sam".split()
# Of these the short run asks for what is theirs, and for a fifth of what is not, each for another fifth: the others
# stand for what they are, and are those whom a family has most to fear from.
BY_TURNS = "helen chloe joan leila sam grace_lim alex lewis dani".split()
PARTS = 5
# What reading alone may change: who was last here, what was opened, and who was turned away.
CHANGES_BY_ITSELF = {
    "access_log", "access_seal", "session", "form_post", "known_device", "sign_in_failure", "form_draft",
    # That somebody signed in.
    "last_sign_in",
    # How far somebody has read their own conversation, and that a worker had an urgent item before them.
    "read_mark", "urgent_step", "contribution_read", "decision_reader", "meeting_reader", "paper_reading",
    "visit_summary_reader",
}  # fmt: skip
OF_OTHERS_ROUTES = 3


async def fingerprints(owner: "asyncpg.Connection[asyncpg.Record]") -> dict[str, str]:
    tables = await owner.fetch(
        """
        SELECT relname FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        """
    )
    found = {}
    for (table,) in tables:
        if table not in CHANGES_BY_ITSELF:
            rows = await owner.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")
            found[table] = hashlib.sha256("\n".join(row[0] for row in rows).encode()).hexdigest()
    return found


async def prepare(owner: "asyncpg.Connection[asyncpg.Record]", cast: Cast) -> None:
    """Half-typed words of four people."""
    for member in (cast.dani, cast.jay, cast.amira, cast.chloe):
        await owner.execute(
            """
            INSERT INTO form_draft (council_id, account_id, form, fields)
            SELECT council_id, id, $2, '{"body": ["half typed"], "when_better": ["not yet"]}' FROM account
             WHERE person_id = $1
            """,
            member.id,
            f"/visits/{cast.home_visit}/topics/new",
        )


async def tick_marcus(owner: "asyncpg.Connection[asyncpg.Record]", cast: Cast) -> None:
    """A mistake: Marcus is ticked as a reader of the visit at Dani's home. The order still keeps him away."""
    await owner.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, id, $2, worker_id, planned_at FROM visit WHERE id = $1
        ON CONFLICT (council_id, visit_id, person_id) DO UPDATE SET ended_at = NULL
        """,
        cast.home_visit,
        cast.marcus.id,
    )


class TestEverybody:
    """The one long walk."""

    async def test_0_leaks(self, told_database: CastDatabase, proving: bool) -> None:
        cast, now, refused = told_database.cast, at(FIRST_DAY, 10), 0
        owner = await asyncpg.connect(told_database.dsn("postgres"))
        await prepare(owner, cast)
        await look_for_words(owner, cast.amira.id, cast.dani.id, now)
        await write_letters(owner, now)
        watched = await plant_everywhere(owner, now)
        await tick_marcus(owner, cast)
        ids = await ids_of(owner)
        before = await fingerprints(owner)
        try:
            async with run_portal(told_database) as portal:
                house = House(portal, watched, ids, proving)
                try:
                    await everybody(house, owner)
                finally:
                    for visitor in house.visitors.values():
                        await visitor.http.close()
                refused = house.refused
            changed = {
                table for table, print_ in (await fingerprints(owner)).items() if before[table] != print_
            }
            assert changed == set(), "asking alone has written something"
            denied = await owner.fetchval("SELECT count(*) FROM access_log WHERE deed = 'denied'")
            assert denied == refused, "a refusal is in the log"
        finally:
            await owner.close()


async def everybody(house: House, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    for who in WALKERS:
        await enter(house, who)
    # A slow machine takes longer for all of it than staff may rest: a quarter of an hour.
    await owner.execute("UPDATE session SET idle_minutes = 600")
    await everybody_walks(house)
    addresses = gather(house, WATCHED)
    print(f"{len(addresses['GET'])} addresses to open, {len(addresses['POST'])} to post to")
    await everybody_asks(house, addresses)
    await everybody_posts(house, addresses)
    await still_signed_in(house)
    report(house, addresses)
    assert would_have_been_found(house) > 20
    assert sorted(house.leaks) == []
    assert unseen(house) == {}


async def enter(house: House, who: str) -> None:
    visitor = await new_visitor(house.portal.origin).__aenter__()
    # Packed, a page is a byte longer or shorter by the nonce in it.
    visitor.extra["Accept-Encoding"] = "identity"
    house.visitors[who] = visitor
    answer = await visitor.sign_in(house.member(who))
    assert answer.path != "/sign-in", who
    house.tokens[who] = str(hidden_fields((await visitor.get("/sign-out")).text)["csrf"])


async def everybody_walks(house: House) -> None:
    for who, visitor in house.visitors.items():
        found = house.walks[who] = await walk(visitor, ["/", "/account", "/help"])
        for path, answer in found.answers.items():
            house.check(who, path, answer)
            house.counts["pages walked"] += 1
            # A link that leads nowhere tells that something was there.
            if answer.status == 404:
                house.leaks.add(f"{who} is shown a link to {path}, which is not there")
                house.refused += house.route_of("GET", path) is not None


def asked_by(house: House, who: str, method: str, addresses: Mapping[str, list[str]]) -> Iterator[str]:
    """All addresses of routes that are for people like this one; of the others, which answer before they look
    at any id, the first few. The long run asks for all."""
    times: Counter[Route | None] = Counter()
    turn = BY_TURNS.index(who) % PARTS if who in BY_TURNS and not house.proving else None
    for address in addresses[method]:
        route = house.route_of(method, address)
        times[route] += 1
        mine = route is None or bool(route.audience & (house.audience(who) | Audience.ANYONE))
        own = method == "GET" and mine and ANY_ID.search(address) and house.may_open(who, address)
        if turn is not None and times[route] % PARTS != turn and not own:
            continue
        if mine or house.proving or times[route] <= OF_OTHERS_ROUTES:
            yield address


async def everybody_asks(house: House, addresses: Mapping[str, list[str]]) -> None:
    for who in OTHERS:
        for address in asked_by(house, who, "GET", addresses):
            answer = await house.visitors[who].get(address, follow=False)
            await judge(house, who, "GET", address, answer)


async def everybody_posts(house: House, addresses: Mapping[str, list[str]]) -> None:
    """Every form of the watched, sent by those whom it is not for."""
    forms = {action: form for who in WATCHED for action, form in house.walks[who].forms.items()}
    for who in OTHERS:
        for address in asked_by(house, who, "POST", addresses):
            route = house.route_of("POST", address)
            form = forms.get(address)
            for_me = route is not None and bool(route.audience & (house.audience(who) | Audience.ANYONE))
            ids = set(ANY_ID.findall(address)) | {
                value
                for name, value in (form.fields if form else ())
                if name != "key" and ANY_ID.fullmatch(value)
            }
            if for_me and (not ids or all(house.may_open(who, one) for one in ids)):
                continue
            answer = await house.visitors[who].send(address, fields_for(house, who, form), follow=False)
            if for_me and house.may_open(who, address):
                # Their own page, with somebody else's ids in the form: refused, however it says so.
                house.check(who, f"POST {address}", answer)
                house.counts["POST with other's ids"] += 1
                house.refused += answer.status == 404
                if answer.status < 400:
                    house.leaks.add(f"{who} gets {answer.status} for other people's ids in POST {address}")
                continue
            await judge(house, who, "POST", address, answer)


async def still_signed_in(house: House) -> None:
    for who, visitor in house.visitors.items():
        answer = await visitor.get("/account", follow=False)
        assert answer.status == 200, f"{who} is no longer signed in"
        house.counts["still signed in"] += 1


def would_have_been_found(house: House) -> int:
    """Had Marcus been given the very pages that Dani was given, this many strings would have told."""
    marcus = house.portal.cast.marcus.id
    pages = "".join(answer.text for answer in house.walks["dani"].answers.values())
    return sum(marcus not in secret.may for secret in house.watched.in_text(pages))


# Written, and on no page yet; or on pages of the staff's own tools only. Each was looked at.
NOT_SHOWN = {
    "access_log.reason", "involvement.change_reason", "letter_stop.ended_because", "redaction.ended_because",
    "relationship.responsibility_basis", "relationship.why",
}  # fmt: skip


def unseen(house: House) -> dict[str, int]:
    """Columns of which nobody saw any of the strings, with how many there are."""
    planted: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for secret in house.watched.secrets.values():
        if secret.is_word:
            column = secret.where.split(" of ")[0]
            planted[column] += 1
            seen[column] += bool(house.seen[secret.text])
    return {
        column: count for column, count in planted.items() if not seen[column] and column not in NOT_SHOWN
    }


def report(house: House, addresses: Mapping[str, list[str]]) -> None:
    planted = [one for one in house.watched.secrets.values() if one.is_word]
    seen = [one for one in planted if entitled_saw(house, one)]
    print(
        f"{len(addresses['GET'])} addresses to open and {len(addresses['POST'])} to post to × {len(OTHERS)} people, "
        f"{len(planted)} strings planted and {len(house.watched.secrets) - len(planted)} ids and numbers watched, "
        f"{len(seen)} planted strings seen by their own readers, {len(house.leaks)} leaks"
    )
    print(", ".join(f"{count} {what}" for what, count in sorted(house.counts.items())))
    alike = Counter(ANY_ID.sub("…", leak) for leak in house.leaks)
    print("\n".join(f"{count} × {leak}" for leak, count in sorted(alike.items())))


def entitled_saw(house: House, secret: Secret) -> bool:
    return any(house.member(who).id in secret.may for who in house.seen[secret.text])


async def text_columns(owner: "asyncpg.Connection[asyncpg.Record]") -> dict[str, set[str]]:
    rows = await owner.fetch(
        """
        SELECT c.relname AS name, a.attname AS column
          FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND a.attnum > 0 AND NOT a.attisdropped
           AND a.atttypid IN ('text'::regtype, 'jsonb'::regtype, 'varchar'::regtype)
        """
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["name"]].add(row["column"])
    return found


async def test_every_column_of_text_is_planted_or_known_to_be_a_code(told_database: CastDatabase) -> None:
    owner = await asyncpg.connect(told_database.dsn("portal_migrator"))
    try:
        columns = await text_columns(owner)
    finally:
        await owner.close()
    known: dict[str, set[str]] = {table: set(CODES.get(table, "").split()) for table in columns}
    for place in MORE_PLACES:
        known[place.table] |= set(place.columns.split())
    assert {table: names - known[table] for table, names in columns.items() if names - known[table]} == {}
    print(f"{sum(map(len, columns.values()))} columns of text: each planted, or known to hold a code")
