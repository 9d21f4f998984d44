"""What somebody of a family said by phone or face to face: written down, seen by them, and taken back by them."""

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.planner.pages import form_of, words
from tests.running import Answer, SignIn, Visitor, at

VISIT_DAY = FIRST_DAY + timedelta(days=8)


def said_path(cast: Cast) -> str:
    return f"/staff/visits/{cast.home_visit}/said"


async def write_down(visitor: Visitor, cast: Cast, **fields: object) -> Answer:
    path = said_path(cast)
    page = await visitor.get(path)
    chosen = {"who": str(cast.dani.id), "how": "phone", "said": "ok", **fields}
    return await visitor.send(path, {**form_of(page.text, path), **chosen})


async def not_said(visitor: Visitor, cast: Cast, page: str) -> Answer:
    path = f"/visits/{cast.home_visit}/not-said"
    return await visitor.send(path, form_of(page, path))


async def plan_of(visitor: Visitor, cast: Cast) -> str:
    return (await visitor.get(f"/visits/{cast.home_visit}")).text


async def test_what_was_said_by_phone_is_their_answer_and_says_who_wrote_it(
    sign_in: SignIn, cast: Cast
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    done = words((await write_down(amira, cast)).text)
    assert "Written down. Dani sees it on the plan." in done
    assert "Told Amira Khan by phone on" in done
    seen = words(await plan_of(dani, cast))
    assert "Amira knows this time is OK." in seen
    assert "Amira wrote down that you said so by phone." in seen
    for page in ("/home", "/visits"):
        card = "You said this time is OK. Amira wrote down that you said so by phone."
        assert card in words((await dani.get(page)).text)


async def test_nobody_else_reads_what_she_said(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    before = {
        one.key: words(await plan_of(await sign_in(one), cast)) for one in (cast.kit, cast.jay, cast.marcus)
    }
    await write_down(amira, cast)
    for one in (cast.kit, cast.jay, cast.marcus):
        assert words(await plan_of(await sign_in(one), cast)) == before[one.key]


async def test_who_did_not_say_it_takes_it_back_and_the_worker_sees_that(sign_in: SignIn, cast: Cast) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    await write_down(amira, cast)
    page = await plan_of(dani, cast)
    back = words((await not_said(dani, cast, page)).text)
    assert "It is taken back. Amira sees that you did not say this." in back
    assert "Is this time OK for you?" in back
    staff = words((await amira.get(f"/staff/visits/{cast.home_visit}")).text)
    assert "Dani says: I did not say that this time is OK. Amira Khan wrote it down on" in staff
    assert "Told Amira Khan by phone" not in staff
    told = form_of(page, f"/visits/{cast.home_visit}/not-said")["told"]
    again = await dani.post(f"/visits/{cast.home_visit}/not-said", {"told": told}, page="/home")
    assert again.status == 409
    assert "This is not here any more." in again.text
    # Her own answer is what counts from then on.
    confirm = f"/visits/{cast.home_visit}/confirm"
    await dani.send(confirm, form_of(await plan_of(dani, cast), confirm))
    assert "Dani says: I did not" not in (await amira.get(f"/staff/visits/{cast.home_visit}")).text
    assert "wrote down" not in words(await plan_of(dani, cast))
    assert "wrote down" not in words((await dani.get("/home")).text)


async def test_another_time_is_asked_for_in_their_words_and_has_a_day_for_the_reply(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    empty = await write_down(amira, cast, said="other_time")
    assert empty.status == 422
    assert "Write when is better for them" in empty.text
    done = await write_down(amira, cast, said="other_time", how="face", when="Any morning next week")
    text = words(done.text)
    assert "Dani asked for a different time" in text
    assert "Any morning next week" in text
    assert "Told Amira Khan face to face on" in text
    seen = words(await plan_of(dani, cast))
    assert "You asked for a different time. Amira will reply by" in seen
    assert "Amira wrote down that you asked for this face to face. Any morning next week" in seen
    assert "Amira wrote down that you asked for this face to face." in words((await dani.get("/home")).text)
    twice = await write_down(amira, cast, said="other_time", when="Or in the evening")
    assert twice.status == 409
    assert "They have asked for a different time already." in twice.text
    assert "Or in the evening" in twice.text
    await not_said(dani, cast, await plan_of(dani, cast))
    assert "Is this time OK for you?" in words(await plan_of(dani, cast))
    states = "SELECT state FROM visit_change_request WHERE visit_id = $1 AND asked_by = $2"
    assert await db.fetchval(states, cast.home_visit, cast.dani.id) == "withdrawn"


async def test_what_they_asked_for_goes_once_they_say_by_phone_that_it_is_ok(
    sign_in: SignIn, cast: Cast
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/change"
    asking = await dani.get(path)
    await dani.send(path, {**form_of(asking.text, path), "time": "none", "when": "Any morning"})
    await write_down(amira, cast)
    assert "Amira knows this time is OK." in words(await plan_of(dani, cast))
    assert "asked for a different time" not in (await amira.get(f"/staff/visits/{cast.home_visit}")).text


async def test_who_did_not_say_it_has_what_they_had_said_themselves_again(
    sign_in: SignIn, cast: Cast
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    change, confirm = f"/visits/{cast.home_visit}/change", f"/visits/{cast.home_visit}/confirm"
    asking = form_of((await dani.get(change)).text, change)
    await dani.send(change, {**asking, "time": "none", "when": "Any morning"})
    # Written down twice, as by two colleagues: each is taken back by itself.
    for _ in range(2):
        await write_down(amira, cast)
    for _ in range(2):
        assert "You asked for a different time" not in words(await plan_of(dani, cast))
        await not_said(dani, cast, await plan_of(dani, cast))
    seen = words(await plan_of(dani, cast))
    assert "You asked for a different time. Amira will reply by" in seen
    assert "wrote down" not in seen
    assert "Any morning" in words((await amira.get(f"/staff/visits/{cast.home_visit}")).text)
    # The other way round: she says OK herself, and a request is written down that is not hers.
    await dani.send(confirm, form_of(await plan_of(dani, cast), confirm))
    await write_down(amira, cast, said="other_time", when="Any evening")
    await not_said(dani, cast, await plan_of(dani, cast))
    assert "Amira knows this time is OK." in words(await plan_of(dani, cast))


async def test_a_visit_that_was_moved_meanwhile_is_said_and_nothing_is_written(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    amira = await sign_in(cast.amira)
    path = said_path(cast)
    form = form_of((await amira.get(path)).text, path)
    await db.execute(
        "UPDATE visit SET starts_at = starts_at + interval '1 hour', starts_wall = starts_wall + interval '1 hour'"
        " WHERE id = $1",
        cast.home_visit,
    )
    typed = {"who": str(cast.dani.id), "how": "phone", "said": "other_time", "when": "At noon"}
    moved = await amira.send(path, {**form, **typed})
    assert moved.status == 409
    assert "The visit was moved while you wrote." in moved.text
    assert "At noon" in moved.text
    assert await db.fetchval("SELECT count(*) FROM visit_told WHERE visit_id = $1", cast.home_visit) == 0


async def test_what_is_missing_is_said_beside_each_field(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    wrong = await write_down(amira, cast, who="", how="", said="")
    assert wrong.status == 422
    for error in ("Choose who told you", "Choose how they told you", "Choose what they said"):
        assert error in wrong.text
    # Somebody who does not see the plan cannot have answered it.
    other = await write_down(amira, cast, who=str(cast.marcus.id))
    assert other.status == 422


async def test_once_the_visit_has_begun_there_is_nothing_to_write_down(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    await write_down(amira, cast)
    page, form = await plan_of(dani, cast), form_of((await amira.get(said_path(cast))).text, said_path(cast))
    clock.turn_to(at(VISIT_DAY, 16, 1))
    assert "Write down what they told you" not in (await amira.get(f"/staff/visits/{cast.home_visit}")).text
    late = await amira.send(said_path(cast), {**form, "who": str(cast.dani.id), "how": "phone", "said": "ok"})
    assert late.status == 409
    assert (await not_said(dani, cast, page)).status == 409
    assert "I did not say this" not in await plan_of(dani, cast)


@pytest.mark.parametrize("who", ["tom", "ines", "lewis", "alex", "helen", "grace", "dani", "marcus", "jay"])
async def test_others_write_nothing_down(sign_in: SignIn, cast: Cast, db: Any, who: str) -> None:
    form = form_of((await (await sign_in(cast.amira)).get(said_path(cast))).text, said_path(cast))
    visitor = await sign_in(getattr(cast, who))
    assert (await visitor.get(said_path(cast))).status == 404
    typed = {"seen": form["seen"], "who": str(cast.dani.id), "how": "phone", "said": "ok"}
    refused = await visitor.post(said_path(cast), typed, page="/help")
    assert refused.status in (403, 404)
    assert await db.fetchval("SELECT count(*) FROM visit_told WHERE visit_id = $1", cast.home_visit) == 0


@pytest.mark.parametrize("who", ["marcus", "kit", "jay", "amira", "lewis"])
async def test_nobody_else_takes_it_back(sign_in: SignIn, cast: Cast, db: Any, who: str) -> None:
    await write_down(await sign_in(cast.amira), cast)
    told = await db.fetchval("SELECT id FROM visit_told WHERE visit_id = $1", cast.home_visit)
    visitor = await sign_in(getattr(cast, who))
    path = f"/visits/{cast.home_visit}/not-said"
    assert (await visitor.post(path, {"told": str(told)}, page="/help")).status in (404, 409)
    assert await db.fetchval("SELECT disowned_at FROM visit_told WHERE id = $1", told) is None
