"""Everybody against every address: what is not yours is not there, for pages, forms, headers and sizes alike.

One run: a unique string stands in every free text, each person walks through what they can see, then the others ask
for all of it. New routes and new text columns are in it without anybody thinking.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import uuid4

import asyncpg

from portal.demo.cast import EXAMPLESHIRE, Cast, Member, id_of
from portal.identity.actor import Kind, StaffRole, audience_of
from portal.web.routes import ROUTES, Audience, Route
from tests.access.crawling import ShownForm, Walk, walk
from tests.access.watched import ANY_ID, CODES, MORE_PLACES, Secret, Watched, plant_everywhere
from tests.databases import FIRST_DAY, CastDatabase
from tests.planting import look_for_words, write_letters
from tests.running import Answer, RunningPortal, Visitor, at, hidden_fields, new_visitor, run_portal

WALKERS = (
    "dani marcus kit jay amira priya sam ines tigist rosa luca joan leila sol grace ella lewis chloe"
    " tom helen grace_lim alex"
).split()
# Whose addresses the others ask for.
WATCHED = "dani amira marcus kit jay priya".split()
OTHERS = "marcus kit jay tom grace_lim alex lewis helen chloe dani joan leila sam".split()
# Of these the short run asks for what is theirs, and for a third of what is not, each for another third: the others
# stand for what they are.
BY_TURNS = "helen chloe joan leila sam".split()
# What reading alone may change: who was last here, what was opened, and who was turned away.
CHANGES_BY_ITSELF = {
    "access_log", "access_seal", "session", "form_post", "known_device", "sign_in_failure", "form_draft",
    # That somebody signed in.
    "last_sign_in",
    # How far somebody has read their own conversation, and that a worker had an urgent item before them.
    "read_mark", "urgent_step", "contribution_read", "decision_reader", "meeting_reader", "paper_reading",
}  # fmt: skip
# Names of ids in addresses, and the table that they are of.
ID_TABLES = {
    "visit_id": "visit", "topic_id": "visit_topic", "summary_id": "visit_summary", "correction_id": "correction",
    "person_id": "person", "request_id": "visit_change_request", "plan_id": "child_plan", "child_id": "person",
    "advocate_id": "person", "promise_id": "promise", "family_id": "family", "session_id": "session",
    "restriction_id": "restriction", "relationship_id": "relationship", "involvement_id": "involvement",
    "home_id": "home", "contact_id": "contact_point", "contact_point_id": "contact_point", "team_id": "team",
    "point_id": "contact_point",
    "conversation_id": "conversation", "message_id": "message", "word_id": "safety_word",
    "time_id": "visit_offered_time", "note_id": "visit_note", "item_id": "visit_ready_item",
    "contribution_id": "contribution", "sharing_id": "contribution_sharing",
    "absence_id": "absence", "change_id": "change_of_worker",
    "meeting_id": "meeting", "ask_id": "meeting_ask", "worry_id": "meeting_worry",
    "paper_id": "paper", "comment_id": "paper_comment", "redaction_id": "redaction", "key": "paper_paragraph",
    "decision_id": "decision", "agreed_id": "meeting_agreed", "view_id": "different_view",
    "reply_id": "inbound_text", "token_id": "notify_token",
}  # fmt: skip
# The same name of another thing in these folders.
ELSEWHERE = {
    ("/staff/messages/", "note_id"): "internal_note",
    ("/staff/urgent/", "item_id"): "urgent_item",
}
OF_OTHERS_ROUTES = 3
# Of things that there are hundreds of, so many stand for all: they are told apart by nothing that is looked at.
MOST_OF_A_KIND = {"message": 1, "safety_word": 5, "contribution": 7, "paper_paragraph": 1}
# Show on purpose how everybody of the invented cast signs in, and everybody's phone; no portal but the demonstration
# has them.
THE_DEMONSTRATION = frozenset({"/demonstration", "/demo/phones", "/demo/phones/now"})
NEVER_WAS = str(uuid4())
NO_LINK = "2" * 22


@dataclass
class House:
    """The run: who is signed in, what they saw, and what was found wrong."""

    portal: RunningPortal
    watched: Watched
    ids: Mapping[str, list[tuple[str, str | None]]]
    proving: bool
    visitors: dict[str, Visitor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    nothing_there: dict[tuple[str, str], tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    counts: Counter[str] = field(default_factory=Counter)
    leaks: set[str] = field(default_factory=set)
    found_routes: dict[tuple[str, str], Route | None] = field(default_factory=dict)
    refused: int = 0

    @property
    def family(self) -> set[str]:
        return {str(self.member(who).id) for who in ("dani", "marcus", "jay")}

    @property
    def crossed(self) -> dict[str, set[str]]:
        """Places that Marcus may open, and places that Dani may: things of each are asked for in the other's."""
        talks = {str(id_of(EXAMPLESHIRE, "conversation", who)) for who in ("dani", "marcus")}
        return {
            "visit": {str(self.portal.cast.office_visit), str(self.portal.cast.home_visit)},
            "conversation": talks,
            # Both are asked to it, each to a slot of their own.
            "meeting": {str(self.portal.cast.review_conference)},
        }

    @cached_property
    def visits(self) -> set[str]:
        """All of the family's, and one of each other family's."""
        families = dict(self.ids["visit"])
        own = families[str(self.portal.cast.home_visit)]
        others = {family: visit for visit, family in sorted(families.items())}
        return {visit for visit, family in families.items() if family == own} | set(others.values())

    @cached_property
    def messages(self) -> set[str]:
        start = "id of message "
        return {one.text for one in self.watched.secrets.values() if one.where.startswith(start)}

    @property
    def routes(self) -> list[Route]:
        return list(self.portal.app[ROUTES].values())

    def member(self, who: str) -> Member:
        member = getattr(self.portal.cast, who)
        assert isinstance(member, Member)
        return member

    def audience(self, who: str) -> Audience:
        member = self.member(who)
        return audience_of(Kind(member.kind), StaffRole(member.role) if member.role else None)

    def check(self, who: str, asked: str, answer: Answer) -> None:
        """Notes every string in an answer that this person may not read."""
        me = self.member(who).id
        told = answer.text + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        for secret in self.watched.in_text(told):
            self.seen[secret.text].add(who)
            if me not in secret.may:
                self.leaks.add(f"{who} reads {secret.where} at {asked}")
        if answer.status >= 500:
            self.leaks.add(f"{who} gets {answer.status} at {asked}")

    def may_open(self, who: str, address: str) -> bool:
        """Whether every id in the address is of something that this person may know of."""
        known = [self.watched.secrets[one] for one in ANY_ID.findall(address) if one in self.watched.secrets]
        return NEVER_WAS not in address and all(self.member(who).id in secret.may for secret in known)

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], Route]]:
        return [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route.path))), route)
            for route in self.routes
        ]

    def route_of(self, method: str, address: str) -> Route | None:
        """Looked for once: each of thirteen people asks for the same addresses."""
        if (method, address) not in self.found_routes:
            path = address.split("?")[0]
            self.found_routes[method, address] = next(
                (
                    route
                    for pattern, route in self.patterns
                    if route.method == method and pattern.fullmatch(path)
                ),
                None,
            )
        return self.found_routes[method, address]


