"""A word of its own planted in every text that somebody typed, with everybody who may come upon it.

Who may is worked out here from the plain facts (named readers, current involvements), not with the access functions
of the database: those are what is being tested.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.db import Connection

LETTERS = "abcdefghijklmnopqrstuvwxyz"

# Each question answers (key of a row, person who may read it); $1 is the moment.
STAFF_OF_PLANS = """
    SELECT i.child_plan_id, i.staff_id FROM involvement AS i
     WHERE i.role IN ('allocated', 'cover', 'manager') AND i.from_at <= $1 AND (i.to_at IS NULL OR i.to_at > $1)
"""
STAFF_OF_VISITS = f"""
    SELECT c.visit_id, s.staff_id AS person_id FROM visit_child AS c
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = c.child_plan_id
"""
READERS_OF_VISITS = """
    SELECT r.visit_id, r.person_id FROM visit_reader AS r JOIN visit AS v ON v.id = r.visit_id
     WHERE r.ended_at IS NULL AND v.shared_at IS NOT NULL AND $1::timestamptz IS NOT NULL
"""
STAFF_OF_PEOPLE = f"""
    SELECT p.child_id AS person_id, s.staff_id FROM child_plan AS p
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = p.id
    UNION SELECT r.person_id, s.staff_id FROM child_plan AS p JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = p.id
      JOIN relationship AS r ON r.child_id = p.child_id
"""


def of_visit(row: str, *, family: str | None) -> str:
    """A row of a visit: its staff; and of the family its readers, or those for whom the condition holds too."""
    staff = (
        f"SELECT {row} AS key, s.person_id FROM {{table}} AS t "
        f"JOIN ({STAFF_OF_VISITS}) AS s ON s.visit_id = {{visit}}"
    )
    if family is None:
        return staff
    return (
        f"{staff} UNION SELECT {row}, r.person_id FROM {{table}} AS t "
        f"JOIN ({READERS_OF_VISITS}) AS r ON r.visit_id = {{visit}} WHERE {family}"
    )


def of_person(row: str, person: str, *, own: bool) -> str:
    """A row about a person: the staff who work with them, and themselves where they are shown it."""
    staff = (
        f"SELECT {row} AS key, s.staff_id FROM {{table}} AS t "
        f"JOIN ({STAFF_OF_PEOPLE}) AS s ON s.person_id = {person}"
    )
    return staff + (f" UNION SELECT {row}, {person} FROM {{table}} AS t" if own else "")


@dataclass(frozen=True)
class Place:
    """Columns of a table that hold typed text, and the question who may read them."""

    table: str
    columns: str
    who: str
    key: str = "t.id::text"
    visit: str = "t.visit_id"
    # Rows whose text is put to no other use than to be read.
    only: str = "true"
    # Columns that get a text where they had none.
    when_empty: str = ""


ANY_READER = "true"
KEY = "t.id::text"
OF_SUMMARY = (
    "t.shared_at IS NOT NULL AND EXISTS "
    "(SELECT FROM visit_summary_reader AS m WHERE m.summary_id = t.id AND m.person_id = r.person_id)"
)
OF_PROMISE = (
    "EXISTS (SELECT FROM promise_reader AS m WHERE m.promise_id = t.id AND m.person_id = r.person_id)"
)
OWN_OR_OPEN = "t.added_by = r.person_id OR t.audience = 'everyone' AND NOT t.in_private"
CHILD = "t.visit_id::text || t.child_id::text"
# People of a family see what each other are called where they are on a plan together, or the plan is about one of them.
CALLED = f"""
    SELECT t.id::text AS key, s.staff_id FROM person AS t JOIN ({STAFF_OF_PEOPLE}) AS s ON s.person_id = t.id
    UNION SELECT t.id::text, t.id FROM person AS t
    UNION SELECT b.person_id::text, a.person_id FROM ({READERS_OF_VISITS}) AS a
      JOIN ({READERS_OF_VISITS}) AS b ON b.visit_id = a.visit_id
    UNION SELECT c.child_id::text, a.person_id FROM ({READERS_OF_VISITS}) AS a
      JOIN visit_child AS c ON c.visit_id = a.visit_id
