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
from tests.planting_meetings import ASKED, ASKED_ABOUT, FAMILIES_MET, MET, TYPED, of_meeting

LETTERS = "abcdefghijklmnopqrstuvwxyz"
A_STRANGERS_NUMBER = "07700900478"

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
# Who is party to which plan: the child, and who answers for it. Brothers and sisters are not.
PARTIES = """
    SELECT p.child_id AS person_id, p.id AS child_plan_id FROM child_plan AS p
     WHERE p.from_on <= $1::timestamptz::date AND (p.to_on IS NULL OR p.to_on > $1::timestamptz::date)
    UNION SELECT r.person_id, p.id FROM child_plan AS p JOIN relationship AS r ON r.child_id = p.child_id
     WHERE r.type <> 'sibling'
       AND r.from_on <= $1::timestamptz::date AND (r.to_on IS NULL OR r.to_on > $1::timestamptz::date)
       AND p.from_on <= $1::timestamptz::date AND (p.to_on IS NULL OR p.to_on > $1::timestamptz::date)
"""


def of_party(*roles: str) -> str:
    """Staff who have one of these roles on a plan that the person of a conversation is party to."""
    named = ", ".join(f"'{role}'" for role in roles)
    return f"""
        SELECT c.id AS conversation_id, i.staff_id FROM conversation AS c
          JOIN ({PARTIES}) AS y ON y.person_id = c.person_id
          JOIN involvement AS i ON i.child_plan_id = y.child_plan_id AND i.role IN ({named})
         WHERE i.from_at <= $1 AND (i.to_at IS NULL OR i.to_at > $1)
    """


WORKERS_OF_TALKS, MANAGERS_OF_TALKS = of_party("allocated", "cover"), of_party("manager")
# Who may read words of a conversation as staff: who works in it, and a manager who said why, for some hours.
STAFF_OF_TALKS = f"""
    {WORKERS_OF_TALKS}
    UNION SELECT m.conversation_id, m.staff_id FROM ({MANAGERS_OF_TALKS}) AS m
      JOIN manager_reading AS g ON g.conversation_id = m.conversation_id AND g.manager_id = m.staff_id
     WHERE g.from_at <= $1 AND g.until_at > $1
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


def of_talk(row: str, staff: str, *, own: str = "false") -> str:
    """A row of a conversation: these staff, and its person where the condition holds."""
    return (
        f"SELECT {row} AS key, s.staff_id FROM {{table}} AS t "
        f"JOIN ({staff}) AS s ON s.conversation_id = t.conversation_id UNION "
        f"SELECT {row}, c.person_id FROM {{table}} AS t JOIN conversation AS c ON c.id = t.conversation_id WHERE {own}"
    )


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
# What was sent to somebody: whoever works with them reads it as it was sent. It lies on no page of theirs.
OF_LETTER = of_person(KEY, "t.person_id", own=False)
# A text that came in: who works in its sender's conversation; who manages that, where it may not be safe to wait; and
# every manager where nobody knows whose it is.
OF_TEXT = f"""
    SELECT {KEY} AS key, s.staff_id FROM {{table}} AS t JOIN conversation AS c ON c.person_id = t.person_id
      JOIN ({STAFF_OF_TALKS}) AS s ON s.conversation_id = c.id
    UNION SELECT {KEY}, m.staff_id FROM {{table}} AS t JOIN conversation AS c ON c.person_id = t.person_id
      JOIN ({MANAGERS_OF_TALKS}) AS m ON m.conversation_id = c.id WHERE t.look_by IS NOT NULL
    UNION SELECT {KEY}, o.id FROM {{table}} AS t
      JOIN person AS o ON o.council_id = t.council_id AND o.staff_role = 'manager'
     WHERE t.person_id IS NULL OR NOT EXISTS (
           SELECT FROM ({WORKERS_OF_TALKS} UNION {MANAGERS_OF_TALKS}) AS s
             JOIN conversation AS c ON c.id = s.conversation_id WHERE c.person_id = t.person_id)
