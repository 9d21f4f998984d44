"""Rows as the worker and Notify would leave them, put there by hand."""

from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from portal.demo.cast import Member
from tests.databases import FIRST_DAY
from tests.running import at

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NOON = at(FIRST_DAY, 12)
WORDS = "Reminder: appointment on Tuesday 9 June at 4pm. Questions? Call 020 7946 0201."


def main_of(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>")[0]


async def plant_letter(
    db: Db,
    member: Member,
    *,
    key: str = "visit",
    channel: str = "text",
    state: str = "queued",
    why: str | None = None,
    due_at: datetime = NOON,
    not_before: datetime | None = None,
    body: str | None = None,
    title: str | None = None,
) -> UUID:
    letter_id = uuid4()
    went = state in ("sent", "delivered", "failed")
    await db.execute(
        """
        INSERT INTO letter (council_id, id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                            why, due_at, made_at, not_before, sent_at, settled_at, wording, language, title, body)
        SELECT p.council_id, $1, $3, $4, p.id, 'visit_day', $1, '1', $5, $6, $7, $7, $8, $9, $10,
               CASE WHEN $12::text IS NOT NULL THEN 'discreet' END, CASE WHEN $12::text IS NOT NULL THEN 'en' END,
               $11, $12
          FROM person AS p WHERE p.id = $2
        """,
        letter_id,
        member.id,
        key,
        channel,
        state,
        why,
        due_at,
        not_before,
        due_at + timedelta(minutes=1) if went else None,
        due_at + timedelta(minutes=2) if state in ("delivered", "failed") else None,
        title,
        body,
    )
    return letter_id


async def plant_text(
    db: Db,
    council_id: UUID,
    *,
    person: Member | None = None,
    number: str = "07700900477",
    words: str = "who is this",
    outcome: str = "duty",
    why: str = "unknown",
    look_by: datetime | None = None,
    came_at: datetime = NOON - timedelta(hours=3),
) -> UUID:
    text_id: UUID = await db.fetchval(
        """
        INSERT INTO inbound_text (council_id, notify_id, at, number, words, person_id, outcome, why, look_by)
        VALUES ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8) RETURNING id
        """,
        council_id,
        came_at,
        number,
        words,
        person.id if person else None,
        outcome,
        why,
        look_by,
    )
    return text_id
