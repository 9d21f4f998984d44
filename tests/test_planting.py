"""The planted words: one for every text that somebody typed, each with the right people."""

from datetime import datetime, time

import asyncpg

from portal.clock import LONDON
from portal.demo.cast import CAST
from tests.databases import FIRST_DAY, CastDatabase
from tests.planting import PLACES, Planted, look_for_words, plant, write_letters
from tests.planting_meetings import CODED

MOMENT = datetime.combine(FIRST_DAY, time(10), LONDON)

# Text that nobody typed about a family: codes, keys, the council's own words, and what signing in needs.
NOT_TYPED = {
    "absence": {"kind"},
    "access_log": {"deed", "kind", "reason"},
    "account": {"password_hash", "state", "language", "text_size", "colours", "style"},
    "answer": {"question", "part", "choice", "instead"},
    "answer_reader": {"question"},
    "change_of_manager": {"reason"},
    "change_of_worker": {"reason"},
    "child_plan": {"type", "circumstance"},
    "contact_point": {"kind", "plain", "shared"},
    "contribution": {"occasion", "set_id", "set_version", "language", "step"},
    "contribution_sharing": {"question", "why_not_told"},
    "correction": {"kind"},
    "form_draft": {"form"},
    "form_post": {"path", "location"},
    "involvement": {"role", "change_reason"},
    "kept_copy": {"what"},
    "letter": {
        "key", "channel", "subject_kind", "subject_version", "state", "why", "wording", "language",
    },
    "delivery_event": {"status", "source"},
    "inbound_text": {"outcome", "why", "number"},
    "letter_stop": {"why"},
    "sign_in_link": {"kind", "role", "void_why"},
    "message": {"kind", "role", "language", "sent_by"},
    "outcome": {"question", "state"},
    "person": {
        "kind", "pronoun", "language", "interpreter_language", "staff_role", "job_title", "works",
    },
    "promise": {"owed_by", "state"},
    "record_entry": {"role", "language"},
    "relationship": {"type"},
    "restriction": {"kind"},
    "safe_contact_plan": {"texting", "calls", "email"},
    "safety_answer": {"answer"},
    "authenticator": {"ended_how"},
    "second_step": {"device_name"},
    "session": {"device_name", "done_key"},
    "sign_in_card": {"number"},
    "sign_in_name": {"host", "name", "kind"},
    "own_step": {"step"},
    "story_part": {"key"},
    "urgent_item": {"source", "action"},
    "urgent_step": {"step", "source"},
    "urgent_words": {"writing"},
    "visit": {"state", "place", "interpreter_language"},
    "visit_change_request": {"state"},
    "visit_child": {"not_alone_because"},
    "visit_news": {"kind"},
    "visit_preparation": {"item"},
    "visit_told": {"how", "said"},
    "visit_topic": {"audience"},
}  # fmt: skip
# What whoever runs a meeting comes upon, and somebody who is asked to it from outside.
PAPERS = {"paper", "paper_paragraph", "paper_version"}
OF_PARTNERS = {"meeting", "meeting_slot", "meeting_attendee"}
MEETINGS = (
    OF_PARTNERS | {"meeting_part", "meeting_ask", "meeting_worry", "paper_comment", "redaction"} | PAPERS
)
ENDED = {"decision", "different_view", "promise", "taking_back"}
THE_COUNCILS_OWN = {
    "carrier",
    "council",
    "help_line",
    "letter_template",
    "team",
    "rule",
    "safety_word",
    "staff_invitation",
    "trial_letter",
}


async def planted_in(database: CastDatabase) -> dict[str, Planted]:
    conn = await asyncpg.connect(database.dsn())
    try:
        await look_for_words(conn, CAST.amira.id, CAST.dani.id, MOMENT)
        await write_letters(conn, MOMENT)
        return await plant(conn, MOMENT)
    finally:
        await conn.close()


async def test_every_text_column_is_planted_or_known_to_be_no_ones_words(told_database: CastDatabase) -> None:
    conn = await asyncpg.connect(told_database.dsn())
    try:
        columns = await conn.fetch(
            """
            SELECT c.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'text'::regtype
            """
        )
    finally:
        await conn.close()
    there = {(row["relname"], row["attname"]) for row in columns if row["relname"] not in THE_COUNCILS_OWN}
    planted = {(place.table, column) for place in PLACES for column in place.columns.split()}
    known = {(table, column) for table, names in NOT_TYPED.items() for column in names}
    known |= {(table, column) for table, names in CODED.items() for column in names.split()}
    assert there - planted - known == set()


async def test_there_is_one_word_a_text_and_somebody_may_read_it(told_database: CastDatabase) -> None:
    planted = await planted_in(told_database)
    columns = {(place.table, column) for place in PLACES for column in place.columns.split()}
    assert {(one.table, one.column) for one in planted.values()} == columns
    assert len(planted) > 400
    nobody = {(one.table, one.column) for one in planted.values() if not one.may}
    assert nobody <= {("person", "name"), ("person", "called")}


async def test_the_words_are_of_the_right_people(told_database: CastDatabase) -> None:
    planted = (await planted_in(told_database)).values()
    on_home_visit = {CAST.dani.id, CAST.kit.id, CAST.jay.id, CAST.amira.id, CAST.priya.id}
    purposes = {one.key: one.may for one in planted if (one.table, one.column) == ("visit", "purpose")}
    assert purposes[str(CAST.home_visit)] == on_home_visit
    assert purposes[str(CAST.unannounced_visit)] == {CAST.amira.id, CAST.priya.id}
    assert purposes[str(CAST.office_visit)] == {CAST.marcus.id, CAST.amira.id, CAST.priya.id}
    for nobody in (CAST.tom, CAST.grace_lim, CAST.alex, CAST.helen):
        mine = {(one.table, one.column) for one in planted if nobody.id in one.may}
        # Who runs meetings reads what was chosen for the meeting, and whose it is; a partner is asked to some.
        others = {
            "helen": {("answer", "words"), ("person", "name"), ("person", "called"), ("family", "name")},
            "grace-lim": {("person", "name")},
        }
        of_meetings = {one for one in mine if one[0] in MEETINGS | ENDED | {"partner_report"}}
        asked = {table for table, _ in of_meetings}
        assert mine - of_meetings == others.get(nobody.key, set()), nobody.name
        theirs = {"helen": MEETINGS | ENDED, "grace-lim": OF_PARTNERS | {"paper_paragraph", "partner_report"}}
        assert asked == theirs.get(nobody.key, set()), nobody.name
    of_lewis = {one.word for one in planted if CAST.lewis.id in one.may}
    of_others = {one.word for one in planted if one.may & {CAST.amira.id, CAST.ines.id, CAST.sam.id}}
    assert of_lewis
    assert of_lewis & of_others == set()
    said = {one.key: one.may for one in planted if one.table == "message_draft"}
    assert {frozenset({CAST.dani.id}), frozenset({CAST.ines.id})} == set(said.values())
    notes = [
        one
        for one in planted
        if one.table in ("visit_note", "visit_words", "internal_note", "record_entry", "handover_note")
    ]
    assert notes
    assert not [
        one for one in notes if one.may & {person.id for person in CAST.everybody() if not person.is_staff}
    ]