"""
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
    UNION {FAMILIES_MET}
"""
OF_PLAN = f"""
    SELECT {KEY} AS key, s.staff_id FROM {{table}} AS t
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = t.child_plan_id
"""
OF_TWO = "t.conversation_id::text || t.person_id"
OF_ITS_WRITER = f"SELECT {OF_TWO} AS key, t.person_id FROM {{table}} AS t WHERE $1::timestamptz IS NOT NULL"
NOT_TAKEN_BACK = """
    NOT EXISTS (SELECT FROM retraction AS x WHERE x.conversation_id = t.conversation_id AND x.of_seq = t.seq)
"""
# Beside who works there: a manager who asked or was asked.
OF_NOTE = f"""
    {of_talk(KEY, STAFF_OF_TALKS)}
    UNION SELECT {KEY}, m.staff_id FROM {{table}} AS t JOIN ({MANAGERS_OF_TALKS}) AS m
      ON m.conversation_id = t.conversation_id
      LEFT JOIN internal_note AS q ON q.id = t.question_id
     WHERE m.staff_id IN (t.by_id, t.to_id, q.by_id, q.to_id)
"""
OF_RECORD = f"""
    SELECT {KEY} AS key, s.staff_id FROM {{table}} AS t JOIN child_plan AS p ON p.child_id = t.child_id
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = p.id
"""
# From a visit, as a part of what was shared; from a message or a meeting, for who was told and for who works on it.
PROMISED = f"""
    {of_visit(KEY, family=OF_PROMISE)}
    UNION {OF_PLAN}
    UNION SELECT {KEY}, r.person_id FROM {{table}} AS t JOIN promise_reader AS r ON r.promise_id = t.id
     WHERE t.conversation_id IS NOT NULL
    UNION {of_meeting(KEY)}
    UNION SELECT {KEY}, r.person_id FROM {{table}} AS t JOIN promise_reader AS r ON r.promise_id = t.id
      JOIN ({ASKED}) AS k ON k.meeting_id = t.meeting_id AND k.person_id = r.person_id
"""


# What somebody sent, for the staff with one of these roles on a plan that its person is party to.
def of_views(*roles: str) -> str:
    named = ", ".join(f"'{role}'" for role in roles)
    return f"""
        SELECT c.id AS contribution_id, i.staff_id FROM contribution AS c
          JOIN ({PARTIES}) AS y ON y.person_id = c.person_id
          JOIN involvement AS i ON i.child_plan_id = y.child_plan_id AND i.role IN ({named})
         WHERE c.sent_at IS NOT NULL AND i.from_at <= $1 AND (i.to_at IS NULL OR i.to_at > $1)
    """


STAFF_OF_VIEWS = of_views("allocated", "cover", "manager")
# Whom its person chose, or staff added: which question of what, and who.
CHOSEN = f"""
    SELECT r.contribution_id, r.question, r.person_id FROM answer_reader AS r
      JOIN contribution AS c ON c.id = r.contribution_id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
     WHERE r.person_id IS NOT NULL AND r.ended_at IS NULL
    UNION SELECT r.contribution_id, r.question, s.staff_id FROM answer_reader AS r
      JOIN ({of_views("chair")}) AS s ON s.contribution_id = r.contribution_id
      JOIN contribution AS c ON c.id = r.contribution_id AND c.meeting_id IS NULL
     WHERE r.meeting AND r.ended_at IS NULL
    UNION SELECT r.contribution_id, r.question, m.chair_id FROM answer_reader AS r
      JOIN contribution AS c ON c.id = r.contribution_id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
      JOIN meeting AS m ON m.id = c.meeting_id
     WHERE r.meeting AND r.ended_at IS NULL
    UNION SELECT s.contribution_id, s.question, s.person_id FROM contribution_sharing AS s WHERE s.told OR s.agreed
"""


def of_contribution(row: str, of: str, *, own: str = "true") -> str:
    """A row about what somebody sent: the staff, and its person where the condition holds."""
    return (
        f"SELECT {row} AS key, s.staff_id FROM {{table}} AS t JOIN ({STAFF_OF_VIEWS}) AS s ON s.contribution_id = {of} "
        f"UNION SELECT {row}, c.person_id FROM {{table}} AS t JOIN contribution AS c ON c.id = {of} WHERE {own}"
    )


# What was done about what somebody wanted to talk about at a visit: they, and the staff of that visit.
OF_TOPIC = f"""
    SELECT {KEY} AS key, s.person_id FROM {{table}} AS t JOIN visit_topic AS o ON o.id = t.topic_id
      JOIN ({STAFF_OF_VISITS}) AS s ON s.visit_id = o.visit_id
    UNION SELECT {KEY}, o.added_by FROM {{table}} AS t JOIN visit_topic AS o ON o.id = t.topic_id
"""
# Whoever was chosen for a part of it is told whose it is.
CHOSEN_FROM = f"""
    SELECT c.person_id::text AS key, r.person_id FROM ({CHOSEN}) AS r JOIN contribution AS c ON c.id = r.contribution_id
"""
# A child who chooses who can see something is told who there is: those related to them now.
RELATED = """
    SELECT l.person_id::text AS key, l.child_id FROM relationship AS l
     WHERE l.from_on <= $1::timestamptz::date AND (l.to_on IS NULL OR l.to_on > $1::timestamptz::date)
"""
ANSWERED = (
    of_contribution(KEY, "t.contribution_id")
    + f" UNION SELECT {KEY}, r.person_id FROM {{table}} AS t JOIN ({CHOSEN}) AS r"
    " ON r.contribution_id = t.contribution_id AND r.question = t.question"
)

