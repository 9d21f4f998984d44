"""What the long walk watches for: planted words, ids and numbers, each with everybody who may come upon it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.db import Connection
from tests.planting import (
    A_STRANGERS_NUMBER,
    CALLED,
    CHOSEN,
    KEY,
    MANAGERS_OF_TALKS,
    OF_FAMILY,
    OF_NOTE,
    OF_RECORD,
    OF_STORY,
    OF_SUMMARY,
    OF_TEXT,
    OWN_OR_OPEN,
    PLACES,
    PROMISED,
    STAFF_OF_PLANS,
    STAFF_OF_TALKS,
    STORY,
    WORKERS_OF_TALKS,
    Place,
    of_contribution,
    of_person,
    of_talk,
    of_visit,
    plant,
    word_for,
)
from tests.planting_meetings import CODED, HELD_IDS, MET

WORD = re.compile(r"zq[a-z]{10}")
ANY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){7,13}")

SAME_COUNCIL = (
    "SELECT t.{key}::text AS key, o.id FROM {table} AS t JOIN person AS o ON o.council_id = t.council_id"
)
STAFF_OF_ITS_PLAN = (
    f"SELECT {KEY} AS key, s.staff_id FROM {{table}} AS t JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = "
)
NOBODY = f"SELECT {KEY} AS key, NULL::uuid FROM {{table}} AS t WHERE $1::timestamptz IS NULL"
ANY_MOMENT = " WHERE $1::timestamptz IS NOT NULL"


def same_council(key: str) -> str:
    return SAME_COUNCIL.replace("{key}", key) + ANY_MOMENT


ADMINISTRATORS = f"{same_council('id')} AND o.staff_role = 'administrator'"
# Whoever works with somebody or manages their plan knows that there is a conversation, and what is urgent in it.
KNOWN_TALK = f"{WORKERS_OF_TALKS} UNION {MANAGERS_OF_TALKS}"
# Who goes away knows, who manages them, and nobody else has an address for it.
OF_ABSENCE = f"""
    SELECT {KEY} AS key, t.staff_id FROM absence AS t
    UNION SELECT {KEY}, s.staff_id FROM absence AS t JOIN involvement AS i ON i.staff_id = t.staff_id
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = i.child_plan_id
      JOIN person AS m ON m.id = s.staff_id AND m.staff_role = 'manager'
     WHERE i.role = 'allocated' AND i.from_at <= $1 AND (i.to_at IS NULL OR i.to_at > $1)
"""

# The reason of a deed: who manages the plan of a child that it is about.
MANAGERS_OF_WHOM_IT_IS_ABOUT = f"""
    SELECT {KEY} AS key, s.staff_id FROM access_log AS t
      JOIN child_plan AS k ON k.child_id = ANY (t.about)
      JOIN ({STAFF_OF_PLANS}) AS s ON s.child_plan_id = k.id
      JOIN person AS m ON m.id = s.staff_id AND m.staff_role = 'manager'
