"""Signing somebody in: count guesses, check the password off the loop, then open a session."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from portal.db import Connection, Pool, connection_of, council_transaction
from portal.identity import second_step_store
from portal.identity.authenticators import new_secret, seal
from portal.identity.passwords import LONGEST, Hasher
from portal.identity.secret_words import as_printed
from portal.identity.sessions import add_session, hash_of, is_token, new_token
from portal.identity.sign_in_names import read_sign_in_name
from portal.sign_in import store
from portal.sign_in.model import WINDOW, KnownAccount
from portal.web.errors import Busy


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at signing in, and where it comes from."""

    name: str
    password: str
    host: str
    network: str
    device_token: str | None
    device_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    session_token: str
    # The browser's own where it has one: a phone that several people share stays known to each of them.
    device_token: str
    state: str
    # A code comes first: the token stands for no session yet. 'code' or 'set_up'.
    wanted: str | None = None
    # Somebody else, in a browser that was new, typed the right password and then wrong codes.
    was_guessed_at: bool = False


class WrongGuess(Exception):
    """Not right. Never says what was not."""


class TooManyGuesses(Exception):
    """Turned away unheard, for known and unknown names alike; `wait` is how long."""

    def __init__(self, wait: timedelta = WINDOW) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Keys:
    """What failures are counted under, keyed so that the table holds no name and no address."""

    here: bytes
    strangers: bytes
    network: bytes


class SignInDesk:
    """Holds what signing in needs: the pool, the hasher, a key for counting, the councils of each host."""

    def __init__(self, pool: Pool, hasher: Hasher, secret: bytes) -> None:
        self._pool = pool
        self._hasher = hasher
        self._secret = secret

    async def sign_in(self, attempt: Attempt, councils: Sequence[UUID]) -> SignedIn:
        """Raises WrongGuess, TooManyGuesses, or Busy. Both answers take the same steps and the same time."""
        written = read_sign_in_name(attempt.name)
        name = written.value if written else attempt.name.strip().lower()
        async with connection_of(self._pool) as conn:
            account = await store.get_account(conn, attempt.host, name)
        # Failures of every name are counted in one place, or the counts would tell whose name it is.
        counting, council_id = councils[0], account.council_id if account else councils[0]
        device = hash_of(attempt.device_token) if attempt.device_token else None
        async with council_transaction(self._pool, council_id, attempt.at) as conn:
            known = await store.is_known_device(conn, account.account_id if account else None, device)
        keys = self._keys(name, attempt, device if known else None)
        async with council_transaction(self._pool, counting, attempt.at) as conn:
            guess = await self._count(conn, keys, attempt, known=known)
        try:
            right = await self._is_right(account, attempt)
        except Busy:
            async with council_transaction(self._pool, counting, attempt.at) as conn:
                await store.end_failures(conn, guess)
            raise
        if account is None or not right:
            raise WrongGuess
        renewed = await self._renewed(account, attempt)
        async with council_transaction(self._pool, council_id, attempt.at) as conn:
            done = await self._welcome(conn, account, attempt, renewed)
        async with council_transaction(self._pool, counting, attempt.at) as conn:
            await store.end_failures(conn, guess, keys.here)
        return done

    async def _count(self, conn: Connection, keys: Keys, attempt: Attempt, *, known: bool) -> list[UUID]:
        """Counted before it is heard, or all guesses that are sent at once would be. Taken back where it was right."""
        await store.hold_guesses(conn, keys.strangers)
        guesses = await store.get_guesses(conn, keys.here, keys.strangers, keys.network)
        wait = guesses.still_to_wait(known_device=known)
        if wait > timedelta():
            raise TooManyGuesses(wait)
        if len(attempt.password) > LONGEST:
            raise TooManyGuesses
        return await store.add_failure(conn, [keys.here, *([] if known else [keys.strangers, keys.network])])

    async def _is_right(self, account: KnownAccount | None, attempt: Attempt) -> bool:
        # Words on paper are typed in many ways; a password of one's own is taken exactly as typed.
        on_paper = account is not None and account.state == "invited"
        typed = as_printed(attempt.password) if on_paper else attempt.password
        right = await self._hasher.verify(account.password_hash if account else None, typed)
        return account is not None and right and account.may_sign_in(attempt.at)

    async def _renewed(self, account: KnownAccount, attempt: Attempt) -> str | None:
        """A hash of today's parameters, where theirs is older. Words on paper last no longer than they did."""
        if account.state == "invited":
            return None
        return await self._hasher.renewed(account.password_hash, attempt.password)

    async def _are_the_same(self, in_use: str, account: KnownAccount, attempt: Attempt) -> bool:
        """Whether another browser has only hashed the same words anew. Not asked of paper, which is never renewed."""
        return account.state == "active" and await self._hasher.verify(in_use, attempt.password)

    async def _welcome(
        self, conn: Connection, account: KnownAccount, attempt: Attempt, renewed: str | None
    ) -> SignedIn:
        """Checking words takes a while: other ones may have been chosen in it, and every session been ended."""
        in_use = await store.hold_words(conn, account)
        if in_use != account.password_hash and not await self._are_the_same(in_use, account, attempt):
            raise WrongGuess
        if renewed and in_use == account.password_hash:
            await store.renew_words(conn, account.account_id, renewed)
        wanted = await second_step_store.find_wanted(conn, account.account_id)
        if wanted:
            return await self._ask_for_code(conn, account, attempt, wanted)
        own = attempt.device_token
        device_token = own if own and is_token(own) else new_token()
        await store.add_known_device(conn, account.account_id, hash_of(device_token))
        token = await add_session(conn, account.account_id, attempt.device_name)
        return SignedIn(token, device_token, account.state)

    async def _ask_for_code(
        self, conn: Connection, account: KnownAccount, attempt: Attempt, wanted: str
    ) -> SignedIn:
        """Opens nothing yet, and the browser is not known for it: a password alone makes no friend of a browser."""
        token, account_id = new_token(), account.account_id
        offered = seal(self._secret, account_id, new_secret()) if wanted == "set_up" else None
        await second_step_store.add_pending_step(
            conn, account_id, hash_of(token), attempt.device_name, offered
        )
        return SignedIn(token, "", account.state, wanted)

    def _keys(self, name: str, attempt: Attempt, known_device: bytes | None) -> Keys:
        where = known_device.hex() if known_device else attempt.network
        return Keys(
            here=self._key("here", name, where),
            strangers=self._key("strangers", name),
            network=self._key("network", attempt.network),
        )

    def _key(self, *parts: str) -> bytes:
        return hmac.new(self._secret, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256).digest()
