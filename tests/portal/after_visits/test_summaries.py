"""One summary for each set of readers: written, looked at as each will, shared, and never mixed."""

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, form_to, send_on
from tests.portal.after_visits.sharing import AFTER_HOME, after, begin, record
from tests.portal.visits.pages import words
from tests.running import SignIn


async def test_a_worker_shares_from_a_recorded_visit_in_three_presses(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(AFTER_HOME)
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    await record(amira, cast.home_visit)
    draft = await fill_in(amira, after(cast.home_visit))
    assert form_to(draft.text, draft.path)["readers"] == [str(cast.dani.id)]
    preview = await send_on(
        amira, draft, draft.path, {"going_well": "You walked to school.", "go": "preview"}
    )
    assert "What Dani will see" in words(preview.text)
    assert "You walked to school." not in (await dani.get(f"/visits/{cast.home_visit}/after")).text
    await send_on(amira, preview, preview.path, {})
    assert "You walked to school." in (await dani.get(f"/visits/{cast.home_visit}/after")).text


async def test_a_draft_begins_with_what_every_reader_may_know(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit, **{"children-1-said": "My kite flies higher than the roof now."})
    to_kit = await begin(amira, cast.home_visit, cast.kit)
    told_us = form_to(to_kit.text, to_kit.path)["told_us"][0]
    assert "“My kite flies higher than the roof now.”" in told_us
    assert "I made a kite" in told_us
    assert "Breakfast club:" in told_us
    assert "dad" not in told_us
    to_jay = await begin(amira, cast.home_visit, cast.jay)
    told_us = form_to(to_jay.text, to_jay.path)["told_us"][0]
    assert "I do not want to talk about dad" in told_us
    assert "higher than the roof" not in told_us
    to_dani = await begin(amira, cast.home_visit, cast.dani)
    told_us = form_to(to_dani.text, to_dani.path)["told_us"][0]
    assert "Breakfast club:" in told_us
    assert "I made a kite" not in told_us
    assert "dad" not in told_us
    assert "higher than the roof" not in told_us


async def test_lines_that_nobody_wrote_after_are_left_out(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.dani)
    told_us = form_to(draft.text, draft.path)["told_us"][0]
    wrote = told_us.replace("Breakfast club:", "Breakfast club: Kit goes every day.")
    preview = await send_on(amira, draft, draft.path, {"told_us": wrote, "go": "preview"})
    assert "How mornings are going:" not in preview.text
    await send_on(amira, preview, preview.path, {})
    kept = await db.fetchval("SELECT told_us FROM visit_summary WHERE visit_id = $1", cast.home_visit)
    assert kept == "Breakfast club: Kit goes every day."


async def test_an_empty_summary_is_not_shared(sign_in: SignIn, cast: Cast, clock: Clock, db: Db) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.dani)
    preview = await send_on(amira, draft, draft.path, {"happens_next": "", "go": "preview"})
    answer = await send_on(amira, preview, preview.path, {})
    assert answer.status == 422
    assert "Write something before you share it" in answer.text


async def test_two_staff_writing_one_draft_get_both_texts(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(AFTER_HOME)
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.dani)
    same = await priya.get(draft.path)
    await send_on(amira, draft, draft.path, {"worried": "Amira’s sentence.", "go": "save"})
    answer = await send_on(priya, same, draft.path, {"worried": "Priya’s sentence.", "go": "preview"})
    assert answer.status == 409
    assert "Amira’s sentence." in answer.text
    assert form_to(answer.text, draft.path)["worried"] == ["Priya’s sentence."]
    both = {"worried": "Amira’s sentence. Priya’s sentence.", "go": "save"}
    assert (await send_on(priya, answer, draft.path, both)).status == 200
    kept = await db.fetchval("SELECT worried FROM visit_summary WHERE visit_id = $1", cast.home_visit)
    assert kept == "Amira’s sentence. Priya’s sentence."


