"""After a restore: shuts what the backup opens again, before anybody is let in and before any letter leaves.

A backup knows nothing of what came after it: sessions that were ended, links and words on paper that were used, codes
for paper as well, letters that have left. None of that may stand again. Rights that ended since are not known here; see
docs/operations.md.
"""

from dataclasses import dataclass

from portal.clock import Clock
from portal.db import Connection, migrator_transaction


@dataclass(frozen=True, slots=True)
class Shut:
    """How many of each were shut. `councils`: those whose letters rest until somebody says so."""

    sessions: int
    links: int
    words: int
    codes: int
    councils: int


async def shut_restored(dsn: str, clock: Clock) -> Shut:
    """As role portal_migrator, in one transaction; doing it twice is harmless."""
    async with migrator_transaction(dsn) as conn:
        await conn.execute("SELECT set_config('app.now', $1, true)", clock.now().isoformat())
        return Shut(
            sessions=await _end_sessions(conn),
            links=await _void_links(conn),
            words=await _end_words(conn),
            codes=await _end_recovery_codes(conn),
            councils=await _hold_letters(conn),
        )


async def _end_sessions(conn: Connection) -> int:
    """And what waits for a code."""
    await conn.execute("UPDATE second_step SET ended_at = now() WHERE ended_at IS NULL")
    ended = await conn.fetch("UPDATE session SET ended_at = now() WHERE ended_at IS NULL RETURNING id")
    return len(ended)


async def _void_links(conn: Connection) -> int:
    voided = await conn.fetch(
        """
        UPDATE sign_in_link SET voided_at = this_moment(), void_why = 'not_safe'
         WHERE used_at IS NULL AND voided_at IS NULL AND ends_at > this_moment()
        RETURNING id
        """
    )
    return len(voided)


async def _end_words(conn: Connection) -> int:
    ended = await conn.fetch(
        """
        UPDATE account SET invited_until = this_moment()
         WHERE state = 'invited' AND invited_until > this_moment()
        RETURNING id
        """
    )
    return len(ended)


async def _end_recovery_codes(conn: Connection) -> int:
    """Of staff, for when the phone is lost: whoever needs one may have used it since, before somebody's eyes."""
    ended = await conn.fetch("UPDATE recovery_code SET used_at = now() WHERE used_at IS NULL RETURNING true")
    return len(ended)


async def _hold_letters(conn: Connection) -> int:
    # A moment to try again would let them go by themselves.
    held = await conn.fetch(
        """
        UPDATE carrier SET state = 'stopped', why = 'restored', since = now(), again_at = NULL RETURNING council_id
        """
    )
    return len(held)
