"""A mother who is a young person with a plan of her own: both of her roles, and the worker of each."""

from typing import Any
from uuid import UUID

from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.contributions.telling import jay_tells
from tests.portal.cover.going import day
from tests.portal.families.adding import NOOR
from tests.portal.planner.pages import filled, form_of
from tests.portal.visits.pages import words
from tests.running import Answer, SignIn, Visitor

BABY: dict[str, object] = {
    **NOOR, "name": "Mia Costa", "called": "Mia", "born_on-day": "2", "born_on-month": "5", "born_on-year": "2026",
}  # fmt: skip


async def new_baby(priya: Visitor, worker: Member) -> str:
    """The child's page, as their manager sees it."""
    page = await fill_in(priya, "/staff/people/new", {**BABY, "worker": str(worker.id)})
    assert page.status == 200, words(page.text)
    return page.path


async def make_parent(staff: Visitor, baby: str, parent: Member, **more: object) -> Answer:
    fields: dict[str, object] = {
        "who": "young", "young": str(parent.id), "type": "father", "responsibility": "y",
        "basis": "On the birth certificate", "lives_with": "y", "why": "Told by Luca",
        "from_on-day": "2", "from_on-month": "5", "from_on-year": "2026",
    }  # fmt: skip
    return await fill_in(staff, f"{baby}/adults/new", {**fields, **more})


def id_in(path: str) -> UUID:
    return UUID(path.rsplit("/", 1)[1])


