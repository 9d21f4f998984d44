"""The pages of who runs a meeting: both times side by side, what people said, and nobody else comes there."""

from uuid import uuid4

import asyncpg

from portal.demo.cast import Cast
from tests.portal.meetings.planning import new
from tests.portal.planner.pages import words
from tests.running import SignIn, Visitor

Database = asyncpg.Connection
WORRY, ASK = "Not beside zq-somebody, please.", "What does zq-quorate mean?"


async def told(db: Database, cast: Cast) -> tuple[str, str]:
    """A worry of Dani's for the chair, and something that Jay asks for."""
    await db.execute(
        "INSERT INTO meeting_part (council_id, meeting_id, person_id, taking_part, brings_words, not_to_say, saved_at) "
        "VALUES ($1, $2, $3, 'first', 'Marcus Bell and my aunt', 'Nothing about zq-dad.', '2026-05-30')",
        cast.exampleshire, cast.review_conference, cast.dani.id,
    )  # fmt: skip
    worry = await db.fetchval(
        "INSERT INTO meeting_worry (council_id, meeting_id, person_id, body, at) VALUES ($1, $2, $3, $4, '2026-05-30') "
        "RETURNING id", cast.exampleshire, cast.review_conference, cast.dani.id, WORRY,
    )  # fmt: skip
    ask = await db.fetchval(
        "INSERT INTO meeting_ask (council_id, meeting_id, person_id, kind, words, at) "
        "VALUES ($1, $2, $3, 'explain', $4, '2026-05-31') RETURNING id",
        cast.exampleshire, cast.review_conference, cast.jay.id, ASK,
    )  # fmt: skip
    return str(worry), str(ask)


async def test_only_who_runs_a_meeting_comes_to_its_pages(sign_in: SignIn, cast: Cast, db: Database) -> None:
    """Parents, children, staff of before, other chairs, partners, administrators, the other council: one 404."""
    worry, ask = await told(db, cast)
    # Somebody else runs this one, and Helen has nothing to do with it.
    here, other = f"/staff/meetings/{cast.review_conference}", f"/staff/meetings/{cast.brennan_review}"
    pages = (here, *(f"{here}/{page}" for page in ("answers", "change", "share", "call-off")), new(cast))
    posts = (
        *(f"{here}/{page}" for page in ("change", "share", "call-off", f"worries/{worry}", f"asks/{ask}")),
        f"{here}/participation/{cast.kit.id}",
        new(cast),
    )
    before = await _all_of(db)
    for who in "dani marcus kit jay tom ines grace_lim alex lewis joan chloe".split():
        visitor = await sign_in(getattr(cast, who))
        for path in pages:
            assert (await visitor.get(path)).status == 404, (who, path)
        for path in posts:
            answer = await visitor.post(path, {"reply": "x", "code": "PN1", "words": "x"}, page="/account")
            assert answer.status == 404, (who, path)
        listed = await visitor.get("/staff/meetings")
        assert str(cast.review_conference) not in listed.text, who
        assert listed.status == (200 if who in ("tom", "ines", "lewis") else 404), who
    helen = await sign_in(cast.helen)
    for path in (other, f"{other}/answers", f"{other}/change", f"/staff/meetings/{uuid4()}"):
        assert (await helen.get(path)).status == 404, path
    assert await _all_of(db) == before


async def _all_of(db: Database) -> list[tuple[object, ...]]:
    rows = await db.fetch(
        "SELECT m.id, m.version, m.state, m.shared_at,"
        " (SELECT count(*) FROM meeting_worry WHERE replied_at IS NOT NULL),"
        " (SELECT count(*) FROM meeting_ask WHERE done_at IS NOT NULL),"
        " (SELECT count(*) FROM meeting_child WHERE participation IS NOT NULL) FROM meeting AS m ORDER BY m.id"
    )
    return [tuple(row) for row in rows]


