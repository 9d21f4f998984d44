"""The second step: a code from an app or from paper, between the right password and a session."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from portal.db import Connection, Pool, connection_of, council_transaction
from portal.identity import access_log, authenticator_store, second_step_store
from portal.identity.authenticators import read_code, step_of, unseal
from portal.identity.second_step_store import PendingStep
from portal.identity.second_steps import Proof, keep_app, prove
from portal.identity.sessions import add_session, end_sessions_of, hash_of, is_token, new_token
from portal.sign_in import store
from portal.sign_in.actions import SignedIn, TooManyGuesses, WrongGuess
from portal.sign_in.model import FREE_GUESSES, MOST_WRONG_CODES


@dataclass(frozen=True, slots=True)
class TriedCode:
    """What was typed, by which browser, from where."""

    token: str
    typed: str
    device_token: str | None
    network: str


@dataclass(frozen=True, slots=True)
class Keys:
    """What wrong codes are counted under. `known`: the browser has signed in before, and answers for itself alone."""

    here: bytes
    strangers: bytes
    network: bytes
    known: bool


class StepOver(Exception):
    """Ten minutes, five tries, or the password was changed meanwhile: it begins again with the password."""


@dataclass(frozen=True, slots=True)
class CodeDesk:
    """`counting`: the council under which failures at this host are counted, whoever's they are."""

    pool: Pool
    secret: bytes
    counting: UUID
    at: datetime

    async def opened(self, token: str | None) -> PendingStep:
        async with connection_of(self.pool) as conn, conn.transaction():
            return await self._open(conn, token)

    async def offered(self, token: str | None) -> tuple[bytes, str]:
        """The secret that the app is to have, and the name that it shows beside its codes. Raises StepOver."""
        async with connection_of(self.pool) as conn, conn.transaction():
            step = await self._open(conn, token)
            name = await authenticator_store.get_name(conn, step.account_id)
        secret = unseal(self.secret, step.account_id, step.sealed) if step.sealed else None
        if secret is None:
            raise StepOver
        return secret, name

    async def check(self, tried: TriedCode) -> SignedIn:
        """Raises StepOver, WrongGuess or TooManyGuesses."""
        step, keys = await self._begin(tried)
        guess = await self._count(keys, tried)
        async with council_transaction(self.pool, step.council_id, self.at) as conn:
            await second_step_store.hold_person(conn, step.account_id)
            proof = await prove(conn, self.secret, step.account_id, tried.typed)
            if proof is Proof.PAPER:
                await access_log.changed_at_sign_in(conn, step.person_id, "recovery_code", step.account_id)
            done = await self._let_in(conn, step, tried) if proof else None
        if done is None:
            raise await self._refusal(step)
        wrong = await self._forgive(guess, keys)
        return replace(done, was_guessed_at=wrong >= FREE_GUESSES)

    async def set_up(self, tried: TriedCode) -> tuple[SignedIn, list[str]]:
        """The first code of a new app: from here on it counts. Also answers with codes for paper."""
        step, keys = await self._begin(tried)
        secret = unseal(self.secret, step.account_id, step.sealed) if step.sealed else None
        guess = await self._count(keys, tried)
        half_minute = step_of(secret, read_code(tried.typed) or "", step.at) if secret else None
        if half_minute is None or step.sealed is None:
            raise await self._refusal(step)
        async with council_transaction(self.pool, step.council_id, self.at) as conn:
            await second_step_store.hold_person(conn, step.account_id)
            if await second_step_store.find_wanted(conn, step.account_id) != "set_up":
                raise StepOver
            done = await self._let_in(conn, step, tried, alone=True)
            codes = await keep_app(conn, step.account_id, step.sealed, half_minute)
            await access_log.changed_at_sign_in(conn, step.person_id, "authenticator", step.account_id)
        await self._forgive(guess, keys)
        return done, codes

    async def _open(self, conn: Connection, token: str | None) -> PendingStep:
        step = None
        if token and is_token(token):
            step = await second_step_store.open_pending_step(conn, hash_of(token), self.at)
        if step is None:
            raise StepOver
        return step

    async def _begin(self, tried: TriedCode) -> tuple[PendingStep, Keys]:
        """A try counts before it is heard."""
        device = hash_of(tried.device_token) if tried.device_token else None
        async with connection_of(self.pool) as conn, conn.transaction():
            step = await self._open(conn, tried.token)
            if not await second_step_store.add_try(conn, step.id):
                raise StepOver
            known = await store.is_known_device(conn, step.account_id, device)
            words_at = await store.get_words_at(conn, step.account_id)
        # Whoever tries codes knows the password: with another one their tries count for nothing any more.
        who = (step.account_id.hex, words_at.isoformat())
        here = ("known", device.hex()) if device and known else (tried.network,)
        return step, Keys(
            here=self._key("codes here", *who, *here),
            strangers=self._key("codes of strangers", *who),
            network=self._key("network", tried.network),
            known=known,
        )

    async def _count(self, keys: Keys, tried: TriedCode) -> list[UUID]:
        """As guesses at a password are counted, beside them: the right password forgives no wrong code.

        What strangers, who know the password, may try in a day is little enough to find no code. The owner comes in
        with a browser that has signed in before, with a code from paper, or with another password. Nobody finds a code
        of paper by trying: those are not counted, so that no stranger's wrong ones keep the owner's right one waiting.
        """
        if read_code(tried.typed) is None:
            return []
        async with council_transaction(self.pool, self.counting, self.at) as conn:
            await store.hold_guesses(conn, keys.here if keys.known else keys.strangers)
            guesses = await store.get_guesses(conn, keys.here, keys.strangers, keys.network)
            wait = guesses.still_to_wait(known_device=keys.known)
            if wait > timedelta():
                raise TooManyGuesses(wait)
            if not keys.known and await store.count_of_day(conn, keys.strangers) >= MOST_WRONG_CODES:
                raise TooManyGuesses(store.MEMORY)
            return await store.add_failure(
                conn, [keys.here] if keys.known else [keys.here, keys.strangers, keys.network]
            )

    async def _forgive(self, guess: list[UUID], keys: Keys) -> int:
        """How many wrong codes of browsers that were new stand there still."""
        async with council_transaction(self.pool, self.counting, self.at) as conn:
            await store.end_failures(conn, guess, keys.here)
            return await store.count_of_day(conn, keys.strangers)

    async def _refusal(self, step: PendingStep) -> Exception:
        """Not right; or, after the fifth, over."""
        async with council_transaction(self.pool, step.council_id, self.at) as conn:
            again = await second_step_store.may_try_again(conn, step.id)
        return WrongGuess() if again else StepOver()

    async def _let_in(
        self, conn: Connection, step: PendingStep, tried: TriedCode, *, alone: bool = False
    ) -> SignedIn:
        """A new token for a new session; the one that waited opens nothing. `alone`: every other session ends.

        The row of its person is held already.
        """
        if not await second_step_store.end_step(conn, step.id):
            raise StepOver
        if alone:
            await end_sessions_of(conn, step.account_id)
        own = tried.device_token
        device_token = own if own and is_token(own) else new_token()
        await store.add_known_device(conn, step.account_id, hash_of(device_token))
        token = await add_session(conn, step.account_id, step.device_name)
        return SignedIn(token, device_token, step.state)

    def _key(self, *parts: str) -> bytes:
        return hmac.new(self.secret, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256).digest()
