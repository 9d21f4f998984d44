"""The two councils at Notify's stand-in: their services, keys, tokens and templates, and what the portal is told."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from notifications.catalogue import Form, forms, template_of
from notifications.model import Channel
from portal.db import Connection
from portal.demo.cast import EXAMPLESHIRE, SAMPLETON, id_of
from portal.demo.notify.model import Callback, Key, Kind, Service, template_id
from portal.demo.notify.stand_in import Draft

RECEIPTS, TEXTS = "/notify/receipts", "/notify/texts"
KINDS = {Channel.TEXT: Kind.SMS, Channel.EMAIL: Kind.EMAIL, Channel.POST: Kind.LETTER}


@dataclass(frozen=True, slots=True)
class AtNotify:
    """One council there. `key_name` is how the deployment's file of keys calls its key."""

    council_id: UUID
    key_name: str
    service: Service
    token: str

    @property
    def whole_key(self) -> str:
        return self.service.whole_key(self.service.keys[0])

    def template_id(self, form: Form) -> UUID:
        return template_id(self.service.id, form.name)

    def call_back(self, origin: str) -> None:
        """Receipts, and texts that people answer, come to the portal at this origin."""
        self.service.receipts = Callback(origin + RECEIPTS, self.token)
        self.service.texts = Callback(origin + TEXTS, self.token) if self.service.inbound_number else None


def councils_at_notify(secret: bytes) -> list[AtNotify]:
    """The same secret gives the same keys and tokens. Only Exampleshire has a number that can be answered."""
    return [
        _at_notify(secret, EXAMPLESHIRE, "Kite", "447700900860"),
        _at_notify(secret, SAMPLETON, "Harbour", None),
    ]


def _at_notify(secret: bytes, council: str, name: str, number: str | None) -> AtNotify:
    key = Key(f"{council}_portal", UUID(bytes=_derived(secret, council, "key")[:16], version=4))
    service = Service(
        id_of(council, "notify service"),
        name,
        [key],
        inbound_number=number,
        text_sender=name,
        email_name=name.lower(),
    )
    return AtNotify(id_of(council), council, service, _derived(secret, council, "token").hex())


def _derived(secret: bytes, *names: str) -> bytes:
    return hmac.digest(secret, "/".join(("notify", *names)).encode(), "sha256")


def drafts() -> list[Draft]:
    """The catalogue's letters as templates."""
    written = ((form, template_of(form)) for form in forms())
    return [Draft(form.name, KINDS[form.channel], words.title, words.body) for form, words in written]


def write_keys(path: Path, councils: list[AtNotify]) -> None:
    """The file that PORTAL_NOTIFY_KEYS names, for nobody else to read."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps({one.key_name: one.whole_key for one in councils}, indent=1) + "\n")


async def tell_portal(conn: Connection, councils: list[AtNotify]) -> None:
    """Writes down for each council which key, templates and token are its own. Again is harmless."""
    async with conn.transaction():
        for one in councils:
            await conn.execute(
                """
                INSERT INTO carrier (council_id, key_name, two_way) VALUES ($1, $2, $3)
                ON CONFLICT (council_id) DO UPDATE SET key_name = excluded.key_name, two_way = excluded.two_way
                """,
                one.council_id,
                one.key_name,
                one.service.inbound_number is not None,
            )
            await conn.executemany(
                """
                INSERT INTO letter_template (council_id, key, channel, wording, language, two_way, template_id)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (council_id, key, channel, wording, language, two_way)
                DO UPDATE SET template_id = excluded.template_id
                """,
                [
                    (
                        one.council_id, form.key, form.channel.value, form.wording.value, form.language,
                        form.two_way, one.template_id(form),
                    )
                    for form in forms()
                ],
            )  # fmt: skip
            await conn.execute(
                "INSERT INTO notify_token (council_id, token_hash) VALUES ($1, $2) ON CONFLICT (token_hash) DO NOTHING",
                one.council_id,
                hashlib.sha256(one.token.encode()).digest(),
            )
