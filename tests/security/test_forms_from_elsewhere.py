"""A form must come from a page of ours, in this session, from this origin; and it happens once."""

import asyncio
import hmac
import re
from uuid import uuid4

import asyncpg

from portal.web.request import SETTINGS, own_path
from portal.web.routes import ROUTES, Audience
from tests.running import Answer, RunningPortal, SignIn, Visitor, hidden_fields


async def written(db: "asyncpg.Connection[asyncpg.Record]") -> list[int]:
    """How many rows there are of all that a form could write."""
    tables = "visit_topic visit_change_request visit_reader visit visit_note form_draft form_post correction person"
    counted = [await db.fetchval(f"SELECT count(*) FROM {table}") for table in tables.split()]
    return [*counted, await db.fetchval("SELECT count(*) FROM session WHERE ended_at IS NULL")]


def look_alikes(origin: str) -> list[str | None]:
    host, port = origin.removeprefix("http://").split(":")
    return [
        None, "null", "", "http://", "https://evil.example.com", f"https://{host}:{port}", f"http://{host}",
        f"http://{host}:{int(port) + 1}", f"{origin}.evil.example.com", f"{origin}@evil.example.com", f"{origin}/",
        f"http://localhost:{port}", f"HTTP://{host}:{port}", f" {origin}x", f"http://evil.example.com:{port}",
        f"file://{host}:{port}", f"{origin}, {origin}", f"{origin} https://evil.example.com",
    ]  # fmt: skip


async def post(visitor: Visitor, path: str, fields: dict[str, str], headers: dict[str, str]) -> Answer:
    async with visitor.http.post(
        visitor.origin + path, data=fields, headers=headers, allow_redirects=False
    ) as response:
        return Answer(response.status, await response.text(), response.headers, str(response.url))


