"""Told on any first day, what the demonstration says was is past, and what it says will be is to come."""

from datetime import UTC, date, datetime

import asyncpg
import pytest

from portal.clock import LONDON
from portal.db import Connection
from portal.demo.cast import CAST
from portal.demo.fill import fill
from tests.databases import Database

# Days on which the demonstration may begin: each weekday, both nights of a clock change, a leap day, Christmas.
FIRST_DAYS = [
    *(date(2026, 6, day) for day in range(1, 8)),
    date(2026, 10, 20),
    date(2026, 10, 25),
    date(2027, 3, 24),
    date(2027, 3, 28),
    date(2028, 2, 29),
    date(2026, 12, 21),
]


@pytest.mark.parametrize("first_day", FIRST_DAYS, ids=str)
async def test_on_every_first_day_the_past_is_past(empty_database: Database, first_day: date) -> None:
    """Nothing that happened lies in the future, every plan lies ahead, and the clock on the wall is London's."""
    await fill(empty_database.dsn(), first_day=first_day, talks=True)
    conn = await asyncpg.connect(empty_database.dsn())
    try:
        begins = datetime.combine(first_day, datetime.min.time(), LONDON).astimezone(UTC)
        for table, column in (
            ("visit_topic", "added_at"), ("visit_news", "at"), ("visit_note", "at"), ("visit_words", "at"),
            ("visit_summary", "saved_at"), ("correction", "at"), ("correction", "replied_at"),
            ("promise", "settled_at"),
            ("visit", "planned_at"), ("visit", "shared_at"), ("visit", "ended_at"), ("visit_reader", "said_ok_at"),
            ("visit_change_request", "asked_at"), ("visit_change_request", "replied_at"),
            ("message", "at"), ("read_mark", "seen_at"), ("read_mark", "delivered_at"), ("message_draft", "saved_at"),
            ("conversation", "waiting_since"), ("manager_reading", "until_at"), ("urgent_item", "raised_at"),
            ("urgent_step", "at"), ("internal_note", "at"), ("record_entry", "saved_at"), ("absence", "set_at"),
            ("handover_note", "written_at"), ("safety_answer", "at"),
        ):  # fmt: skip
            assert not await conn.fetchval(f"SELECT count(*) FROM {table} WHERE {column} >= $1", begins), (
                table
            )
        off = await conn.fetch(
            "SELECT id FROM visit WHERE starts_wall <> starts_at AT TIME ZONE 'Europe/London'"
        )
        assert off == []
        early = await conn.fetch("SELECT id FROM visit WHERE state = 'planned' AND starts_at < $1", begins)
        assert early == []
        ahead = {row["id"] for row in await conn.fetch("SELECT id FROM visit WHERE state = 'planned'")}
        assert {CAST.home_visit, CAST.office_visit, CAST.unannounced_visit} <= ahead
        await check_order(conn)
    finally:
        await conn.close()


async def check_order(conn: Connection) -> None:
    """What follows from something comes after it."""
    for found, broken in (
        ("visit", "shared_at < planned_at OR ended_at < starts_at AND state IN ('done', 'partly')"),
        ("visit_topic JOIN visit ON visit.id = visit_id", "added_at NOT BETWEEN planned_at AND starts_at"),
        ("visit_summary JOIN visit ON visit.id = visit_id", "saved_at < starts_at"),
        ("correction", "replied_at < at OR reply_by_on < at::date"),
        ("visit_reader JOIN visit ON visit.id = visit_id", "said_ok_at NOT BETWEEN shared_at AND starts_at"),
        ("promise JOIN visit_summary AS s ON s.id = summary_id", "settled_at < saved_at"),
        ("visit_words JOIN visit ON visit.id = visit_id", "at < starts_at"),
        ("visit_summary_reader JOIN visit_summary AS s ON s.id = summary_id", "first_read_at < shared_at"),
        ("message AS m JOIN message AS n USING (conversation_id)", "m.seq < n.seq AND m.at >= n.at"),
        ("read_mark", "seen_seq = delivered_seq AND seen_at < delivered_at OR seen_seq > delivered_seq"),
        ("read_mark AS r JOIN conversation AS c ON c.id = r.conversation_id", "delivered_seq > last_seq"),
        ("urgent_item", "taken_at < raised_at OR closed_at < taken_at"),
        (
            "visit_preparation JOIN visit ON visit.id = visit_id",
            "ticked_at NOT BETWEEN shared_at AND starts_at",
        ),
    ):
        assert await conn.fetchval(f"SELECT count(*) FROM {found} WHERE {broken}") == 0, (found, broken)