async def test_a_draft_changed_after_the_preview_is_not_shared_unseen(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(AFTER_HOME)
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.dani)
    preview = await send_on(amira, draft, draft.path, {"worried": "Looked at.", "go": "preview"})
    await fill_in(priya, draft.path, {"worried": "Not looked at.", "go": "save"})
    answer = await send_on(amira, preview, preview.path, {})
    assert answer.status == 409
    assert "Not looked at." in answer.text
    assert (
        await db.fetchval("SELECT shared_at FROM visit_summary WHERE visit_id = $1", cast.home_visit) is None
    )


async def test_sharing_twice_shares_once(sign_in: SignIn, cast: Cast, clock: Clock, db: Db) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.dani)
    promise = {"agreed-0-what": "Ring the school", "agreed-0-who": ""}
    preview = await send_on(amira, draft, draft.path, {**promise, "go": "preview"})
    other_tab = await amira.get(preview.path)
    for shown in (preview, preview, other_tab):
        await send_on(amira, shown, preview.path, {})
    made = await db.fetch("SELECT who_words, state FROM promise WHERE visit_id = $1", cast.home_visit)
    assert [tuple(row) for row in made] == [("Amira", "open")]


async def test_a_shared_summary_is_put_right_by_a_new_version_and_stays(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    first = await db.fetchrow(
        """
        SELECT s.id, s.told_us FROM visit_summary AS s JOIN visit_summary_reader AS r ON r.summary_id = s.id
         WHERE s.visit_id = $1 AND r.person_id = $2
        """,
        cast.last_visit,
        cast.dani.id,
    )
    assert first is not None
    page = f"{after(cast.last_visit)}/summaries/{first['id']}"
    draft = await fill_in(amira, page, action=f"{page}/again")
    again = await amira.post(f"{page}/again", page=page)
    assert again.path == draft.path
    new = {"told_us": "You waited 3 hours, not 2.", "readers": str(cast.kit.id), "go": "preview"}
    preview = await send_on(amira, draft, draft.path, new)
    assert "You waited 3 hours" not in (await dani.get(f"/visits/{cast.last_visit}/after")).text
    await send_on(amira, preview, preview.path, {})
    versions = await db.fetch(
        "SELECT version, told_us FROM visit_summary WHERE first_id = $1 ORDER BY version", first["id"]
    )
    assert [tuple(row) for row in versions] == [(1, first["told_us"]), (2, "You waited 3 hours, not 2.")]
    assert "You waited 3 hours" in (await dani.get(f"/visits/{cast.last_visit}/after")).text
    kit = await sign_in(cast.kit)
    assert "You waited 3 hours" not in (await kit.get(f"/visits/{cast.last_visit}/after")).text
    refused = await amira.post(page, {"told_us": "Rewritten", "version": 1}, page=page)
    assert refused.status == 409


async def test_bad_promises_are_named_and_everything_typed_is_kept(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.dani)
    cases: list[tuple[dict[str, object], str]] = [
        ({"agreed-0-who": "Dani"}, "Say what was agreed"),
        ({"agreed-0-what": "Ring", "agreed-0-owed_by": "family"}, "Say who will do it"),
        ({"agreed-0-what": "Ring", "agreed-0-by-day": "31", "agreed-0-by-month": "6", "agreed-0-by-year": "26"}, "31"),
        ({"agreed-0-what": "x" * 301}, "Use 300 letters or fewer"),
        ({"readers": None}, "Choose who this summary is for"),
        ({"readers": str(cast.chloe.id)}, "Choose who this summary is for"),
        ({"told_us": "x" * 5001}, "Use 5,000 letters or fewer"),
    ]  # fmt: skip
    for changes, sentence in cases:
        answer = await send_on(amira, draft, draft.path, {"going_well": "Kept 🪁 as typed", **changes})
        assert answer.status == 422, changes
        assert sentence in answer.text, changes
        assert form_to(answer.text, draft.path)["going_well"] == ["Kept 🪁 as typed"]
