"""The rules of who may see what, said in Python over the rows of a drawn council.

They are written after what was decided (docs/decisions, docs/architecture.md), not after the statements: two statements
that lose the same condition together differ from these.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.access.worlds.world import NOW, TODAY, Row, World
from tests.running import at

Answers = set[tuple[Any, ...]]
# Who is asked for a meeting's sake, and is not of the family, has it for so long after it was held.
DAYS_AFTER_A_MEETING = timedelta(days=90)


def is_on(row: Row) -> bool:
    """A last day is the first on which it is over."""
    return row["from_on"] <= TODAY and (row["to_on"] is None or row["to_on"] > TODAY)


def is_at(row: Row) -> bool:
    return row["from_at"] <= NOW and (row["to_at"] is None or row["to_at"] > NOW)


def is_over(row: Row) -> bool:
    return row["to_on"] is not None and row["to_on"] <= TODAY


def children_answered_for(world: World, someone: UUID) -> set[UUID]:
    """Themself, and whom they are there for now, which brothers and sisters are not."""
    ties = [
        row for row in world.of("relationship", person_id=someone) if row["type"] != "sibling" and is_on(row)
    ]
    return {someone, *(row["child_id"] for row in ties if not is_parted(world, row))}


def children_of(world: World, someone: UUID) -> set[UUID]:
    """Themself, and everybody whom they belong to. Visits are planned ahead: also who is to from a later day."""
    ties = [row for row in world.of("relationship", person_id=someone) if not is_over(row)]
    return {someone, *(row["child_id"] for row in ties if not is_parted(world, row))}


def is_parted(world: World, row: Row) -> bool:
    """From an 18th birthday on an adult has nothing by being related, until chosen again."""
    born_on = world.person(row["child_id"])["born_on"]
    grown_up = born_on.replace(year=born_on.year + 18) <= TODAY
    return grown_up and row["type"] != "sibling" and row["chosen_again_at"] is None


def _work(world: World, *roles: str) -> Iterable[tuple[UUID, Row]]:
    """Everybody of a family with each involvement of now in a plan of now that they are party to."""
    for someone in world.people("adult", "young_person"):
        children = children_answered_for(world, someone)
        plans = {
            plan["id"] for plan in world.rows["child_plan"] if plan["child_id"] in children and is_on(plan)
        }
        for row in world.rows["involvement"]:
            if (
                row["child_plan_id"] in plans
                and row["role"] in roles
                and is_at(row)
                and row["staff_id"] in world.living
            ):
                yield someone, row


def work(world: World) -> Answers:
    """Whose worker somebody is, or cover for whom, by which plan."""
    return {
        (someone, row["staff_id"], "cover" if row["role"] == "cover" else "worker", row["covering_for"],
         row["child_plan_id"])
        for someone, row in _work(world, "allocated", "cover")
    }  # fmt: skip


def read_meanwhile(world: World) -> Answers:
    """Whose worker goes away within a week, or has, while somebody covers for them in every plan that makes them so."""
    found: dict[tuple[UUID, UUID], bool] = {}
    for someone, staff, role, _, plan in work(world):
        for away in world.of("absence", staff_id=staff, ended_at=None) if role == "worker" else ():
            if away["from_on"] <= TODAY + timedelta(days=7) and away["back_on"] > TODAY:
                known = found.get((someone, staff), True)
                found[someone, staff] = known and is_covered(world, plan, away)
    return {pair for pair, covered in found.items() if covered}


def is_covered(world: World, plan: UUID, away: Row) -> bool:
    """By somebody who begins before the worker is back, and goes on when both have begun to be away and cover."""
    since = max(NOW, at(away["from_on"], 0))
    return any(
        row["staff_id"] in world.living
        and row["from_at"] < at(away["back_on"], 0)
        and (away["from_on"] > TODAY or row["from_at"] <= NOW)
        and (row["to_at"] is None or row["to_at"] > since)
        for row in world.of("involvement", child_plan_id=plan, role="cover", covering_for=away["staff_id"])
    )


def manage(world: World) -> Answers:
    return {(someone, row["staff_id"], row["child_plan_id"]) for someone, row in _work(world, "manager")}


def colleagues(world: World) -> Answers:
    return {(someone, staff) for someone, staff, *_ in work(world) | manage(world)}


def _gave_a_reason(world: World) -> Answers:
    """Whose hours run at this moment."""
    owners = {talk["id"]: talk["person_id"] for talk in world.rows["conversation"]}
    return {
        (owners[row["conversation_id"]], row["manager_id"])
        for row in world.rows["manager_reading"]
        if row["from_at"] <= NOW < row["until_at"]
    }


def read_for_a_reason(world: World) -> Answers:
    """Managers with a reason of these hours, whose work there goes on."""
    return _gave_a_reason(world) & {(someone, staff) for someone, staff, _ in manage(world)}


def answer_for_items(world: World) -> Answers:
    """Who manages a plan of whoever may not be safe; where nobody does, every manager of the council."""
    talks = {row["conversation_id"] for row in world.rows["urgent_item"]}
    people = {talk["person_id"] for talk in world.rows["conversation"] if talk["id"] in talks}
    managed = {(someone, staff) for someone, staff, _ in manage(world) if someone in people}
    managers = [one["id"] for one in world.of("person", staff_role="manager", ended_at=None)]
    alone = people - {someone for someone, _ in managed}
    return managed | {(someone, manager) for someone in alone for manager in managers}


def read_items(world: World) -> Answers:
    talks = {row["conversation_id"] for row in world.rows["urgent_item"]}
    people = {talk["person_id"] for talk in world.rows["conversation"] if talk["id"] in talks}
    workers = {(someone, staff) for someone, staff, *_ in work(world) if someone in people}
    return workers | answer_for_items(world) & _gave_a_reason(world)


def read(world: World) -> Answers:
    """Whose conversation somebody reads: their own, those that they work with, those read for a reason."""
    own = {(talk["person_id"], talk["person_id"]) for talk in world.rows["conversation"]}
    return own | {(someone, staff) for someone, staff, *_ in work(world)} | read_for_a_reason(world)


def sides(world: World) -> Answers:
    """Whose conversation, as what, and who reads it so."""
    works = {(someone, staff, role) for someone, staff, role, *_ in work(world)}
    return {
        (someone, next(
            (role for role in ("worker", "cover") if (someone, reader, role) in works),
            "family" if reader == someone else "manager",
        ), reader)
        for someone, reader in read(world)
    }  # fmt: skip


def answered(world: World) -> Answers:
    """Who has somebody on the other side."""
    return {(someone,) for someone, *_ in work(world)}


def opens(world: World, person: UUID) -> bool:
    """Somebody who can sign in, and is told of what there is to see."""
    accounts = world.of("account", person_id=person, state="active")
    return any(one["ends_on"] is None or one["ends_on"] > TODAY for one in accounts)


def speak(world: World) -> Answers:
    """Sessions that somebody can say something through, and who that is."""
    found = set()
    for row in world.rows["session"]:
        [account] = world.of("account", id=row["account_id"])
        lives = (
            row["ended_at"] is None and row["together_with"] is None and row["ends_at"] > row["created_at"]
        )
        is_used = row["created_at"] - row["last_used_at"] < timedelta(minutes=row["idle_minutes"])
        person = account["person_id"]
        if lives and is_used and opens(world, person) and person in world.living:
            found.add((row["id"], person))
    return found


def tries(world: World) -> list[tuple[UUID, Row]]:
    """Sessions and where somebody writes through each: everywhere, but in one place where the session has ended."""
    speaking, talks = {session for session, _ in speak(world)}, world.rows["conversation"]
    sessions = [row["id"] for row in world.rows["session"]]
    return [(session, talk) for session in sessions for talk in (talks if session in speaking else talks[:1])]


def said(world: World) -> Answers:
    """What becomes of words of each session in each conversation: outcome, as what, and everybody who hears them."""
    speakers: dict[UUID, UUID] = dict(speak(world))
    roles = {(someone, reader): role for someone, role, reader in sides(world)}
    open_talks, readers = answered(world), read(world)
    found = set()
    for session, talk in tries(world):
        someone, speaker = talk["person_id"], speakers.get(session)
        role = roles.get((someone, speaker)) if speaker else None
        outcome = (
            "signed-out" if speaker is None else "not-found" if role is None
            else "sent" if (someone,) in open_talks else "closed"
        )  # fmt: skip
        heard = frozenset(reader for owner, reader in readers if owner == someone)
        found.add((session, someone, outcome, role, heard))
    return found


def staffed(world: World, *roles: str) -> Answers:
    """Plans that staff work on now."""
    return {
        (row["staff_id"], row["child_plan_id"])
        for row in world.rows["involvement"]
        if row["role"] in roles and is_at(row) and row["staff_id"] in world.living
    }


def newest_stories(world: World) -> dict[UUID, UUID]:
    """Of each child that shows one, the story that holds."""
    approved = [row for row in world.rows["story"] if row["approved_at"]]
    newest = {row["person_id"]: row for row in sorted(approved, key=lambda row: row["number"])}
    return {child: row["id"] for child, row in newest.items() if row["ended_at"] is None}


def stories(world: World) -> Answers:
    """The newest story of a child, as long as it is shown, for who comes to see that child."""
    plans, shown = {plan["id"]: plan["child_id"] for plan in world.rows["child_plan"]}, newest_stories(world)
    return {
        (staff, shown[child])
        for child, staff, _, _, plan in work(world)
        if plans[plan] == child and child in shown
    }
