"""By which ways people can be reached, what they were sent today, and what letters say of us."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from notifications.model import Channel, Letter
from portal.db import Connection, Row
from portal.reminders.model import without_attempt
from portal.safe_contact.model import SafeContact, has_own_plan
from portal.safe_contact.model_points import ContactPoint
from portal.safe_contact.reading import read_plan


@dataclass(frozen=True, slots=True)
class Ways:
    """One person’s plan, and what they can be reached by. `works_here`: staff and partners have no such plan."""

    plan: SafeContact | None
    points: tuple[ContactPoint, ...]
    has_own_plan: bool
    works_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is asked of one person as a letter to them is about to leave."""

    ways: Ways
    stopped: bool
    language: str
    last_told_at: datetime | None
    told_today: int
    leaving: bool
    phone: str
    host: str
    two_way: bool


_WAYS_ASK = ("texting", "email", "letters", "letters_to", "only_i_contact", "unsafe_since", "checked_on")


async def list_ways(conn: Connection, people: Iterable[UUID], today: date) -> dict[UUID, Ways]:
    """For thousands at once, so of a plan only what says which ways are safe is read.

    How many others have a number is counted only where that decides whether it may be used.
    """
    rows = await conn.fetch(
        """
        SELECT p.id, p.kind, p.born_on, k.texting, k.email, k.letters, k.letters_to, k.only_i_contact, k.unsafe_since,
               k.checked_on
          FROM person AS p
          LEFT JOIN safe_contact_plan AS k ON k.person_id = p.id
         WHERE p.id = ANY ($1::uuid[]) AND p.ended_at IS NULL
        """,
        asked := list(people),
    )
    found = await conn.fetch(
        """
        SELECT n.person_id, n.id, n.kind, n.value, n.works, n.proven, n.shared,
               CASE WHEN n.shared = 'no' THEN (
                   SELECT count(DISTINCT o.person_id) FROM contact_point AS o
                    WHERE o.plain = n.plain AND o.ended_at IS NULL AND o.person_id <> n.person_id)
                    ELSE 0 END AS others
          FROM contact_point AS n
         WHERE n.person_id = ANY ($1::uuid[]) AND n.ended_at IS NULL
         ORDER BY n.created_at DESC, n.id
        """,
        asked,
    )
    points: dict[UUID, list[ContactPoint]] = defaultdict(list)
    for row in found:
        points[row["person_id"]].append(_point(row))
    return {
        row["id"]: Ways(
            SafeContact(**{name: row[name] for name in _WAYS_ASK}) if row["texting"] else None,
            tuple(points[row["id"]]),
            has_own_plan(row["kind"], row["born_on"], today),
            row["kind"] in ("staff", "partner"),
        )
        for row in rows
    }


def _point(row: Row) -> ContactPoint:
    return ContactPoint(
        row["id"], row["kind"], row["value"], row["works"], row["proven"], row["shared"], row["others"]
    )


