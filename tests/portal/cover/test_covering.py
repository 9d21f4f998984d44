"""What whoever covers sees: the list of what is due, who waits, what was promised, and a few lines for each plan."""

from datetime import timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import absence_of, go_away, plans_of
from tests.portal.messages.talk import Db, address_of, send
from tests.running import SignIn, at

BEGINS, BACK = FIRST_DAY + timedelta(days=7), FIRST_DAY + timedelta(days=14)
LINES = "Kit likes trains.\nRing Dani after 10."


async def test_the_cover_finds_what_is_due_who_waits_and_the_note(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, sam, dani = [await sign_in(who) for who in (cast.amira, cast.sam, cast.dani)]
    await go_away(amira, BEGINS, BACK, cast.sam.id)
    plans = {row["child_id"]: row["id"] for row in await plans_of(db, cast.amira)}
    path = f"/staff/away/{await absence_of(db, cast.amira)}/notes"
    saved = await amira.post(path, {f"plan_{plans[cast.kit.id].hex}": LINES})
    assert "Your note is saved." in saved.text
    assert "Kit likes trains." in (await amira.get(path)).text

    before = await sam.get("/staff/covering")
    assert "You are not covering for anyone." in before.text
    assert "Kit Rowe" not in before.text, "nothing before the first day"

    clock.turn_to(at(BEGINS, 11))
    await send(dani, await address_of(db, cast.dani), "Is the visit still on?")
    clock.turn_to(at(BEGINS, 14))
    page = (await sam.get("/staff/covering")).text
    assert "For Amira Khan" in page
    assert "You cover until the end of Sunday 14 June." in page
    assert "Kit likes trains." in page
    assert await address_of(db, cast.dani, staff=True) in page
    assert "2 working hours" in page or "3 working hours" in page
    assert "Is the visit still on?" not in page
    visits = await db.fetch(
        "SELECT v.id FROM visit AS v JOIN visit_child AS c ON c.visit_id = v.id"
        " WHERE c.child_id = $1 AND v.state = 'planned' AND v.starts_at >= $2 AND v.starts_at < $3",
        cast.kit.id, at(BEGINS, 0), at(BACK, 0),
    )  # fmt: skip
    assert visits
    assert all(str(row["id"]) in page for row in visits)
    promises = await db.fetch(
        "SELECT p.what FROM promise AS p JOIN visit_child AS c ON c.visit_id = p.visit_id"
        " WHERE c.child_id = $1 AND p.state = 'open'", cast.kit.id,
    )  # fmt: skip
    assert promises
    assert all(row["what"].replace("'", "&#39;") in page for row in promises)
    today = (await sam.get("/staff/today")).text
    assert 'href="/staff/covering"' in today
    assert "Until Sunday 14 June" in today, "the same last day as on the page about covering"
    row = await db.fetchrow("SELECT about FROM access_log WHERE actor_id = $1 AND kind = 'covering'"
                            " AND cardinality(about) > 0", cast.sam.id)  # fmt: skip
    assert row is not None
    assert cast.kit.id in row["about"]


async def test_a_note_has_five_lines_at_most_and_can_be_taken_away(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    await go_away(amira, BEGINS, BACK, cast.sam.id)
    plans = {row["child_id"]: row["id"] for row in await plans_of(db, cast.amira)}
    path, field = f"/staff/away/{await absence_of(db, cast.amira)}/notes", f"plan_{plans[cast.kit.id].hex}"
    six = await amira.post(path, {field: "\n".join("abcdef")})
    assert (six.status, "Use 5 lines or fewer" in six.text) == (422, True)
    long = await amira.post(path, {field: "a" * 1_001})
    assert (long.status, "Use 1,000 letters or fewer" in long.text or "Use 1000" in long.text) == (422, True)
    assert (await amira.post(path, {field: LINES})).status == 200
    assert (await amira.post(path, {field: ""})).status == 200
    assert await db.fetchval("SELECT count(*) FROM handover_note") == 0


async def test_a_worker_is_asked_for_a_note_before_going(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    await go_away(amira, BEGINS, BACK, cast.sam.id)
    assert "Write a handover note before you go" in (await amira.get("/staff/today")).text
    plans = {row["child_id"]: row["id"] for row in await plans_of(db, cast.amira)}
    path = f"/staff/away/{await absence_of(db, cast.amira)}/notes"
    await amira.post(path, {f"plan_{plans[cast.kit.id].hex}": LINES})
    assert "Write a handover note before you go" not in (await amira.get("/staff/today")).text
