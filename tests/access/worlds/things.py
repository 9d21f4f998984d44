"""What a drawn council shares with its families: conversations read, visits, meetings, papers, views and stories."""

from datetime import timedelta
from uuid import UUID

from tests.access.worlds.people import draw_people
from tests.access.worlds.world import NOW, TODAY, Row, World

ANY = "adult", "young_person"


def draw(seed: str) -> World:
    """The whole council: the same for the same seed."""
    world = draw_people(seed)
    _draw_talks(world)
    for _ in range(6):
        _draw_visit(world)
    for _ in range(6):
        _draw_meeting(world)
    for young in world.people("young_person"):
        _draw_views(world, young)
        _draw_stories(world, young)
    return world


def _draw_talks(world: World) -> None:
    """In each conversation something was said; managers gave reasons, somebody may not be safe."""
    for talk in world.rows["conversation"]:
        talk["last_seq"] = 1
        world.add(
            "message", conversation_id=talk["id"], seq=1, sender_id=talk["person_id"], client_id=world.new_id(),
            kind="text", role="family", body="Hello", at=world.moment(-2),
        )  # fmt: skip
        managers = [one["id"] for one in world.of("person", staff_role="manager")]
        for manager in [*world.some_of(managers, 0.9), *world.some_of(world.people("staff"), 0.1)]:
            from_at, hours = world.hour(-2, -1, 0, 1), world.any_of((0.5, 1, 2, 3))
            world.add(
                "manager_reading", conversation_id=talk["id"], manager_id=manager, reason="Asked",
                from_at=from_at, until_at=from_at + timedelta(hours=hours),
            )  # fmt: skip
        if world.maybe(0.6):
            world.add(
                "urgent_item", conversation_id=talk["id"], seq=1, source="words", raised_at=world.moment(-2),
                raised_by=talk["person_id"], due_at=world.moment(1),
            )  # fmt: skip


def _about(world: World) -> list[Row]:
    """Plans of one or two children of one family, each child once."""
    first = world.any_of(world.rows["child_plan"])
    others = [
        one
        for one in world.of("child_plan", family_id=first["family_id"])
        if one["child_id"] != first["child_id"]
    ]
    return [first, *others[:1]] if world.maybe(0.4) else [first]


def _draw_visit(world: World) -> None:
    plans, staff = _about(world), world.people("staff")
    state = world.any_of(("planned", "planned", "planned", "called_off", "done"))
    starts_at = world.hour(-26) if state == "done" else world.hour(5, 26, 100)
    called_off = world.moment(-0.5) if state == "called_off" else None
    visit = world.add(
        "visit", family_id=plans[0]["family_id"], worker_id=world.any_of(staff), announced=True, state=state,
        starts_at=starts_at, starts_wall=starts_at.replace(tzinfo=None), minutes=60,
        place=world.any_of(("home", "office")), purpose="To see how things are", planned_by=world.any_of(staff),
        planned_at=world.moment(-90), shared_at=world.moment(None, -80, -80, -80), ended_at=called_off,
        interpreter_booked=False, our_mistake=False, version=1,
    )  # fmt: skip
    for plan in plans:
        world.link(
            "visit_child", visit_id=visit, child_id=plan["child_id"], child_plan_id=plan["id"],
            wish_to_see=world.maybe(0.3),
        )  # fmt: skip
    for reader in world.some_of(world.people(*ANY), 0.6):
        world.link(
            "visit_reader", visit_id=visit, person_id=reader, added_by=staff[0],
            added_at=world.moment(-70, -70, -0.1), ended_at=world.moment(None, None, None, None, -1),
        )  # fmt: skip
    for by in world.some_of([*staff, *world.people(*ANY)], 0.3):
        world.add(
            "visit_topic", visit_id=visit, added_by=by, body="A topic", audience=world.any_of(("everyone", "worker")),
            in_private=False, position=0, added_at=world.moment(-71, -10), version=1,
            ended_at=world.moment(None, None, None, -1),
        )  # fmt: skip
    _draw_promise(world, plans[0], visit_id=visit)


def _draw_promise(world: World, plan: Row, **source: UUID) -> None:
    talk = world.any_of(world.rows["conversation"])["id"] if world.maybe(0.2) else None
    kept = {"visit_id": None, "meeting_id": None} | (source if talk is None else {})
    promise = world.add(
        "promise", family_id=plan["family_id"], **kept, conversation_id=talk, message_seq=1 if talk else None,
        child_plan_id=plan["id"] if talk else None, owed_by="family", who_words="Somebody", what="Call",
        state="open", made_by=world.any_of(world.people("staff")), made_at=world.moment(-3), position=0, version=1,
    )  # fmt: skip
    for reader in world.some_of(world.people(*ANY), 0.5):
        world.link("promise_reader", promise_id=promise, person_id=reader, shared_at=world.moment(-3))


