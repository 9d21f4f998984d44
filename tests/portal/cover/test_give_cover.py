"""A manager gives cover in one action, for the plans of her own team."""

from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import (
    absence_of,
    another_teams_manager,
    covers_of,
    days,
    give_cover,
    go_away,
    plans_of,
)
from tests.portal.messages.talk import Db, address_of
from tests.running import SignIn, at

BACK = FIRST_DAY + timedelta(days=4)


async def test_sick_without_notice_is_one_action(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, sam = await sign_in(cast.priya), await sign_in(cast.sam)
    conversation = await address_of(db, cast.dani, staff=True)
    assert (await sam.get(conversation)).status == 404
    saved = await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, BACK)
    assert "Cover is saved. Families are told." in saved.text
    assert (await sam.get(conversation)).status == 200
    row = await db.fetchrow(
        "SELECT kind, set_by, from_on, back_on FROM absence WHERE staff_id = $1", cast.amira.id
    )
    assert row is not None
    assert tuple(row) == ("sick", cast.priya.id, FIRST_DAY, BACK)
    covers = await covers_of(db, cast.amira)
    assert {row["to_at"] for row in covers} == {at(BACK, 0)}
    assert all(at(FIRST_DAY, 10) <= row["from_at"] < at(FIRST_DAY, 11) for row in covers), (
        "not before it was given"
    )
    parent = await (await sign_in(cast.dani)).get(await address_of(db, cast.dani))
    assert "Sam Okoro is reading your messages." in parent.text


async def test_leave_without_cover_is_covered_in_its_own_days(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    begins = FIRST_DAY + timedelta(days=7)
    await go_away(amira, begins, begins + timedelta(days=5), "nobody")
    assert await covers_of(db, cast.amira) == []
    team = await priya.get("/team")
    assert f'href="/team/cover?away={cast.amira.id}"' in team.text
    page = await priya.get(f"/team/cover?away={cast.amira.id}")
    assert f'value="{begins.day}"' in page.text
    await give_cover(priya, cast.amira, cast.sam, begins, begins + timedelta(days=5))
    assert await db.fetchval("SELECT count(*) FROM absence WHERE staff_id = $1", cast.amira.id) == 1
    assert {row["to_at"] for row in await covers_of(db, cast.amira)} == {at(begins + timedelta(days=5), 0)}
    assert f'href="/team/cover?away={cast.amira.id}"' not in (await priya.get("/team")).text


async def test_sick_for_longer_makes_the_cover_longer(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya = await sign_in(cast.priya)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, BACK)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, BACK + timedelta(days=7))
    covers = await covers_of(db, cast.amira)
    plans = [row["child_plan_id"] for row in covers]
    assert len(plans) == len(set(plans)), "the same rows, not more of them"
    assert {row["to_at"] for row in covers} == {at(BACK + timedelta(days=7), 0)}


async def test_the_manager_says_that_somebody_is_back(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, sam = await sign_in(cast.priya), await sign_in(cast.sam)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, BACK)
    back = await priya.post(f"/team/cover/{await absence_of(db, cast.amira)}/end", page="/team/cover")
    assert "Saved. The cover has ended." in back.text
    assert (await sam.get(await address_of(db, cast.dani, staff=True))).status == 404


async def test_nobody_covers_for_themselves(sign_in: SignIn, cast: Cast) -> None:
    answer = await give_cover(await sign_in(cast.priya), cast.amira, cast.amira, FIRST_DAY, BACK)
    assert (answer.status, "Nobody can cover for themselves" in answer.text) == (422, True)


