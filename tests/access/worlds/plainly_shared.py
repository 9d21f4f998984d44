"""What was shared by name, said in Python: plans of visits, meetings, papers, and what children chose to show."""

from uuid import UUID

from tests.access.worlds.plainly import (
    DAYS_AFTER_A_MEETING,
    Answers,
    children_of,
    is_on,
    is_over,
    is_parted,
)
from tests.access.worlds.world import NOW, TODAY, Row, World


def kept_from(world: World, someone: UUID) -> set[UUID]:
    """From the moment that an order is written down, whenever it begins, to its last day."""
    return {
        row["protects_id"]
        for row in world.of("restriction", person_id=someone)
        if row["ended_at"] is None and (row["until_on"] is None or row["until_on"] >= TODAY)
    }


def orders_against(world: World) -> Answers:
    """Whom an order keeps from which visit: the protected one reads it too, is to be seen there, or lives there."""
    found = set()
    for visit in world.rows["visit"]:
        about = world.of("visit_child", visit_id=visit["id"])
        met = {row["person_id"] for row in world.of("visit_reader", visit_id=visit["id"], ended_at=None)}
        met |= {row["child_id"] for row in about if row["wish_to_see"]}
        if visit["place"] == "home":
            children = {row["child_id"] for row in about}
            met |= children | {
                row["person_id"]
                for row in world.rows["relationship"]
                if row["child_id"] in children and row["lives_with"] and not is_over(row)
            }
        found |= {
            (someone, visit["id"]) for someone in world.people("adult", "young_person")
            if kept_from(world, someone) & met
        }  # fmt: skip
    return found


def tied(world: World) -> Answers:
    """Whoever belongs to a child of a visit, brothers and sisters too."""
    return {
        (someone, row["visit_id"])
        for someone in world.people("adult", "young_person")
        for row in world.rows["visit_child"]
        if row["child_id"] in children_of(world, someone)
    }


def live_at(world: World) -> Answers:
    """A child of the visit, or who lives with one of them: also after an 18th birthday."""
    near = {
        (row["person_id"], row["child_id"])
        for row in world.of("relationship", lives_with=True)
        if not is_over(row)
    }
    return {
        (someone, row["visit_id"])
        for row in world.rows["visit_child"]
        for someone in world.people("adult", "young_person")
        if someone == row["child_id"] or (someone, row["child_id"]) in near
    }


def see_coming(world: World) -> Answers:
    coming = {visit["id"] for visit in world.rows["visit"] if visit["starts_at"] > NOW}
    return {(someone, visit) for someone, visit in see_visits(world) if visit in coming}


def told_of_visits(world: World) -> Answers:
    """Who saw the plan as it was called off, and may see it still."""
    off = {visit["id"]: visit["ended_at"] for visit in world.of("visit", state="called_off")}
    return {
        (someone, visit) for someone, visit in see_visits(world) if visit in off
        for row in world.of("visit_reader", visit_id=visit, person_id=someone) if row["added_at"] <= off[visit]
    }  # fmt: skip


def see_visits(world: World) -> Answers:
    """A named reader of a shared plan who belongs to it still, and is kept from it by no order."""
    shared = {visit["id"] for visit in world.rows["visit"] if visit["shared_at"]}
    readers = {(row["person_id"], row["visit_id"]) for row in world.of("visit_reader", ended_at=None)}
    return {
        (someone, visit)
        for someone, visit in readers & tied(world) - orders_against(world)
        if visit in shared
    }


def belongs(world: World, someone: UUID, meeting: UUID) -> bool:
    about = {row["child_id"] for row in world.of("meeting_child", meeting_id=meeting)}
    return bool(about & children_of(world, someone))


def comes(world: World, row: Row) -> bool:
    """As long as they belong to it; who is not of the family, so many days after it."""
    [meeting] = world.of("meeting", id=row["meeting_id"])
    is_past = meeting["held_on"] and meeting["held_on"] + DAYS_AFTER_A_MEETING <= TODAY
    return belongs_still(world, row) and not (is_past and row["kind"] != "family")


def belong_to_meetings(world: World) -> Answers:
    """Of who is asked, whom those who run a meeting can share something with."""
    return {
        (row["person_id"], row["meeting_id"])
        for row in world.of("meeting_reader", ended_at=None)
        if belongs_still(world, row)
    }


def belongs_still(world: World, row: Row) -> bool:
    """Family as long as they belong to it; who speaks up for somebody as long as that person is asked and belongs."""
    if row["kind"] == "partner":
        return True
    if row["kind"] == "family":
        return belongs(world, row["person_id"], row["meeting_id"])
    chosen_by = row["chosen_by"]
    asked = world.of("meeting_reader", meeting_id=row["meeting_id"], person_id=chosen_by, ended_at=None)
    return (
        bool(asked)
        and belongs(world, chosen_by, row["meeting_id"])
        and not before_18(world, row["person_id"], row)
    )