"""

# Beside what people of a family typed: what staff wrote about staff, what councils are called, reasons in the log.
MORE_PLACES = (
    *PLACES,
    Place("person", "name job_title works", same_council("id"), only="t.kind IN ('staff', 'partner')"),
    Place(
        "council",
        "name service_name team_name out_of_hours_name",
        same_council("council_id"),
        key="t.council_id::text",
    ),
    Place("team", "name", same_council("id")),
    Place("involvement", "change_reason", STAFF_OF_ITS_PLAN + "t.child_plan_id", when_empty="change_reason"),
    Place("access_log", "reason", MANAGERS_OF_WHOM_IT_IS_ABOUT, when_empty="reason"),
    Place("safety_word", "words", ADMINISTRATORS),
    # Who is asked for: all who may say yes, or see that somebody has to.
    Place("staff_invitation", "name job_title", f"{ADMINISTRATORS} OR o.staff_role = 'manager'"),
)

# Codes, looks, secrets, and what carries its own uniqueness: no free text to plant in.
CODES: Mapping[str, str] = {
    **CODED,
    "absence": "kind",
    "access_log": "deed kind",
    "account": "password_hash state language text_size colours style",
    "change_of_manager": "reason",
    "change_of_worker": "reason",
    "answer": "part question choice instead",
    "answer_reader": "question",
    "carrier": "key_name state why",
    "authenticator": "ended_how",
    "child_plan": "type circumstance",
    "contact_point": "kind plain shared",
    "contribution": "occasion set_id set_version language step",
    "contribution_sharing": "question why_not_told",
    "correction": "kind",
    "council": "host colour second_colour logo_path exit_url phone out_of_hours_phone",
    "delivery_event": "status source",
    "form_draft": "form fields",
    "form_post": "path location",
    "involvement": "role",
    "help_line": "id name who hours number nation",
    "inbound_text": "number outcome why",
    "kept_copy": "what",
    "letter": "key channel subject_kind subject_version state why wording language",
    "letter_stop": "why",
    "letter_template": "key channel wording language",
    "message": "kind role language sent_by",
    "person": "kind pronoun language interpreter_language staff_role",
    "outcome": "question state",
    "own_step": "step",
    "staff_invitation": "called email role words_hash outcome",
    "story_part": "key",
    "promise": "owed_by state",
    "record_entry": "role language",
    "relationship": "type",
    "restriction": "kind",
    "rule": "code what plan_type circumstance trigger_on first_unit then_unit counting source",
    "safe_contact_plan": "texting calls email",
    "safety_answer": "answer",
    "safety_word": "language added_with ended_with",
    "session": "device_name done_key",
    "sign_in_card": "number",
    "sign_in_link": "kind role void_why",
    "second_step": "device_name",
    "sign_in_name": "host name kind",
    "team": "phone",
    "trial_letter": "key channel wording language address",
    "urgent_item": "source action",
    "urgent_step": "step source",
    "urgent_words": "writing",
    "visit": "state place interpreter_language",
    "visit_change_request": "state",
    "visit_child": "not_alone_because",
    "visit_news": "kind",
    "visit_preparation": "item",
    "visit_summary": "agreed",
    "visit_told": "how said",
    "visit_topic": "audience",
}

# Things whose id alone, on a page, tells that they are there.
IDS: Mapping[str, str] = {
    **HELD_IDS,
    "visit": of_visit(KEY, family="true").format(table="visit", visit="t.id"),
    "visit_topic": of_visit(KEY, family=OWN_OR_OPEN).format(table="visit_topic", visit="t.visit_id"),
    "visit_summary": of_visit(KEY, family=OF_SUMMARY).format(table="visit_summary", visit="t.visit_id"),
    "promise": PROMISED.format(table="promise", visit="t.visit_id"),
    "correction": of_visit(KEY, family="t.by_id = r.person_id").format(
        table="correction", visit="t.visit_id"
    ),
    "visit_change_request": of_visit(KEY, family="t.asked_by = r.person_id").format(
        table="visit_change_request", visit="t.visit_id"
    ),
    "visit_told": of_visit(KEY, family="t.person_id = r.person_id").format(
        table="visit_told", visit="t.visit_id"
    ),
    "visit_offered_time": of_visit(KEY, family="true").format(table="visit_offered_time", visit="t.visit_id"),
    "visit_ready_item": of_visit(KEY, family="true").format(table="visit_ready_item", visit="t.visit_id"),
    "child_plan": (STAFF_OF_ITS_PLAN + "t.id").format(table="child_plan"),
    "family": OF_FAMILY,
    "person": f"{CALLED} UNION {MET} UNION {same_council('id').format(table='person')}"
    " AND t.kind IN ('staff', 'partner')",
    "home": of_person(KEY, "t.person_id", own=True).format(table="home"),
    "contact_point": of_person(KEY, "t.person_id", own=True).format(table="contact_point"),
    "restriction": of_person(KEY, "t.person_id", own=False).format(table="restriction"),
    "conversation": of_talk(KEY, KNOWN_TALK, own="true")
    .replace("t.conversation_id", "t.id")
    .format(table="conversation"),
    # A record on a child's page says which message it came from.
    "message": f"""
        {of_talk(KEY, STAFF_OF_TALKS, own="true").format(table="message")} UNION
        {OF_RECORD.format(table="record_entry").replace(KEY, "t.message_id::text")}
    """,
    "internal_note": OF_NOTE.format(table="internal_note"),
    "record_entry": OF_RECORD.format(table="record_entry"),
    "urgent_item": of_talk(KEY, KNOWN_TALK).format(table="urgent_item"),
    "manager_reading": of_talk(KEY, KNOWN_TALK).format(table="manager_reading"),
    "absence": OF_ABSENCE,
    # Neither links nor letters have a page of their own: an id of one is nobody's to read.
    "letter": NOBODY.format(table="letter"),
    "sign_in_link": NOBODY.format(table="sign_in_link"),
    "letter_stop": NOBODY.format(table="letter_stop"),
    "notify_token": ADMINISTRATORS.format(table="notify_token"),
    # A manager ticks off what nobody answers, without reading it.
    "inbound_text": f"""
        {OF_TEXT.format(table="inbound_text")}
        UNION SELECT {KEY}, m.staff_id FROM inbound_text AS t JOIN conversation AS c ON c.person_id = t.person_id
          JOIN ({MANAGERS_OF_TALKS}) AS m ON m.conversation_id = c.id
    """,
    "contribution": f"""
        {of_contribution(KEY, "t.id").format(table="contribution")} UNION
        SELECT r.contribution_id::text, r.person_id FROM ({CHOSEN}) AS r
    """,
    # Its worker posts back which one they have read.
    "story": OF_STORY.replace(STORY, "t.id::text").replace("t.story_id", "t.id").format(table="story"),
    "change_of_worker": (STAFF_OF_ITS_PLAN + "t.child_plan_id").format(table="change_of_worker"),
    "safety_word": ADMINISTRATORS.format(table="safety_word"),
}

# Numbers and sign-in names, which cannot carry a word: the person's own, and their staff's to know.
_HELD = """
    SELECT person_id, value FROM contact_point
    UNION SELECT a.person_id, n.name FROM sign_in_name AS n JOIN account AS a ON a.id = n.account_id
    UNION SELECT a.person_id, c.number FROM sign_in_card AS c JOIN account AS a ON a.id = c.account_id
