"""Posting to the portal as Notify does, and letters that have left already."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import aiohttp

from portal.demo.cast import Member, id_of
from portal.reminders.model import version_of
from tests.notify import RunningNotify
from tests.reminders.arranging import Db


@dataclass
class Poster:
    """Notify, as the portal sees it."""

    origin: str
    token: str

    async def post(
        self, path: str, said: object, *, token: str | None = None, raw: bytes | None = None
    ) -> tuple[int, str]:
        bearer = self.token if token is None else token
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {bearer}"} if bearer else {}
        )
        body = json.dumps(said).encode() if raw is None else raw
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http,
            http.post(self.origin + path, data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    async def receipt(self, reference: UUID, status: str, **more: object) -> int:
        said = {
            "id": str(uuid4()),
            "reference": str(reference),
            "to": "447700900401",
            "status": status,
            **more,
        }
        return (await self.post("/notify/receipts", said))[0]

    async def text(self, sender: str, words: str, text_id: UUID | None = None) -> int:
        said = {
            "id": str(text_id or uuid4()),
            "source_number": sender,
            "destination_number": "447700900860",
            "message": words,
            "date_received": "2026-06-01T09:00:00.000000Z",
        }
        return (await self.post("/notify/texts", said))[0]


async def poster_for(notify: RunningNotify, dsn: str, origin: str, council: UUID) -> Poster:
    await notify.connect(dsn, origin)
    return Poster(origin, notify.token(council))


async def has_left(
    db: Db, to: Member, visit_id: UUID, at: datetime, *, key: str = "visit", told: datetime | None = None
) -> UUID:
    """A text about a visit that this person got. Answers its reference."""
    starts_at = told or await db.fetchval("SELECT starts_at FROM visit WHERE id = $1", visit_id)
    kind = "visit_week" if key == "visit" else "visit"
    reference: UUID = await db.fetchval(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                            due_at, made_at, sent_at, reference, contact_point_id)
        SELECT $1, $2, 'text', $3, $4, $5, $6, 'sent', $7, $7, $7, gen_random_uuid(),
               (SELECT n.id FROM contact_point AS n WHERE n.person_id = $3 AND n.kind = 'mobile' LIMIT 1)
        RETURNING reference
        """,
        id_of(to.council),
        key,
        to.id,
        kind,
        visit_id,
        version_of(starts_at),
        at,
    )
    return reference
