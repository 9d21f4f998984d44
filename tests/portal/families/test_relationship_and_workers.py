"""Who belongs to a child and who works with the plan: changed with a reason, and true from that moment."""

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, send_on
from tests.portal.visits.pages import words
from tests.running import SignIn

TODAY = {"from_on-day": "1", "from_on-month": "6", "from_on-year": "2026"}
UNTIL = {"until_on-day": "3", "until_on-month": "6", "until_on-year": "2026"}


async def plan_of(db: Db, cast: Cast) -> object:
    return await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.kit.id)


async def test_a_relationship_changes_with_its_reason(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    relationship = await db.fetchval(
        "SELECT id FROM relationship WHERE person_id = $1 AND child_id = $2", cast.marcus.id, cast.kit.id
    )
    page = f"/staff/people/{cast.kit.id}/relationship/{relationship}"
    old = await priya.get(page)
    refused = await fill_in(amira, page, {"basis": "", "why": "Checked"})
    assert "Say how they have parental responsibility" in refused.text
    refused = await fill_in(amira, page, {"why": ""})
    assert "Say why" in refused.text
    answer = await fill_in(amira, page, {"basis": "Court order of 2 March", "why": "Seen the order"})
    assert "Parental responsibility: Court order of 2 March." in words(answer.text)
    stale = await send_on(priya, old, page, {"basis": "Something older", "why": "Guess"})
    assert stale.status == 409
    assert "Court order of 2 March" in stale.text
    assert "Something older" in stale.text
    row = await db.fetchrow("SELECT changed_by, why FROM relationship WHERE id = $1", relationship)
    assert row is not None
    assert tuple(row) == (cast.amira.id, "Seen the order")


async def test_a_child_of_somebody_elses_plan_is_not_reached_through_a_relationship(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    foreign = await db.fetchval("SELECT id FROM relationship WHERE person_id = $1", cast.leila.id)
    assert (await amira.get(f"/staff/people/{cast.kit.id}/relationship/{foreign}")).status == 404
    assert (await amira.get(f"/staff/people/{cast.omar.id}/relationship/{foreign}")).status == 404


async def test_cover_holds_from_the_moment_it_is_given_until_it_is_ended(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    priya, sam = await sign_in(cast.priya), await sign_in(cast.sam)
    page = f"/staff/plans/{await plan_of(db, cast)}/workers"
    assert (await sam.get(f"/staff/people/{cast.kit.id}")).status == 404
    given = await fill_in(
        priya,
        page,
        {
            "staff": str(cast.sam.id), "role": "cover", "covering_for": str(cast.amira.id), "why": "Amira is ill",
            **TODAY, **UNTIL,
        },
    )  # fmt: skip
    assert "Sam Okoro" in given.text
    assert (await sam.get(f"/staff/people/{cast.kit.id}")).status == 200
    assert (await sam.get(f"/staff/visits/{cast.last_visit}/after")).status == 200
    involvement = await db.fetchval(
        "SELECT id FROM involvement WHERE staff_id = $1 AND change_reason = 'Amira is ill'", cast.sam.id
    )
    ended = await fill_in(priya, f"{page}/{involvement}/end", {"why": "Amira is back"})
    assert "It has ended." in ended.text
    assert (await sam.get(f"/staff/people/{cast.kit.id}")).status == 404
    assert (await sam.get(f"/staff/visits/{cast.last_visit}/after")).status == 404


async def test_what_cannot_be_is_said_in_a_sentence(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya = await sign_in(cast.priya)
    page = f"/staff/plans/{await plan_of(db, cast)}/workers"
    good: dict[str, object] = {
        "staff": str(cast.sam.id), "role": "cover", "covering_for": str(cast.amira.id), "why": "Leave", **TODAY, **UNTIL
    }  # fmt: skip
    cases: list[tuple[dict[str, object], str]] = [
        ({"staff": None}, "Choose who"),
        ({"staff": str(cast.lewis.id)}, "Choose who"),
        ({"staff": str(cast.alex.id)}, "Choose who"),
        ({"role": "chair"}, "Choose as what"),
        ({"covering_for": None}, "Choose who is away"),
        ({"staff": str(cast.amira.id)}, "Nobody can cover for themselves"),
        ({"from_on-year": "2025"}, "The first day must be today or later"),
        ({"until_on-day": "", "until_on-month": "", "until_on-year": ""}, "Enter the last day"),
        ({"until_on-day": "31", "until_on-month": "5"}, "The last day cannot be before the first"),
        ({"why": ""}, "Say why"),
        ({"staff": str(cast.amira.id), "role": "allocated"}, "in this role at that time already"),
    ]
    for changes, sentence in cases:
        answer = await fill_in(priya, page, {**good, **changes})
        assert answer.status == 422, changes
        assert sentence in answer.text, changes


async def test_a_manager_of_another_team_cannot_give_herself_a_plan(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Priya manages no plan of Omar's: the address is not there for her."""
    priya = await sign_in(cast.priya)
    plan = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.omar.id)
    assert (await priya.get(f"/staff/plans/{plan}/workers")).status == 404
    fields: dict[str, object] = {"staff": cast.priya.id, "role": "allocated", "why": "Curious", **TODAY}
    assert (await priya.post(f"/staff/plans/{plan}/workers", fields, page="/account")).status == 404


async def test_a_manager_who_covers_for_a_worker_does_what_the_worker_may(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Orders, who works there and what becomes of the plan are for who manages it, whoever else is a manager."""
    await db.execute(
        "UPDATE involvement SET role = 'cover', covering_for = $2 WHERE staff_id = $1 AND role = 'manager'",
        cast.priya.id,
        cast.amira.id,
    )
    priya, plan = await sign_in(cast.priya), await plan_of(db, cast)
    order = await db.fetchval("SELECT id FROM restriction WHERE person_id = $1", cast.marcus.id)
    amiras = await db.fetchval(
        "SELECT id FROM involvement WHERE child_plan_id = $1 AND staff_id = $2 AND to_at IS NULL",
        plan,
        cast.amira.id,
    )
    page = await priya.get(f"/staff/people/{cast.kit.id}")
    assert page.status == 200
    assert "/workers" not in page.text
    assert "/opened" not in page.text
    assert "/stop-letters" not in page.text
    kept = """
        SELECT (SELECT count(*) FROM involvement), (SELECT count(*) FROM restriction WHERE ended_at IS NULL),
               (SELECT count(*) FROM letter_stop)
    """
    before = await db.fetchrow(kept)
    for path in (
        f"/staff/people/{cast.marcus.id}/restriction/{order}/end",
        f"/staff/plans/{plan}/workers",
        f"/staff/plans/{plan}/workers/{amiras}/end",
        f"/staff/plans/{plan}/kind",
        f"/staff/plans/{plan}/end",
        f"/staff/people/{cast.kit.id}/opened",
        f"/staff/people/{cast.dani.id}/stop-letters",
    ):
        assert (await priya.get(path)).status == 404, path
        fields: dict[str, object] = {
            "why": "Mine to end",
            "staff": str(cast.sam.id),
            "role": "allocated",
            "who": "person",
        }
        assert (await priya.post(path, fields, page="/account")).status in {404, 405}, path
    assert await db.fetchrow(kept) == before
