"""The demonstration's messages: numbered without gaps, by who could write then, weeks of every kind."""

from portal.db import Connection
from portal.demo.cast import CAST
from tests.portal.demo.turning import turn


async def test_numbers_of_messages_have_no_gaps(told: Connection) -> None:
    off = await told.fetch(
        """
        SELECT c.id FROM conversation AS c LEFT JOIN message AS m ON m.conversation_id = c.id
         GROUP BY c.id, c.last_seq
        HAVING count(m.seq) <> c.last_seq OR coalesce(max(m.seq), 0) <> c.last_seq
        """
    )
    assert off == []


async def test_who_wrote_could_write_there_at_that_time(told: Connection) -> None:
    """Nobody's role is invented: at the moment of every message its writer worked there, covered, or was the person."""
    for row in await told.fetch(
        "SELECT m.*, c.person_id FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id"
    ):
        if row["role"] == "family":
            assert row["sender_id"] == row["person_id"]
            continue
        await turn(told, row["at"])
        workers = await told.fetch("SELECT * FROM workers_of_party($1)", row["person_id"])
        there = {(one["staff_id"], one["role"], one["covering_for"]) for one in workers}
        assert (row["sender_id"], row["role"], row["covering_for"]) in there, row["body"]


async def test_every_family_has_weeks_of_messages_of_every_kind(told: Connection) -> None:
    without = await told.fetch(
        """
        SELECT f.name FROM family AS f
         WHERE (SELECT max(m.at) - min(m.at) FROM child_plan AS p
                  LEFT JOIN relationship AS r ON r.child_id = p.child_id
                  JOIN conversation AS c ON c.person_id IN (p.child_id, r.person_id)
                  JOIN message AS m ON m.conversation_id = c.id
                 WHERE p.family_id = f.id) > interval '13 days' IS NOT TRUE
        """
    )
    assert without == []
    for table, condition in (
        ("message", "body ~ '[ሀ-ፐ]' AND language = 'ti'"), ("message", "body ~ '[ء-ي]' AND language = 'ar'"),
        ("message", "kind = 'quick'"), ("message", "role = 'cover' AND covering_for IS NOT NULL"),
        ("retraction", "true"),
        ("message_draft", f"person_id = '{CAST.dani.id}'"), ("urgent_item", "closed_at IS NOT NULL"),
        ("urgent_item", "closed_at IS NULL AND source = 'talk'"), ("manager_reading", "until_at < this_moment()"),
        ("absence", f"staff_id = '{CAST.amira.id}' AND from_on > this_day()"),
        ("conversation", "waiting_since < this_moment() - interval '6 days'"),
        ("conversation", "waiting_since > this_moment() - interval '5 days'"),
        ("read_mark AS r JOIN conversation AS c ON c.id = r.conversation_id",
         "r.person_id = c.person_id AND r.seen_seq < c.last_seq"),
        ("message", "role = 'family' AND extract(hour FROM at AT TIME ZONE 'Europe/London') NOT BETWEEN 8 AND 17"),
    ):  # fmt: skip
        assert await told.fetchval(f"SELECT count(*) FROM {table} WHERE {condition}"), (table, condition)
