"""One summary for each set of readers: written, looked at as each will, shared, and never mixed."""

from datetime import date

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.portal.after_visits.filling import Db, fill_in, form_to, send_on
from tests.portal.visits.pages import words
from tests.running import Answer, SignIn, Visitor, at

AFTER_HOME, AFTER_UNANNOUNCED = at(date(2026, 6, 9), 18), at(date(2026, 6, 11), 10)
ALL_SEEN = {
    f"children-{row}-{field}": "yes" for row in (0, 1) for field in ("seen", "seen_alone", "bedroom")
}  # fmt: skip


def after(visit: object) -> str:
    return f"/staff/visits/{visit}/after"


async def record(worker: Visitor, visit: object, **changes: str) -> None:
    answer = await fill_in(worker, f"{after(visit)}/how", {"outcome": "done", **ALL_SEEN, **changes})
    assert answer.status == 200


async def begin(worker: Visitor, visit: object, *readers: Member) -> Answer:
    """Ticks these readers and presses “Write summary”."""
    return await fill_in(worker, after(visit), {"readers": [str(reader.id) for reader in readers]})


async def share(worker: Visitor, visit: object, readers: list[Member], **texts: object) -> str:
    """A summary from first tick to sharing; answers with its page."""
    draft = await begin(worker, visit, *readers)
    assert "/summaries/" in draft.path
    preview = await send_on(worker, draft, draft.path, {"going_well": "Breakfast.", **texts, "go": "preview"})
    assert preview.path == f"{draft.path}/preview", words(preview.text)[:400]
    shared = await send_on(worker, preview, preview.path, {})
    assert shared.path == after(visit)
    assert "The summary is shared." in shared.text
    return draft.path


@pytest.fixture
async def free_of_orders(db: Db) -> None:
    """Two parents without an order between them: they may both read of one visit."""
    await db.execute("UPDATE restriction SET ended_at = from_on")


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