async def get_reach(conn: Connection, letter: Letter, today: datetime) -> Reach | None:
    """None where this person is nobody's any more. `today` is the first moment of this day in London."""
    row = await conn.fetchrow(
        """
        SELECT p.kind, p.born_on, to_jsonb(k) AS plan, coalesce(a.language, p.language) AS language,
               EXISTS (SELECT FROM stops_for(p.id)) AS stopped,
               ARRAY(SELECT (n.id, n.kind, n.value, n.works, n.proven, n.shared,
                             (SELECT count(DISTINCT o.person_id) FROM contact_point AS o
                               WHERE o.plain = n.plain AND o.ended_at IS NULL AND o.person_id <> n.person_id))
                       FROM contact_point AS n
                      WHERE n.person_id = p.id AND n.ended_at IS NULL
                      ORDER BY n.created_at DESC, n.id) AS points,
               (SELECT max(l.sent_at) FROM letter AS l
                 WHERE l.person_id = p.id AND l.id <> $2 AND l.key <> ALL ($4::text[])
                   -- Another worker may have sent it since this one looked at its clock; hours ahead is a wrong clock.
                   AND l.sent_at <= this_moment() + interval '5 minutes'
                   AND l.state IN ('sent', 'delivered')) AS last_told_at,
               (SELECT count(*) FROM letter AS l
                 WHERE l.person_id = p.id AND l.id <> $2 AND l.key <> ALL ($4::text[])
                   AND (l.sent_at >= $3 AND l.state IN ('sent', 'delivered') OR l.state IN ('claimed', 'ambiguous'))
               ) AS told_today,
               EXISTS (SELECT FROM letter AS l
                        WHERE l.person_id = p.id AND l.id <> $2 AND l.key <> ALL ($4::text[])
                          AND l.state IN ('claimed', 'ambiguous')) AS leaving,
               coalesce(
                   (SELECT t.phone FROM visit AS v JOIN person AS w ON w.id = v.worker_id
                      JOIN team AS t ON t.id = w.team_id WHERE v.id = $5),
                   (SELECT t.phone FROM visit_summary AS s JOIN visit AS v ON v.id = s.visit_id
                      JOIN person AS w ON w.id = v.worker_id JOIN team AS t ON t.id = w.team_id WHERE s.id = $5),
                   (SELECT t.phone FROM absence AS b JOIN person AS w ON w.id = b.staff_id
                      JOIN team AS t ON t.id = w.team_id WHERE b.id = $5),
                   (SELECT t.phone FROM workers_of_party(p.id) AS o JOIN person AS w ON w.id = o.staff_id
                      JOIN team AS t ON t.id = w.team_id ORDER BY o.role = 'cover', w.id LIMIT 1),
                   c.phone) AS phone,
               c.host, coalesce(r.two_way, false) AS two_way
          FROM person AS p
          JOIN council AS c ON c.council_id = p.council_id
          LEFT JOIN carrier AS r ON r.council_id = p.council_id
          LEFT JOIN safe_contact_plan AS k ON k.person_id = p.id
          LEFT JOIN account AS a ON a.person_id = p.id
         WHERE p.id = $1 AND p.ended_at IS NULL
        """,
        letter.person_id,
        letter.id,
        today,
        list(NOT_COUNTED),
        letter.subject.id,
    )
    return _reach(row) if row else None


# What somebody asked for, or was given for their work, is none of the five a day.
NOT_COUNTED = ("reset", "welcome")


def _reach(row: Row) -> Reach:
    return Reach(
        ways=Ways(
            read_plan(row["plan"]) if row["plan"] else None,
            tuple(ContactPoint(*point) for point in row["points"]),
            True,
            row["kind"] in ("staff", "partner"),
        ),
        stopped=row["stopped"],
        language=row["language"],
        last_told_at=row["last_told_at"],
        told_today=row["told_today"],
        leaving=row["leaving"],
        phone=row["phone"],
        host=row["host"],
        two_way=row["two_way"],
    )


@dataclass(slots=True)
class Before:
    """What became of earlier letters about one thing: by which way it was told, and where it never arrived.

    What Notify refused is as good as what a dead number never heard. The number is not: it may be about our key.
    """

    told_by: Channel | None = None
    failed_at: dict[Channel, list[UUID | None]] = field(default_factory=lambda: defaultdict(list))


About: TypeAlias = tuple[UUID, str, str, UUID, str]


async def list_before(conn: Connection, people: Iterable[UUID]) -> dict[About, Before]:
    """By person, key and subject. Attempts at another number are attempts at the same thing."""
    rows = await conn.fetch(
        """
        SELECT l.person_id, l.key, l.subject_kind, l.subject_id, l.subject_version, l.channel, l.state,
               l.contact_point_id
          FROM letter AS l
         WHERE l.person_id = ANY ($1::uuid[]) AND l.made_at > this_moment() - interval '40 days'
           AND (l.state IN ('claimed', 'sent', 'delivered', 'ambiguous')
                OR l.state = 'failed' AND l.why IN ('permanent', 'refused'))
         ORDER BY l.made_at
        """,
        list(people),
    )
    found: dict[About, Before] = defaultdict(Before)
    for row in rows:
        before = found[(*tuple(row)[:4], without_attempt(row["subject_version"]))]
        if row["state"] == "failed":
            before.failed_at[Channel(row["channel"])].append(row["contact_point_id"])
        else:
            before.told_by = Channel(row["channel"])
    return found