# What a child wants a new worker to know: the child, and who works on their plan now or stands in there.
STORY = "t.story_id::text || t.key"
OF_STORY = f"""
    SELECT {STORY} AS key, s.person_id FROM {{table}} AS t JOIN story AS s ON s.id = t.story_id
     WHERE s.dropped_at IS NULL AND (s.done_with IS NULL OR s.approved_at IS NOT NULL)
    UNION SELECT {STORY}, i.staff_id FROM {{table}} AS t JOIN story AS s ON s.id = t.story_id
      JOIN child_plan AS p ON p.child_id = s.person_id
      JOIN involvement AS i ON i.child_plan_id = p.id AND i.role IN ('allocated', 'cover')
     WHERE s.number = (SELECT max(n.number) FROM story AS n WHERE n.person_id = s.person_id) AND s.ended_at IS NULL
       AND i.from_at <= $1 AND (i.to_at IS NULL OR i.to_at > $1)
"""

PLACES = (
    Place("story_part", "body", OF_STORY, key=STORY, only="t.body <> ''"),
    Place("contribution", "helper_saw who_was_there", of_contribution(KEY, "t.id", own="false")),
    Place("answer", "words", ANSWERED),
    Place("outcome", "what because", f"{of_contribution(KEY, 't.contribution_id')} UNION {OF_TOPIC}"),
    Place("contribution_sharing", "why", of_contribution(KEY, "t.contribution_id", own="t.told")),
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
    Place("promise", "who_words what because helps_because", PROMISED),
    Place("correction", "body reply", of_visit(KEY, family="t.by_id = r.person_id"), only="t.kind <> 'right'"),
    Place("person", "name", f"{of_person(KEY, 't.id', own=True)} UNION {CHOSEN_FROM} UNION {MET} UNION {ASKED_ABOUT}",
          only="t.kind IN ('adult', 'young_person')"),
    Place("person", "called", f"{CALLED} UNION {CHOSEN_FROM} UNION {RELATED} UNION {MET}",
          only="t.kind IN ('adult', 'young_person')"),
    Place("person", "access_needs", of_person(KEY, "t.id", own=True)),
    Place("home", "address", of_person(KEY, "t.person_id", own=True)),
    Place("contact_point", "value", of_person(KEY, "t.person_id", own=True), only="t.kind = 'email'"),
    Place("safe_contact_plan", "never shared_with letters_to code_word",
          of_person("t.person_id::text", "t.person_id", own=True),
          key="t.person_id::text", when_empty="never shared_with letters_to code_word"),
    Place("letter_stop", "words ended_because", of_person(KEY, "t.person_id", own=False)),
    Place("letter", "title body", OF_LETTER, only="t.body IS NOT NULL"),
    Place("inbound_text", "words", OF_TEXT, only="t.outcome IN ('duty', 'call_back')"),
    Place("relationship", "responsibility_basis why", of_person(KEY, "t.person_id", own=False), when_empty="why"),
    Place("restriction", "authority", of_person(KEY, "t.person_id", own=False)),
    Place("family", "name", OF_FAMILY),
    Place("message", "body", of_talk(KEY, STAFF_OF_TALKS, own=NOT_TAKEN_BACK)),
    Place("message_draft", "body", OF_ITS_WRITER, key=OF_TWO),
    Place("message_search", "words", OF_ITS_WRITER, key=OF_TWO),
    Place("manager_reading", "reason", of_talk(KEY, f"{WORKERS_OF_TALKS} UNION {MANAGERS_OF_TALKS}")),
    Place("internal_note", "body", OF_NOTE),
    # What was said in another language, in words that staff read: for staff alone.
    Place("message_translation", "words by_whom", of_talk(KEY, STAFF_OF_TALKS)),
    Place("record_entry", "body why said_by_name said_for_name", OF_RECORD, when_empty="said_for_name"),
    Place("urgent_item", "action_words", of_talk(KEY, f"{WORKERS_OF_TALKS} UNION {MANAGERS_OF_TALKS}"),
          only="t.closed_at IS NOT NULL", when_empty="action_words"),
    Place("safety_answer", "words", of_talk(KEY, STAFF_OF_TALKS)),
    Place("handover_note", "body", OF_PLAN),
    *(Place(table, columns, who, key=key, when_empty=empty) for table, columns, who, key, empty in TYPED),
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
    await conn.execute("ALTER TABLE answer DISABLE TRIGGER sent_words_stay")
    await conn.execute("ALTER TABLE decision DISABLE TRIGGER shared_decisions_stay")
    await conn.execute("ALTER TABLE paper_paragraph DISABLE TRIGGER shared_papers_stay")
    await conn.execute("ALTER TABLE story_part DISABLE TRIGGER approved_stories_stay")
    for place in places:
        entitled = await _entitled(conn, place, moment)
        for column in place.columns.split():
            for word, key in await _plant_column(conn, place, column):
                planted[word] = Planted(word, place.table, column, key, frozenset(entitled[key]))
    await conn.execute("ALTER TABLE visit_summary ENABLE TRIGGER shared_summaries_stay")
    await conn.execute("ALTER TABLE answer ENABLE TRIGGER sent_words_stay")
    await conn.execute("ALTER TABLE decision ENABLE TRIGGER shared_decisions_stay")
    await conn.execute("ALTER TABLE paper_paragraph ENABLE TRIGGER shared_papers_stay")
    await conn.execute("ALTER TABLE story_part ENABLE TRIGGER approved_stories_stay")
    return planted


async def look_for_words(conn: Connection, who: UUID, whose: UUID, moment: datetime) -> None:
    """As if a member of staff had looked for something in somebody's conversation a moment ago."""
    await conn.execute(
        """
        INSERT INTO message_search (council_id, conversation_id, person_id, words, asked_at)
        SELECT council_id, id, $1, 'shoes', $3 FROM conversation WHERE person_id = $2
        """,
        who,
        whose,
        moment,
    )


async def write_letters(conn: Connection, moment: datetime) -> None:
    """As if the worker had sent to everybody with a number, all had answered and were sent links, and one is written
    to no more.

    Of texts that came in: one of somebody known, one that may mean that somebody is not safe, one of nobody known.
    """
    await conn.execute(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                            due_at, made_at, sent_at, wording, language, title, body)
        SELECT p.council_id, 'message', w.channel, p.id, 'conversation', p.id, w.channel, 'sent',
               $1, $1, $1, 'standard', 'en', CASE w.channel WHEN 'email' THEN 'You have a message' END,
               'You have a new message.'
          FROM person AS p CROSS JOIN (VALUES ('text'), ('email')) AS w (channel)
         WHERE EXISTS (SELECT FROM contact_point AS n WHERE n.person_id = p.id)
        """,
        moment,
    )
    await conn.execute(
        """
        INSERT INTO inbound_text (council_id, notify_id, at, number, words, person_id, outcome, why, look_by)
        SELECT p.council_id, gen_random_uuid(), $1, n.value, w.words, p.id, 'duty', w.why, w.look_by
          FROM person AS p
          JOIN LATERAL (SELECT value FROM contact_point WHERE person_id = p.id AND kind = 'mobile' LIMIT 1) AS n ON true
         CROSS JOIN (VALUES ('too long to keep', 'too_long', NULL), ('he is here', 'not_safe', $1::timestamptz))
               AS w (words, why, look_by)
        UNION ALL
        SELECT c.council_id, gen_random_uuid(), $1, $2, 'who is this', NULL, 'duty', 'unknown', NULL FROM council AS c
         WHERE EXISTS (SELECT FROM person AS m WHERE m.council_id = c.council_id AND m.staff_role = 'manager')
        """,
        moment,
        A_STRANGERS_NUMBER,
    )
    await conn.execute(
        """
        INSERT INTO sign_in_link (council_id, kind, account_id, role, made_at, made_by, ends_at, token_hash,
                                  number_hash)
        SELECT a.council_id, w.kind, a.id, 'adult', $1::timestamptz, a.person_id,
               $1::timestamptz + interval '30 minutes', sha256(convert_to(a.id || w.kind, 'UTF8')),
               sha256(convert_to(w.kind || a.id, 'UTF8'))
          FROM account AS a CROSS JOIN (VALUES ('invitation'), ('reset')) AS w (kind)
        """,
        moment,
    )
    await conn.execute(
        """
        INSERT INTO letter_stop (council_id, person_id, why, words, at, by_id)
        SELECT p.council_id, p.id, 'other', 'He asked for it.', $1, m.id
          FROM person AS p JOIN person AS m ON m.council_id = p.council_id AND m.name = 'Priya Nair'
         WHERE p.name = 'Marcus Bell'
        """,
        moment,
    )
    await conn.execute(
        """
        INSERT INTO notify_token (council_id, token_hash)
        SELECT council_id, sha256(convert_to(council_id::text, 'UTF8')) FROM council
        """
    )


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
