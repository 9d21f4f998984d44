"""Letters in every state, a number that fails, texts that came in: before anybody looks at the pages about them."""

from datetime import timedelta

import asyncpg

from portal.demo.cast import CAST
from tests.databases import FIRST_DAY
from tests.portal.letters.planting import NOON, WORDS, plant_letter, plant_text
from tests.running import RunningPortal, at

STATES = (
    ("queued", None), ("claimed", None), ("ambiguous", None), ("held", "hours"), ("held", "no_safe_way"),
    ("failed", "permanent"), ("failed", "refused"), ("superseded", "no_longer_true"),
)  # fmt: skip


async def arrange_letters(portal: RunningPortal) -> None:
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        for hours, (state, why) in enumerate(STATES):
            due_at = NOON - timedelta(hours=hours)
            await plant_letter(db, CAST.dani, state=state, why=why, due_at=due_at, not_before=NOON)
        for hours in range(20):
            due_at = NOON - timedelta(days=1, hours=hours)
            await plant_letter(db, CAST.dani, state="delivered", body=WORDS, due_at=due_at)
        await plant_letter(
            db,
            CAST.dani,
            channel="email",
            key="message",
            state="sent",
            title="You have an update",
            body="One.\n\nTwo.",
        )
        await plant_letter(db, CAST.dani, key="reset", state="delivered")
        await db.execute("UPDATE contact_point SET works = false WHERE person_id = $1", CAST.grace.id)
        await plant_text(
            db,
            CAST.exampleshire,
            person=CAST.dani,
            number="07700900401",
            words="3",
            outcome="call_back",
            why="asked",
        )
        await plant_text(db, CAST.exampleshire, words="is somebody there", look_by=at(FIRST_DAY, 10, 30))
        await plant_text(
            db, CAST.exampleshire, person=CAST.dani, words="x" * 300, outcome="duty", why="too_long"
        )
        done = await plant_text(
            db, CAST.exampleshire, person=CAST.dani, outcome="call_back", why="asked", words="3"
        )
        await db.execute(
            "UPDATE inbound_text SET dealt_by = $2, dealt_at = $3 WHERE id = $1",
            done, CAST.amira.id, at(FIRST_DAY, 9, 30),
        )  # fmt: skip
        await db.execute(
            """
            INSERT INTO carrier (council_id, key_name, two_way, state, why)
            VALUES ($1, 'kite', true, 'stopped', 'barred')
            ON CONFLICT (council_id) DO UPDATE SET key_name = 'kite', two_way = true, state = 'stopped', why = 'barred'
            """,
            CAST.exampleshire,
        )
    finally:
        await db.close()