def before_18(world: World, adult: UUID, row: Row) -> bool:
    """Chosen by somebody before their 18th birthday, from whom this adult is apart since."""
    chosen_by = world.person(row["chosen_by"])
    eighteen_on = chosen_by["born_on"].replace(year=chosen_by["born_on"].year + 18)
    ties = world.of("relationship", person_id=adult, child_id=row["chosen_by"])
    return any(is_parted(world, tie) for tie in ties) and row["added_at"].date() < eighteen_on


def asked_to(world: World) -> Answers:
    """Who is asked to which meeting, and to which time of it, where no order keeps them from somebody there."""
    found = set()
    for row in world.of("meeting_reader", ended_at=None):
        [meeting] = world.of("meeting", id=row["meeting_id"])
        kept = kept_from(world, row["person_id"]) & there(world, row["slot_id"])
        if meeting["shared_at"] and comes(world, row) and not kept and row["person_id"] in world.living:
            found.add((row["person_id"], row["meeting_id"], row["slot_id"], row["kind"]))
    return found


def orders_beside(world: World) -> Answers:
    """Whom an order keeps from which time of a meeting: the protected one is asked to it, or will be there."""
    return {
        (someone, slot["id"])
        for slot in world.rows["meeting_slot"]
        for someone in world.people("adult", "young_person")
        if kept_from(world, someone) & there(world, slot["id"])
    }


def there(world: World, slot: UUID) -> set[UUID]:
    tables = "meeting_reader", "meeting_attendee"
    return {row["person_id"] for table in tables for row in world.of(table, slot_id=slot, ended_at=None)}


def have_meetings(world: World) -> Answers:
    """Partners come by another door."""
    return {(someone, meeting) for someone, meeting, _, kind in asked_to(world) if kind != "partner"}


def told_of_meetings(world: World) -> Answers:
    """Families only: who else comes has a diary."""
    off = {meeting["id"] for meeting in world.of("meeting", state="called_off")}
    return {
        (someone, meeting)
        for someone, meeting, _, kind in asked_to(world)
        if kind == "family" and meeting in off
    }


def see_papers(world: World) -> Answers:
    """A named reader for whom somebody looked at it, of a meeting that they are asked to."""
    asked = {(someone, meeting) for someone, meeting, *_ in asked_to(world)}
    return {
        (row["person_id"], paper["id"])
        for paper in world.of("paper", ended_at=None)
        if any(version["shared_at"] for version in world.of("paper_version", paper_id=paper["id"]))
        for row in world.of("paper_reader", paper_id=paper["id"], ended_at=None)
        if row["shown_at"] and (row["person_id"], paper["meeting_id"]) in asked
    }


def see_promises(world: World) -> Answers:
    """Whoever was told it, as long as they have the visit or the meeting that it comes from."""
    has = see_visits(world) | {(someone, meeting) for someone, meeting, *_ in asked_to(world)}
    promises = {row["id"]: row for row in world.rows["promise"]}
    return {
        (row["person_id"], promise["id"])
        for row in world.rows["promise_reader"]
        for promise in [promises[row["promise_id"]]]
        if promise["conversation_id"]
        or (row["person_id"], promise["visit_id"] or promise["meeting_id"]) in has
    }


def see_topics(world: World) -> Answers:
    """One's own; and what is for everybody, where the plan was theirs when it was written, or staff wrote it."""
    staff = world.people("staff")
    return {
        (someone, topic["id"])
        for someone, visit in see_visits(world)
        for reader in world.of("visit_reader", visit_id=visit, person_id=someone)
        for topic in world.of("visit_topic", visit_id=visit, ended_at=None)
        if topic["added_by"] == someone
        or (
            topic["audience"] == "everyone"
            and (topic["added_at"] >= reader["added_at"] or topic["added_by"] in staff)
        )
    }


def see_views(world: World) -> Answers:
    """What a child chose to show to somebody who belongs to them; of before an 18th birthday, nothing after it."""
    found = set()
    for row in world.of("answer_reader", ended_at=None):
        [views] = world.of("contribution", id=row["contribution_id"])
        child = world.person(views["person_id"])
        eighteen_on = child["born_on"].replace(year=child["born_on"].year + 18)
        ties = world.of("relationship", person_id=row["person_id"], child_id=child["id"])
        belongs_still = any(
            is_on(tie) and (not is_parted(world, tie) or row["chosen_at"].date() >= eighteen_on)
            for tie in ties
        )
        sent = views["sent_at"] and views["taken_back_at"] is None
        if sent and belongs_still and child["id"] not in kept_from(world, row["person_id"]):
            found.add((row["person_id"], views["id"], row["question"]))
    return found