async def test_a_young_parent_keeps_a_record_of_their_own(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """Jay’s worker is Amira; their child's is Sam. Priya manages both."""
    priya, own_worker, childs_worker = [await sign_in(who) for who in (cast.priya, cast.amira, cast.sam)]
    baby = await new_baby(priya, cast.sam)
    own = f"/staff/people/{cast.jay.id}"
    # Who works with the child alone finds no young people of others, and cannot name one.
    assert cast.jay.name not in (await childs_worker.get(f"{baby}/adults/new")).text
    assert (await make_parent(childs_worker, baby, cast.jay)).status == 422
    assert (await childs_worker.get(own)).status == 404
    done = await make_parent(priya, baby, cast.jay)
    assert "They are the child’s parent now, and keep their own plan and their own worker." in words(
        done.text
    )
    assert "Parental responsibility: On the birth certificate." in words((await childs_worker.get(baby)).text)
    # As a parent they can be reached, asked, and read the plan; what is theirs as a young person stays with Amira.
    page = await childs_worker.get(own)
    assert page.status == 200
    assert "You know Jay as a parent." in words(page.text)
    for end in ("letters", "sign-in", "adults/new", "children/new", "opened"):
        assert f"{own}/{end}" not in page.text, end
        assert (await childs_worker.get(f"{own}/{end}")).status == 404, end
    assert (await childs_worker.get(f"{own}/contact")).status == 200
    assert "You know Jay as a parent." not in words((await own_worker.get(own)).text)
    assert (await own_worker.get(baby)).status == 404, "their worker does not work with their child"
    # What they think, and their story.
    jay, views = await jay_tells(sign_in, cast.jay)
    assert "Sam" not in words((await jay.get(f"/views/{views}/share")).text)
    assert (await own_worker.get(f"/staff/views/{views}")).status == 200
    assert (await childs_worker.get(f"/staff/views/{views}")).status == 404
    for path in (f"/staff/together/{cast.jay.id}", f"{own}/booklet"):
        assert (await childs_worker.get(path)).status == 404, path
    # Both workers are named where they write.
    talk = (await jay.get("/messages")).text
    assert "Amira" in talk
    assert "Sam" in talk


async def test_he_reads_the_plan_for_his_child_and_is_asked_to_the_meeting(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    priya, amira, luca = [await sign_in(who) for who in (cast.priya, cast.amira, cast.luca)]
    baby = await new_baby(priya, cast.amira)
    await make_parent(priya, baby, cast.luca)
    planner = f"/staff/visits/new/{id_in(baby)}"
    shown = await amira.get(planner)
    assert "Has parental responsibility." in words(shown.text)
    typed: dict[str, Any] = {
        "time": "2pm", "place": "home", "purpose": "To see how Mia sleeps.", "readers": str(cast.luca.id),
        "day__day": "10", "day__month": "6", "day__year": "2026", "share": "yes",
        "children__0__alone": "y", "children__0__minutes": "15",
    }  # fmt: skip
    preview = await amira.send(planner, {**filled(shown.text, planner, **typed), "do": "preview"})
    assert "What Luca will see" in words(preview.text), words(preview.text)
    assert "Time with Mia" in words(preview.text), "a parent is told of time alone"
    shared = await amira.send(planner, {**form_of(preview.text, planner), "do": "share"})
    assert "The plan is shared." in shared.text, words(shared.text)
    page = await luca.get(shared.path.replace("/staff", ""))
    assert "To see how Mia sleeps." in words(page.text)
    assert "Time with Mia" in words(page.text)
    assert "At your home" in words(page.text)
    assert (await (await sign_in(cast.rosa)).get(page.path)).status == 404, "nothing of it is his mother's"
    meeting = f"/staff/meetings/new/{id_in(baby)}/help"
    asks = await amira.get(meeting)
    assert asks.status == 200
    assert "Luca Costa" in asks.text


async def test_each_of_the_two_has_a_worker_of_their_own(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya = await sign_in(cast.priya)
    baby = await new_baby(priya, cast.sam)
    refused = await make_parent(priya, baby, cast.luca)
    assert refused.status == 422
    assert "They have the same worker." in words(refused.text)
    held = """
        SELECT i.id FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id
         WHERE p.child_id = $1 AND i.role = 'allocated' AND i.to_at IS NULL
    """
    move = {"to": cast.amira.id, "reason": "MANAGE", **day("on", FIRST_DAY)}
    await priya.post("/team/moves", {**move, "plans": [await db.fetchval(held, id_in(baby))]})
    assert (await make_parent(priya, baby, cast.luca)).status == 200
    # Neither of the two plans comes to the other's worker, by whatever page, nor both to somebody else.
    of_baby, of_luca = await db.fetchval(held, id_in(baby)), await db.fetchval(held, cast.luca.id)
    for plans, to in (([of_baby], cast.sam), ([of_luca], cast.amira), ([of_baby, of_luca], cast.priya)):
        answer = await priya.post("/team/moves", {**move, "plans": plans, "to": to.id})
        assert (answer.status, "A young parent and their child each have a worker" in answer.text) == (
            422,
            True,
        )
    plan = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.luca.id)
    given = await fill_in(
        priya,
        f"/staff/plans/{plan}/workers",
        {"staff": str(cast.amira.id), "role": "allocated", "why": "To help out"},
    )
    assert given.status == 422
    assert "each of them has a worker of their own" in words(given.text)


async def test_only_a_mother_or_father_and_only_once(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya = await sign_in(cast.priya)
    baby = await new_baby(priya, cast.amira)
    for more, says in (
        ({"young": ""}, "Choose which young person"),
        ({"type": "grandparent"}, "A young person can be added as mother or father only"),
        ({"young": str(cast.samuel.id)}, "Not a valid choice"),
        ({"young": str(cast.ella.id)}, "Not a valid choice"),
    ):
        refused = await make_parent(priya, baby, cast.luca, **more)
        assert refused.status == 422, more
        assert says in words(refused.text) or "young" in more, words(refused.text)
    await make_parent(priya, baby, cast.luca)
    again = await make_parent(priya, baby, cast.luca)
    assert again.status == 422
    assert await db.fetchval("SELECT count(*) FROM relationship WHERE child_id = $1", id_in(baby)) == 1


async def test_who_was_put_down_as_a_sister_becomes_the_mother(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """A baby added beside Jay is a brother or sister at first, as every child of one family is."""
    priya = await sign_in(cast.priya)
    page = await fill_in(
        priya, f"/staff/people/{cast.jay.id}/children/new", {**BABY, "worker": str(cast.sam.id)}
    )
    assert "Brother or sister" in words(page.text)
    done = await make_parent(priya, page.path, cast.jay, type="mother", basis="Mother")
    assert done.status == 200
    now = await db.fetch(
        "SELECT type FROM relationship WHERE $1 IN (person_id, child_id) AND $2 IN (person_id, child_id)"
        " AND (to_on IS NULL OR to_on > $3)",
        cast.jay.id,
        id_in(page.path),
        FIRST_DAY,
    )
    assert [row["type"] for row in now] == ["mother"]
