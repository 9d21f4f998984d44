"""Rules that lose a condition are noticed: each is taken out of each function, in a database that is thrown away.

That is what the drawn councils of `test_rules_written_twice` are good for: one in which nobody misses a condition tells
nothing about it.
"""

from collections.abc import Iterator
from dataclasses import replace

import asyncpg
import pytest

from portal.db import Connection
from tests.access.worlds.asking import Expected, Question, differences, expected_of, filled
from tests.access.worlds.drawn import QUESTIONS, owner
from tests.access.worlds.knocking import SENDING, without_one_condition
from tests.access.worlds.things import draw

__all__ = ["owner"]

RULES = """
    answerable_items belongs_to_meeting colleagues_of_party current_readers current_restrictions home_workers
    is_spoken_for lives_at managed_conversations managed_plans managers_reading orders_against orders_beside
    plans_of_party plans_to_meet_about readable_conversations readable_items readable_promises
    shared_papers shared_plans_by shared_promises shared_visit_topics speaking staffed_conversations staffed_plans
    staffed_stories ties_of ties_to told_meetings_by visits_kept_from was_before_18 worked_conversations workers_at
    workers_led
""".split()
# Of functions that hold much else, which of their conditions count.
PARTS = {
    "chosen_questions": """
        (r.ended_at IS NULL) 1
        (c.taken_back_at IS NULL) 1
        (l.from_on <= this_day()) 1
        ((l.to_on IS NULL) OR (l.to_on > this_day())) 1
        (NOT (EXISTS ( SELECT FROM current_restrictions(chosen_questions.actor) x(protects_id) \
            WHERE (x.protects_id = c.person_id)))) 1
    """,
    "home_meetings": "(i.kind = ANY (ARRAY['family'::text, 'advocate'::text])) 1",
    "home_promises": """
        (p.id = ANY (ARRAY( SELECT r.promise_id FROM promise_reader r WHERE (r.person_id = home_promises.actor)))) 1
        ((p.visit_id = ANY (home_promises.visits)) OR (p.conversation_id IS NOT NULL) OR CASE WHEN \
            (p.meeting_id IS NOT NULL) THEN is_asked_to(home_promises.actor, p.meeting_id) ELSE NULL::boolean END) 1
    """,
}
# Doors that take long, and ask the same functions as others.
SLOW = {
    "send_message",
    "send_messages",
    "the page",
    "the list",
    "what programs list",
    "names above the box",
    "words by text",
}
# In which council it is seen does not matter, as long as there is one among so many.
MOST = 30
ANY_ROLE = "ANY (ARRAY['allocated'::text, 'cover'::text, 'manager'::text, 'chair'::text])"
# Conditions that change no answer to what is asked here, and why.
NOT_MISSED = {
    "current_readers: (EXISTS ( SELECT FROM current_restrictions(r.person_id) x(protects_id))) 1": "saves a look",
    f"plans_to_meet_about: (i.role = {ANY_ROLE}) 1": "all of them",
    "managed_plans: (m.id = i.staff_id) 1": "only managers manage",
    "managed_plans: (m.staff_role = 'manager'::text) 1": "only managers manage",
}


def quick() -> Iterator[Question]:
    for question in QUESTIONS:
        ways = {name: way for name, way in question.ways.items() if name not in SLOW}
        if ways:
            yield replace(question, ways=ways)


async def is_noticed(conn: Connection, expected: Expected, broken: str) -> bool:
    """What told of the last broken one is asked first."""
    undone = conn.transaction()
    await undone.start()
    try:
        await conn.execute("RESET ROLE")
        await conn.execute(broken)
        await conn.execute("SET LOCAL ROLE portal_web")
        for place, one in enumerate(expected):
            if [told async for told in differences(conn, [one])]:
                expected.insert(0, expected.pop(place))
                return True
        return False
    except asyncpg.PostgresError:
        return True
    finally:
        await undone.rollback()


async def not_noticed(owner: Connection, broken: dict[str, str], questions: list[Question]) -> set[str]:
    tried = len(broken)
    for number in range(MOST):
        world = draw(f"knocked {number}")
        async with filled(owner, [world]):
            expected = expected_of([world], questions)
            assert not [one async for one in differences(owner, expected)]
            broken = {
                name: body for name, body in broken.items() if not await is_noticed(owner, expected, body)
            }
        print(f"after council {number}, {len(broken)} of {tried} lost conditions are not noticed yet")
        if broken.keys() <= NOT_MISSED.keys():
            break
    return set(broken)


async def definitions(owner: Connection, names: list[str]) -> dict[str, str]:
    rows = await owner.fetch(
        "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE proname = ANY ($1) ORDER BY proname",
        names,
    )
    assert [name for name, _ in rows] == sorted(names)
    return dict(tuple(row) for row in rows)


@pytest.mark.prove
async def test_whichever_condition_a_rule_loses_some_council_tells(owner: Connection) -> None:
    counted = {
        name: {" ".join(one.split()) for one in part.strip().splitlines()} for name, part in PARTS.items()
    }
    broken = {
        f"{name}: {condition}": without
        for name, body in (await definitions(owner, [*RULES, *PARTS])).items()
        for condition, without in without_one_condition(body)
        if name not in counted or condition in counted[name]
    }
    assert {one.split(": ", 1)[1] for one in broken} >= set.union(*counted.values())
    assert await not_noticed(owner, broken, list(quick())) == NOT_MISSED.keys()


@pytest.mark.prove
async def test_whatever_sending_forgets_some_council_tells(owner: Connection) -> None:
    bodies = await definitions(owner, list(SENDING))
    broken = {}
    for name, lines in SENDING.items():
        for line, other in lines.items():
            assert line in bodies[name], line
            broken[f"{name}: {line}"] = bodies[name].replace(line, other)
    sending = [one for one in QUESTIONS if "send_message" in one.ways]
    assert await not_noticed(owner, broken, sending) == set()
