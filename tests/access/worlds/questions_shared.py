"""What was shared by name, and what staff have by their work: every way in which the code asks for it."""

from tests.access.worlds import doors_shared as doors
from tests.access.worlds import plainly, plainly_shared
from tests.access.worlds.asking import Question
from tests.access.worlds.plainly import Answers
from tests.access.worlds.world import World

FAMILY = "FROM everyone AS a JOIN person AS f ON f.id = a.id AND f.kind IN ('adult', 'young_person')"
AND_VISITS = f"SELECT a.id, v.id {FAMILY} CROSS JOIN visit AS v"
AND_SLOTS = f"SELECT a.id, s.id {FAMILY} CROSS JOIN meeting_slot AS s"
TIES = f"{FAMILY} CROSS JOIN LATERAL ties_of(a.id) AS own"


def of_family(rule: str, columns: str = "x.id") -> str:
    """Of everybody of a family, what a function answers."""
    return f"SELECT a.id, {columns} {FAMILY} CROSS JOIN LATERAL {rule}(a.id) AS x"


def of_living(rule: str, columns: str) -> str:
    """Of everybody who can be here, what a function answers."""
    return f"SELECT a.id, {columns} FROM living AS a CROSS JOIN LATERAL {rule}(a.id) AS x"


def managed(world: World) -> Answers:
    managers = {one["id"] for one in world.of("person", staff_role="manager")}
    return {(staff, plan) for staff, plan in plainly.staffed(world, "manager") if staff in managers}


def led(world: World) -> Answers:
    """Workers of the plans of now that somebody manages."""
    plans = {plan["id"] for plan in world.rows["child_plan"] if plainly.is_on(plan)}
    workers, leads = plainly.staffed(world, "allocated"), plainly.staffed(world, "manager")
    return {
        (lead, worker, plan)
        for lead, plan in leads
        for worker, same in workers
        if plan == same and plan in plans
    }


def staffed_visits(world: World) -> Answers:
    plans = plainly.staffed(world, "allocated", "cover", "manager")
    children = world.rows["visit_child"]
    return {
        (staff, row["visit_id"]) for staff, plan in plans for row in children if row["child_plan_id"] == plan
    }


