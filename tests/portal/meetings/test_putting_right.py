"""What was shared by mistake is taken back or said in other words: marked, dated, on the record, never silently."""

import re
from datetime import date

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.meetings.ending import add, day, fill, ids, share, take_on
from tests.portal.meetings.putting_right import WHY, at_desk, desk
from tests.running import Answer, SignIn, Visitor, at

Database = asyncpg.Connection
HELD = date(2026, 6, 26)
WRONG_ONE = "Marcus told us about his work. zq-wrong"


@pytest.fixture
async def helen(cast: Cast, clock: Clock, sign_in: SignIn) -> Visitor:
    """The review is over: one decision for Dani, Kit and the health visitor, a promise to Dani and Kit."""
    clock.turn_to(at(date(2026, 6, 29), 10))
    helen, here = await sign_in(cast.helen), desk(cast)
    await fill(helen, f"{here}/decisions", day("held_on", HELD))
    child = {"child_body": "Dad has a new job. zq-child", "child_readers": ids(cast.kit)}
    await add(helen, here, WRONG_ONE, cast.dani, cast.grace_lim, **child)
    await take_on(helen, here, "Ring the wrong school. zq-school", cast.dani, cast.kit)
    await share(helen, here)
    return helen


async def put_right(helen: Visitor, page: str, **typed: object) -> Answer:
    """Looked at, and then done with the button of that page."""
    looked = await fill(helen, page, {"because": WHY, **typed})
    if "What each person will see now" not in looked.text:
        return looked
    return await fill(helen, page, {"because": WHY, **typed, "go": "share"})


async def test_who_should_not_have_it_has_its_words_no_more_and_is_told_so(
    cast: Cast, db: Database, sign_in: SignIn, helen: Visitor
) -> None:
    dani, kit = await sign_in(cast.dani), await sign_in(cast.kit)
    told = f"/meetings/{cast.review_conference}/decisions"
    assert "zq-wrong" in (await dani.get(told)).text
    page = await at_desk(helen, cast, "decisions")
    assert (await put_right(helen, page)).status == 422
    nobody = await put_right(helen, page, how="take_back")
    assert nobody.status == 422
    assert "Choose who should not have it" in nobody.text
    looked = await fill(helen, page, {"because": WHY, "how": "take_back", "readers": ids(cast.dani)})
    assert "zq-wrong" in (await dani.get(told)).text, "looked at, and not done yet"
    assert "Helen Marsh took something back on Monday 29 June." in looked.text
    await put_right(helen, page, how="take_back", readers=ids(cast.dani))
    again: dict[str, object] = {"version": "1", "how": "take_back", "readers": ids(cast.kit), "because": WHY}
    assert (await (await sign_in(cast.amira)).post(page, again)).status == 409, "somebody was first"
    after = (await dani.get(told)).text
    assert "zq-wrong" not in after
    assert "Helen Marsh took something back on Monday 29 June." in after
    assert WHY in after
    assert "zq-school" in after, "the rest stands"
    assert "took something back" not in (await kit.get(told)).text, "it is hers alone"
    assert "zq-child" in (await kit.get(told)).text
    assert (
        "Taken back from Dani Rowe by Helen Marsh on Monday 29 June."
        in (await helen.get(f"{desk(cast)}/decisions")).text
    )
    kept = await db.fetchrow(
        "SELECT t.first_read_at, d.body FROM taking_back AS t JOIN decision AS d ON d.id = t.decision_id"
    )
    assert kept is not None
    assert kept["body"] == WRONG_ONE
    assert kept["first_read_at"] is not None
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute("DELETE FROM decision_reader WHERE person_id = $1", cast.kit.id)


