"""Who there is in a drawn council: children and their people, plans, staff and what they do, accounts and sessions."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from tests.access.worlds.world import NOW, TODAY, World

STAFF = ("worker", "worker", "worker", "worker", "manager", "manager", "chair")
# Days between today and the 18th birthday: long ago, yesterday, today, tomorrow, and in years.
TO_EIGHTEEN = (-400, -1, 0, 1, 2000, 3000, 4000)
TYPES = ("mother", "father", "step_parent", "grandparent", "foster_carer", "kinship_carer", "other")
MINUTES = timedelta(minutes=1)


def draw_people(seed: str) -> World:
    """A council of two families whose children share some of their people. Nothing is shared with anybody yet."""
    world = World(Random(seed))
    council_id = world.new_id()
    world.rows["council"].append(
        {"council_id": council_id, "name": seed, "service_name": "Families", "host": "drawn", "team_name": "Team",
         "phone": "0", "out_of_hours_name": "Nights", "out_of_hours_phone": "0", "opens_at": "09:00",
         "closes_at": "17:00", "open_days": [1, 2, 3, 4, 5], "exit_url": "/", "colour": "#1f5f5b"}
    )  # fmt: skip
    for role in STAFF:
        _add_person(world, "staff", role=role)
    for _ in range(2):
        _add_person(world, "partner")
    for _ in range(6):
        _add_person(world, "adult")
    for days in world.chance.sample(TO_EIGHTEEN, 4):
        _add_person(world, "young_person", eighteen_on=TODAY + timedelta(days=days))
    _draw_relationships(world)
    _draw_plans(world)
    _draw_absences(world)
    _draw_orders(world)
    for person in world.rows["person"]:
        _draw_account(world, person["id"])
    return world


def _add_person(world: World, kind: str, *, role: str | None = None, eighteen_on: date | None = None) -> None:
    born_on = eighteen_on.replace(year=eighteen_on.year - 18) if eighteen_on else date(1990, 3, 4)
    number = len(world.rows["person"])
    person_id = world.add(
        "person", kind=kind, name=f"Name {number}", called=f"Called {number}", pronoun="they", born_on=born_on,
        language="en", staff_role=role, replies_within_days=1, created_at=NOW,
        # Nobody of a family ever ends; their accounts do.
        ended_at=world.moment(-48) if kind in ("staff", "partner") and world.maybe(0.25) else None,
    )  # fmt: skip
    if kind in ("adult", "young_person"):
        world.add("conversation", person_id=person_id, last_seq=0)


def _draw_relationships(world: World) -> None:
    adults, children = world.people("adult"), world.people("young_person")
    for child in children:
        for adult in world.some_of(adults, 0.6):
            _relate(world, adult, child, world.any_of(TYPES))
            if world.maybe(0.15):
                _relate(world, adult, child, world.any_of(TYPES))
        for other in world.some_of(children, 0.5):
            if other != child:
                _relate(world, other, child, "mother" if world.maybe(0.15) else "sibling")


def _relate(world: World, person: UUID, child: UUID, kind: str) -> None:
    born_on = world.person(child)["born_on"]
    eighteen_on = born_on.replace(year=born_on.year + 18)
    again = kind != "sibling" and eighteen_on <= TODAY and world.maybe(0.3)
    world.add(
        "relationship", person_id=person, child_id=child, type=kind,
        parental_responsibility=world.maybe(0.5), lives_with=world.maybe(0.5),
        from_on=world.day(-400, -400, -30, -1, 0, 1), to_on=world.day(None, None, None, None, None, 30, 1, 0, -1),
        apart_on=None if again or kind == "sibling" else eighteen_on,
        chosen_again_at=world.moment(-1) if again else None,
    )  # fmt: skip


def _draw_plans(world: World) -> None:
    families = [world.add("family", name=f"Family {number}", created_at=NOW) for number in range(2)]
    staff = world.people("staff")
    for child in world.people("young_person"):
        for _ in range(world.any_of((1, 1, 2))):
            plan = world.add(
                "child_plan", family_id=world.any_of(families), child_id=child, type="child_in_need",
                circumstance="usual", from_on=world.day(-200, -200, -1, 0, 1),
                to_on=world.day(None, None, None, None, None, 30, 1, 0, -1),
            )  # fmt: skip
            for who in world.some_of(staff, 0.7):
                _involve(world, plan, who, staff)


def _involve(world: World, plan: UUID, who: UUID, staff: list[UUID]) -> None:
    does = world.person(who)["staff_role"]
    roles = {"chair": ["chair"], "manager": ["manager", "manager", "manager", "allocated", "cover"]}
    role = world.any_of(roles.get(does, ["allocated", "allocated", "cover"]))
    others = [one for one in staff if one != who]
    world.add(
        "involvement", staff_id=who, child_plan_id=plan, role=role,
        from_at=world.moment(-900, -900, -900, -1, -1, 0, 0, 1),
        to_at=world.moment(None, None, None, None, None, 900, 0, -0.5),
        covering_for=world.any_of(_held(world, plan) or others) if role == "cover" else None,
    )  # fmt: skip


def _held(world: World, plan: UUID) -> list[UUID]:
    """Whose plan it is already."""
    return [row["staff_id"] for row in world.of("involvement", child_plan_id=plan, role="allocated")]


def _draw_absences(world: World) -> None:
    """At most one for each: of two, a page tells the nearer."""
    for who in world.some_of(world.people("staff"), 0.6):
        from_on = world.any_of((-3, 0, 3, 7, 8))
        world.add(
            "absence", staff_id=who, kind="leave", from_on=TODAY + timedelta(days=from_on),
            back_on=TODAY + timedelta(days=max(from_on + 1, world.any_of((0, 1, 5)))), set_by=who,
            set_at=world.moment(-100), ended_at=world.moment(None, None, None, -1),
        )  # fmt: skip


def _draw_orders(world: World) -> None:
    adults, children = world.people("adult"), world.people("young_person")
    for _ in range(6):
        kept = world.any_of([*adults, *children])
        protected = world.any_of([one for one in world.any_of((adults, children)) if one != kept])
        world.add(
            "restriction", person_id=kept, protects_id=protected, kind="no_contact", authority="Order",
            from_on=world.day(-30, 0, 5), until_on=world.day(None, None, 30, 0, -1), review_on=TODAY,
            ended_at=world.moment(None, None, None, -1), added_at=world.moment(-400, -2),
        )  # fmt: skip


def _draw_account(world: World, person_id: UUID) -> None:
    account = world.add(
        "account", person_id=person_id, password_hash="-", state=world.any_of(["active"] * 6 + ["paused", "closed"]),
        welcome_step=world.any_of((None, None, None, 2)), ends_on=world.day(None, None, None, 30, 1, 0, -1),
        language="en", text_size="normal", colours="phone", style="plain", pictures=True, less_movement=False,
        quiet=False, shows_seen=False, enter_sends=False, password_changed_at=NOW, created_at=NOW,
    )  # fmt: skip
    staff = world.people("staff")
    # Sessions live by the server's own clock, which nobody turns.
    clock = datetime.now(UTC)
    for ended, idle, over, together in ((0, 1, 0, 0), *world.chance.sample(SESSIONS, 1)):
        world.add(
            "session", token_hash="\\x" + world.new_id().hex, account_id=account, csrf_secret="\\x00",
            device_name="phone", created_at=clock, last_used_at=clock - idle * MINUTES, idle_minutes=30,
            ends_at=clock + (-1 if over else 60) * MINUTES, ended_at=clock - MINUTES if ended else None,
            together_with=world.any_of(staff) if together else None,
        )  # fmt: skip


# Ended, idle for so many minutes, past its hours, handed over to somebody.
SESSIONS = ((1, 1, 0, 0), (0, 40, 0, 0), (0, 1, 1, 0), (0, 1, 0, 1))