async def test_two_parents_read_different_summaries_and_never_each_others(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db, free_of_orders: None
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    promise = {
        "agreed-0-owed_by": "council",
        "agreed-0-what": "Ring the plum-orchard",
        "agreed-0-who": "Amira",
    }
    await share(amira, cast.home_visit, [cast.dani], worried="Only for Dani: lantern-otter", **promise)
    other = {"agreed-0-owed_by": "family", "agreed-0-what": "Ring the tin-heron", "agreed-0-who": "Marcus"}
    await share(amira, cast.home_visit, [cast.marcus], worried="Only for Marcus: granite-moth", **other)
    theirs = {"dani": ("lantern-otter", "plum-orchard"), "marcus": ("granite-moth", "tin-heron")}
    for who, own in theirs.items():
        visitor = await sign_in(getattr(cast, who))
        pages = [
            (await visitor.get(path)).text
            for path in ("/home", "/visits", f"/visits/{cast.home_visit}", f"/visits/{cast.home_visit}/after")
        ]
        foreign = theirs["marcus" if who == "dani" else "dani"]
        assert all(word in pages[-1] for word in own)
        assert not any(word in page for page in pages for word in foreign)
    for member in (cast.kit, cast.jay, cast.joan):
        visitor = await sign_in(member)
        page = (await visitor.get(f"/visits/{cast.home_visit}/after")).text
        assert not any(word in page for words_of_one in theirs.values() for word in words_of_one)


async def test_two_people_whom_an_order_keeps_apart_are_never_readers_together(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    page = await amira.get(after(cast.home_visit))
    assert "Marcus cannot be chosen: an order keeps Marcus away from this home." in words(page.text)
    for readers in ([cast.dani, cast.marcus], [cast.marcus]):
        answer = await begin(amira, cast.home_visit, *readers)
        assert answer.status == 422
        assert "order keeps" in words(answer.text)
    count = await db.fetchval("SELECT count(*) FROM visit_summary WHERE visit_id = $1", cast.home_visit)
    assert count == 0


async def test_the_protected_parent_cannot_be_added_to_the_others_visit_either(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """It would take the visit away from the one, or show the other that it was."""
    amira = await sign_in(cast.amira)
    answer = await begin(amira, cast.marcus_last_visit, cast.dani)
    assert answer.status == 422
    assert "An order keeps" in words(answer.text)
    readers = await db.fetch("SELECT person_id FROM visit_reader WHERE visit_id = $1", cast.marcus_last_visit)
    assert cast.dani.id not in [row["person_id"] for row in readers]


async def test_an_order_made_while_a_draft_waits_stops_the_sharing(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db, free_of_orders: None
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.marcus)
    preview = await send_on(amira, draft, draft.path, {"going_well": "Breakfast.", "go": "preview"})
    await db.execute("UPDATE restriction SET ended_at = NULL")
    answer = await send_on(amira, preview, preview.path, {})
    assert answer.status == 422
    assert "stands in the way now" in words(answer.text)
    assert (
        await db.fetchval("SELECT shared_at FROM visit_summary WHERE visit_id = $1", cast.home_visit) is None
    )
    marcus = await sign_in(cast.marcus)
    assert (await marcus.get(f"/visits/{cast.home_visit}")).status == 404


async def test_an_unannounced_visit_is_shared_only_with_its_summary(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(AFTER_UNANNOUNCED)
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    visit = cast.unannounced_visit
    await record(amira, visit)
    assert (await dani.get(f"/visits/{visit}")).status == 404
    draft = await begin(amira, visit, cast.dani)
    assert (await dani.get(f"/visits/{visit}")).status == 404
    preview = await send_on(amira, draft, draft.path, {"going_well": "Toast for everybody.", "go": "preview"})
    assert "This visit was not announced. Sharing also shows Dani that it was planned" in words(preview.text)
    assert (await dani.get(f"/visits/{visit}")).status == 404
    await send_on(amira, preview, preview.path, {})
    assert "Toast for everybody." in (await dani.get(f"/visits/{visit}/after")).text
    for member in (cast.kit, cast.jay, cast.marcus):
        visitor = await sign_in(member)
        assert (await visitor.get(f"/visits/{visit}")).status == 404
    assert await db.fetchval("SELECT shared_at FROM visit WHERE id = $1", visit) is not None


async def test_of_an_unannounced_plan_only_what_the_preview_showed_is_read(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    visit = cast.unannounced_visit
    await db.execute("UPDATE visit SET also_coming = 'A locksmith' WHERE id = $1", visit)
    await db.execute(
        """
        INSERT INTO visit_topic (council_id, visit_id, added_by, body, audience, added_at)
        SELECT council_id, id, worker_id, 'Who slept here last night', 'everyone', planned_at FROM visit WHERE id = $1
        """,
        visit,
    )
    await db.execute(
        "UPDATE visit_child SET alone_minutes = 10, alone_why = 'Ask about the door' WHERE visit_id = $1",
        visit,
    )
    clock.turn_to(AFTER_UNANNOUNCED)
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    await record(amira, visit)
    draft = await begin(amira, visit, cast.dani)
    preview = await send_on(
        amira, draft, draft.path, {"told_us": "", "going_well": "Toast.", "go": "preview"}
    )
    await send_on(amira, preview, preview.path, {})
    page = await dani.get(f"/visits/{visit}")
    assert page.status == 200
    assert "See how the morning goes before school." in words(preview.text)
    assert "See how the morning goes before school." in words(page.text)
    for kept in ("A locksmith", "Who slept here last night", "Ask about the door"):
        assert kept not in preview.text
        assert kept not in page.text


async def test_who_opens_a_visit_by_reading_of_it_is_shown_in_the_preview_what_else_opens(
    sign_in: SignIn, cast: Cast, clock: Clock, free_of_orders: None
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.marcus)
    preview = await send_on(amira, draft, draft.path, {"going_well": "Breakfast.", "go": "preview"})
    for opened in ("how the new mornings are going", "Oluwaseunfunmi", "What we said we would do last time"):
        assert opened in words(preview.text)
    await send_on(amira, preview, preview.path, {})
    page = await (await sign_in(cast.marcus)).get(f"/visits/{cast.home_visit}")
    assert "Added by Amira Khan, social worker." in words(page.text)


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


async def test_a_childs_own_words_reach_no_other_reader(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit, **{"children-1-said": "Mum cries when the phone rings. I hide it."})
    draft = await begin(amira, cast.home_visit, cast.dani)
    for field, text in [
        ("told_us", "Kit said: MUM CRIES WHEN the phone rings!"),
        ("worried", "He told us that mum cries when the phone rings, and more."),
        ("agreed-0-what", "Talk about it: mum cries when the phone rings"),
        ("happens_next", "I do not want to talk about dad when other people are there"),
    ]:
        answer = await send_on(amira, draft, draft.path, {field: text})
        assert answer.status == 422, field
        assert "own words, and other people would read them" in words(answer.text)
        assert form_to(answer.text, draft.path)[field] == [text]
    own = await begin(amira, cast.home_visit, cast.kit)
    assert "Mum cries when the phone rings. I hide it." in form_to(own.text, own.path)["told_us"][0]
    assert (await send_on(amira, own, own.path, {"go": "save"})).status == 200


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
        ({"told_us": "x" * 5001}, "Use 5000 letters or fewer"),
    ]  # fmt: skip
    for changes, sentence in cases:
        answer = await send_on(amira, draft, draft.path, {"going_well": "Kept 🪁 as typed", **changes})
        assert answer.status == 422, changes
        assert sentence in answer.text, changes
        assert form_to(answer.text, draft.path)["going_well"] == ["Kept 🪁 as typed"]
