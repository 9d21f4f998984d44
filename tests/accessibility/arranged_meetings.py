"""Meetings at every point of their way: planned and kept, shown, answered, with a worry for the chair alone."""

from datetime import date

import asyncpg

from tests.portal.meetings.planning import at, new, press
from tests.running import RunningPortal, new_visitor


async def arrange_meetings(portal: RunningPortal) -> dict[str, str]:
    cast = portal.cast
    async with new_visitor(portal.origin) as amira:
        await amira.sign_in(cast.amira)
        path = new(cast)
        times = at(0, date(2026, 7, 9), "10am", "The Linden Room, Larch House")
        preview = await press(
            amira, path, await amira.get(path), "preview", why_now="Summer is near.", **times
        )
        kept = await press(amira, path, preview, "keep")
    await _say(portal)
    return {"kept_meeting": kept.path.rsplit("/", 1)[-1]}


async def _say(portal: RunningPortal) -> None:
    """What people said about the review beforehand."""
    cast = portal.cast
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        await db.execute(
            "INSERT INTO meeting_part (council_id, meeting_id, person_id, taking_part, needs, brings_words, questions, "
            "to_say, not_to_say, saved_at) VALUES ($1, $2, $3, 'first', '{other_room,getting_there}', 'My aunt', "
            "'When does the plan end?', 'Kit gets up by himself.', 'Nothing about money.', '2026-05-30')",
            cast.exampleshire, cast.review_conference, cast.dani.id,
        )  # fmt: skip
        for kind, answered in (("explain", None), ("on_paper", "2026-05-31")):
            await db.execute(
                "INSERT INTO meeting_ask (council_id, meeting_id, person_id, kind, words, at, reply, done_by, done_at) "
                "VALUES ($1, $2, $3, $4, 'What is a review?', '2026-05-30', $5, $6, $7::text::timestamptz)",
                cast.exampleshire, cast.review_conference, cast.marcus.id, kind,
                "Posted today." if answered else None, cast.amira.id if answered else None, answered,
            )  # fmt: skip
        await db.execute(
            "INSERT INTO meeting_worry (council_id, meeting_id, person_id, body, at) "
            "VALUES ($1, $2, $3, 'Not the teacher, please.', '2026-05-30')",
            cast.exampleshire, cast.review_conference, cast.dani.id,
        )  # fmt: skip
    finally:
        await db.close()
