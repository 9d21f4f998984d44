"""Sessions in PostgreSQL: a random token in a cookie, its hash in a row, limits by the database's clock."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from string import ascii_letters, digits
from typing import Any, NamedTuple
from uuid import UUID

from portal.db import Connection, Row
from portal.identity.actor import Actor, Kind, StaffRole
from portal.web.csrf import new_secret
from portal.web.request import Display
from portal.web.routes import LookUp, ReadingWithSession

COOKIE = "session"
DEVICE_COOKIE = "device"
MOST_SESSIONS = 5
TOKEN_LETTERS = 43
STAFF_IDLE, FAMILY_IDLE = 15, 30
# The columns of `open_session`.
ANSWERED = 22


def new_token() -> str:
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether this can be one of ours: as long, and of the same letters. Anything shorter could be guessed."""
    return len(text) == TOKEN_LETTERS and set(text) <= set(ascii_letters + digits + "-_")


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


class OpenSession(NamedTuple):
    """What one look-up answers: who asks, and what their pages need."""

    actor: Actor
    csrf_secret: bytes
    idle_minutes: int
    done_key: str | None


@dataclass(frozen=True, slots=True)
class SignedInDevice:
    """One row of “Phones you are signed in on”."""

    id: UUID
    device_name: str
    created_at: datetime
    last_used_at: datetime


async def open_session(
    conn: Connection, token: str, moment: datetime, *, reading: bool, extends: bool
) -> OpenSession | None:
    """Finds the session and sets council and moment for this transaction; None where it has ended."""
    row = await conn.fetchrow(
        """
        SELECT session_id, council_id, account_id, person_id, csrf_secret, idle_minutes, done_key, state, kind,
               staff_role, name, called, pronoun, born_on, team_id, language, text_size, colours, style, pictures,
               less_movement, quiet
          FROM open_session($1, $2, $3, $4)
        """,
        hash_of(token),
        moment,
        reading,
        extends,
    )
    return _session(tuple(row)) if row else None


async def open_session_and_read(
    conn: Connection, look: LookUp, reading: ReadingWithSession
) -> tuple[OpenSession | None, Row | None]:
    """The same for a page that reads in the same trip; its row is None where nothing was read for this person."""
    row = await reading(conn, look)
    if row is None:
        return None, None
    return _session(row[:ANSWERED]), row if row["noted"] else None


def _session(row: tuple[Any, ...]) -> OpenSession:
    session_id, council_id, account_id, person_id, csrf_secret, idle_minutes, done_key, state, *who = row
    kind, role, name, called, pronoun, born_on, team_id, language, *chosen = who
    actor = Actor(
        person_id,
        council_id,
        account_id,
        session_id,
        Kind(kind),
        StaffRole(role) if role else None,
        name,
        called,
        pronoun,
        born_on,
        team_id,
        language,
        Display(*chosen),
        state,
    )
    return OpenSession(actor, csrf_secret, idle_minutes, done_key)


# Whoever ends sessions first takes the row of the person they are of, as that person's deeds do: see `open_session`.
async def add_session(conn: Connection, account_id: UUID, device_name: str) -> str:
    """A new session under a fresh token, which is returned and stored nowhere. Families keep at most five."""
    token = new_token()
    await conn.execute(
        """
        WITH who AS (
            SELECT account.id, person.kind IN ('adult', 'young_person') AS family,
                   coalesce(plan.device_shared, false) AS shared
              FROM account
              JOIN person ON person.id = account.person_id
              LEFT JOIN safe_contact_plan AS plan ON plan.person_id = person.id
             WHERE account.id = $1
               FOR NO KEY UPDATE OF person
        ), crowded AS (
            UPDATE session SET ended_at = now()
             WHERE id IN (
                SELECT session.id FROM session JOIN who ON who.id = session.account_id AND who.family
                 WHERE session.ended_at IS NULL AND session.ends_at > now()
                 ORDER BY session.created_at DESC OFFSET $6
             )
        )
        INSERT INTO session (council_id, account_id, token_hash, csrf_secret, device_name, idle_minutes, ends_at)
        SELECT current_council(), id, $2, $3, $4,
               CASE WHEN family AND NOT shared THEN $5::int ELSE $7::int END,
               now() + CASE WHEN family THEN interval '8 hours' ELSE interval '12 hours' END
          FROM who
        """,
        account_id,
        hash_of(token),
        new_secret(),
        device_name,
        FAMILY_IDLE,
        MOST_SESSIONS - 1,
        STAFF_IDLE,
    )
    return token


