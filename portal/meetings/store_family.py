"""Meetings as those who are asked see them: their own slot, who is there, and what was shared with them by name."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.meetings.model_family import Ask, Card, Coming, Pack, Part, Reads, Ready
from portal.web.redaction import leave_out

CARD_FIELDS = tuple(part.name for part in fields(Card))
READY_FIELDS = tuple(part.name for part in fields(Ready))


async def list_cards(conn: Connection, actor_id: UUID, language: str) -> list[Card]:
    """Every meeting that somebody is asked to, the latest first."""
    rows = await conn.fetch(
        "SELECT c.* FROM meeting_cards($1) AS c ORDER BY c.starts_at DESC, c.id LIMIT 60", actor_id
    )
    return [_card(row, language) for row in rows]


async def get_card(conn: Connection, actor_id: UUID, meeting_id: UUID, language: str) -> Card | None:
    row = await conn.fetchrow("SELECT c.* FROM meeting_cards($1) AS c WHERE c.id = $2", actor_id, meeting_id)
    return _card(row, language) if row else None


async def get_pack(conn: Connection, actor_id: UUID, meeting_id: UUID, language: str) -> Pack | None:
    """The whole pack of one person in one statement. None where they are not asked, or nobody was told of it yet."""
    row = await conn.fetchrow(
        """
        WITH card AS MATERIALIZED (SELECT c.* FROM meeting_cards($1) AS c WHERE c.id = $2)
        SELECT card.*, ready.*, m.why_now, m.ended_words, s.joining_words,
               r.first_opened_at IS NOT NULL AS first_opened,
               p.needs AS part_needs, p.needs_words, p.brings_words,
               coalesce(p.wants_advocate, false) AS wants_advocate,
               p.questions AS part_questions, p.to_say, p.not_to_say, w.replies_within_days AS chair_replies,
               (SELECT o.called FROM person AS o WHERE o.id = r.chosen_by) AS speaks_for,
               (SELECT o.name FROM meeting_reader AS v JOIN person AS o ON o.id = v.person_id
                 WHERE v.meeting_id = card.id AND v.chosen_by = $1 AND v.ended_at IS NULL
                 ORDER BY v.added_at LIMIT 1) AS spoken_for_by,
               EXISTS (SELECT FROM decision AS d JOIN decision_reader AS x ON x.decision_id = d.id
                        WHERE d.meeting_id = card.id AND d.shared_at IS NOT NULL AND x.person_id = $1) AS decided,
               ARRAY(SELECT k.child_id FROM meeting_child AS k WHERE k.meeting_id = card.id) AS children,
               ARRAY(SELECT (a.name, a.role_words, a.why_words) FROM meeting_attendee AS a
                      WHERE a.slot_id = card.slot_id AND a.ended_at IS NULL ORDER BY a.position, a.id) AS coming,
               ARRAY(SELECT (a.kind, a.words,
                             CASE WHEN a.paper_id IS NOT NULL THEN
                                 (SELECT v.title FROM shared_papers($1) AS may
                                    JOIN paper_version AS v ON v.paper_id = may.id AND v.shared_at IS NOT NULL
                                   WHERE may.id = a.paper_id ORDER BY v.number DESC LIMIT 1)
                             END, a.at, a.reply, b.name, a.done_at)
                       FROM meeting_ask AS a
                       LEFT JOIN person AS b ON b.id = a.done_by
                      WHERE a.meeting_id = card.id AND a.person_id = $1 AND a.done_by IS DISTINCT FROM $1
                      ORDER BY a.at, a.id) AS asks,
               ARRAY(SELECT (o.name, o.replies_within_days, bool_or(v.role <> 'manager'))
                       FROM meeting_child AS k
                       JOIN involvement AS v ON v.child_plan_id = k.child_plan_id
                       JOIN person AS o ON o.id = v.staff_id
                      WHERE k.meeting_id = card.id AND v.role IN ('allocated', 'cover', 'manager')
                        AND v.from_at <= this_moment() AND (v.to_at IS NULL OR v.to_at > this_moment())
                      GROUP BY o.council_id, o.id ORDER BY bool_or(v.role <> 'manager') DESC, o.name) AS workers
          FROM card
          JOIN meeting AS m ON m.id = card.id
          JOIN meeting_slot AS s ON s.id = card.slot_id
          JOIN meeting_reader AS r ON r.meeting_id = card.id AND r.person_id = $1
          JOIN person AS w ON w.id = m.chair_id
          LEFT JOIN meeting_part AS p ON p.meeting_id = card.id AND p.person_id = $1
         CROSS JOIN LATERAL meeting_ready($1, card.id, card.kind, card.starts_at) AS ready
        """,
        actor_id,
        meeting_id,
    )
    return _pack(row, language) if row else None


async def change_first_opened(conn: Connection, actor_id: UUID, meeting_id: UUID) -> None:
    """They have it before them: the first time counts."""
    await conn.execute(
        """
        UPDATE meeting_reader AS r SET first_opened_at = this_moment()
          FROM invited_meetings($1) AS i
         WHERE r.meeting_id = i.id AND i.id = $2 AND r.person_id = $1 AND r.first_opened_at IS NULL
        """,
        actor_id,
        meeting_id,
    )


def _card(row: Row, language: str) -> Card:
    return Card(**{name: row[name] for name in CARD_FIELDS}).without(language)


def _ready(row: Row) -> Ready:
    return Ready(**{name: row[name] for name in READY_FIELDS})


def _pack(row: Row, language: str) -> Pack:
    hidden: Sequence[str] = row["hidden"]

    def said(text: Any) -> Any:
        return leave_out(text, hidden, language) if text else text

    card = _card(row, language)
    return Pack(
        card=card,
        kind=row["kind"],
        why_now=said(row["why_now"]),
        joining_words=said(row["joining_words"]),
        ended_words=said(row["ended_words"]),
        decided=row["decided"],
        speaks_for=said(row["speaks_for"]),
        spoken_for_by=said(row["spoken_for_by"]),
        first_opened=row["first_opened"],
        part=_part(row),
        ready=_ready(row),
        reads=_reads(row, card, said),
        coming=[Coming(*map(said, one)) for one in row["coming"]],
        asks=[_ask(one, said) for one in row["asks"]],
        children=row["children"],
    )


def _part(row: Row) -> Part:
    """Their own words stay as they typed them."""
    return Part(
        taking_part=row["taking_part"],
        instead=row["instead"],
        needs=row["part_needs"] or (),
        needs_words=row["needs_words"],
        brings_words=row["brings_words"],
        wants_advocate=row["wants_advocate"],
        questions=row["part_questions"],
        to_say=row["to_say"],
        not_to_say=row["not_to_say"],
        answered_to=row["answered_to"],
    )


def _reads(row: Row, card: Card, said: Any) -> Reads:
    staff = [(said(name), days, works) for name, days, works in row["workers"]]
    return Reads(
        card.chair_name,
        row["chair_replies"],
        tuple(name for name, _, _ in staff if name != card.chair_name),
        next((days for _, days, works in staff if works), row["chair_replies"]),
    )


def _ask(held: Sequence[Any], said: Any) -> Ask:
    kind, words, about, at, reply, replied_by, done_at = held
    return Ask(kind, words, said(about), at, said(reply), said(replied_by), done_at)
