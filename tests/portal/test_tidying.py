"""What is kept for a short time only is gone after its time, and not before."""

from datetime import timedelta

import asyncpg
import pytest

from portal.db import open_pool
from portal.worker import tidy_all
from tests.running import RunningPortal

Db = asyncpg.Connection
DAY = timedelta(days=1)
A_BIT = timedelta(hours=1)

# For each: days, and a row of that age. $1 is the age; what is asked of the one clock counts by it, the rest by the
# database's own. Amira's account stands for anybody's.
WHO = "account AS a JOIN person AS p ON p.id = a.person_id AND p.name = 'Amira Khan'"
KEPT = {
    "session": (
        30,
        f"""INSERT INTO session (council_id, account_id, token_hash, csrf_secret, device_name, idle_minutes, ends_at,
                                 ended_at)
            SELECT a.council_id, a.id, uuid_send(gen_random_uuid()), '', 'x', 30, now(), now() - $1::interval
              FROM {WHO}""",
    ),
    "sign_in_failure": (
        2,
        f"INSERT INTO sign_in_failure (council_id, key, at) SELECT a.council_id, '', now() - $1::interval FROM {WHO}",
    ),
    "second_step": (
        2,
        f"""INSERT INTO second_step (council_id, account_id, token_hash, device_name, made_at)
            SELECT a.council_id, a.id, uuid_send(gen_random_uuid()), 'x', now() - $1::interval FROM {WHO}""",
    ),
    "form_post": (
        7,
        f"""INSERT INTO form_post (council_id, account_id, key, path, body_hash, at)
            SELECT a.council_id, a.id, gen_random_uuid(), '/x', '', now() - $1::interval FROM {WHO}""",
    ),
    "form_draft": (
        30,
        f"""INSERT INTO form_draft (council_id, account_id, form, fields, saved_at)
            SELECT a.council_id, a.id, '/' || gen_random_uuid(), '{{}}', now() - $1::interval FROM {WHO}""",
    ),
    "message_search": (
        1,
        f"""INSERT INTO message_search (council_id, conversation_id, person_id, words, asked_at)
            SELECT a.council_id, (SELECT c.id FROM conversation AS c WHERE c.council_id = a.council_id
                                     AND c.id NOT IN (SELECT conversation_id FROM message_search)
                                   ORDER BY c.id LIMIT 1),
                   a.person_id, 'swans', $2::timestamptz - $1::interval
              FROM {WHO}""",
    ),
    "sign_in_link": (
        2,
        f"""INSERT INTO sign_in_link (council_id, kind, made_at, ends_at)
            SELECT a.council_id, 'reset', $2::timestamptz - $1::interval, $2 FROM {WHO}""",
    ),
    "trial_letter": (
        30,
        f"""INSERT INTO trial_letter (council_id, person_id, key, channel, wording, language, address, asked_at)
            SELECT a.council_id, a.person_id, 'message', 'text', 'standard', 'en', '07700900982',
                   $2::timestamptz - $1::interval FROM {WHO}""",
    ),
    "kept_copy": (
        2,
        f"""INSERT INTO kept_copy (council_id, person_id, what, kept_at)
            SELECT a.council_id, a.person_id, 'words', $2::timestamptz - $1::interval FROM {WHO}""",
    ),
}


@pytest.mark.parametrize("table", KEPT)
async def test_it_is_forgotten_after_its_days(portal: RunningPortal, db: Db, table: str) -> None:
    days, row = KEPT[table]
    now = portal.clock.now()
    await db.execute(f"DELETE FROM {table}")
    for age in (days * DAY - A_BIT, days * DAY + A_BIT):
        await db.execute(row, *([age, now] if "$2" in row else [age]))
    assert await db.fetchval(f"SELECT count(*) FROM {table}") == 2
    pool = await open_pool(portal.database.dsn("portal_worker"), 1)
    try:
        await tidy_all(pool, portal.clock)
        assert await db.fetchval(f"SELECT count(*) FROM {table}") == 1
        portal.clock.turn_to(now + 3 * A_BIT)
        await tidy_all(pool, portal.clock)
    finally:
        await pool.close()
    assert await db.fetchval(f"SELECT count(*) FROM {table}") == (0 if "$2" in row else 1), "by which clock"


async def test_a_link_stays_and_where_it_was_asked_from_does_not(portal: RunningPortal, db: Db) -> None:
    now = portal.clock.now()
    await db.execute(
        f"""
        INSERT INTO sign_in_link (council_id, kind, account_id, made_at, ends_at, asked_from)
        SELECT a.council_id, 'reset', a.id, $1::timestamptz - age, $1, 'here'
          FROM {WHO}, unnest(ARRAY[interval '47 hours', interval '49 hours']) AS age
        """,
        now,
    )
    pool = await open_pool(portal.database.dsn("portal_worker"), 1)
    try:
        await tidy_all(pool, portal.clock)
    finally:
        await pool.close()
    links = await db.fetch("SELECT asked_from FROM sign_in_link ORDER BY made_at")
    assert [link["asked_from"] for link in links] == [None, b"here"]
