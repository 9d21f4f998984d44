"""What no form of ours would send, to every form there is: a plain refusal, never a fault, and the session stays."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar
from uuid import uuid4

from portal.web.routes import ROUTES, Audience
from tests.access.crawling import ShownForm, walk
from tests.running import Answer, RunningPortal, SignIn, Visitor, hidden_fields

# These end or change how the visitor signs in; they are tested where they belong.
ENDS_THE_VISIT = re.compile(
    r"/(sign-in|sign-out|exit|welcome/password|account/password)$|/account/devices|/stop$|/sign-out$|/together/[^/]+/story/start$"
)
TEXTS = {
    "a NUL": "before\0after",
    "only a NUL": "\0",
    "10,000 letters": "x" * 10_000,
    "10,000 emoji": "🪁" * 2_500,
    "right to left": "\u202etxet\u202c \u2066x\u2069 \u05d0\u05d1\u05d2",
    "combining": "e" + "\u0301" * 300,
    "lines": "\r\n\r\n\n\r\t\v\f\x1b[31m",
    "braces": "{{7*7}} {% raw %} ${7*7} #{7*7} %(name)s {name} %s",
    "SQL": "'; DROP TABLE visit; -- \\' \" ) OR 1=1",
    "numbers": "99999999999999999999999999",
    "less than nothing": "-1",
    "not a number": "NaN",
    "a day that never was": "31/02/2026",
    "an id that never was": str(uuid4()),
    "nothing but space": " \u00a0\u2003\u200b ",
    "true": "true",
    "a list": '["a", {"b": null}]',
    "the end of text": "\ufffe\uffff\U0010ffff",
}
RAW = {
    "a lone surrogate": b"body=%ED%A0%80",
    "bytes that are no UTF-8": b"body=%FF%FE%C0%AF",
    "raw bytes": b"body=\xff\xfe\x00",
    "half an escape": b"body=%&x=%4&%=%zz",
    "no names": b"&&&===&=",
    "600 fields": b"&".join(b"f%d=x" % n for n in range(600)),
    "one field 400 times": b"&".join([b"body=x"] * 400),
    "a name of 10,000 letters": b"x" * 10_000 + b"=1",
    "257 KiB": b"body=" + b"x" * (257 * 1024),
}
TYPES = {
    "JSON": (b'{"body": "x"}', "application/json"),
    "deep JSON": (b"[" * 50_000 + b"]" * 50_000, "application/json"),
    "an unknown charset": (b"body=x", "application/x-www-form-urlencoded; charset=zq-8"),
    "UTF-16": ("body=x".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
    "parts without a border": (b"--x\r\n\r\n", "multipart/form-data"),
    "parts": (
        b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nx\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "plain text": (b"body=x", "text/plain"),
    "no type": (b"body=x", ""),
    "XML": (b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "application/xml"),
}


T = TypeVar("T")


def by_turns(cases: Iterable[T], turn: int, proving: bool, parts: int = 3) -> list[T]:
    """All of them in the long run. The short run gives each address a part, and the next one another part."""
    return list(cases) if proving else list(cases)[turn % parts :: parts]


async def raw_post(visitor: Visitor, path: str, body: bytes, content_type: str) -> Answer:
    headers = {"Origin": visitor.origin, "Content-Type": content_type}
    async with visitor.http.post(
        visitor.origin + path, data=body, headers=headers, allow_redirects=False
    ) as response:
        return Answer(response.status, await response.text(), response.headers, str(response.url))


def refused_plainly(answer: Answer, what: str) -> None:
    assert answer.status < 500, f"{answer.status}: {what}"
    assert not re.search(r"Traceback|asyncpg|psycopg|site-packages", answer.text), what


async def test_no_body_makes_any_form_fail(portal: RunningPortal, sign_in: SignIn, proving: bool) -> None:
    """Every route that takes a form, from somebody whom it is for: bodies that no form would send."""
    cast = portal.cast
    people = {
        Audience.FAMILY: await sign_in(cast.dani), Audience.STAFF: await sign_in(cast.amira),
        Audience.MANAGER: await sign_in(cast.priya), Audience.ADMINISTRATOR: await sign_in(cast.alex),
        Audience.MEETINGS: await sign_in(cast.grace_lim),
    }  # fmt: skip
    tokens = {
        who: str(hidden_fields((await one.get("/sign-out")).text)["csrf"]) for who, one in people.items()
    }
    statuses: Counter[int] = Counter()
    # What programs post is no form: it is tried where its proof is, in tests/reminders.
    routes = [r for r in portal.app[ROUTES].values() if r.method == "POST" and not r.from_program]
    for turn, route in enumerate(routes):
        who = next(one for one in people if one & route.audience or Audience.ANYONE in route.audience)
        path = re.sub(r"\{\w+\}", str(cast.home_visit), route.path)
        for what, body in by_turns(RAW.items(), turn, proving):
            told = body if b"%" in body and b"csrf" in body else b"csrf=" + tokens[who].encode() + b"&" + body
            answer = await raw_post(people[who], path, told, "application/x-www-form-urlencoded")
            refused_plainly(answer, f"{route.path} with {what}")
            statuses[answer.status] += 1
        for what, (body, content_type) in by_turns(TYPES.items(), turn, proving):
            answer = await raw_post(people[who], path, body, content_type)
            refused_plainly(answer, f"{route.path} with {what}")
            assert answer.status in (400, 403, 413), f"{route.path} with {what}: {answer.status}"
            statuses[answer.status] += 1
        if route.path.endswith("/sign-out") or "devices" in route.path:
            people = {
                **people,
                who: await sign_in(
                    {
                        Audience.FAMILY: cast.dani,
                        Audience.STAFF: cast.amira,
                        Audience.MEETINGS: cast.grace_lim,
                    }.get(who, cast.priya)
                ),
            }
            tokens[who] = str(hidden_fields((await people[who].get("/sign-out")).text)["csrf"])
    print(f"{len(routes)} routes, {len(RAW) + len(TYPES)} bodies: {dict(sorted(statuses.items()))}")


async def test_a_body_that_is_not_packed_as_its_headers_say_is_refused(
    portal: RunningPortal, stranger: Visitor
) -> None:
    form = {"Origin": portal.origin, "Content-Type": "application/x-www-form-urlencoded"}
    for packed in ("gzip", "deflate", "br"):
        headers = {**form, "Content-Encoding": packed}
        async with stranger.http.post(
            f"{portal.origin}/sign-in", data=b"\xff" * 99, headers=headers
        ) as response:
            assert response.status == 400, packed


async def test_no_text_in_any_field_makes_a_form_fail(
    portal: RunningPortal, sign_in: SignIn, proving: bool
) -> None:
    """Every form that somebody is shown, sent as shown but with each text in each of its fields."""
    statuses: Counter[int] = Counter()
    forms = 0
    for member in (portal.cast.dani, portal.cast.jay, portal.cast.amira, portal.cast.priya, portal.cast.alex):
        visitor = await sign_in(member)
        shown = await walk(visitor, ["/", "/account"])
        one_each = {re.sub(r"[0-9a-f-]{36}", "", path): (path, form) for path, form in shown.forms.items()}
        for path, form in one_each.values():
            if ENDS_THE_VISIT.search(path):
                continue
            forms += 1
            for what, text in by_turns(TEXTS.items(), forms, proving, parts=6):
                answer = await visitor.send(path, await filled(visitor, form, text), follow=False)
                refused_plainly(answer, f"{path} with {what}")
                statuses[answer.status] += 1
            still = await visitor.get("/account", follow=False)
            assert still.status == 200, f"{member.called} is still signed in after {path}"
    print(f"{forms} forms, {len(TEXTS)} texts: {dict(sorted(statuses.items()))}")
    assert forms > 20


async def filled(visitor: Visitor, form: ShownForm, text: str) -> dict[str, object]:
    # A form with a long text everywhere is only too big; in a few fields it is read.
    shown = dict(form.fields)
    room = list(shown)[:10] if len(text) > 200 else list(shown)
    fields: dict[str, object] = {name: text if name in room else value for name, value in shown.items()}
    fields["csrf"] = next(value for name, value in form.fields if name == "csrf")
    fields["key"] = str(uuid4())
    return fields


async def test_no_address_makes_a_page_fail(portal: RunningPortal, sign_in: SignIn, proving: bool) -> None:
    people = [await sign_in(portal.cast.dani), await sign_in(portal.cast.amira)]
    ids = [
        "%00", "%ff", "%ED%A0%80", "..%2f..%2fetc%2fpasswd", "'", "1", "-1", "x" * 3000, "%F0%9F%AA%81", "null",
        str(portal.cast.home_visit).upper(), f"{{{portal.cast.home_visit}}}",
        str(portal.cast.home_visit).replace("-", ""),
        f"{portal.cast.home_visit}%20", f"{portal.cast.home_visit}%0a", f"urn:uuid:{portal.cast.home_visit}",
    ]  # fmt: skip
    queries = [
        "?page=-1",
        "?page=zq",
        "?week=2026-99",
        "?day=%00",
        "?date=9999-99-99",
        "?child=x&child=y",
        "?q=%ff",
        "?" + "a=b&" * 900,
    ]
    asked = 0
    routes = [one for one in portal.app[ROUTES].values() if one.method == "GET" and one.path != "/exit"]
    for turn, route in enumerate(routes):
        for visitor in people:
            for one in by_turns(ids, turn, proving) if "{" in route.path else ():
                async with visitor.http.get(visitor.origin + re.sub(r"\{\w+\}", one, route.path)) as response:
                    # An id is written in one way; every other way was never a page.
                    assert response.status in (400, 404), f"{route.path} with {one}: {response.status}"
                asked += 1
            for query in by_turns(queries, turn, proving):
                path = re.sub(r"\{\w+\}", str(portal.cast.home_visit), route.path)
                refused_plainly(await visitor.get(path + query, follow=False), f"{path}{query}")
                asked += 1
    print(f"{asked} odd addresses, 0 faults")