async def test_a_cover_whose_account_ended_cannot_be_chosen(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("UPDATE person SET ended_at = now() - interval '1 day' WHERE id = $1", cast.sam.id)
    answer = await give_cover(await sign_in(cast.priya), cast.amira, cast.sam, FIRST_DAY, BACK)
    assert (answer.status, "Choose who will cover" in answer.text) == (422, True)


async def test_a_cover_who_left_is_no_cover(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya = await sign_in(cast.priya)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, BACK)
    assert "No one is away without cover." in (await priya.get("/team")).text
    await db.execute("UPDATE person SET ended_at = now() - interval '1 day' WHERE id = $1", cast.sam.id)
    assert "No one is away without cover." not in (await priya.get("/team")).text


async def test_days_of_two_absences_are_not_run_together(sign_in: SignIn, cast: Cast) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    await go_away(amira, FIRST_DAY + timedelta(days=2), FIRST_DAY + timedelta(days=3), cast.sam.id)
    await go_away(amira, FIRST_DAY + timedelta(days=8), FIRST_DAY + timedelta(days=9), cast.sam.id)
    answer = await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, FIRST_DAY + timedelta(days=14))
    assert (answer.status, "They are away twice in these days" in answer.text) == (422, True)


async def test_a_plan_of_another_team_is_not_covered_by_this_one(sign_in: SignIn, cast: Cast, db: Db) -> None:
    kit = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.kit.id)
    await db.execute(
        "UPDATE involvement SET to_at = from_at WHERE staff_id = $1 AND child_plan_id = $2 AND role = 'manager'",
        cast.priya.id,
        kit,
    )
    await give_cover(await sign_in(cast.priya), cast.amira, cast.sam, FIRST_DAY, BACK)
    covered = {row["child_plan_id"] for row in await covers_of(db, cast.amira)}
    assert covered
    assert kit not in covered


async def test_another_teams_manager_sees_and_sends_away_nobody_here(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await give_cover(await sign_in(cast.priya), cast.amira, cast.sam, FIRST_DAY, BACK)
    other = await another_teams_manager(db, cast, sign_in)
    for path in ("/team", "/team/cover", "/team/moves"):
        page = await other.get(path)
        assert page.status == 200
        assert "Amira" not in page.text.replace("Amira Khan, Family Help North", "")
        assert "Rowe" not in page.text
        assert "Haile" not in page.text
    answer = await give_cover(other, cast.amira, cast.ines, FIRST_DAY, BACK)
    assert (answer.status, "Choose who is away" in answer.text) == (422, True)
    ended = await other.post(f"/team/cover/{await absence_of(db, cast.amira)}/end", page="/account")
    assert ended.status == 404
    assert len(await covers_of(db, cast.amira)) == len(await plans_of(db, cast.amira))


@pytest.mark.parametrize(
    "who", ["amira", "sam", "tom", "ines", "lewis", "alex", "helen", "dani", "grace_lim"]
)
async def test_the_teams_pages_are_for_managers(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    fields = {**days(FIRST_DAY, BACK), "away": cast.amira.id, "cover": cast.sam.id}
    for path in ("/team", "/team/cover", "/team/moves"):
        assert (await visitor.get(path)).status == 404, path
    for path in ("/team/cover", "/team/moves", f"/team/cover/{cast.kit.id}/end"):
        assert (await visitor.post(path, fields, page="/account")).status == 404, path


async def test_cover_given_on_the_plans_own_page_ends_with_the_absence_too(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, priya, sam = [await sign_in(who) for who in (cast.amira, cast.priya, cast.sam)]
    await go_away(amira, FIRST_DAY, BACK, "nobody")
    plan = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.kit.id)
    path = f"/staff/plans/{plan}/workers"
    fields = {
        "staff": cast.sam.id, "role": "cover", "covering_for": cast.amira.id, "why": "Amira is away",
        "from_on-day": FIRST_DAY.day, "from_on-month": FIRST_DAY.month, "from_on-year": FIRST_DAY.year,
        "until_on-day": BACK.day + 10, "until_on-month": BACK.month, "until_on-year": BACK.year,
    }  # fmt: skip
    assert (await priya.post(path, fields)).status == 200
    [row] = await covers_of(db, cast.amira)
    assert (row["child_plan_id"], row["to_at"]) == (plan, at(BACK, 0))
    conversation = await address_of(db, cast.kit, staff=True)
    assert (await sam.get(conversation)).status == 200
    await amira.post(f"/staff/away/{await absence_of(db, cast.amira)}/end", page="/staff/away")
    assert (await sam.get(conversation)).status == 404
