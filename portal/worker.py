"""Composition root of the worker: what happens on its own, council by council."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal.clock import Clock
from portal.db import POOL_WAIT, UNAVAILABLE, Pool, council_transaction, open_pool
from portal.sealing import AT_ONCE, first_broken_seal, hash_at, head_of, seal
from portal.settings import Settings, SettingsProblem
from portal.tidying import tidy

log = logging.getLogger(__name__)
EVERY = 10.0
TIDY_EVERY = 3600.0


async def run_worker(settings: Settings, *, clock: Clock | None = None) -> None:
    """Works until it is cancelled. A database that is away is waited for, never given up on."""
    if settings.audit_key is None:
        raise SettingsProblem(
            "Set PORTAL_AUDIT_KEY to at least 64 hexadecimal digits: the worker seals the access log."
        )
    clock = clock or Clock()
    pool = await open_pool(settings.database_url, 2, name="portal worker")
    try:
        last_tidied = 0.0
        while True:
            now = asyncio.get_running_loop().time()
            try:
                if now - last_tidied >= TIDY_EVERY or not last_tidied:
                    await tidy_all(pool, clock)
                    await seal_all(pool, settings.audit_key, clock, days=None)
                    last_tidied = now
                await seal_all(pool, settings.audit_key, clock)
            except UNAVAILABLE as fault:
                log.warning("database unavailable: %s", type(fault).__name__)
            await asyncio.sleep(EVERY)
    finally:
        await pool.close()


async def list_councils(pool: Pool) -> list[UUID]:
    async with pool.acquire(timeout=POOL_WAIT) as conn:
        return [row["council_id"] for row in await conn.fetch("SELECT council_id FROM council_ids()")]


async def seal_all(pool: Pool, key: bytes, clock: Clock, *, days: int | None = 1) -> int:
    """Seals every council's new rows; one council's many rows do not hold up another's."""
    total = 0
    for council_id in await list_councils(pool):
        while True:
            async with council_transaction(pool, council_id, clock.now()) as conn:
                sealed = await seal(conn, key, days=days)
            total += sealed
            if sealed < AT_ONCE:
                break
    return total


async def tidy_all(pool: Pool, clock: Clock) -> None:
    for council_id in await list_councils(pool):
        async with council_transaction(pool, council_id, clock.now()) as conn:
            await tidy(conn)


@dataclass(frozen=True, slots=True)
class Chain:
    """One council's sealed log: its last seal, and the first that does not fit, if there is one."""

    council_id: UUID
    number: int
    hash: str
    broken_at: int | None


async def verify(
    settings: Settings, heads: Mapping[UUID, tuple[int, str]] | None = None, *, clock: Clock | None = None
) -> list[Chain]:
    """Checks every council's chain, and against heads noted earlier: a log cut at its end has lost one of them."""
    if settings.audit_key is None:
        raise SettingsProblem("Set PORTAL_AUDIT_KEY: the chain cannot be checked without its key.")
    heads, clock, chains = heads or {}, clock or Clock(), []
    pool = await open_pool(settings.database_url, 2, name="portal audit")
    try:
        for council_id in sorted({*await list_councils(pool), *heads}):
            async with council_transaction(pool, council_id, clock.now()) as conn:
                broken_at = await first_broken_seal(conn, settings.audit_key)
                number, last = await head_of(conn)
                noted, noted_hash = heads.get(council_id, (0, ""))
                if broken_at is None and noted and (await hash_at(conn, noted)).hex() != noted_hash:
                    broken_at = min(noted, number + 1)
            chains.append(Chain(council_id, number, last.hex(), broken_at))
    finally:
        await pool.close()
    return chains
