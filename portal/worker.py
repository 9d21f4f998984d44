"""Composition root of the worker: what happens on its own, council by council."""

import asyncio
import logging
from uuid import UUID

from portal.clock import Clock
from portal.db import POOL_WAIT, UNAVAILABLE, Pool, council_transaction, open_pool
from portal.sealing import AT_ONCE, first_broken_seal, seal
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


async def verify(settings: Settings, *, clock: Clock | None = None) -> list[tuple[UUID, int]]:
    """Each council whose chain is broken, with the number of its first bad seal."""
    if settings.audit_key is None:
        raise SettingsProblem("Set PORTAL_AUDIT_KEY: the chain cannot be checked without its key.")
    pool = await open_pool(settings.database_url, 2, name="portal audit")
    broken = []
    try:
        for council_id in await list_councils(pool):
            async with council_transaction(pool, council_id, (clock or Clock()).now()) as conn:
                number = await first_broken_seal(conn, settings.audit_key)
            if number is not None:
                broken.append((council_id, number))
    finally:
        await pool.close()
    return broken
