"""Who may come upon what of a meeting, worked out from the plain facts: who runs it, and who is asked to which slot.

Each question answers (key of a row, person who may read it); $1 is the moment.
"""

STAFF_OF_MEETINGS = """
    SELECT c.meeting_id, i.staff_id AS person_id FROM meeting_child AS c
      JOIN involvement AS i ON i.child_plan_id = c.child_plan_id AND i.role IN ('allocated', 'cover', 'manager')
     WHERE i.from_at <= $1 AND (i.to_at IS NULL OR i.to_at > $1)
    UNION SELECT m.id, m.chair_id FROM meeting AS m WHERE $1::timestamptz IS NOT NULL
"""
# Nobody is asked before it is shown to them. In the story, nobody who is asked is kept away by an order.
ASKED = """
    SELECT r.meeting_id, r.slot_id, r.person_id FROM meeting_reader AS r
      JOIN meeting AS m ON m.id = r.meeting_id AND m.shared_at IS NOT NULL AND m.shared_at <= $1
     WHERE r.ended_at IS NULL
"""
CHAIRS = (
    "SELECT m.id AS meeting_id, m.chair_id AS person_id FROM meeting AS m WHERE $1::timestamptz IS NOT NULL"
)
KEY = "t.id::text"
OF_TWO = "t.meeting_id::text || t.person_id::text"


def of_meeting(
    row: str, meeting: str = "t.meeting_id", *, asked: str | None = None, runs: str = STAFF_OF_MEETINGS
) -> str:
    """A row of a meeting: who runs it; and of those who are asked, for whom the condition holds."""
    staff = (
        f"SELECT {row} AS key, s.person_id FROM {{table}} AS t JOIN ({runs}) AS s ON s.meeting_id = {meeting}"
    )
    if asked is None:
        return staff
    return (
        f"{staff} UNION SELECT {row}, r.person_id FROM {{table}} AS t "
        f"JOIN ({ASKED}) AS r ON r.meeting_id = {meeting} WHERE {asked}"
    )


ANYBODY, OWN = "true", "t.person_id = r.person_id"
OF_THE_SLOT = "t.slot_id = r.slot_id"
NOBODY = "SELECT NULL::uuid AS meeting_id, NULL::uuid AS person_id WHERE false"
# And what it said before other words were put in its place.
SHARED_WITH_THEM = """
    t.shared_at IS NOT NULL
    AND (EXISTS (SELECT FROM decision_reader AS x WHERE x.decision_id = t.id AND x.person_id = r.person_id)
         OR EXISTS (SELECT FROM taking_back AS x WHERE x.decision_id = t.id AND x.reader_id = r.person_id
                       AND x.instead_decision_id IS NOT NULL))
"""
# A paper is for who was named and shown it, from the version on that was the newest then; and for who wrote it.
OF_PAPER = "(SELECT p.meeting_id FROM paper AS p WHERE p.id = {paper})"
SHOWN = """
    EXISTS (SELECT FROM paper_reader AS x JOIN paper_version AS v ON v.paper_id = x.paper_id
             WHERE x.paper_id = {paper} AND x.person_id = r.person_id AND x.ended_at IS NULL AND x.shown_at <= $1
               AND v.shared_at <= $1 AND {version}
               AND NOT EXISTS (SELECT FROM paper_version AS w WHERE w.paper_id = v.paper_id AND w.number > v.number
                                AND w.shared_at <= x.shown_at))
    OR EXISTS (SELECT FROM paper AS p WHERE p.id = {paper} AND p.by_id = r.person_id)
"""
OF_VERSION = "(SELECT v.paper_id FROM paper_version AS v WHERE v.id = t.version_id)"
PART = "t.version_id::text || t.key"


def of_paper(row: str, paper: str, asked: str, version: str = "true") -> str:
    return of_meeting(row, OF_PAPER.format(paper=paper), asked=asked.format(paper=paper, version=version))


