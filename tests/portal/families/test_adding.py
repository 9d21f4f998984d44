"""A family comes to a worker new: the child, brothers and sisters, the adults; and for nobody else."""

from uuid import UUID

from portal.demo.cast import Cast
from tests.portal.administration.given import add_not_come_in
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.families.adding import NOOR
from tests.portal.visits.pages import words
from tests.running import SignIn

LEAH: dict[str, object] = {
    "name": "Leah Ahmed", "called": "Leah", "pronoun": "she", "type": "mother", "responsibility": "y",
    "basis": "Mother", "lives_with": "y", "why": "Told by Leah, birth certificate seen",
    "from_on-day": "29", "from_on-month": "2", "from_on-year": "2016",
}  # fmt: skip


async def test_a_worker_adds_a_family_and_works_with_it_at_once(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    child = await fill_in(amira, "/staff/people/new", NOOR)
    assert "The child is added. Add the adults next." in words(child.text)
    assert "Noor Ahmed-Ólafsdóttir" in words(child.text)
    adult = await fill_in(amira, f"{child.path}/adults/new", LEAH)
    assert "The adult is added." in words(adult.text)
    assert "Parental responsibility: Mother." in words((await amira.get(child.path)).text)
    assert "Noor Ahmed-Ólafsdóttir" in (await amira.get("/staff/people")).text
    # The clock of the plan runs, and a visit can be planned for both.
    assert "See them by" in words((await amira.get(child.path)).text)
    planner = await amira.get(f"/staff/visits/new?child={child.path.rsplit('/', 1)[1]}")
    assert "Leah" in planner.text
    # Her manager is there from the first day; nobody else is.
    assert (await priya.get(child.path)).status == 200
    for other in (
        cast.sam,
        cast.ines,
        cast.tom,
        cast.helen,
        cast.grace_lim,
        cast.alex,
        cast.lewis,
        cast.dani,
    ):
        somebody = await sign_in(other)
        for path in (child.path, adult.path, f"{child.path}/adults/new", f"{child.path}/children/new"):
            assert (await somebody.get(path)).status == 404
    told = await db.fetchval("SELECT count(*) FROM access_log WHERE deed = 'changed' AND kind = 'new_child'")
    assert told == 1


async def test_a_brother_has_a_plan_of_his_own_and_the_same_mother(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    child = await fill_in(amira, "/staff/people/new", NOOR)
    mother = await fill_in(amira, f"{child.path}/adults/new", LEAH)
    brother = await fill_in(
        amira, f"{child.path}/children/new", {**NOOR, "name": "Adam Ahmed", "called": "Adam", "pronoun": "he"}
    )
    assert "Brother or sister" in words(brother.text)
    page = await amira.get(f"{brother.path}/adults/new")
    assert "Leah Ahmed, who belongs to Noor" in page.text
    leah = mother.path.rsplit("/", 1)[1]
    again = await fill_in(
        amira, f"{brother.path}/adults/new", {**LEAH, "who": leah, "name": "", "called": ""}
    )
    assert again.path == mother.path
    assert await db.fetchval("SELECT count(*) FROM person WHERE name = 'Leah Ahmed'") == 1
    families = await db.fetchval(
        "SELECT count(DISTINCT p.family_id) FROM child_plan AS p JOIN person AS c ON c.id = p.child_id "
        "WHERE c.called IN ('Noor', 'Adam')"
    )
    assert families == 1


async def test_a_manager_gives_a_new_family_to_a_worker_of_the_team(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """The team's other manager was approved and has not come in: nobody's family is theirs before they do."""
    priya = await sign_in(cast.priya)
    await add_not_come_in(db, cast.priya, "Rowan Not-Yet")
    refused = await fill_in(priya, "/staff/people/new", NOOR)
    assert refused.status == 422
    assert "Choose who works with this child" in refused.text
    page = await fill_in(priya, "/staff/people/new", {**NOOR, "worker": str(cast.sam.id)})
    sam, amira = await sign_in(cast.sam), await sign_in(cast.amira)
    assert (await sam.get(page.path)).status == 200
    assert (await amira.get(page.path)).status == 404
    child_id = page.path.rsplit("/", 1)[1]
    manage = await db.fetch(
        "SELECT i.staff_id FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id "
        "WHERE p.child_id = $1::uuid AND i.role = 'manager'",
        child_id,
    )
    assert [row["staff_id"] for row in manage] == [cast.priya.id]
    # Ines works in another team, and Lewis at another council.
    for foreign in (cast.ines, cast.lewis):
        answer = await fill_in(priya, "/staff/people/new", {**NOOR, "worker": str(foreign.id)})
        assert answer.status == 422


async def test_what_cannot_be_is_said_and_what_was_typed_is_kept(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    cases: list[tuple[dict[str, object], str]] = [
        ({"name": ""}, "Enter their full name"),
        ({"called": ""}, "Enter what they like to be called"),
        ({"name": "x" * 10_000}, "Use 120 letters or fewer"),
        ({"born_on-year": "2015"}, "Enter a day that is in the calendar"),
        ({"born_on-day": "1", "born_on-year": "1990"}, "Check the date of birth. On this plan they must be under 18"),
        ({"born_on-day": "1", "born_on-year": "2031"}, "Enter a day within the next 9 months"),
        ({"type": None}, "Choose what kind of plan it is"),
        ({"from_on-day": "2"}, "Enter today, or a day in the past"),
        ({"worker": str(cast.sam.id)}, "Choose who works with this child"),
    ]  # fmt: skip
    for change, sentence in cases:
        answer = await fill_in(amira, "/staff/people/new", {**NOOR, "access_needs": "Large print", **change})
        assert answer.status == 422, change
        assert sentence in words(answer.text), change
        assert "Large print" in answer.text
    assert await db.fetchval("SELECT count(*) FROM person WHERE called = 'Noor'") == 0
    kit = f"/staff/people/{cast.kit.id}/adults/new"
    refused = await fill_in(amira, kit, {**LEAH, "basis": ""})
    assert "Say how they have parental responsibility" in words(refused.text)
    # Nobody is found by guessing: another family's mother is not offered, and is refused.
    assert (await fill_in(amira, kit, {**LEAH, "who": str(cast.leila.id)})).status == 422
    # An adult has no page to add an adult to.
    assert (await amira.get(f"/staff/people/{cast.dani.id}/adults/new")).status == 404


async def test_a_child_who_is_known_is_not_written_down_twice(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """Whose plan was ended comes back to the record there is: by their manager, and for nobody who types a name."""
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    child = (await fill_in(amira, "/staff/people/new", NOOR)).path
    twice = {**NOOR, "name": "noor ahmed-ólafsdóttir"}
    for staff in (amira, priya):
        open_still = await fill_in(staff, "/staff/people/new", {**twice, "worker": str(cast.amira.id)})
        assert open_still.status == 422
        assert "has a plan here already" in words(open_still.text)
        assert "noor ahmed" in open_still.text, "what was typed is kept"
    await db.execute(
        """
        WITH ended AS (UPDATE child_plan SET to_on = from_on - 1, from_on = from_on - 9
                        WHERE child_id = $1 RETURNING id)
        UPDATE involvement SET from_at = from_at - interval '9 days', to_at = from_at - interval '1 day'
         WHERE child_plan_id IN (SELECT id FROM ended)
        """,
        UUID(child.rsplit("/", 1)[1]),
    )
    assert (await priya.get(child)).status == 404
    asked = await fill_in(amira, "/staff/people/new", twice)
    assert "ask your manager to start the plan" in words(asked.text)
    # A worker who says so all the same has no way in, and another council knows nobody of that name.
    assert (await fill_in(amira, "/staff/people/new", {**twice, "known": "same"})).status == 422
    elsewhere = await fill_in(await sign_in(cast.lewis), "/staff/people/new", twice)
    assert elsewhere.path != child
    asked = await fill_in(priya, "/staff/people/new", {**twice, "worker": str(cast.amira.id)})
    assert asked.status == 422
    assert "Say if this is the child who is known here" in words(asked.text)
    again = await fill_in(
        priya, "/staff/people/new", {**twice, "worker": str(cast.amira.id), "known": "same"}
    )
    assert (again.status, again.path) == (200, child)
    assert (await amira.get(child)).status == 200
    known = "SELECT count(*) FROM person WHERE lower(name) = lower($1) AND council_id = $2"
    assert await db.fetchval(known, NOOR["name"], cast.exampleshire) == 1
    other = await fill_in(amira, "/staff/people/new", {**twice, "known": "another"})
    # By now the child has a plan again, and whoever says that it is another is believed.
    assert (other.status, other.path != child) == (200, True)