"""
OF_FAMILY = f"""
    SELECT t.id::text AS key, s.staff_id FROM family AS t JOIN child_plan AS p ON p.family_id = t.id
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = p.id
"""
OF_PLAN = f"""
    SELECT {KEY} AS key, s.staff_id FROM {{table}} AS t
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = t.child_plan_id
"""

PLACES = (
    Place("visit", "purpose place_words also_coming ended_words", of_visit(KEY, family=ANY_READER), visit="t.id"),
    Place("visit", "present", of_visit(KEY, family=None), visit="t.id"),
    Place("visit_child", "alone_why", of_visit(CHILD, family=ANY_READER), key=CHILD),
    Place("visit_child", "not_alone_words", of_visit(CHILD, family=None), key=CHILD),
    Place("visit_topic", "body", of_visit(KEY, family=OWN_OR_OPEN)),
    Place("visit_change_request", "when_better why reply", of_visit(KEY, family="t.asked_by = r.person_id")),
    Place("visit_ready_item", "body", of_visit(KEY, family=ANY_READER)),
    Place("visit_note", "body", of_visit(KEY, family=None)),
    Place("visit_words", "body", of_visit(KEY, family=None)),
    Place("visit_summary", "told_us going_well worried happens_next", of_visit(KEY, family=OF_SUMMARY)),
    Place("promise", "who_words what because helps_because", of_visit(KEY, family=OF_PROMISE)),
    Place("correction", "body reply", of_visit(KEY, family="t.by_id = r.person_id"), only="t.kind <> 'right'"),
    Place("person", "name", of_person(KEY, "t.id", own=True), only="t.kind IN ('adult', 'young_person')"),
    Place("person", "called", CALLED, only="t.kind IN ('adult', 'young_person')"),
    Place("person", "access_needs", of_person(KEY, "t.id", own=True)),
    Place("home", "address", of_person(KEY, "t.person_id", own=True)),
    Place("contact_point", "value", of_person(KEY, "t.person_id", own=True), only="t.kind = 'email'"),
    Place("safe_contact_plan", "never shared_with letters_to", of_person("t.person_id::text", "t.person_id", own=True),
          key="t.person_id::text", when_empty="never shared_with letters_to"),
    Place("relationship", "responsibility_basis why", of_person(KEY, "t.person_id", own=False), when_empty="why"),
    Place("restriction", "authority", of_person(KEY, "t.person_id", own=False)),
    Place("family", "name", OF_FAMILY),
    Place("handover_note", "body", OF_PLAN),
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A word that stands in one text of one row, and the ids of everybody who may read that text."""

    word: str
    table: str
    column: str
    key: str
    may: frozenset[UUID]


async def plant(conn: Connection, moment: datetime, places: Iterable[Place] = PLACES) -> dict[str, Planted]:
    """Plants in every typed text of the database; `conn` is the owner's. Answers the planted by their words."""
    planted: dict[str, Planted] = {}
    # What was shared is kept from being edited by a trigger, for everybody but the tables' owner.
    await conn.execute("ALTER TABLE visit_summary DISABLE TRIGGER shared_summaries_stay")
    for place in places:
        entitled = await _entitled(conn, place, moment)
        for column in place.columns.split():
            for word, key in await _plant_column(conn, place, column):
                planted[word] = Planted(word, place.table, column, key, frozenset(entitled[key]))
    await conn.execute("ALTER TABLE visit_summary ENABLE TRIGGER shared_summaries_stay")
    return planted


async def _entitled(conn: Connection, place: Place, moment: datetime) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = defaultdict(set)
    question = place.who.format(table=place.table, visit=place.visit)
    for row in await conn.fetch(question, moment):
        found[row[0]].add(row[1])
    return found


async def _plant_column(conn: Connection, place: Place, column: str) -> list[tuple[str, str]]:
    """The words planted in a column, each with the key of its row."""
    wanted = (
        place.only
        if column in place.when_empty.split()
        else f"{place.only} AND coalesce(t.{column}, '') <> ''"
    )
    rows = await conn.fetch(f"SELECT {place.key} AS key FROM {place.table} AS t WHERE {wanted}")
    words = [(word_for(place.table, column, row["key"]), row["key"]) for row in rows]
    # An e-mail address has to stay one; every other text takes the word at its end.
    text = "$1 || '.' || t.value" if column == "value" else f"trim(coalesce(t.{column}, '') || ' ' || $1)"
    await conn.executemany(f"UPDATE {place.table} AS t SET {column} = {text} WHERE {place.key} = $2", words)
    return words


def word_for(*names: str) -> str:
    """Twelve letters that stand nowhere else; the same names give the same word."""
    digest = hashlib.sha256("/".join(names).encode()).digest()
    return "zq" + "".join(LETTERS[byte % 26] for byte in digest[:10])