def uniform(answer: Answer) -> tuple[str, Mapping[str, str]]:
    """An answer without what is fresh in every answer."""
    text = re.sub(r'nonce="[^"]*"|name="(csrf|key)" value="[^"]*"', "", answer.text)
    headers = {
        name: re.sub(r"'nonce-[^']*'", "", value) for name, value in answer.headers.items() if name != "Date"
    }
    return text, headers


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


async def ids_of(owner: "asyncpg.Connection[asyncpg.Record]") -> dict[str, list[tuple[str, str | None]]]:
    """By table: every id, and the visit or conversation that it belongs to; for a visit, its family."""
    found = {}
    for table in {*ID_TABLES.values(), *ELSEWHERE.values()}:
        of = (
            "t ->> 'family_id'"
            if table == "visit"
            else "coalesce(t ->> 'visit_id', t ->> 'conversation_id', t ->> 'meeting_id')"
        )
        # Parts of papers are told apart by their keys.
        one = "coalesce(t ->> 'id', t ->> 'key')"
        rows = await owner.fetch(
            f"SELECT {one} AS id, {of} AS place FROM (SELECT to_jsonb(t) AS t FROM {table} AS t) AS t ORDER BY 1"
        )
        found[table] = [(row["id"], row["place"]) for row in rows]
        if table in MOST_OF_A_KIND:
            found[table] = few_of_each(found[table], MOST_OF_A_KIND[table])
    return found


def few_of_each(rows: list[tuple[str, str | None]], most: int) -> list[tuple[str, str | None]]:
    """The first so many of each place."""
    times: Counter[str | None] = Counter()
    kept = []
    for one, place in rows:
        times[place] += 1
        if times[place] <= most:
            kept.append((one, place))
    return kept


def table_of(path: str, name: str) -> str:
    for (folder, same), table in ELSEWHERE.items():
        if path.startswith(folder) and name == same:
            return table
    return ID_TABLES[name]


