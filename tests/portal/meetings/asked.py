"""People who are asked to a meeting, by their pages: what several tests begin with."""

from typing import TypeAlias

import asyncpg

from portal.demo.cast import Cast
from tests.running import Answer, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
STEPS = ("how", "questions", "say", "who", "needs")
# What somebody can open of a meeting, and what they can send there.
PAGES = (
    "", "/ready", "/people", "/change", "/calendar.ics", "/now", *(f"/ready/{step}" for step in STEPS),
)  # fmt: skip
SENT: dict[str, dict[str, object]] = {
    "/coming": {"seen": ""},
    "/ready/how": {"taking_part": "all"},
    "/ready/questions": {"questions": "zq-no"},
    "/ready/say": {"to_say": "zq-no"},
    "/ready/who": {"brings_words": "zq-no"},
    "/ready/needs": {"needs": ["interpreter"]},
    "/people": {"body": "zq-no"},
    "/change": {"when": "zq-no"},
    "/now": {"answer": "ok"},
}
TABLES = ("meeting_part", "meeting_worry", "meeting_ask", "meeting_reader")


def pack_of(cast: Cast) -> str:
    return f"/meetings/{cast.review_conference}"


async def keep(visitor: Visitor, pack: str, step: str, **fields: object) -> Answer:
    return await visitor.post(f"{pack}/ready/{step}", fields)


async def leave_out(db: Db, cast: Cast, *words: str) -> None:
    """Marcus may not be shown these words in anything of the review."""
    await db.executemany(
        """
        INSERT INTO redaction (council_id, meeting_id, reader_id, words, added_by, added_at)
        SELECT council_id, id, $2, $3, planned_by, planned_at FROM meeting WHERE id = $1
        """,
        [(cast.review_conference, cast.marcus.id, one) for one in words],
    )
