"""Two councils on the same connections: cut off, gone away, left behind; nothing ever mixes."""

import asyncio
import random
from collections import Counter
from uuid import UUID

import aiohttp

from portal.db import connection_to_look_up, council_transaction, open_pool
from portal.identity.sessions import new_token, open_session
from portal.web.request import POOL
from tests.architecture.source import ROOT, our_files
from tests.databases import CastDatabase
from tests.running import Visitor, new_visitor, run_portal
from tests.security.two_councils import NOW

# A slow machine takes more of them until as many were served, and as many cut off, as this asks for.
MOST_TURNS = 100


async def test_two_councils_through_two_connections_never_mix_however_often_they_are_cut_off(
    shared_told_database: CastDatabase,
) -> None:
    cast = shared_told_database.cast
    pool = await open_pool(shared_told_database.dsn("portal_web"), 2)
    dice = random.Random(20260601)
    done = Counter[UUID]()

    async def ask(council: UUID) -> None:
        async with council_transaction(pool, council, NOW) as conn:
            for _ in range(3):
                rows = await conn.fetch("SELECT council_id, pg_sleep(0.001) FROM person LIMIT 4")
                assert {row["council_id"] for row in rows} == {council}
            done[council] += 1

    async def cut_off(council: UUID, after: float) -> None:
        try:
            async with asyncio.timeout(after):
                await ask(council)
        except TimeoutError:
            done[UUID(int=0)] += 1

    try:
        for turn in range(MOST_TURNS):
            if turn >= 15 and len(done) == 3 and min(done.values()) > 20:
                break
            await asyncio.gather(
                *(
                    cut_off(council, dice.uniform(0.0005, 0.12))
                    for _ in range(10)
                    for council in (cast.exampleshire, cast.sampleton)
                )
            )
            async with pool.acquire() as one, pool.acquire() as two:
                for conn in (one, two):
                    assert not await conn.fetchval("SELECT current_setting('app.council', true)")
                    assert await conn.fetchval("SELECT count(*) FROM person") == 0
    finally:
        await pool.close()
    print(
        f"{done[cast.exampleshire]} and {done[cast.sampleton]} answers of two councils, {done[UUID(int=0)]} cut off"
    )
    assert min(done.values()) > 20


async def test_pages_of_two_councils_never_mix_when_people_go_away_while_they_wait(
    shared_told_database: CastDatabase,
) -> None:
    """Dani and Chloe ask all at once through two connections; every third of their browsers gives up."""
    dice = random.Random(20260602)
    served = Counter[str]()
    own: dict[str, tuple[Visitor, str, str]] = {}

    async def ask(who: str, path: str, patience: float | None) -> None:
        visitor, ours, theirs = own[who]
        try:
            async with asyncio.timeout(patience):
                answer = await visitor.get(path)
        except (TimeoutError, aiohttp.ClientError):
            served["cut off"] += 1
            return
        if answer.status == 503:
            served["too busy"] += 1
            return
        assert answer.status == 200
        assert answer.path == path
        assert ours in answer.text
        assert theirs not in answer.text
        served[who] += 1

    async with run_portal(shared_told_database, pool_size=2) as portal:
        assert portal.app[POOL].get_max_size() == 2
        async with new_visitor(portal.origin) as dani, new_visitor(portal.origin) as chloe:
            await dani.sign_in(portal.cast.dani)
            await chloe.sign_in(portal.cast.chloe)
            own.update({"Dani": (dani, "Kite", "Harbour"), "Chloe": (chloe, "Harbour", "Kite")})

            for turn in range(MOST_TURNS):
                if turn >= 6 and min(served["Dani"], served["Chloe"]) > 40 and served["cut off"] > 10:
                    break
                await asyncio.gather(
                    *(
                        ask(who, path, dice.uniform(0.002, 0.1) if dice.random() < 1 / 3 else None)
                        for _ in range(5)
                        for who in own
                        for path in ("/home", "/visits", "/account")
                    )
                )
            for who in own:
                await ask(who, "/home", None)
    print(", ".join(f"{who}: {count}" for who, count in sorted(served.items())))
    assert served["Dani"] > 40
    assert served["Chloe"] > 40
    assert served["cut off"] > 10


async def test_what_a_reader_leaves_on_a_connection_reaches_nobody(
    shared_told_database: CastDatabase,
) -> None:
    """One connection for everybody; Dani's reads leave her council on it."""
    async with run_portal(shared_told_database, pool_size=1) as portal:
        pool = portal.app[POOL]
        async with new_visitor(portal.origin) as dani, new_visitor(portal.origin) as chloe:
            await dani.sign_in(portal.cast.dani)
            await chloe.sign_in(portal.cast.chloe)
            for _ in range(3):
                assert "Kite" in (await dani.get("/home")).text
                async with pool.acquire() as conn:
                    for setting in ("app.council", "app.now"):
                        assert not await conn.fetchval("SELECT current_setting($1, true)", setting)
                    assert await conn.fetchval("SELECT count(*) FROM person") == 0
                await dani.get("/home")
                home = (await chloe.get("/home")).text
                assert "Harbour" in home
                assert "Kite" not in home


async def test_a_look_up_that_finds_nobody_is_asked_nothing_more(shared_told_database: CastDatabase) -> None:
    asked: list[str] = []
    async with run_portal(shared_told_database, pool_size=1) as portal:
        pool = portal.app[POOL]
        async with new_visitor(portal.origin) as dani:
            await dani.sign_in(portal.cast.dani)
            assert (await dani.get("/home")).status == 200
        async with connection_to_look_up(pool) as conn:
            # This is what the rest is about: the connection is still hers, until somebody's own session is found.
            assert await conn.fetchval("SELECT current_setting('app.council', true)")
            assert await open_session(conn, new_token(), NOW, reading=True, extends=True) is None
            conn._con.add_query_logger(lambda query: asked.append(query.query))  # type: ignore[union-attr]
        for path in ("/home", "/visits", f"/visits/{portal.cast.home_visit}", "/staff/today"):
            async with new_visitor(portal.origin) as stranger:
                answer = await stranger.get(path, follow=False, Cookie=f"session={new_token()}")
                assert answer.status == 401
                assert "Dani" not in answer.text
    # Two doors each time, which need nobody's council: is it a session, or does it wait for a code?
    assert ["open_session" if "open_session" in query else "door" for query in asked] == [
        "open_session",
        "door",
    ] * 4
    assert all("FROM open_second_step(" in query for query in asked[1::2])


def test_only_the_session_layer_takes_connections_that_others_read_on() -> None:
    users = {file for file in our_files() if "connection_to_look_up" in (ROOT / file).read_text()}
    assert users == {"portal/db.py", "portal/identity/layer.py"}