async def test_the_chair_sees_both_times_and_alone_what_is_for_the_chair(
    sign_in: SignIn, cast: Cast, db: Database
) -> None:
    worry, ask = await told(db, cast)
    here = f"/staff/meetings/{cast.review_conference}"
    helen, amira = await sign_in(cast.helen), await sign_in(cast.amira)
    assert (await helen.get("/")).path == "/staff/meetings"
    page = words((await helen.get(here)).text)
    assert page.index("Time 1: Thursday 25 June at 10am") < page.index("Time 2: Friday 26 June at 2:30pm")
    assert "Dani Rowe Opened on Wednesday 20 May. Comes for the first part" in page
    assert "2 to answer" in page
    assert "1 to answer" in words((await amira.get(here)).text)
    hers, chairs = await amira.get(f"{here}/answers"), await helen.get(f"{here}/answers")
    assert WORRY in chairs.text
    assert "For you alone" not in hers.text
    assert "zq-somebody" not in hers.text
    for each in (hers.text, chairs.text):
        assert ASK in each
        assert "Nothing about zq-dad." in each
        # Whom Dani wants to bring is somebody whom an order keeps away from her.
        assert "Look at who comes along. An order keeps Marcus away from Dani." in words(each)
    assert (await amira.post(f"{here}/worries/{worry}", {"reply": "x"}, page=f"{here}/answers")).status == 404
    await _answered(helen, amira, here, worry, ask)


async def _answered(helen: Visitor, amira: Visitor, here: str, worry: str, ask: str) -> None:
    answers = f"{here}/answers"
    empty = await helen.post(f"{here}/worries/{worry}", {"reply": "  "}, page=answers)
    assert empty.status == 422
    assert f'href="#reply-{worry}"' in empty.text
    long = "A" * 10_000
    kept = await amira.post(f"{here}/asks/{ask}", {"reply": long}, page=answers)
    assert kept.status == 422
    assert long in kept.text
    told_dani = await helen.post(f"{here}/worries/{worry}", {"reply": "You will not meet. 🪁"}, page=answers)
    assert "You will not meet. 🪁" in told_dani.text
    both = [await visitor.get(answers) for visitor in (amira, helen)]
    done = await amira.post(f"{here}/asks/{ask}", {"reply": "I call Jay on Monday."}, page=answers)
    assert "I call Jay on Monday. Amira Khan" in words(done.text)
    assert "zq-quorate" in both[1].text
    late = await helen.post(f"{here}/asks/{ask}", {"reply": "Helen's answer"}, page=here)
    assert late.status == 409
    assert "Helen&#39;s answer" in late.text


async def test_a_code_is_suggested_from_what_the_child_chose_and_set_by_hand(
    sign_in: SignIn, cast: Cast, db: Database
) -> None:
    here = f"/staff/meetings/{cast.aziz_review}"
    helen = await sign_in(cast.helen)
    assert "We cannot suggest anything yet." in words((await helen.get(f"{here}/answers")).text)
    await db.execute(
        "INSERT INTO meeting_part (council_id, meeting_id, person_id, taking_part, instead, to_say, saved_at) "
        "VALUES ($1, $2, $3, 'not_there', 'drawing', 'My cat.', '2026-05-30')",
        cast.exampleshire, cast.aziz_review, cast.omar.id,
    )  # fmt: skip
    page = await helen.get(f"{here}/answers")
    assert "Suggested: PN6, did not come, sent words or a drawing." in words(page.text)
    path = f"{here}/participation/{cast.omar.id}"
    assert (await helen.post(path, {"code": "PN9"}, page=f"{here}/answers")).status == 422
    done = await helen.post(path, {"code": "PN3"}, page=f"{here}/answers")
    assert "Set to: PN3" in words(done.text)
    # There is no code where it does not go into a return, nor for a child who is no part of it.
    elsewhere = f"/staff/meetings/{cast.review_conference}/participation/{cast.kit.id}"
    assert (await helen.post(elsewhere, {"code": "PN1"}, page=here)).status == 404
    assert (await helen.post(f"{here}/participation/{cast.kit.id}", {"code": "PN1"}, page=here)).status == 404
