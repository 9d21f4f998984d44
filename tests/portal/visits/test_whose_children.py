"""A visit about children of different parents tells each reader of those that they belong to, and of nobody else."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.visits.pages import words
from tests.running import SignIn, at


async def relate(db: Db, who: Member, child: Member, type_: str) -> None:
    await db.execute(
        """
        INSERT INTO relationship (council_id, person_id, child_id, type, parental_responsibility, from_on)
        SELECT council_id, id, $2, $3, true, $4 FROM person WHERE id = $1
        """,
        who.id,
        child.id,
        type_,
        FIRST_DAY,
    )


async def visit_to_both(db: Db, cast: Cast, starts_at: datetime) -> UUID:
    """Ella, whom Joan looks after, and her half-brother Max, of whom Tigist is a grandmother: at home, each alone."""
    await relate(db, cast.joan, cast.ella, "kinship_carer")
    await relate(db, cast.tigist, cast.max, "grandparent")
    visit = uuid4()
    await db.execute(
        """
        INSERT INTO visit (council_id, id, family_id, worker_id, announced, starts_at, starts_wall, minutes, place,
                           purpose, planned_by, planned_at, shared_at)
        SELECT p.council_id, $1, p.family_id, $2, true, $3, $3 AT TIME ZONE 'Europe/London', 60, 'home',
               'To hear how the summer was.', $2, $4, $4
          FROM child_plan AS p WHERE p.child_id = $5
        """,
        visit,
        cast.amira.id,
        starts_at,
        at(FIRST_DAY, 9),
        cast.max.id,
    )
    await db.execute(
        """
        INSERT INTO visit_child (council_id, visit_id, child_id, child_plan_id, wish_to_see, alone_minutes)
        SELECT council_id, $1, child_id, id, true, 15 FROM child_plan WHERE child_id = ANY ($2::uuid[])
        """,
        visit,
        [cast.ella.id, cast.max.id],
    )
    await db.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, $1, id, $2, $3 FROM person WHERE id = ANY ($4::uuid[])
        """,
        visit,
        cast.amira.id,
        at(FIRST_DAY, 9),
        [one.id for one in (cast.joan, cast.tigist, cast.grace, cast.ella)],
    )
    return visit


KNOWN = {
    "tigist": ({"Max", "Grace"}, {"Ella", "Joan"}),
    "joan": ({"Ella", "Grace"}, {"Max", "Tigist"}),
    "grace": ({"Ella", "Max", "Joan", "Tigist"}, set()),
    "ella": ({"Max", "Grace", "Joan"}, {"Tigist"}),
}


@pytest.mark.parametrize("who", KNOWN)
async def test_a_reader_is_told_of_their_own_children_and_who_reads_for_them(
    sign_in: SignIn, cast: Cast, db: Db, who: str
) -> None:
    visit = await visit_to_both(db, cast, at(FIRST_DAY + timedelta(days=5), 16))
    for adds in (cast.ella, cast.tigist):
        added = await fill_in(
            await sign_in(adds),
            f"/visits/{visit}/topics/new",
            {"body": f"This is what {adds.key} wants to say", "who": "everyone"},
        )
        assert added.status == 200
    reader = await sign_in(getattr(cast, who))
    told, hidden = KNOWN[who]
    plan = await reader.get(f"/visits/{visit}")
    assert plan.status == 200
    assert {name for name in told if name in words(plan.text)} == told
    pages = [
        f"/visits/{visit}{end}" for end in ("", "/change", "/topics/new", "/ready", "/after", "/calendar.ics")
    ]
    for path in ("/home", "/visits", *pages):
        page = await reader.get(path)
        assert page.status == 200, path
        assert {name for name in hidden if name in page.text} == set(), path
    said = {one.key for one in (cast.ella, cast.tigist) if f"what {one.key} wants" in plan.text}
    assert said == {one.key for one in (cast.ella, cast.tigist) if one.key == who or one.called in told}
    if who in ("tigist", "joan"):
        own = "Max" if who == "tigist" else "Ella"
        assert f"At {own}’s home" in words(plan.text)
        assert f"Time with {own}" in words(plan.text)


async def test_staff_see_all_of_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    visit = await visit_to_both(db, cast, at(FIRST_DAY + timedelta(days=5), 16))
    page = await (await sign_in(cast.amira)).get(f"/staff/visits/{visit}")
    assert {
        name for name in ("Ella Brennan", "Max Brennan", "Joan Pike", "Tigist Haile") if name not in page.text
    } == set()


@pytest.mark.parametrize("both", [False, True], ids=["works with Max", "works with both"])
async def test_what_each_will_see_is_what_staff_look_at_first(
    sign_in: SignIn, cast: Cast, db: Db, both: bool
) -> None:
    visit = await visit_to_both(db, cast, at(FIRST_DAY + timedelta(days=5), 16))
    if both:
        await db.execute(
            """
            INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
            SELECT council_id, $1, id, 'allocated', $3 FROM child_plan WHERE child_id = $2
            """,
            cast.amira.id,
            cast.ella.id,
            at(FIRST_DAY, 9),
        )
    look = await fill_in(await sign_in(cast.amira), f"/staff/visits/{visit}/change", {"do": "preview"})
    assert look.status == 200
    copies = {
        part.split("</h2>")[0]: part.split("</section>")[0]
        for part in look.text.split('<section class="card"')[1:]
    }
    for_tigist = next(copy for title, copy in copies.items() if "Tigist" in title)
    assert "Max" in for_tigist
    assert {name for name in ("Ella", "Joan") if name in for_tigist} == set()
    for_grace = next(copy for title, copy in copies.items() if "Grace" in title)
    assert {name for name in ("Tigist", "Joan", "Ella") if name in for_grace} == {"Tigist", "Joan", "Ella"}


async def test_whom_an_order_hides_is_not_named(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """At school, where Max is not to be seen: Tigist reads it for another child, and an order protects Max from her."""
    visit = await visit_to_both(db, cast, at(FIRST_DAY + timedelta(days=5), 16))
    await relate(db, cast.tigist, cast.ella, "other")
    await db.execute("UPDATE visit SET place = 'office' WHERE id = $1", visit)
    await db.execute(
        "UPDATE visit_child SET wish_to_see = false WHERE visit_id = $1 AND child_id = $2", visit, cast.max.id
    )
    await db.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        SELECT council_id, id, $2, 'no_contact', 'A court order', $3, $3 FROM person WHERE id = $1
        """,
        cast.tigist.id,
        cast.max.id,
        FIRST_DAY,
    )
    page = await (await sign_in(cast.tigist)).get(f"/visits/{visit}")
    assert page.status == 200
    assert "Ella" in page.text
    assert "Max" not in page.text
