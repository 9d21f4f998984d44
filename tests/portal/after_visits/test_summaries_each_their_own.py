"""Who reads which summary: two parents, a child, whoever an order keeps away, and an unannounced visit."""

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, form_to, send_on
from tests.portal.after_visits.sharing import AFTER_HOME, AFTER_UNANNOUNCED, after, begin, record, share
from tests.portal.visits.pages import words
from tests.running import SignIn


@pytest.fixture
async def free_of_orders(db: Db) -> None:
    """Two parents without an order between them: they may both read of one visit."""
    await db.execute("UPDATE restriction SET ended_at = from_on")


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


async def test_words_that_were_written_down_after_the_draft_are_not_shared_with_another(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    draft = await begin(amira, cast.home_visit, cast.dani)
    preview = await send_on(
        amira, draft, draft.path, {"told_us": "Mum cries when the phone rings.", "go": "preview"}
    )
    assert preview.path == f"{draft.path}/preview"
    await amira.post(
        f"{after(cast.home_visit)}/words",
        {"child": str(cast.kit.id), "body": "Mum cries when the phone rings. I hide it."},
    )
    refused = await send_on(amira, preview, preview.path, {})
    assert refused.status == 422
    assert "These are Kit’s own words, and other people would read them." in words(refused.text)
    dani = await sign_in(cast.dani)
    assert "cries when" not in (await dani.get(f"/visits/{cast.home_visit}/after")).text
