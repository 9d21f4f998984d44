"""Passwords and secret words: argon2id, off the event loop, behind a short queue."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from aiohttp import web
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.web.errors import Busy

# OWASP's least: 19 MiB, two passes. About 20 ms here; two at a time leave the pages their processor.
TIME_COST, MEMORY_KIB, LANES = 2, 19456, 1
AT_ONCE = 2
MOST_WAITING = 50
LONGEST = 1024

T = TypeVar("T")


class Hasher:
    """Hashes and checks. Raises Busy when the queue is full, so that guessing cannot freeze the house."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher(TIME_COST, MEMORY_KIB, LANES)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobody = _hash_of_nobody()

    async def hash(self, password: str) -> str:
        return await self._run(self._argon2.hash, password)

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether the password is the one; False, and no faster, where there is no hash."""
        right = await self._run(self._check, hashed or self._nobody, password)
        return right and hashed is not None

    async def renewed(self, hashed: str, password: str) -> str | None:
        """The right password hashed anew; None where its hash is as good as a new one, or the queue is full."""
        if not self._argon2.check_needs_rehash(hashed):
            return None
        try:
            return await self.hash(password)
        except Busy:
            return None

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _check(self, hashed: str, password: str) -> bool:
        try:
            return self._argon2.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._waiting -= 1


@cache
def _hash_of_nobody() -> str:
    """Checked where nobody is known by that name, so that both answers take as long."""
    return PasswordHasher(TIME_COST, MEMORY_KIB, LANES).hash("nobody has this password")


HASHER = web.AppKey("hasher", Hasher)