def _draw_meeting(world: World) -> None:
    plans, staff = _about(world), world.people("staff")
    state = world.any_of(("planned", "planned", "held", "held", "called_off"))
    meeting = world.add(
        "meeting", family_id=plans[0]["family_id"], type="child_in_need", chair_id=world.any_of(staff), state=state,
        why_now="", papers_by_on=TODAY, planned_by=staff[0], planned_at=world.moment(-900),
        shared_at=world.moment(None, -800, -800, -800), version=1,
        held_on=world.day(-1, -89, -90, -91) if state == "held" else None,
        decided_at=world.moment(-1) if state == "held" else None,
        called_off_at=world.moment(-1) if state == "called_off" else None,
    )  # fmt: skip
    for plan in plans:
        world.link("meeting_child", meeting_id=meeting, child_id=plan["child_id"], child_plan_id=plan["id"])
    slots = [_add_slot(world, meeting) for _ in range(2)]
    asked = world.some_of(world.people(*ANY), 0.5)
    for reader in [*asked, *world.some_of(world.people("partner"), 0.7)]:
        kind = "partner" if world.person(reader)["kind"] == "partner" else "family"
        chosen_by = world.any_of(asked) if asked and world.maybe(0.5) else None
        world.link(
            "meeting_reader", meeting_id=meeting, person_id=reader, slot_id=world.any_of(slots),
            kind="advocate" if chosen_by else kind, chosen_by=chosen_by, added_by=staff[0],
            # Also years ago: before a birthday that is over now.
            added_at=world.moment(-700, -24 * 500), ended_at=world.moment(None, None, None, None, -1),
        )  # fmt: skip
    for there in world.some_of(world.people(*ANY), 0.15):
        world.add(
            "meeting_attendee", meeting_id=meeting, slot_id=world.any_of(slots), person_id=there, name="Somebody",
            role_words="Comes", why_words="", position=0, ended_at=world.moment(None, None, -1),
        )  # fmt: skip
    for _ in range(2):
        _draw_paper(world, meeting)
    _draw_promise(world, plans[0], meeting_id=meeting)


def _add_slot(world: World, meeting: UUID) -> UUID:
    starts_at = world.hour(6, 30)
    return world.add(
        "meeting_slot", meeting_id=meeting, starts_at=starts_at, starts_wall=starts_at.replace(tzinfo=None), minutes=60,
        how="place", place_words="", joining_words="",
    )  # fmt: skip


def _draw_paper(world: World, meeting: UUID) -> None:
    by = world.any_of(world.people("staff"))
    paper = world.add(
        "paper", meeting_id=meeting, kind="report", title="Report", by_id=by, due_on=TODAY, made_at=NOW,
        ended_at=world.moment(None, None, None, -1),
    )  # fmt: skip
    world.add(
        "paper_version", paper_id=paper, number=1, by_id=by, saved_at=NOW, shared_at=world.moment(None, -1, -1),
        title="Report",
    )  # fmt: skip
    for reader in world.some_of(world.people(*ANY, "partner"), 0.6):
        world.link(
            "paper_reader", paper_id=paper, person_id=reader, added_by=by, added_at=NOW,
            shown_at=world.moment(None, -1, -1), ended_at=world.moment(None, None, None, -1),
        )  # fmt: skip


def _draw_views(world: World, young: UUID) -> None:
    sent = world.maybe(0.8)
    views = world.add(
        "contribution", person_id=young, occasion="things", set_id="drawn", set_version="1", language="en",
        began_at=world.moment(-900), step="check", on_paper=False, sent_at=world.moment(-800) if sent else None,
        read_by_on=TODAY if sent else None, answer_by_on=TODAY if sent else None,
        taken_back_at=world.moment(None, None, None, -1) if sent else None,
    )  # fmt: skip
    for question in ("first", "second"):
        world.add(
            "answer", contribution_id=views, question=question, round=1, part="", words="Yes", at=world.moment(-800),
            by_id=young,
        )  # fmt: skip
        for reader in world.some_of(world.people("adult"), 0.6):
            world.add(
                "answer_reader", contribution_id=views, question=question, person_id=reader, meeting=False,
                chosen_at=world.moment(-700, -24 * 500), ended_at=world.moment(None, None, None, -1),
            )  # fmt: skip


def _draw_stories(world: World, young: UUID) -> None:
    """Some that hold or held, and one that is being written."""
    world.add(
        "story", person_id=young, began_at=world.moment(-900), approved_at=None, number=None, ended_at=None,
    )  # fmt: skip
    for number in range(1, world.any_of((2, 3))):
        world.add(
            "story", person_id=young, began_at=world.moment(-900), approved_at=world.moment(-800), number=number,
            ended_at=world.moment(None, None, None, -1),
        )  # fmt: skip
