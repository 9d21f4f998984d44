"""One deed at a time for each session, before it has a connection of the pool.

Deeds of one person wait for one another in the database anyway. Waiting there each would hold a connection, and whoever
pressed a button often enough would hold all of them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from portal.identity.sessions import hash_of

_TURNS: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()


@asynccontextmanager
async def turn_of(token: str) -> AsyncIterator[None]:
    """Waits until no other deed of this session is under way. Forgotten with the last who waits."""
    async with _TURNS.setdefault(hash_of(token), asyncio.Lock()):
        yield
