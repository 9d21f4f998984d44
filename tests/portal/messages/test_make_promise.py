"""“Make a promise”: from a message, to the one person whose conversation it is, until it is settled."""

from portal.demo.cast import Cast
from tests.portal.messages.staffing import NOW, Db, conversation_of, path_of, say, strangers_to_dani
from tests.portal.visits.pages import words
from tests.running import SignIn

DAY: dict[str, object] = {"by_on-day": "9", "by_on-month": "June", "by_on-year": "2026"}
OURS: dict[str, object] = {
    "owed_by": "council", "who": "Amira Khan", "what": "I will ask the school about breakfast club.", **DAY,
}  # fmt: skip
THEIRS: dict[str, object] = {"owed_by": "family", "who": "", "what": "Bring the red form.", **DAY}


async def test_the_council_promises_and_only_that_person_of_the_family_knows(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    message = await say(db, cast.amira, cast.dani, "I will ask the school.")
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    shown = (await amira.get(f"{page}/promise/{message}")).text
    assert "I will ask the school.</textarea>" in shown
    assert "Dani will see this promise. Nobody else in the family will." in words(shown)
    answer = await amira.post(f"{page}/promise/{message}", {**OURS, "child": cast.kit.id})
    assert answer.status == 200
    assert "The promise is made." in answer.text
    said = words((await dani.get(f"/messages/{hers}")).text)
    assert "I will ask the school about breakfast club." in said
    assert "Amira Khan, by Tuesday 9 June." in said
    assert "breakfast club" in (await dani.get(f"/visits/{cast.home_visit}")).text
    promise = await db.fetchval(
        "SELECT id FROM promise WHERE conversation_id = $1 AND made_at >= $2", hers, NOW
    )
    readers = await db.fetch("SELECT person_id FROM promise_reader WHERE promise_id = $1", promise)
    assert [row["person_id"] for row in readers] == [cast.dani.id]
    for member, path in (
        (cast.marcus, f"/visits/{cast.office_visit}"),
        (cast.kit, f"/visits/{cast.home_visit}"),
        (cast.jay, f"/visits/{cast.home_visit}"),
    ):
        visitor = await sign_in(member)
        for each in (path, "/home"):
            assert "ask the school about breakfast" not in (await visitor.get(each)).text, member.name


async def test_what_the_family_owes_is_theirs_to_do_at_home(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    message = await say(db, cast.dani, cast.dani, "I can bring it.")
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    await amira.post(f"{page}/promise/{message}", {**THEIRS, "child": cast.kit.id, "by_on-day": "2"})
    home = (await dani.get("/home")).text
    assert "Bring the red form." in home
    assert f"/messages/{hers}#agreed" in home
    for member in (cast.marcus, cast.kit, cast.jay):
        assert "Bring the red form." not in (await (await sign_in(member)).get("/home")).text


async def test_staff_see_it_and_say_what_became_of_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira, priya = [await sign_in(member) for member in (cast.dani, cast.amira, cast.priya)]
    message = await say(db, cast.amira, cast.dani, "I will ask the school.")
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    await amira.post(f"{page}/promise/{message}", {**OURS, "child": cast.kit.id})
    promise = await db.fetchval(
        "SELECT id FROM promise WHERE conversation_id = $1 AND made_at >= $2", hers, NOW
    )
    for person in (cast.kit, cast.dani):
        timeline = (await amira.get(f"/staff/people/{person.id}")).text
        assert f"{page}/promises" in timeline
    assert f"{page}/promises" not in (await amira.get(f"/staff/people/{cast.marcus.id}")).text
    assert "breakfast club" in (await amira.get(f"/staff/visits/{cast.home_visit}/after/promises")).text
    assert "breakfast club" in (await priya.get(f"{page}/promises")).text
    settle = f"{page}/promises/{promise}"
    answer = await amira.post(settle, {"state": "not_done", "because": "", "version": "1"})
    assert (answer.status, "Say why it was not done" in answer.text) == (422, True)
    answer = await amira.post(settle, {"state": "not_done", "because": "The club is full.", "version": "1"})
    assert answer.status == 200
    assert "The club is full." in (await dani.get(f"/messages/{hers}")).text
    late = await priya.post(settle, {"state": "done", "because": "", "version": "1"})
    assert late.status == 409
    assert "The club is full." in late.text
    assert await db.fetchval("SELECT state FROM promise WHERE id = $1", promise) == "not_done"
    # Of a promise that needs no reason, the page where both stand says nothing in place of one.
    assert (await amira.post(settle, {"state": "done", "because": "", "version": "2"})).status == 200
    late = await priya.post(settle, {"state": "not_done", "because": "I called again.", "version": "2"})
    assert (late.status, "I called again." in late.text, "None" in late.text) == (409, True, False)


async def test_it_is_settled_at_the_next_visit_like_any_other(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    message = await say(db, cast.amira, cast.dani, "I will ask the school.")
    page = await path_of(db, cast.dani)
    await amira.post(f"{page}/promise/{message}", {**OURS, "child": cast.kit.id})
    shown = words((await amira.get(f"/staff/visits/{cast.home_visit}/after/promises")).text)
    assert "Promised in a message on Monday 1 June." in shown
    marcus = (await amira.get(f"/staff/visits/{cast.office_visit}/after/promises")).text
    assert "breakfast club" not in marcus


async def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    message = await say(db, cast.amira, cast.dani, "I will ask.")
    page = f"{await path_of(db, cast.dani)}/promise/{message}"
    wrong: list[tuple[dict[str, object], str]] = [
        ({**OURS}, "Choose a child"),
        ({**OURS, "child": cast.kit.id, "what": ""}, "Say what is promised"),
        ({**OURS, "child": cast.kit.id, "owed_by": "church"}, "Choose who promises it"),
        ({**OURS, "child": cast.kit.id, "by_on-day": ""}, "must be a real date"),
        ({**OURS, "child": cast.kit.id, "by_on-year": "2025"}, "The date must be today or later"),
        ({**OURS, "child": cast.kit.id, "what": "x" * 301}, "Use 300 letters or fewer"),
    ]
    for fields, why in wrong:
        answer = await amira.post(page, fields)
        assert answer.status == 422, why
        if "real date" not in why:
            assert why in answer.text
        assert str(fields["what"])[:20] in answer.text
    empty = dict.fromkeys(DAY, "")
    answer = await amira.post(page, {**OURS, "child": cast.kit.id, **empty})
    assert (answer.status, "Enter a date" in answer.text) == (422, True)
    assert (
        await db.fetchval(
            "SELECT count(*) FROM promise WHERE conversation_id IS NOT NULL AND made_at >= $1", NOW
        )
        == 0
    )


async def test_nobody_else_makes_or_finds_promises_there(sign_in: SignIn, cast: Cast, db: Db) -> None:
    strangers = await strangers_to_dani(cast, sign_in)
    amira = await sign_in(cast.amira)
    message = await say(db, cast.amira, cast.dani, "I will ask the school.")
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    await amira.post(f"{page}/promise/{message}", {**OURS, "child": cast.kit.id})
    promise = await db.fetchval(
        "SELECT id FROM promise WHERE conversation_id = $1 AND made_at >= $2", hers, NOW
    )
    fields: dict[str, object] = {**THEIRS, "child": cast.kit.id, "state": "done", "version": "1"}
    for who, visitor in strangers.items():
        for path in (f"{page}/promise/{message}", f"{page}/promises", f"{page}/promises/{promise}"):
            assert (await visitor.get(path)).status == 404, who
        for path in (f"{page}/promise/{message}", f"{page}/promises/{promise}"):
            assert (await visitor.post(path, fields, page="/account")).status == 404, who
    assert (
        await db.fetchval(
            "SELECT count(*) FROM promise WHERE conversation_id = $1 AND made_at >= $2", hers, NOW
        )
        == 1
    )
    assert await db.fetchval("SELECT state FROM promise WHERE id = $1", promise) == "open"