VISITS = (
    Question(
        "who belongs to a visit",
        plainly_shared.tied,
        {
            "ties_to": f"{AND_VISITS} WHERE EXISTS (SELECT FROM ties_to(a.id, v.id))",
            "belongs_to": f"{AND_VISITS} WHERE belongs_to(a.id, v.id)",
            "ties_of": f"SELECT a.id, c.visit_id {TIES} JOIN visit_child AS c ON c.child_id = ANY (own.tied)",
        },
    ),
    Question(
        "who lives with a child of a visit",
        plainly_shared.live_at,
        {
            "lives_at": f"{AND_VISITS} WHERE EXISTS (SELECT FROM lives_at(a.id, v.id))",
            "ties_of": f"SELECT a.id, c.visit_id {TIES} JOIN visit_child AS c ON c.child_id = ANY (own.lives_with)",
        },
    ),
    Question(
        "whom an order keeps from a visit",
        plainly_shared.orders_against,
        {
            "orders_against": f"""
                {AND_VISITS}
                 WHERE EXISTS (SELECT FROM orders_against(a.id, v.id, v.place))
            """,
            "is_kept_from": f"{AND_VISITS} WHERE is_kept_from(a.id, v.id, v.place)",
            "visits_kept_from": of_family("visits_kept_from", "x.visit_id"),
        },
    ),
    Question(
        "who sees the plan of a visit",
        plainly_shared.see_visits,
        {
            "shared_plans": of_family("shared_plans"),
            "shared_visits": of_family("shared_visits"),
            "visit_cards": of_family("visit_cards"),
            "current_readers": """
                SELECT r.person_id, v.id FROM visit AS v CROSS JOIN LATERAL current_readers(v.id) AS r
                 WHERE v.shared_at IS NOT NULL
            """,
            "readers, ties and orders": """
                SELECT r.person_id, v.id
                  FROM visit AS v JOIN visit_reader AS r ON r.visit_id = v.id AND r.ended_at IS NULL
                 WHERE v.shared_at IS NOT NULL AND belongs_to(r.person_id, v.id)
                   AND NOT EXISTS (SELECT FROM visits_kept_from(r.person_id) AS k WHERE k.visit_id = v.id)
            """,
        },
    ),
    Question("what a home says is coming", plainly_shared.see_coming, {"family_home": doors.coming_at_home}),
    Question(
        "who is told that a visit was called off",
        plainly_shared.told_of_visits,
        {"letters": doors.told_of_visits},
    ),
    Question(
        "who sees a topic",
        plainly_shared.see_topics,
        {
            "shared_visit_topics": of_family("shared_visit_topics"),
        },
    ),
    Question(
        "who sees a promise",
        plainly_shared.see_promises,
        {
            "shared_promises": of_family("shared_promises"),
            "readable_promises": of_family("readable_promises"),
            "family_home": doors.promised_at_home,
        },
    ),
)
MEETINGS = (
    Question(
        "whom an order keeps from a time of a meeting",
        plainly_shared.orders_beside,
        {
            "orders_beside": f"""
                {AND_SLOTS} WHERE EXISTS (SELECT FROM orders_beside(a.id, s.id))
            """,
            "is_kept_from_slot": f"{AND_SLOTS} WHERE is_kept_from_slot(a.id, s.id)",
        },
    ),
    Question(
        "who belongs to a meeting",
        plainly_shared.belong_to_meetings,
        {
            "belongs_to_meeting": """
                SELECT r.person_id, r.meeting_id FROM meeting_reader AS r
                 WHERE r.ended_at IS NULL AND belongs_to_meeting(r)
            """,
        },
    ),
    Question(
        "who is asked to a meeting",
        plainly_shared.asked_to,
        {
            "invited_meetings": of_living("invited_meetings", "x.id, x.slot_id, x.kind"),
            "told_meetings_by": """
                SELECT a.id, m.id, m.slot_id, m.kind FROM living AS a CROSS JOIN LATERAL ties_of(a.id) AS own
                 CROSS JOIN LATERAL told_meetings_by(a.id, own.tied, own.held) AS m
            """,
            "is_asked_to": """
                SELECT a.id, m.id, r.slot_id, r.kind FROM living AS a CROSS JOIN meeting AS m
                  JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.person_id = a.id WHERE is_asked_to(a.id, m.id)
            """,
        },
    ),
    Question(
        "who has a meeting on their pages",
        plainly_shared.have_meetings,
        {"meeting_cards": of_living("meeting_cards", "x.id"), "family_home": doors.meetings_at_home},
    ),
    Question(
        "who hears that a meeting is called off",
        plainly_shared.told_of_meetings,
        {"letters": doors.told_of_meetings},
    ),
    Question(
        "who sees a paper",
        plainly_shared.see_papers,
        {
            "shared_papers": of_living("shared_papers", "x.id"),
            "readable_papers": """
                SELECT a.id, x.id FROM living AS a JOIN person AS p ON p.id = a.id AND p.kind <> 'staff'
                 CROSS JOIN LATERAL readable_papers(a.id) AS x
            """,
        },
    ),
    Question(
        "who sees what a child said",
        plainly_shared.see_views,
        {
            "chosen_questions": of_living("chosen_questions", "x.contribution_id, x.question"),
            "readable_answers": """
                SELECT a.id, x.contribution_id, x.question FROM living AS a
                  JOIN person AS p ON p.id = a.id AND p.kind = 'adult'
                 CROSS JOIN LATERAL readable_answers(a.id) AS r JOIN answer AS x ON x.id = r.id
            """,
        },
    ),
)
WORK = (
    Question(
        "who works on a plan",
        lambda world: plainly.staffed(world, "allocated", "cover", "manager"),
        {"staffed_plans": of_living("staffed_plans", "x.child_plan_id")},
    ),
    Question(
        "who plans meetings about a plan",
        lambda world: plainly.staffed(world, "allocated", "cover", "manager", "chair"),
        {"plans_to_meet_about": of_living("plans_to_meet_about", "x.child_plan_id")},
    ),
    Question("who manages a plan", managed, {"managed_plans": of_living("managed_plans", "x.child_plan_id")}),
    Question(
        "whose workers somebody manages",
        led,
        {"workers_led": of_living("workers_led", "x.staff_id, x.child_plan_id")},
    ),
    Question(
        "whose visits somebody works on",
        staffed_visits,
        {
            "staffed_visits": of_living("staffed_visits", "x.id"),
            "visits_by_duty": of_living("visits_by_duty", "x.id"),
        },
    ),
    Question(
        "who reads a story",
        plainly.stories,
        {
            "staffed_stories": of_living("staffed_stories", "x.id"),
            "whom its person is told of": doors.named_to_its_person,
            "whom colleagues are told of": doors.named_to_colleagues,
        },
    ),
)
