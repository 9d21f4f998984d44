"""Fills an empty, migrated database with both councils, everybody of the cast, and the seven families."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import groupby
from uuid import UUID

import asyncpg
from argon2 import PasswordHasher

from portal.db import Connection
from portal.demo.cast import CAST, EXAMPLESHIRE, PASSWORD, SAMPLETON, Cast, id_of
from portal.demo.councils import tell_exampleshire, tell_people, tell_sampleton
from portal.demo.days import Days
from portal.demo.families import aziz, brennan, costa, dunn, haile, hartley, rowe_bell
from portal.demo.meetings.ended import tell_ended
from portal.demo.meetings.everybody import tell_meetings, tell_said
from portal.demo.papers.everybody import tell_papers
from portal.demo.rows import Row
from portal.demo.stories import tell_stories
from portal.demo.story import Story
from portal.demo.talks.everybody import tell_talks
from portal.demo.views.everybody import tell_views
from portal.identity.passwords import LANES, MEMORY_KIB, TIME_COST
from portal.safety.starting_words import starting_words
from portal.safety.store_words import add_starting_words
from portal.statutory.national import national_rules
from portal.statutory.store import add_rules

AT_EXAMPLESHIRE: tuple[Callable[[Story], None], ...] = (
    rowe_bell.tell,
    haile.tell,
    costa.tell,
    aziz.tell,
    hartley.tell,
    brennan.tell,
)
AT_SAMPLETON: tuple[Callable[[Story], None], ...] = (dunn.tell,)

# What stands before what: a row comes after the rows that it speaks of.
ORDER = tuple(
    """
    council team person conversation home contact_point safe_contact_plan account sign_in_name sign_in_card
    family letter_stop child_plan relationship restriction absence involvement change_of_worker handover_note visit
    visit_child visit_reader visit_topic visit_offered_time visit_change_request visit_told visit_ready_item
    visit_preparation visit_news visit_note visit_words visit_summary visit_summary_reader message retraction
    message_translation read_mark message_draft manager_reading urgent_item urgent_step safety_answer
    internal_note record_entry
    meeting meeting_child meeting_slot meeting_reader meeting_attendee meeting_part meeting_worry
    paper paper_version paper_paragraph paper_version_shared paper_reader paper_reading paper_comment meeting_ask
    redaction decision decision_reader different_view meeting_agreed partner_report
    promise promise_reader taking_back correction contribution answer answer_reader contribution_sharing outcome
    contribution_read story story_part story_reading own_step
    """.split()
)

# What the database makes by itself with another row, and here gets ids and numbers of our own; and versions of papers
# that are shared once their paragraphs stand, as on the page.
KNOWN_ALREADY = {
    "conversation": """
        UPDATE conversation AS c SET id = t.id, last_seq = t.last_seq, waiting_since = t.waiting_since
          FROM jsonb_populate_recordset(NULL::conversation, $1::jsonb) AS t
         WHERE c.council_id = t.council_id AND c.person_id = t.person_id
    """,
    "paper_version_shared": """
        UPDATE paper_version AS v SET shared_at = t.shared_at
          FROM jsonb_populate_recordset(NULL::paper_version, $1::jsonb) AS t
         WHERE v.council_id = t.council_id AND v.id = t.id
    """,
}


async def fill(dsn: str, *, first_day: date, host: str = "127.0.0.1", talks: bool = False) -> Cast:
    """All or nothing. `dsn` is of portal_migrator; every date is counted from `first_day`.

    `talks`: with all that people wrote to each other and think, before that day. Without, nobody wrote anything.
    """
    conn = await asyncpg.connect(dsn)
    try:
        async with conn.transaction():
            for story in (_exampleshire(Days(first_day), host), _sampleton(Days(first_day), host)):
                tell_meetings(story)
                if talks:
                    tell_talks(story)
                    tell_views(story)
                    tell_stories(story)
                    tell_said(story)
                    tell_papers(story)
                    tell_ended(story)
                await write(conn, story)
                await add_rules(conn, id_of(story.council), national_rules())
                await add_starting_words(
                    conn, id_of(story.council), starting_words(), story.days.at(-9, 1, 11)
                )
        await conn.execute("ANALYZE")
    finally:
        await conn.close()
    return CAST


async def is_empty(dsn: str) -> bool:
    """Whether nobody has filled this database yet."""
    conn = await asyncpg.connect(dsn)
    try:
        return not await conn.fetchval("SELECT EXISTS (SELECT FROM council)")
    finally:
        await conn.close()


def _exampleshire(days: Days, host: str) -> Story:
    story = Story(EXAMPLESHIRE, days)
    tell_exampleshire(story, host)
    tell_people(story, host, password_hash())
    for tell in AT_EXAMPLESHIRE:
        tell(story)
    return story


def _sampleton(days: Days, host: str) -> Story:
    story = Story(SAMPLETON, days)
    tell_sampleton(story, host)
    tell_people(story, host, password_hash())
    for tell in AT_SAMPLETON:
        tell(story)
    return story


@cache
def password_hash() -> str:
    """One hash for everybody: the words are printed on the first page, and 25 hashes would take a second."""
    return PasswordHasher(TIME_COST, MEMORY_KIB, LANES).hash(PASSWORD)


async def write(conn: Connection, story: Story) -> None:
    """Keeps all that a story tells, in the caller's transaction."""
    if unknown := story.rows.keys() - set(ORDER):
        raise LookupError(f"no place in the order for {unknown}")
    for table in ORDER:
        by_columns = sorted(story.rows.get(table, []), key=_columns)
        for columns, rows in groupby(by_columns, key=_columns):
            names = ", ".join(columns)
            # Names come from our own modules, values only as a parameter.
            statement = (
                f"INSERT INTO {table} ({names}) "  # noqa: S608
                f"SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)"
            )
            await conn.execute(KNOWN_ALREADY.get(table, statement), json.dumps(list(rows), default=_plain))


def _columns(row: Row) -> tuple[str, ...]:
    return tuple(sorted(row))


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a row")
