"""Who works with whom, who reads and writes what in conversations: every way in which the code asks it."""

from collections.abc import Callable

from tests.access.worlds import doors, plainly
from tests.access.worlds.asking import Question
from tests.access.worlds.plainly import Answers
from tests.access.worlds.world import World

# Of the plans that somebody is party to, who does something there now.
PARTIES = """
    SELECT a.id AS someone, i.staff_id, i.role, i.covering_for, i.child_plan_id
      FROM everyone AS a
     CROSS JOIN LATERAL plans_of_party(a.id) AS p
      JOIN involvement AS i ON i.child_plan_id = p.child_plan_id
       AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
      JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
"""

ITEMS = """
    FROM everyone AS a CROSS JOIN LATERAL {rule}(a.id) AS x
    JOIN urgent_item AS u ON u.id = x.id
    JOIN conversation AS c ON c.id = u.conversation_id
"""


def of_speakers(of: Callable[[World], Answers]) -> Callable[[World], Answers]:
    """Only what is said of people who have a session that lives: they stand last in each answer."""

    def narrowed(world: World) -> Answers:
        speakers = {person for _, person in plainly.speak(world)}
        return {answer for answer in of(world) if answer[-1] in speakers}

    return narrowed


CONVERSATIONS = (
    Question(
        "who works with somebody",
        plainly.work,
        {
            "workers_of_party": """
                SELECT a.id, w.staff_id, w.role, w.covering_for, w.child_plan_id
                  FROM everyone AS a CROSS JOIN LATERAL workers_of_party(a.id) AS w
            """,
            "plans_of_party": f"""
                SELECT p.someone, p.staff_id, CASE p.role WHEN 'cover' THEN 'cover' ELSE 'worker' END, p.covering_for,
                       p.child_plan_id
                  FROM ({PARTIES}) AS p WHERE p.role IN ('allocated', 'cover')
            """,
            "staffed_conversations": """
                SELECT s.person_id, a.id, s.role, s.covering_for, s.child_plan_id
                  FROM everyone AS a CROSS JOIN LATERAL staffed_conversations(a.id) AS s
            """,
            "the home of a family": doors.named_at_home,
        },
    ),
    Question(
        "who hears that a worker goes away and somebody reads meanwhile",
        lambda world: {pair for pair in plainly.read_meanwhile(world) if plainly.opens(world, pair[0])},
        {"letters": doors.told_of_leave, "the page": doors.leave_on_pages},
    ),
    Question(
        "who manages a plan of somebody",
        plainly.manage,
        {
            "plans_of_party": f"""
                SELECT p.someone, p.staff_id, p.child_plan_id FROM ({PARTIES}) AS p WHERE p.role = 'manager'
            """,
            "managed_conversations": """
                SELECT c.person_id, a.id, m.child_plan_id
                  FROM everyone AS a CROSS JOIN LATERAL managed_conversations(a.id) AS m
                  JOIN conversation AS c ON c.id = m.id
            """,
        },
    ),
    Question(
        "which manager answers for what may be urgent",
        plainly.answer_for_items,
        {
            "answerable_items": f"""
                SELECT DISTINCT c.person_id, a.id {ITEMS.format(rule="answerable_items")} WHERE x.duty = 'manager'
            """
        },
    ),
    Question(
        "who reads what may be urgent",
        plainly.read_items,
        {"readable_items": f"SELECT c.person_id, a.id {ITEMS.format(rule='readable_items')}"},
    ),
    Question(
        "who may be asked about somebody's conversation",
        plainly.colleagues,
        {
            "colleagues_of_party": """
                SELECT a.id, c.staff_id FROM everyone AS a CROSS JOIN LATERAL colleagues_of_party(a.id) AS c
            """
        },
    ),
    Question(
        "who reads for a reason",
        plainly.read_for_a_reason,
        {
            "managers_reading": """
                SELECT c.person_id, m.manager_id
                  FROM conversation AS c CROSS JOIN LATERAL managers_reading(c.id) AS m
            """,
        },
    ),
    Question(
        "who reads somebody's conversation",
        plainly.read,
        {
            "readable_conversations": """
                SELECT c.person_id, a.id
                  FROM living AS a CROSS JOIN LATERAL readable_conversations(a.id) AS r
                  JOIN conversation AS c ON c.id = r.id
            """,
            "worked_conversations": """
                SELECT w.person_id, a.id FROM living AS a CROSS JOIN LATERAL worked_conversations(a.id) AS w
                 UNION SELECT c.person_id, c.person_id FROM conversation AS c
            """,
            "what programs list": doors.threads,
            "what another process tells": doors.told,
        },
    ),
    Question("who hears it now", of_speakers(plainly.read), {"looks after sockets": doors.heard}),
    Question(
        "as what somebody reads",
        of_speakers(plainly.sides),
        {"the list": doors.listed_sides, "the page": doors.page_sides},
    ),
    Question(
        "whom somebody answers",
        plainly.answered,
        {
            "side_of": "SELECT a.id FROM everyone AS a WHERE side_of(a.id) IS NOT NULL",
            "other_side": "SELECT a.id FROM everyone AS a JOIN other_side(a.id) AS o ON o.side IS NOT NULL",
            "what programs list": doors.unclosed,
            "names above the box": doors.on_pages,
            "words by text": doors.texted,
        },
    ),
    Question(
        "whom somebody answers, for sockets",
        of_speakers(plainly.answered),
        {"whether answered": doors.answered, "who is there": doors.with_a_side},
    ),
    Question("who speaks", plainly.speak, {"speaking": doors.speaking, "open_session": doors.opening}),
    Question(
        "what becomes of words, and who hears them",
        plainly.said,
        {"send_message": doors.sent_alone, "send_messages": doors.sent_together},
    ),
)
