"""A family gets another worker: access, visits, promises, and what both are asked to write."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.portal.cover.going import Db, another_teams_manager, covers_of, day, give_cover, go_away
from tests.portal.messages.talk import address_of, conversation_of, send
from tests.running import Answer, SignIn, Visitor, at

MOVES = FIRST_DAY + timedelta(days=3)


async def held_by(db: Db, worker: Member, *children: Member) -> list[UUID]:
    rows = await db.fetch(
        """
        SELECT i.id FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id
         WHERE i.staff_id = $1 AND i.role = 'allocated' AND i.to_at IS NULL AND p.child_id = ANY ($2::uuid[])
        """,
        worker.id,
        [child.id for child in children],
    )
    return [row["id"] for row in rows]


async def hand_over(manager: Visitor, plans: list[UUID], to: Member, on: date = MOVES) -> Answer:
    return await manager.post(
        "/team/moves", {"plans": plans, "to": to.id, "reason": "LEFTRL", **day("on", on)}
    )


async def rowes(db: Db, cast: Cast) -> list[UUID]:
    return await held_by(db, cast.amira, cast.kit, cast.jay)


async def move_of(db: Db, child: Member) -> UUID:
    found: UUID = await db.fetchval(
        "SELECT c.id FROM change_of_worker AS c JOIN child_plan AS p ON p.id = c.child_plan_id WHERE p.child_id = $1",
        child.id,
    )
    return found


async def test_access_goes_over_on_the_day(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    priya, amira, sam = [await sign_in(who) for who in (cast.priya, cast.amira, cast.sam)]
    saved = await hand_over(priya, await rowes(db, cast), cast.sam)
    assert "The change is saved. Both workers are asked to write" in saved.text, saved.text
    assert "Amira Khan to Sam Okoro" in saved.text
    conversation = await address_of(db, cast.dani, staff=True)
    clock.turn_to(at(MOVES - timedelta(days=1), 23, 59))
    assert ((await amira.get(conversation)).status, (await sam.get(conversation)).status) == (200, 404)
    clock.turn_to(at(MOVES, 0, 1))
    assert ((await amira.get(conversation)).status, (await sam.get(conversation)).status) == (404, 200)
    clock.turn_to(at(MOVES, 10))
    parent = await (await sign_in(cast.dani)).get(await address_of(db, cast.dani))
    assert "Sam Okoro is your social worker now. Sam can read your old messages." in parent.text
    codes = await db.fetch(
        "SELECT change_reason FROM involvement WHERE from_at = $1 OR to_at = $1", at(MOVES, 0)
    )
    assert {row["change_reason"] for row in codes} == {"LEFTRL"}


async def test_visits_from_that_day_on_are_the_new_workers_and_their_readers_are_told(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await hand_over(await sign_in(cast.priya), await rowes(db, cast), cast.sam)
    rows = await db.fetch(
        "SELECT worker_id, starts_at FROM visit WHERE id = ANY ($1)",
        [cast.home_visit, cast.office_visit, cast.unannounced_visit],
    )
    assert rows
    assert {row["worker_id"] for row in rows if row["starts_at"] >= at(MOVES, 0)} == {cast.sam.id}
    told = await db.fetchval(
        "SELECT count(*) FROM visit_news WHERE visit_id = $1 AND kind = 'changed' AND by_id = $2",
        cast.home_visit,
        cast.priya.id,
    )
    assert told == 1
    hidden = await db.fetchval("SELECT count(*) FROM visit_news WHERE visit_id = $1", cast.unannounced_visit)
    assert hidden == 0


async def test_a_visit_about_a_child_who_stays_stays(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await hand_over(await sign_in(cast.priya), await held_by(db, cast.amira, cast.jay), cast.sam)
    about = await db.fetch("SELECT child_id FROM visit_child WHERE visit_id = $1", cast.home_visit)
    assert cast.kit.id in {row["child_id"] for row in about}
    assert await db.fetchval("SELECT worker_id FROM visit WHERE id = $1", cast.home_visit) == cast.amira.id


async def test_open_promises_go_along_with_their_days(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, dani = await sign_in(cast.priya), await sign_in(cast.dani)
    await db.execute(
        "UPDATE promise SET who_words = 'Amira' WHERE owed_by = 'council' AND visit_id = $1", cast.last_visit
    )
    before = await db.fetch(
        "SELECT id, state, by_on, made_at, who_words FROM promise WHERE visit_id = $1 AND owed_by = 'council'",
        cast.last_visit,
    )
    assert {row["state"] for row in before} >= {"open"}
    await hand_over(priya, await rowes(db, cast), cast.sam)

    async def said() -> dict[UUID, str | None]:
        await db.execute("SELECT set_config('app.now', $1, false)", clock.now().isoformat())
        rows = await db.fetch(
            "SELECT p.id, (SELECT o.said FROM taken_over(p.id) AS o) AS said FROM promise AS p WHERE p.visit_id = $1"
            " AND p.owed_by = 'council'", cast.last_visit,
        )  # fmt: skip
        return {row["id"]: row["said"] for row in rows}

    assert set((await said()).values()) == {None}, "not before the day"
    clock.turn_to(at(MOVES, 12))
    now = await said()
    assert {now[row["id"]] for row in before if row["state"] == "open"} == {"Sam"}
    assert {now[row["id"]] for row in before if row["state"] != "open"} <= {None}
    after = await db.fetch("SELECT id, state, by_on, made_at, who_words FROM promise WHERE visit_id = $1"
                           " AND owed_by = 'council'", cast.last_visit)  # fmt: skip
    assert sorted(map(tuple, after)) == sorted(map(tuple, before)), "the record itself is as it was written"
    page = await dani.get(f"/visits/{cast.last_visit}/after")
    assert "Sam" in page.text
    staff = await (await sign_in(cast.sam)).get(f"/staff/visits/{cast.last_visit}/after/promises")
    assert "Sam" in staff.text

    await hand_over(
        priya, await held_by(db, cast.sam, cast.kit, cast.jay), cast.amira, MOVES + timedelta(days=2)
    )
    clock.turn_to(at(MOVES + timedelta(days=2), 12))
    assert {value for value in (await said()).values() if value} == {"Amira"}


async def test_both_workers_are_asked_to_write_and_nothing_is_sent_for_them(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, amira, sam = [await sign_in(who) for who in (cast.priya, cast.amira, cast.sam)]
    await hand_over(priya, await rowes(db, cast), cast.sam)
    conversation = await conversation_of(db, cast.dani)
    sent = await db.fetchval("SELECT last_seq FROM conversation WHERE id = $1", conversation)

    today = (await amira.get("/staff/today")).text
    assert "Say goodbye to Dani" in today
    move = f"/staff/moves/{await move_of(db, cast.kit)}"
    page = await amira.get(move)
    assert "Start a goodbye to Dani" in page.text
    opened = await amira.post(f"{move}/start/{conversation}", page=move)
    assert opened.path == f"/staff/messages/{conversation}"
    assert "From Thursday 4 June, Sam Okoro will work with you instead of me." in opened.text
    assert await db.fetchval("SELECT last_seq FROM conversation WHERE id = $1", conversation) == sent
    await send(amira, opened.path, "Goodbye, Dani. It was good to know you.")
    assert "Say goodbye to Dani" not in (await amira.get("/staff/today")).text
    assert "Say hello" not in (await sam.get("/staff/today")).text

    clock.turn_to(at(MOVES, 10))
    assert "Say goodbye" not in (await amira.get("/staff/today")).text
    today = (await sam.get("/staff/today")).text
    assert "Say hello to Dani" in today
    assert "Read the handover for Kit, from Amira Khan" in today
    opened = await sam.post(f"{move}/start/{conversation}", page=move)
    assert "I work with you now, after Amira Khan." in opened.text
    await send(sam, opened.path, "Hello, I am Sam.")
    assert "Say hello to Dani" not in (await sam.get("/staff/today")).text


async def test_own_words_in_the_box_are_never_replaced(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await hand_over(await sign_in(cast.priya), await rowes(db, cast), cast.sam)
    amira, conversation = await sign_in(cast.amira), await conversation_of(db, cast.dani)
    await db.execute(
        "INSERT INTO message_draft (council_id, conversation_id, person_id, body, saved_at)"
        " SELECT council_id, id, $2, 'My own words', now() FROM conversation WHERE id = $1",
        conversation,
        cast.amira.id,
    )
    move = f"/staff/moves/{await move_of(db, cast.kit)}"
    opened = await amira.post(f"{move}/start/{conversation}", page=move)
    assert "My own words" in opened.text
    assert "instead of me" not in opened.text


async def test_the_new_worker_reads_and_confirms_the_handover(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, amira, sam = [await sign_in(who) for who in (cast.priya, cast.amira, cast.sam)]
    await hand_over(priya, await rowes(db, cast), cast.sam)
    move = f"/staff/moves/{await move_of(db, cast.kit)}"
    assert "Your note is saved." in (await amira.post(move, {"note": "Kit likes trains."})).text
    assert (await sam.get(move)).status == 404, "not before the day"
    assert (await sam.post(f"{move}/confirm", page="/account")).status == 404
    clock.turn_to(at(MOVES, 10))
    assert (await amira.get(move)).status == 404
    assert (await amira.post(move, {"note": "Too late"}, page="/account")).status == 404
    page = await sam.get(move)
    assert "Kit likes trains." in page.text
    assert str(cast.home_visit) in page.text
    assert "Not read yet" in (await priya.get("/team/moves")).text
    done = await sam.post(f"{move}/confirm", page=move)
    assert "Saved. You have read the handover." in done.text
    assert "Read the handover for Kit" not in (await sam.get("/staff/today")).text
    assert await db.fetchval("SELECT count(*) FROM change_of_worker WHERE confirmed_at IS NOT NULL") == 1


async def test_who_covered_there_covers_no_more(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, sam = await sign_in(cast.priya), await sign_in(cast.sam)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, FIRST_DAY + timedelta(days=10))
    now = await hand_over(priya, await held_by(db, cast.amira, cast.kit, cast.jay), cast.priya, FIRST_DAY)
    assert "The new worker is asked to write to the families." in now.text, "who leaves cannot write any more"
    assert (await sam.get(await address_of(db, cast.dani, staff=True))).status == 404
    assert (await sam.get(await address_of(db, cast.tigist, staff=True))).status == 200
    assert {row["staff_id"] for row in await covers_of(db, cast.amira)} == {cast.sam.id}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"plans": []}, "Choose at least one plan"),
        ({"to": ""}, "Choose who takes over"),
        ({"reason": "NOSUCH"}, "Choose why"),
        ({"on-day": 31, "on-month": 5}, "The date must be today or later"),
        ({"on-year": 2028}, "Choose a day within a year"),
    ],
)
async def test_what_cannot_be_is_refused(
    sign_in: SignIn, cast: Cast, db: Db, change: dict[str, object], says: str
) -> None:
    fields = {
        "plans": await rowes(db, cast),
        "to": cast.sam.id,
        "reason": "LEFTRL",
        **day("on", MOVES),
        **change,
    }
    answer = await (await sign_in(cast.priya)).post("/team/moves", fields)
    assert (answer.status, says in answer.text) == (422, True)
    assert await db.fetchval("SELECT count(*) FROM change_of_worker") == 0


async def test_nobody_takes_over_from_themselves_or_twice(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, plans = await sign_in(cast.priya), await rowes(db, cast)
    same = await hand_over(priya, plans, cast.amira)
    assert (same.status, "They have this plan now" in same.text) == (422, True)
    assert (await hand_over(priya, plans, cast.sam)).status == 200
    again = await hand_over(priya, plans, cast.priya)
    assert (again.status, "Choose at least one plan" in again.text) == (422, True)


async def test_plans_of_another_team_cannot_be_given_away(sign_in: SignIn, cast: Cast, db: Db) -> None:
    other = await another_teams_manager(db, cast, sign_in)
    answer = await hand_over(other, await rowes(db, cast), cast.ines)
    assert (answer.status, "Choose at least one plan" in answer.text) == (422, True)
    assert await db.fetchval("SELECT count(*) FROM change_of_worker") == 0


async def test_a_handover_is_nobody_elses(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await hand_over(await sign_in(cast.priya), await rowes(db, cast), cast.sam)
    move, conversation = f"/staff/moves/{await move_of(db, cast.kit)}", await conversation_of(db, cast.dani)
    for member in (
        cast.sam,
        cast.priya,
        cast.tom,
        cast.ines,
        cast.lewis,
        cast.alex,
        cast.helen,
        cast.dani,
        cast.kit,
    ):
        visitor = await sign_in(member)
        assert (await visitor.get(move)).status == 404, member.key
        for path in (move, f"{move}/confirm", f"{move}/start/{conversation}"):
            assert (await visitor.post(path, {"note": "Mine"}, page="/account")).status == 404, (
                member.key,
                path,
            )
    amira = await sign_in(cast.amira)
    elsewhere = await conversation_of(db, cast.rosa)
    assert (await amira.post(f"{move}/start/{elsewhere}", page=move)).status == 404


def without_cover(page: str) -> str:
    """The part of the team's page about workers who are away."""
    return page.split("Workers away without cover", 1)[1].split("<h2", 1)[0]


async def test_a_plan_that_goes_to_another_worker_first_needs_no_cover(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    priya, amira = await sign_in(cast.priya), await sign_in(cast.amira)
    await go_away(amira, MOVES, MOVES + timedelta(days=5), "nobody")
    assert "Kit Rowe" in without_cover((await priya.get("/team")).text)
    await hand_over(priya, await rowes(db, cast), cast.sam)
    team = without_cover((await priya.get("/team")).text)
    assert "Kit Rowe" not in team
    assert "Samuel Haile" in team