async def end_session(conn: Connection, account_id: UUID, session_id: UUID) -> bool:
    """Ends one of this account's sessions; False where it has none such."""
    done = await conn.fetchval(
        """
        WITH whose AS (
            SELECT account.id FROM account JOIN person ON person.id = account.person_id WHERE account.id = $1
               FOR NO KEY UPDATE OF person
        )
        UPDATE session SET ended_at = now()
          FROM whose
         WHERE session.account_id = whose.id AND session.id = $2 AND ended_at IS NULL
        RETURNING true
        """,
        account_id,
        session_id,
    )
    return bool(done)


async def end_sessions_of(conn: Connection, account_id: UUID, *, but: UUID | None = None) -> int:
    """Ends all sessions of an account, or all but one, and what would become one with a code; returns how many."""
    ended = await conn.fetch(
        """
        WITH whose AS (
            SELECT account.id FROM account JOIN person ON person.id = account.person_id WHERE account.id = $1
               FOR NO KEY UPDATE OF person
        ), waiting AS (
            UPDATE second_step SET ended_at = now()
              FROM whose
             WHERE second_step.account_id = whose.id AND ended_at IS NULL
               AND ($2::uuid IS NULL OR session_id IS DISTINCT FROM $2)
        )
        UPDATE session SET ended_at = now()
          FROM whose
         WHERE session.account_id = whose.id AND ended_at IS NULL AND ($2::uuid IS NULL OR session.id <> $2)
        RETURNING session.id
        """,
        account_id,
        but,
    )
    return len(ended)


async def shorten_sessions(conn: Connection, people: Iterable[UUID]) -> None:
    """Others use their phones too, as it turns out: what is open there rests as soon as what opens from now on.

    Takes the rows of the people first: whoever says so comes here before what they say is written down.
    """
    people = sorted(people)
    await conn.execute(
        "SELECT FROM person WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE OF person", people
    )
    await conn.execute(
        """
        UPDATE session AS s SET idle_minutes = least(s.idle_minutes, $2::int)
          FROM account AS a
         WHERE a.person_id = ANY ($1::uuid[]) AND s.account_id = a.id AND s.ended_at IS NULL
        """,
        people,
        STAFF_IDLE,
    )


async def list_sessions(conn: Connection, account_id: UUID) -> list[SignedInDevice]:
    rows = await conn.fetch(
        """
        SELECT id, device_name, created_at, last_used_at
          FROM session
         WHERE account_id = $1 AND ended_at IS NULL AND ends_at > now()
           AND last_used_at > now() - make_interval(mins => idle_minutes)
         ORDER BY last_used_at DESC
        """,
        account_id,
    )
    return [SignedInDevice(*row) for row in rows]


async def change_done_key(conn: Connection, session_id: UUID, done_key: str | None) -> None:
    """Keeps the key of the “Done” sentence for the next page, or takes it away once shown."""
    await conn.execute("UPDATE session SET done_key = $2 WHERE id = $1", session_id, done_key)


async def hand_over(conn: Connection, session_id: UUID, person_id: UUID) -> None:
    """Somebody else takes the phone: from here on this session reaches what is done together with them, no more."""
    await conn.execute("UPDATE session SET together_with = $2 WHERE id = $1", session_id, person_id)


async def get_handed_to(conn: Connection, session_id: UUID) -> UUID | None:
    """Whom the phone was handed to; None where nobody was."""
    found: UUID | None = await conn.fetchval("SELECT together_with FROM session WHERE id = $1", session_id)
    return found