# Table, columns of typed text, who may read it, the row's key, columns that get a text where they had none.
TYPED: tuple[tuple[str, str, str, str, str], ...] = (
    ("meeting", "why_now ended_words", of_meeting(KEY, "t.id", asked=ANYBODY), KEY, "ended_words"),
    ("meeting_slot", "place_words joining_words", of_meeting(KEY, asked="t.id = r.slot_id"), KEY, ""),
    ("meeting_attendee", "name role_words why_words", of_meeting(KEY, asked=OF_THE_SLOT), KEY, ""),
    ("meeting_part", "needs_words brings_words questions to_say not_to_say", of_meeting(OF_TWO, asked=OWN), OF_TWO, ""),
    ("meeting_ask", "words reply", of_meeting(KEY, asked=OWN), KEY, ""),
    # Not even who works with the family.
    ("meeting_worry", "body reply", of_meeting(KEY, asked=OWN, runs=CHAIRS), KEY, ""),
    # What a paper is called now is for who looks at it; what it was called as it was shared, for its readers.
    ("paper", "title", of_meeting(KEY), KEY, ""),
    ("paper_version", "title", of_paper(KEY, "t.paper_id", SHOWN, "v.id = t.id"), KEY, ""),
    ("paper_paragraph", "body", of_paper(PART, OF_VERSION, SHOWN, "v.id = t.version_id"), PART, ""),
    ("paper_comment", "body reply", of_paper(KEY, "t.paper_id", "t.by_id = r.person_id"), KEY, ""),
    ("redaction", "words ended_because", of_meeting(KEY), KEY, "ended_because"),
    ("decision", "body", of_meeting(KEY, asked=SHARED_WITH_THEM), KEY, ""),
    # Why somebody has something no more: for them.
    ("taking_back", "because", of_meeting(KEY, asked="t.reader_id = r.person_id"), KEY, ""),
    ("different_view", "body reply", of_meeting(KEY, asked="t.by_id = r.person_id"), KEY, "reply"),
    ("meeting_agreed", "who_words what", of_meeting(KEY), KEY, ""),
    # Until it is sent nobody else reads it; and what is sent of it is a paper.
    ("partner_report", "working_well worried_about happens_next", of_meeting(OF_TWO, asked=OWN, runs=NOBODY), OF_TWO,
     ""),
)  # fmt: skip
CODED = {
    "meeting": "type state due_rule",
    "meeting_child": "participation",
    "meeting_slot": "how",
    "meeting_reader": "kind",
    "meeting_part": "taking_part instead",
    "meeting_ask": "kind",
    "meeting_agreed": "owed_by",
    "paper": "kind",
    "paper_comment": "kind",
}
# Things whose id alone, on a page, tells that they are there. A slot's never leaves the staff's pages.
HELD_IDS = {
    "meeting": of_meeting(KEY, "t.id", asked=ANYBODY).format(table="meeting"),
    "meeting_slot": of_meeting(KEY).format(table="meeting_slot"),
    "meeting_ask": of_meeting(KEY, asked=OWN).format(table="meeting_ask"),
    "meeting_worry": of_meeting(KEY, asked=OWN, runs=CHAIRS).format(table="meeting_worry"),
    "paper": of_paper(
        KEY,
        "t.id",
        "EXISTS (SELECT FROM paper_reader AS x WHERE x.paper_id = t.id"
        " AND x.person_id = r.person_id AND x.ended_at IS NULL) OR t.by_id = r.person_id",
    ).format(table="paper"),
    "paper_comment": of_meeting(KEY, OF_PAPER.format(paper="t.paper_id")).format(table="paper_comment"),
    "redaction": of_meeting(KEY).format(table="redaction"),
    # On the pages of who runs it; whoever was told has the words without any id.
    "decision": of_meeting(KEY).format(table="decision"),
    "meeting_agreed": of_meeting(KEY).format(table="meeting_agreed"),
    "different_view": of_meeting(KEY).format(table="different_view"),
}
# Who plans a meeting, or runs it, sees whom it could be about and who could be asked: also the chairs of their plans.
PLANNED_ABOUT = """
    SELECT c.child_id AS person_id, i.staff_id FROM child_plan AS c
      JOIN involvement AS i ON i.child_plan_id = c.id AND i.role = 'chair' AND i.from_at <= $1
       AND (i.to_at IS NULL OR i.to_at > $1)
"""
MET = f"""
    SELECT p.person_id::text AS key, p.staff_id FROM ({PLANNED_ABOUT}) AS p
    UNION SELECT l.person_id::text, p.staff_id FROM ({PLANNED_ABOUT}) AS p
      JOIN relationship AS l ON l.child_id = p.person_id
    UNION SELECT r.person_id::text, s.person_id FROM meeting_reader AS r
      JOIN ({STAFF_OF_MEETINGS}) AS s ON s.meeting_id = r.meeting_id
    UNION SELECT c.child_id::text, s.person_id FROM meeting_child AS c
      JOIN ({STAFF_OF_MEETINGS}) AS s ON s.meeting_id = c.meeting_id
    UNION SELECT l.person_id::text, s.person_id FROM meeting_child AS c
      JOIN ({STAFF_OF_MEETINGS}) AS s ON s.meeting_id = c.meeting_id JOIN relationship AS l ON l.child_id = c.child_id
"""
# A partner is told whom the meeting is about that they are asked to.
ASKED_ABOUT = f"""
    SELECT c.child_id::text AS key, r.person_id FROM meeting_child AS c
      JOIN ({ASKED}) AS r ON r.meeting_id = c.meeting_id
      JOIN person AS p ON p.id = r.person_id AND p.kind = 'partner'
"""
FAMILIES_MET = f"""
    SELECT c.family_id::text AS key, p.staff_id FROM ({PLANNED_ABOUT}) AS p
      JOIN child_plan AS c ON c.child_id = p.person_id
    UNION SELECT m.family_id::text, s.person_id FROM meeting AS m
      JOIN ({STAFF_OF_MEETINGS}) AS s ON s.meeting_id = m.id
"""
