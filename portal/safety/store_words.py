"""The words that a council watches for: what holds now, what is added, what is ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from portal.db import Connection
from portal.safety.model import AlreadyWatched, SafetyWord

_WORD = """
    SELECT w.id, w.language, w.words, w.added_at, p.name AS added_by, w.added_with
      FROM safety_word AS w LEFT JOIN person AS p ON p.id = w.added_by
     WHERE w.ended_at IS NULL AND
"""


async def list_watched(conn: Connection) -> dict[str, tuple[str, ...]]:
    """What is watched for now, by language."""
    rows = await conn.fetch(
        """
        SELECT language, array_agg(words ORDER BY words) AS words
          FROM safety_word WHERE ended_at IS NULL GROUP BY language ORDER BY language
        """
    )
    return {row["language"]: tuple(row["words"]) for row in rows}


async def list_words(conn: Connection, language: str) -> list[SafetyWord]:
    rows = await conn.fetch(f"{_WORD} w.language = $1 ORDER BY w.words, w.id", language)
    return [SafetyWord(**row) for row in rows]


async def get_word(conn: Connection, word_id: UUID) -> SafetyWord | None:
    row = await conn.fetchrow(f"{_WORD} w.id = $1", word_id)
    return SafetyWord(**row) if row else None


async def add_word(conn: Connection, actor_id: UUID, language: str, words: str, agreed_with: str) -> UUID:
    """Raises AlreadyWatched where the list has it."""
    try:
        async with conn.transaction():
            word_id: UUID = await conn.fetchval(
                """
                INSERT INTO safety_word (council_id, language, words, added_at, added_by, added_with)
                VALUES (current_council(), $2, $3, this_moment(), $1, $4)
                RETURNING id
                """,
                actor_id,
                language,
                words,
                agreed_with,
            )
    except asyncpg.UniqueViolationError as taken:
        raise AlreadyWatched from taken
    return word_id


async def end_word(conn: Connection, actor_id: UUID, word_id: UUID, agreed_with: str) -> bool:
    """False where it has ended already, or never was."""
    ended = await conn.fetchval(
        """
        UPDATE safety_word SET ended_at = this_moment(), ended_by = $1, ended_with = $3
         WHERE id = $2 AND ended_at IS NULL
        RETURNING true
        """,
        actor_id,
        word_id,
        agreed_with,
    )
    return bool(ended)


async def add_starting_words(
    conn: Connection, council_id: UUID, words: Mapping[str, Sequence[str]], at: datetime
) -> None:
    """For a new council, by whoever makes it."""
    pairs = [(language, entry) for language, entries in words.items() for entry in entries]
    await conn.execute(
        """
        INSERT INTO safety_word (council_id, language, words, added_at)
        SELECT $1, w.language, w.words, $4 FROM unnest($2::text[], $3::text[]) AS w (language, words)
        """,
        council_id,
        [language for language, _ in pairs],
        [entry for _, entry in pairs],
        at,
    )