async def test_no_form_works_without_our_origin_or_without_its_token(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Every route that takes a form, for each of the people whom it is for."""
    people = {
        Audience.FAMILY: await sign_in(portal.cast.dani),
        Audience.STAFF: await sign_in(portal.cast.amira),
        Audience.MANAGER: await sign_in(portal.cast.priya),
        Audience.ADMINISTRATOR: await sign_in(portal.cast.alex),
        Audience.MEETINGS: await sign_in(portal.cast.helen),
    }
    # What programs post proves itself by its own token, before anything of it is read.
    routes = [r for r in portal.app[ROUTES].values() if r.method == "POST" and not r.from_program]
    right = {
        who: {
            name: str(value) for name, value in hidden_fields((await visitor.get("/sign-out")).text).items()
        }
        for who, visitor in people.items()
    }
    before, tried = await written(db), 0
    for number, route in enumerate(routes):
        who = next((one for one in people if one & route.audience), Audience.FAMILY)
        path = re.sub(r"\{\w+\}", str(portal.cast.home_visit), route.path)
        wrong = look_alikes(portal.origin)
        # Each route meets the missing origin and three look-alikes in turn; all of them together meet every one.
        for origin in [wrong[0], *(wrong[(3 * number + n) % len(wrong)] for n in range(3))]:
            headers = {} if origin is None else {"Origin": origin}
            answer = await post(people[who], path, right[who] | {"key": str(uuid4())}, headers)
            assert answer.status == 403, f"{route.path} from {origin}"
            tried += 1
        for site in ("cross-site", "same-site", "none"):
            headers = {"Origin": portal.origin, "Sec-Fetch-Site": site}
            assert (await post(people[who], path, right[who], headers)).status == 403, f"{route.path} {site}"
            tried += 1
        other = right[Audience.STAFF if who is Audience.FAMILY else Audience.FAMILY]["csrf"]
        for token in (
            None,
            "",
            "x",
            other,
            right[who]["csrf"][:-4],
            "é" * 44,
            "A" * 44,
        ):
            fields = {"key": str(uuid4())} | ({} if token is None else {"csrf": token})
            answer = await post(people[who], path, fields, {"Origin": portal.origin})
            assert answer.status == 403, f"{route.path} with token {token!r}"
            tried += 1
    assert await written(db) == before
    print(f"{tried} forms from elsewhere to {len(routes)} routes, 0 taken")


async def test_two_origins_are_no_origin(portal: RunningPortal, sign_in: SignIn) -> None:
    dani = await sign_in(portal.cast.dani)
    hidden = hidden_fields((await dani.get("/sign-out")).text)
    headers = [("Origin", portal.origin), ("Origin", "https://evil.example.com")]
    async with dani.http.post(portal.origin + "/session/stay", data=hidden, headers=headers) as response:
        assert response.status == 403


async def test_the_token_is_another_text_in_every_answer(portal: RunningPortal, sign_in: SignIn) -> None:
    dani = await sign_in(portal.cast.dani)
    tokens = [hidden_fields((await dani.get("/sign-out")).text)["csrf"] for _ in range(5)]
    assert len(set(tokens)) == 5


async def test_the_same_form_twenty_times_at_once_is_one_deed(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(portal.cast.dani)
    path = f"/visits/{portal.cast.home_visit}/topics/new"
    fields = {
        **hidden_fields((await dani.get(path)).text),
        "body": "Who walks Kit to school",
        "audience": "worker",
    }
    count = "SELECT count(*) FROM visit_topic WHERE body LIKE 'Who walks%'"
    answers = await asyncio.gather(*(dani.send(path, fields, follow=False) for _ in range(20)))
    assert {answer.status for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert await db.fetchval(count) == 1
    other = await dani.send(path, fields | {"body": "Who walks Jay to school"}, follow=False)
    assert other.status == 409
    assert await db.fetchval(count) == 1
    elsewhere = await dani.send(f"/visits/{portal.cast.home_visit}/confirm", fields, follow=False)
    assert elsewhere.status == 409, "the key of one form is no key of another"


async def test_ones_own_key_says_nothing_about_anothers(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani, jay = await sign_in(portal.cast.dani), await sign_in(portal.cast.jay)
    path = f"/visits/{portal.cast.home_visit}/topics/new"
    key = str(uuid4())
    for visitor, words in ((dani, "From Dani"), (jay, "From Jay")):
        fields = {
            **hidden_fields((await visitor.get(path)).text),
            "key": key,
            "body": words,
            "audience": "worker",
        }
        assert (await visitor.send(path, fields, follow=False)).status == 303
    assert await db.fetchval("SELECT count(*) FROM visit_topic WHERE body LIKE 'From %'") == 2


async def test_what_a_form_is_known_again_by_cannot_be_guessed_at(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Of a form that holds a password alone, what is kept would be a hash that is quick to try passwords on."""
    dani, _ = await sign_in(portal.cast.dani), await sign_in(portal.cast.dani)
    page, password = "/account/devices/end-others", portal.cast.dani.password
    fields = {**hidden_fields((await dani.get("/account/devices")).text), "old_password": password}
    assert (await dani.send(page, fields, follow=False)).status == 303
    kept = await db.fetchval("SELECT body_hash FROM form_post WHERE path = $1", page)
    told = repr([("old_password", password)]).encode()
    assert kept == hmac.new(portal.app[SETTINGS].secret, b"form\0" + told, "sha256").digest()
    again = await dani.send(page, fields, follow=False)
    assert (again.status, again.headers["Location"]) == (303, "/account/devices")


ELSEWHERE = [
    "//evil.example.com", "///evil.example.com", "/\\evil.example.com", "\\\\evil.example.com",
    "https:evil.example.com",
    "https://evil.example.com", "http:/evil.example.com", "javascript:alert(1)", "data:text/html,x",
    "@evil.example.com",
    "/\t/evil.example.com", "/\n/evil.example.com", "\t//evil.example.com", "/ /evil.example.com",
    "/home\r\nSet-Cookie: x=y",
    "/%0d%0aSet-Cookie:x=y", "evil.example.com", "/home\x00", "/\u2215\u2215evil.example.com", "/home/\u202ex",
    "?next=//evil",
    "/\\/evil.example.com", "/%09/evil.example.com", "", "#", "/é", "/..//evil.example.com", "/.//evil.example.com",
    "/home/..//evil.example.com", "/home//evil.example.com",
]  # fmt: skip


async def test_nobody_is_sent_elsewhere_after_signing_in(portal: RunningPortal, stranger: Visitor) -> None:
    for wanted in ELSEWHERE:
        taken = own_path(wanted)
        assert re.fullmatch(r"/(?![/\\])[!-\[\]-~]*", taken), wanted
        assert "/." not in taken, wanted
        assert "//" not in taken, wanted
    for wanted in (
        "//evil.example.com",
        "/\\evil.example.com",
        "/home\r\nSet-Cookie: x=y",
        "javascript:alert(1)",
        "/..//evil.example.com",
    ):
        fields: dict[str, object] = {
            **hidden_fields((await stranger.get("/sign-in")).text),
            "name": portal.cast.dani.sign_in, "password": portal.cast.dani.password, "next": wanted,
        }  # fmt: skip
        answer = await stranger.send("/sign-in", fields, follow=False)
        assert answer.status == 303
        assert answer.headers["Location"] == "/home", wanted
        await stranger.post("/sign-out")
    shown = await stranger.get("/sign-in?next=//evil.example.com")
    assert "evil.example.com" not in shown.text
    print(f"{len(ELSEWHERE)} ways elsewhere, 0 taken")


async def send_get(visitor: Visitor, path: str, headers: dict[str, str]) -> int:
    async with visitor.http.get(visitor.origin + path, headers=headers) as response:
        return response.status


async def test_other_methods_open_nothing(portal: RunningPortal, sign_in: SignIn) -> None:
    marcus = await sign_in(portal.cast.marcus)
    hidden = hidden_fields((await marcus.get("/sign-out")).text)
    page, own = f"/visits/{portal.cast.home_visit}", f"/visits/{portal.cast.office_visit}"
    for path in (page, own, "/home", "/sign-in", "/nowhere"):
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "ZQ"):
            async with marcus.http.request(
                method, portal.origin + path, data=hidden, headers={"Origin": portal.origin}
            ) as response:
                assert response.status in (400, 404, 405), f"{method} {path}: {response.status}"
    for trick in (
        {"X-HTTP-Method-Override": "POST"},
        {"X-Method-Override": "POST"},
        {"X-Original-URL": "/home"},
    ):
        assert (await send_get(marcus, page, trick)) == 404
        assert (await send_get(marcus, f"{own}/confirm?_method=POST", trick)) == 405
    async with marcus.http.head(portal.origin + page) as response:
        assert response.status == 404
    async with marcus.http.head(portal.origin + own) as response:
        assert response.status == 200
        assert await response.read() == b""