def filled_in(path: str, house: House) -> Iterator[str]:
    """A route's address for every id of the family, some of the others', and one that never was.

    Where an address holds two ids, each second one also stands behind a visit that is not its own: Marcus's, who may
    open that, and Dani's, who may open this.
    """
    # Which page of a journey is no id of anything; nor is the secret of a link, which is told from all others by none.
    path = (
        path.replace("{step}", "1")
        .replace("{token}", NO_LINK)
        .replace("{kind}", "again")
        .replace("{number}", "1")
    )
    names = re.findall(r"\{(\w+)\}", path)
    unknown = set(names) - set(ID_TABLES)
    assert not unknown, f"{path}: say in ID_TABLES whose ids {unknown} are"
    if not names:
        yield path
        return
    first, *more = names
    table = table_of(path, first)
    firsts = {one for one, _ in house.ids[table] if table != "visit" or one in house.visits}
    if path.startswith("/staff/together/"):
        # One journey's many pages, which all ask the same first: the family's people stand for everybody.
        firsts &= house.family
    for one in [*sorted(firsts), NEVER_WAS]:
        begun = path.replace(f"{{{first}}}", one)
        if not more:
            yield begun
    known = {one for one, _ in house.ids[table]} & (house.visits if table == "visit" else firsts)
    for second, place in house.ids[table_of(path, more[0])] if more else ():
        if table in house.crossed:
            places = {place, *house.crossed[table]} if place in known else set()
            if table == "meeting" and place is None:
                places = house.crossed[table]
        else:
            places = house.family if table == "person" else firsts
        for one in places:
            begun = path.replace(f"{{{first}}}", str(one)).replace(f"{{{more[0]}}}", second)
            # What stands behind two others: one of its kind, which is somebody's.
            for third in more[1:]:
                own = (
                    sorted(house.family) if third == "person_id" else [house.ids[table_of(path, third)][0][0]]
                )
                begun = begun.replace(f"{{{third}}}", own[0])
            yield begun


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
            async for portal in run_portal(told_database):
                house = House(portal, watched, ids, proving)
                try:
                    await everybody(house)
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


async def everybody(house: House) -> None:
    for who in WALKERS:
        await enter(house, who)
    await everybody_walks(house)
    addresses = gather(house)
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


def gather(house: House) -> dict[str, list[str]]:
    """Every address that the watched can open or post to, and every route with every id of their family."""
    found: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for who in WATCHED:
        found["GET"] |= set(house.walks[who].answers)
        found["POST"] |= set(house.walks[who].forms)
    few = {one for one, _ in house.ids["message"]}
    for method, addresses in found.items():
        found[method] = {one for one in addresses if few >= set(ANY_ID.findall(one)) & house.messages}
    found["GET"] -= THE_DEMONSTRATION
    for route in house.routes:
        if "{" in route.path:
            found[route.method] |= set(filled_in(route.path, house))
        elif route.method == "GET" and route.path not in {"/exit", "/sign-out", *THE_DEMONSTRATION}:
            found["GET"].add(route.path)
    return {method: sorted(addresses) for method, addresses in found.items()}


async def nothing_there(house: House, who: str, method: str) -> tuple[str, Mapping[str, str]]:
    """What this person gets for a visit that never was."""
    if (who, method) not in house.nothing_there:
        visitor, path = house.visitors[who], f"/visits/{uuid4()}"
        answer = await (
            visitor.get(path, follow=False)
            if method == "GET"
            else visitor.send(f"{path}/confirm", fields_for(house, who, None), follow=False)
        )
        assert answer.status == 404
        house.refused += 1
        house.check(who, f"{method} {path}", answer)
        house.nothing_there[who, method] = uniform(answer)
    return house.nothing_there[who, method]


async def judge(house: House, who: str, method: str, address: str, answer: Answer) -> None:
    house.counts[f"{method} asked"] += 1
    route = house.route_of(method, address)
    if answer.status == 404:
        house.counts[f"{method} not there"] += 1
        house.refused += route is not None
        if uniform(answer) == await nothing_there(house, who, method):
            return  # The same page as any other that is not there, which was searched once.
        house.leaks.add(f"{who} gets another 404 at {method} {address}")
    house.check(who, f"{method} {address}", answer)
    if answer.status == 404:
        return
    if route is None or not route.audience & (house.audience(who) | Audience.ANYONE):
        house.leaks.add(f"{who} gets {answer.status} at {method} {address}, a page for others")
    elif not house.may_open(who, address):
        house.leaks.add(f"{who} gets {answer.status} at {method} {address}, which is not theirs")


def asked_by(house: House, who: str, method: str, addresses: Mapping[str, list[str]]) -> Iterator[str]:
    """All addresses of routes that are for people like this one; of the others, which answer before they look
    at any id, the first few. The long run asks for all."""
    times: Counter[Route | None] = Counter()
    third = BY_TURNS.index(who) % 3 if who in BY_TURNS and not house.proving else None
    for address in addresses[method]:
        route = house.route_of(method, address)
        times[route] += 1
        mine = route is None or bool(route.audience & (house.audience(who) | Audience.ANYONE))
        own = method == "GET" and mine and ANY_ID.search(address) and house.may_open(who, address)
        if third is not None and times[route] % 3 != third and not own:
            continue
        if mine or house.proving or times[route] <= OF_OTHERS_ROUTES:
            yield address


async def everybody_asks(house: House, addresses: Mapping[str, list[str]]) -> None:
    for who in OTHERS:
        for address in asked_by(house, who, "GET", addresses):
            answer = await house.visitors[who].get(address, follow=False)
            await judge(house, who, "GET", address, answer)


def fields_for(house: House, who: str, form: ShownForm | None) -> dict[str, object]:
    """The form as its own reader saw it, with this person's own proof and a key of its own."""
    fields: dict[str, object] = {}
    for name, value in form.fields if form else ():
        fields[name] = [*fields.get(name, []), value]  # type: ignore[misc]
    return {**fields, "csrf": house.tokens[who], "key": str(uuid4())}


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
