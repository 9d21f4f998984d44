"""Help to sign in: asking for a link, opening it, and choosing new words with it. Nothing here signs anybody in."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from notifications.store import tell
from portal.db import Pool, connection_of, council_transaction
from portal.identity.access_log import changed_by_link
from portal.identity.links import is_link_token, number_hash
from portal.identity.second_step_store import find_wanted
from portal.identity.sessions import end_sessions_of, hash_of
from portal.identity.sign_in_names import read_sign_in_name
from portal.sign_in import store, store_opened_links
from portal.sign_in.actions import TooManyGuesses
from portal.sign_in.model_links import FROM_ONE_NETWORK, Asking, LinkOver, OpenedLink


@dataclass(frozen=True, slots=True)
class LinkDesk:
    """What links need: the pool, the key of what is counted and told, and the host that people came to."""

    pool: Pool
    secret: bytes
    host: str
    at: datetime

    async def ask(self, asking: Asking, councils: Sequence[UUID]) -> None:
        """Takes the same steps for every name. Raises TooManyGuesses, for every name alike."""
        written = read_sign_in_name(asking.name)
        name = written.value if written else asking.name.strip().lower()
        async with connection_of(self.pool) as conn:
            account = await store.get_account(conn, self.host, name)
        device = hash_of(asking.device_token) if asking.device_token else None
        network = self._mark("asks", asking.network)
        async with council_transaction(self.pool, councils[0], self.at) as conn:
            if await store_opened_links.count_askings(conn, network) >= FROM_ONE_NETWORK:
                raise TooManyGuesses
            await store.add_failure(conn, [network])
        account_id = account.account_id if account else None
        council_id = account.council_id if account else councils[0]
        async with council_transaction(self.pool, council_id, self.at) as conn:
            known = await store.is_known_device(conn, account_id, device)
            # Not the same for two accounts: nobody learns from it that one network asked for both.
            asked_from = self._mark(f"asks for {account_id}", asking.network)
            await store_opened_links.add_reset(conn, account_id, known_device=known, asked_from=asked_from)
            await tell(conn)

    def _mark(self, what: str, network: str) -> bytes:
        return hmac.new(self.secret, f"{what}\0{network}".encode(), hashlib.sha256).digest()

    async def open(self, token: str, device_token: str) -> bool:
        """Notes that this browser holds this link; what it held before is forgotten. False: there is no such link."""
        if not is_link_token(token):
            return False
        device, secret = hash_of(device_token), hash_of(token)
        of_link = await self._councils(secret)
        await self.forget(device_token, but=of_link)
        for council_id in of_link:
            async with council_transaction(self.pool, council_id, self.at) as conn:
                await store_opened_links.add_opening(conn, secret, device)
        return bool(of_link)

    async def forget(self, device_token: str, *, but: Sequence[UUID] = ()) -> None:
        """This browser holds no link any more. Nothing is used up: it can be opened again from its letter."""
        device = hash_of(device_token)
        for council_id in await self._councils(device):
            if council_id not in but:
                async with council_transaction(self.pool, council_id, self.at) as conn:
                    await store_opened_links.end_opening(conn, device)

    async def opened(self, device_token: str | None) -> OpenedLink:
        """The link that this browser opened last. Raises LinkOver where it opened none."""
        device = hash_of(device_token) if device_token else b""
        for council_id in await self._councils(device) if device_token else []:
            async with council_transaction(self.pool, council_id, self.at) as conn:
                found = await store_opened_links.get_opened(conn, device)
                if found is not None:
                    return found
        raise LinkOver

    async def prove(self, link: OpenedLink, device_token: str, number: str) -> bool:
        """Whether this is the number that they were told. Raises LinkOver at the last wrong one, and after it."""
        async with council_transaction(self.pool, link.council_id, self.at) as conn:
            right = await store_opened_links.get_number_hash(conn, link.link_id)
            if right is not None and compare_digest(right, number_hash(self.secret, link.link_id, number)):
                await store_opened_links.change_proved(conn, link.link_id, hash_of(device_token))
                return True
            over = right is None or await store_opened_links.add_wrong_number(conn, link.link_id)
        if over:
            raise LinkOver
        return False

    async def refuse(self, link: OpenedLink, device_token: str) -> None:
        async with council_transaction(self.pool, link.council_id, self.at) as conn:
            await store_opened_links.refuse_link(conn, link.link_id, hash_of(device_token))

    async def choose(self, link: OpenedLink, device_token: str, password_hash: str) -> bool:
        """The words are theirs, every phone is signed out, and only this one is known. Raises LinkOver.

        Not even this one, and False, where a code has to follow the words: until then a link is all that it showed.
        """
        device = hash_of(device_token)
        assert link.account_id is not None
        assert link.person_id is not None
        async with council_transaction(self.pool, link.council_id, self.at) as conn:
            if not await store_opened_links.use_link(conn, link, device, password_hash):
                raise LinkOver
            await end_sessions_of(conn, link.account_id)
            known = await find_wanted(conn, link.account_id) is None
            if known:
                await store.add_known_device(conn, link.account_id, device)
            await changed_by_link(conn, link.person_id, "password", link.account_id)
        return known

    async def _councils(self, asked: bytes) -> list[UUID]:
        async with connection_of(self.pool) as conn:
            return await store_opened_links.list_councils(conn, self.host, asked)
