"""Who comes to the pages after a visit: staff who work with a child of it at this moment, and nobody else."""

import pytest

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, form_to
from tests.running import SignIn

PAGES = ["after", "after/how", "after/words", "after/promises", "notes"]
OUTSIDERS = [
    "tom", "sam", "ines", "lewis", "helen", "alex", "grace_lim", "dani", "marcus", "kit", "jay", "joan", "chloe",
]  # fmt: skip


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nobody_else_finds_anything_there(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    addresses = [
        f"/staff/visits/{visit}/{page}" for visit in (cast.last_visit, cast.missed_visit) for page in PAGES
    ]
    summaries = await db.fetch("SELECT id, visit_id FROM visit_summary WHERE visit_id = $1", cast.last_visit)
    corrections = await db.fetch("SELECT id, visit_id FROM correction WHERE visit_id = $1", cast.last_visit)
    for row in summaries:
        addresses.append(f"/staff/visits/{row['visit_id']}/after/summaries/{row['id']}")
        addresses.append(f"/staff/visits/{row['visit_id']}/after/summaries/{row['id']}/preview")
    addresses += [f"/staff/visits/{row['visit_id']}/after/corrections/{row['id']}" for row in corrections]
    never = await visitor.get("/staff/visits/00000000-0000-4000-8000-000000000000/after")
    for address in addresses:
        answer = await visitor.get(address)
        assert answer.status == 404, address
        assert len(answer.text) == len(never.text), address


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nobody_else_changes_anything_there(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    summary = await db.fetchval("SELECT id FROM visit_summary WHERE visit_id = $1 LIMIT 1", cast.last_visit)
    correction = await db.fetchval("SELECT id FROM correction WHERE visit_id = $1 LIMIT 1", cast.last_visit)
    base = f"/staff/visits/{cast.last_visit}"
    before = await _everything(db)
    attempts: list[tuple[str, dict[str, object]]] = [
        (f"{base}/after", {"readers": cast.marcus.id}),
        (f"{base}/after/how", {"outcome": "refused", "version": 1}),
        (f"{base}/after/words", {"child": cast.kit.id, "body": "Planted by somebody else entirely"}),
        (f"{base}/after/promises", {"promises-0-state": "done"}),
        (f"{base}/after/summaries/{summary}", {"told_us": "Planted by somebody else entirely"}),
        (f"{base}/after/summaries/{summary}/preview", {"version": 1}),
        (f"{base}/after/summaries/{summary}/again", {}),
        (f"{base}/after/corrections/{correction}", {"reply": "Planted by somebody else entirely"}),
        (f"{base}/notes", {"body": "Planted by somebody else entirely"}),
    ]
    for path, fields in attempts:
        answer = await visitor.post(path, fields, page="/account")
        assert answer.status == 404, path
    assert await _everything(db) == before


async def test_the_manager_and_the_worker_come_in_and_it_is_logged(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    for member in (cast.amira, cast.priya):
        visitor = await sign_in(member)
        for page in PAGES:
            answer = await visitor.get(f"/staff/visits/{cast.last_visit}/{page}")
            assert answer.status == 200, page
        opened = await db.fetch(
            "SELECT kind, about FROM access_log WHERE actor_id = $1 AND item_id = $2 AND deed = 'opened'",
            member.id,
            cast.last_visit,
        )
        assert len(opened) == len(PAGES)
        assert all({cast.kit.id, cast.jay.id} <= set(row["about"]) for row in opened)


async def test_cover_sees_it_while_covering_and_not_a_minute_longer(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    page = f"/staff/visits/{cast.last_visit}/after"
    sam = await sign_in(cast.sam)
    assert (await sam.get(page)).status == 404
    now = await db.fetchval("SELECT timestamptz '2026-06-01 08:00+01'")
    plan = await db.fetchval(
        "SELECT child_plan_id FROM visit_child WHERE visit_id = $1 LIMIT 1", cast.last_visit
    )
    cover = await db.fetchval(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, covering_for)
        VALUES ($1, $2, $3, 'cover', $4, $5) RETURNING id
        """,
        cast.exampleshire, cast.sam.id, plan, now, cast.amira.id,
    )  # fmt: skip
    shown = await sam.get(page)
    assert shown.status == 200
    await db.execute("UPDATE involvement SET to_at = from_at WHERE id = $1", cover)
    assert (await sam.get(page)).status == 404
    fields: dict[str, object] = dict(form_to(shown.text, page))
    assert (await sam.send(page, fields | {"readers": cast.dani.id})).status == 404


async def _everything(db: Db) -> list[object]:
    return [
        await db.fetchval(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} AS t")
        for table in ("visit", "visit_child", "visit_words", "visit_note", "visit_summary", "visit_summary_reader",
                      "promise", "promise_reader", "correction", "visit_reader")
    ]  # fmt: skip
