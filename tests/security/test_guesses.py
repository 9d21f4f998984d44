"""Guesses at passwords: whoever guesses waits, whoever is guessed at does not, and nobody learns who is here."""

import re

import asyncpg

from portal.demo.cast import Member
from portal.sign_in.handlers import DESK
from tests.running import Answer, RunningPortal, SignIn, Visitor, new_visitor


def plain(answer: Answer) -> tuple[int, str, list[str]]:
    """What an answer tells, without what is fresh in each."""
    text = re.sub(r'nonce="[^"]*"|name="(csrf|key)" value="[^"]*"|value="[^"]*@[^"]*"', "", answer.text)
    names = sorted(name for name in answer.headers if name not in ("Date", "Content-Length"))
    return answer.status, text, names


async def guess(visitor: Visitor, name: str, password: str = "three wrong words") -> Answer:
    return await visitor.post("/sign-in", {"name": name, "password": password}, follow=False)


async def add_failures(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]", member: Member, how_many: int
) -> None:
    """As many wrong guesses from many networks, as the desk would have counted them."""
    desk = portal.app[DESK]
    keys = [desk._key("strangers", member.sign_in), desk._key("network", "127.0.0.0/24")]
    await db.executemany(
        "INSERT INTO sign_in_failure (council_id, key) VALUES ($1, $2)",
        [(portal.cast.exampleshire, key) for key in keys for _ in range(how_many)],
    )


async def test_a_strangers_thousand_guesses_do_not_lock_the_owner_out(
    portal: RunningPortal, stranger: Visitor, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(portal.cast.dani)
    await dani.post("/sign-out", page="/account", follow=False)
    await add_failures(portal, db, portal.cast.dani, 1000)
    assert (await guess(stranger, portal.cast.dani.sign_in)).status == 429
    right = await guess(stranger, portal.cast.dani.sign_in, portal.cast.dani.password)
    assert right.status == 429, "the right words from an unknown place wait as well: else guessing goes on"
    assert (await dani.sign_in(portal.cast.dani)).path == "/home"


async def test_after_five_wrong_guesses_one_waits_longer_and_longer(
    portal: RunningPortal, stranger: Visitor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for name in (portal.cast.marcus.sign_in, "nobody@example.com"):
        statuses = [(await guess(stranger, name)).status for _ in range(6)]
        assert statuses == [422] * 5 + [429], name
    failures = "UPDATE sign_in_failure SET at = at - interval '1 second' * $1"
    await db.execute(failures, 2)
    assert (await guess(stranger, portal.cast.marcus.sign_in)).status == 422, (
        "one second was enough after the fifth"
    )
    await db.execute(failures, 1)
    assert (await guess(stranger, portal.cast.marcus.sign_in)).status == 429, "two are needed after the sixth"
    await db.execute(failures, 301)
    assert (await stranger.sign_in(portal.cast.marcus)).path == "/home"


async def test_nobody_learns_from_the_answer_who_has_an_account(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    cast = portal.cast
    states = {cast.rosa: "closed", cast.joan: "paused", cast.sol: "invited"}
    for member, state in states.items():
        await db.execute(
            "UPDATE account SET state = $2, invited_until = CASE WHEN $2 = 'invited' THEN '2026-01-01'::timestamptz END"
            " WHERE person_id = $1",
            member.id,
            state,
        )
    cases = {
        "known": (cast.dani.sign_in, "three wrong words"),
        "unknown": ("nobody@example.com", "three wrong words"),
        "unknown number": ("07700 900999", "three wrong words"),
        "unknown card": ("1234 5674", "three wrong words"),
        "no name at all": ("'; DROP TABLE visit; --", "three wrong words"),
        "closed": (cast.rosa.sign_in, "three wrong words"),
        "closed, and right": (cast.rosa.sign_in, cast.rosa.password),
        "paused": (cast.joan.sign_in, "three wrong words"),
        "invitation over": (cast.sol.sign_in, cast.sol.password),
        "the other council's": (cast.chloe.sign_in, "three wrong words"),
    }
    answers = {}
    for what, (name, password) in cases.items():
        async with new_visitor(portal.origin) as visitor:
            visitor.extra["Accept-Encoding"] = "identity"
            answer = await guess(visitor, name, password)
            told = Answer(
                answer.status,
                answer.text.replace(name, "").replace(name.replace("'", "&#39;"), ""),
                answer.headers,
                "",
            )
            status, text, names = plain(told)
            answers[what] = status, re.sub(r'(name="name"[^>]*) value="[^"]*"', r"\1", text), names
            assert not [one for one in visitor.http.cookie_jar if one.key in ("session", "device")]
    assert {what for what, answer in answers.items() if answer != answers["known"]} == set()
    print(f"{len(cases)} kinds of wrong guess, 1 answer")


async def test_a_password_is_bounded_before_it_costs_anything(
    portal: RunningPortal, stranger: Visitor
) -> None:
    for password in ("x" * 1025, "x" * 200_000, "🪁" * 1025):
        assert (await guess(stranger, portal.cast.dani.sign_in, password)).status in (400, 422, 429)
    assert (await stranger.sign_in(portal.cast.dani)).path == "/home"