"""


@dataclass(frozen=True)
class Secret:
    """One string that stands for one thing, and who may come upon it."""

    text: str
    where: str
    may: frozenset[UUID]

    @property
    def is_word(self) -> bool:
        return bool(WORD.fullmatch(self.text))


@dataclass(frozen=True)
class Watched:
    secrets: Mapping[str, Secret]

    def in_text(self, text: str) -> set[Secret]:
        found = {*WORD.findall(text), *ANY_ID.findall(text), *_ADDRESS.findall(text)}
        found |= {digits_of(number) for number in _NUMBER.findall(text)}
        return {self.secrets[one] for one in found if one in self.secrets}


def digits_of(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return "0" + digits[2:] if digits.startswith("44") else digits


async def plant_everywhere(owner: Connection, moment: datetime) -> Watched:
    found: dict[str, Secret] = {}
    for word, planted in (await plant(owner, moment, MORE_PLACES)).items():
        found[word] = Secret(word, f"{planted.table}.{planted.column} of {planted.key}", planted.may)
    for secret in [*await _drafts(owner), *await _agreed(owner, moment), *await _ids(owner, moment)]:
        found[secret.text] = secret
    for secret in await _numbers(owner, moment):
        before = found.get(secret.text)
        found[secret.text] = Secret(
            secret.text, secret.where, secret.may | (before.may if before else frozenset())
        )
    return Watched(found)


async def _drafts(owner: Connection) -> list[Secret]:
    """What people had half typed: theirs alone, not even their worker's."""
    found = []
    for row in await owner.fetch(
        "SELECT d.*, a.person_id FROM form_draft AS d JOIN account AS a ON a.id = d.account_id"
    ):
        word = word_for("form_draft", "fields", str(row["account_id"]), row["form"])
        fields = {
            name: [f"{value} {word}" for value in values]
            for name, values in json.loads(row["fields"]).items()
        }
        await owner.execute(
            "UPDATE form_draft SET fields = $1 WHERE account_id = $2 AND form = $3",
            json.dumps(fields),
            row["account_id"],
            row["form"],
        )
        found.append(Secret(word, f"form_draft.fields of {row['form']}", frozenset({row["person_id"]})))
    return found


async def _agreed(owner: Connection, moment: datetime) -> list[Secret]:
    """What is being agreed in a summary that is not shared: the staff's who write it."""
    question = of_visit(KEY, family=None).format(table="visit_summary", visit="t.visit_id")
    may: dict[str, set[UUID]] = {}
    for key, person in await owner.fetch(question, moment):
        may.setdefault(key, set()).add(person)
    found = []
    for row in await owner.fetch(
        "SELECT id, agreed FROM visit_summary WHERE agreed <> '[]' AND shared_at IS NULL"
    ):
        word = word_for("visit_summary", "agreed", str(row["id"]))
        agreed = [
            {**one, "what": f"{one.get('what') or ''} {word}".strip()} for one in json.loads(row["agreed"])
        ]
        await owner.execute(
            "UPDATE visit_summary SET agreed = $1 WHERE id = $2", json.dumps(agreed), row["id"]
        )
        found.append(
            Secret(word, f"visit_summary.agreed of {row['id']}", frozenset(may.get(str(row["id"]), ())))
        )
    return found


async def _ids(owner: Connection, moment: datetime) -> list[Secret]:
    found = []
    for table, question in IDS.items():
        may: dict[str, set[UUID]] = {
            str(row[0]): set() for row in await owner.fetch(f"SELECT id FROM {table}")
        }
        for row in await owner.fetch(question, moment):
            may[row[0]].add(row[1])
        found += [Secret(key, f"id of {table} {key}", frozenset(people)) for key, people in may.items()]
    return found


async def _numbers(owner: Connection, moment: datetime) -> list[Secret]:
    staff = of_person(KEY, "t.id", own=True).format(table="person")
    colleagues = f"{same_council('id').format(table='person')} AND t.kind IN ('staff', 'partner')"
    may: dict[str, set[UUID]] = {}
    for row in await owner.fetch(
        f"{staff} UNION {colleagues}",
        moment,
    ):
        may.setdefault(row[0], set()).add(row[1])
    managers = await owner.fetch("SELECT id FROM person WHERE staff_role = 'manager'")
    strangers = Secret(A_STRANGERS_NUMBER, "number of nobody known", frozenset(one["id"] for one in managers))
    return [strangers] + [
        Secret(
            row["value"] if "@" in row["value"] else digits_of(row["value"]),
            f"number or address of {row['person_id']}",
            frozenset(may.get(str(row["person_id"]), ())),
        )
        for row in await owner.fetch(_HELD)
    ]