async def test_other_words_stand_beside_what_it_said_before(
    cast: Cast, db: Database, sign_in: SignIn, helen: Visitor
) -> None:
    page = await at_desk(helen, cast, "decisions")
    same = await put_right(
        helen, page, how="other_words", body=WRONG_ONE, child_body="Dad has a new job. zq-child"
    )
    assert "Use other words than before" in same.text
    long = await put_right(helen, page, how="other_words", body="é" * 10_000, child_body="x")
    assert long.status == 422
    assert "é" * 10_000 in long.text
    await db.execute(
        "INSERT INTO redaction (council_id, meeting_id, reader_id, words, added_by, added_at) "
        "SELECT council_id, id, $2, 'Larchfield', chair_id, planned_at FROM meeting WHERE id = $1",
        cast.review_conference,
        cast.kit.id,
    )
    new = {
        "body": "Marcus starts at Larchfield on Monday. zq-new",
        "child_body": "Dad works at Larchfield. zq-kit",
    }
    await put_right(helen, page, how="other_words", **new)
    assert (await helen.get(page)).status == 404, "nobody has the old words any more"
    for who, now, before in ((cast.dani, "zq-new", "zq-wrong"), (cast.kit, "zq-kit", "zq-child")):
        text = (await (await sign_in(who)).get(f"/meetings/{cast.review_conference}/decisions")).text
        assert now in text
        assert re.search(rf"<s>[^<]*{before}</s>", text), "what it said is shown, and marked"
        assert "Helen Marsh changed something here on Monday 29 June." in text
        assert ("Larchfield" in text) is (who is cast.dani), "what may not be shown to one of them"
        assert ("[left out]" in text) is (who is cast.kit)
    grace = (await (await sign_in(cast.grace_lim)).get(f"/partner/meetings/{cast.review_conference}")).text
    assert "zq-new" in grace
    assert "It said before:" in grace


async def test_a_promise_that_nobody_has_any_more_is_owed_no_more(
    cast: Cast, db: Database, sign_in: SignIn, helen: Visitor
) -> None:
    dani = await sign_in(cast.dani)
    page = await at_desk(helen, cast, "promises")
    fields = {
        "how": "other_words",
        "who": "Amira",
        "what": "Ring the right school. zq-right",
        **day("by_on", date(2026, 7, 10)),
    }
    await put_right(helen, page, **fields)
    told = (await dani.get(f"/meetings/{cast.review_conference}/decisions")).text
    assert "zq-right" in told
    assert re.search("<s>[^<]*zq-school</s>", told)
    page = await at_desk(helen, cast, "promises")
    await put_right(helen, page, how="take_back", readers=ids(cast.dani, cast.kit))
    states = await db.fetch(
        "SELECT what, state FROM promise WHERE meeting_id = $1 AND what LIKE '%zq-%'", cast.review_conference
    )
    assert {row["state"] for row in states} == {"taken_back"}
    assert "zq-right" not in (await dani.get(f"/meetings/{cast.review_conference}/decisions")).text
    assert (await helen.get(page)).status == 404
    assert (await helen.get(page.removesuffix("/put-right"))).status == 404, "there is nothing to settle"
    amira = await sign_in(cast.amira)
    assert (await amira.get(f"/staff/people/{cast.kit.id}")).status == 200


async def test_only_who_runs_the_meeting_puts_it_right(cast: Cast, sign_in: SignIn, helen: Visitor) -> None:
    pages = [await at_desk(helen, cast, kind) for kind in ("decisions", "promises")]
    for who in "dani marcus kit tom lewis grace_lim alex".split():
        visitor = await sign_in(getattr(cast, who))
        for page in pages:
            assert (await visitor.get(page)).status == 404, who
            answer = await visitor.post(page, {"how": "take_back", "go": "share"}, page="/account")
            assert answer.status == 404, who


async def test_a_health_visitor_says_that_she_sees_it_differently(
    cast: Cast, clock: Clock, sign_in: SignIn, helen: Visitor
) -> None:
    grace, here = await sign_in(cast.grace_lim), f"/partner/meetings/{cast.review_conference}"
    say = f"{here}/decisions/disagree"
    for who in (cast.dani, cast.marcus, cast.helen, cast.amira, cast.lewis):
        visitor = await sign_in(who)
        assert (await visitor.get(say)).status == 404, who.key
        assert (await visitor.post(say, {"body": "x"}, page="/account")).status == 404, who.key
    assert (await grace.post(say, {"body": " "})).status == 422
    sent = await grace.post(say, {"body": "He was weighed twice. zq-weighed"})
    assert sent.path == here
    assert "Helen will answer by Monday 13 July." in sent.text
    for who in (cast.dani, cast.kit):
        assert (
            "zq-weighed"
            not in (await (await sign_in(who)).get(f"/meetings/{cast.review_conference}/decisions")).text
        )
    assert "zq-weighed" in (await (await sign_in(cast.amira)).get(f"{desk(cast)}/decisions")).text
    view = re.search(
        rf"{desk(cast)}/views-of-it/([0-9a-f-]+)", (await helen.get(f"{desk(cast)}/decisions")).text
    )
    assert view
    await helen.post(f"{desk(cast)}/views-of-it/{view[1]}", {"reply": "We put both in. zq-both"})
    assert "zq-both" in (await grace.get(here)).text
