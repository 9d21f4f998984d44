"""What somebody thinks, and what we did about it, for the days on which letters tell of it."""

from datetime import timedelta
from uuid import UUID, uuid4

from portal.demo.cast import Member
from tests.reminders.arranging import Town


async def thinks(town: Town, who: Member, occasion: str, *, typed_in_by: Member | None = None) -> UUID:
    """Something that somebody thinks, sent; or what they wrote on paper, typed in by a worker."""
    async with town.deed(who) as conn:
        sent: UUID = await conn.fetchval(
            """
            INSERT INTO contribution (council_id, person_id, occasion, set_id, set_version, began_at, step, done_with,
                                      on_paper, sent_at, read_by_on, answer_by_on)
            VALUES (current_council(), $1, $2, 'short-adult', '1', this_moment(), 'check', $3::uuid, $3 IS NOT NULL,
                    this_moment(), this_day() + 1, this_day() + 14)
            RETURNING id
            """,
            who.id,
            occasion,
            typed_in_by.id if typed_in_by else None,
        )
    return sent


async def answers_what_was_said(town: Town, by: Member, who: Member) -> None:
    async with town.deed(by) as conn:
        await conn.execute(
            """
            INSERT INTO outcome (council_id, contribution_id, state, what, by_id, at)
            SELECT council_id, id, 'done', 'I wrote it down.', $2, this_moment()
              FROM contribution WHERE person_id = $1 AND sent_at IS NOT NULL ORDER BY sent_at DESC LIMIT 1
            """,
            who.id,
            by.id,
        )


async def shows_wider(town: Town, by: Member, who: Member, to: Member, *, told: bool) -> None:
    """What somebody sent is shown to a person whom they did not choose."""
    async with town.deed(by) as conn:
        await conn.execute(
            """
            INSERT INTO contribution_sharing
                   (council_id, contribution_id, person_id, why, told, why_not_told, by_id, at)
            SELECT council_id, id, $3, 'To keep them safe.', $4, CASE WHEN NOT $4 THEN 'Not safe.' END, $2,
                   this_moment()
              FROM contribution WHERE person_id = $1 AND sent_at IS NOT NULL ORDER BY sent_at DESC LIMIT 1
            """,
            who.id,
            by.id,
            to.id,
            told,
        )


async def answers_topic_of(town: Town, by: Member, who: Member, visit_id: UUID) -> None:
    """What somebody wanted to talk about, and what we did about it."""
    async with town.deed(who) as conn:
        topic = await conn.fetchval(
            """
            INSERT INTO visit_topic (council_id, id, visit_id, added_by, body, audience, added_at)
            SELECT current_council(), $3, v.id, $2, 'The damp.', 'worker', v.starts_at - $4::interval
              FROM visit AS v WHERE v.id = $1
            RETURNING id
            """,
            visit_id,
            who.id,
            uuid4(),
            timedelta(days=1),
        )
    async with town.deed(by) as conn:
        await conn.execute(
            """
            INSERT INTO outcome (council_id, topic_id, state, what, by_id, at)
            VALUES (current_council(), $1, 'working', 'I asked housing.', $2, this_moment())
            """,
            topic,
            by.id,
        )
