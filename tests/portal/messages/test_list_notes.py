"""“Ask a colleague”: beside the conversation, for those who have to do with it already, and for nobody of a family."""

from datetime import timedelta
from uuid import UUID

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.messages.staffing import NOW, Db, conversation_of, cover_for, path_of, strangers_to_dani
from tests.portal.visits.pages import words
from tests.running import SignIn

ASKED = "Did the school call you about Kit? <b>"


async def question_of(db: Db, body: str = ASKED) -> UUID:
    found: UUID = await db.fetchval(
        "SELECT id FROM internal_note WHERE body = $1 AND to_id IS NOT NULL", body
    )
    return found


async def test_a_manager_is_asked_answers_and_reads_nothing_else(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    page = await path_of(db, cast.dani)
    shown = await amira.get(f"{page}/notes")
    assert "<h1>Not shared: ask a colleague</h1>" in shown.text
    assert "page--not-shared" in shown.text
    answer = await amira.post(f"{page}/notes", {"to": cast.priya.id, "body": ASKED})
    assert answer.status == 200
    assert "Did the school call you about Kit? &lt;b&gt;" in answer.text
    note = f"{page}/notes/{await question_of(db)}"
    today = await priya.get("/staff/today")
    assert note in today.text
    assert "Amira Khan asks you about Dani R" in words(today.text)
    assert (await priya.get(page)).status == 404
    assert ASKED in words((await priya.get(f"{page}/notes")).text)
    answered = await priya.post(note, {"body": "They did. I will tell you at 2pm."})
    assert answered.status == 200
    assert note not in (await priya.get("/staff/today")).text
    assert "Priya Nair answered" in words((await amira.get(f"{page}/notes")).text)
    kinds = await db.fetch(
        "SELECT deed, kind, about FROM access_log WHERE kind = 'internal_note' AND deed = 'changed' AND at >= $1",
        NOW,
    )
    assert [(row["kind"], row["about"]) for row in kinds] == [("internal_note", [cast.dani.id])] * 2


async def test_nothing_of_it_is_in_the_conversation(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    page, hers = await path_of(db, cast.dani), await conversation_of(db, cast.dani)
    before = await db.fetchrow("SELECT last_seq, waiting_since FROM conversation WHERE id = $1", hers)
    await amira.post(f"{page}/notes", {"to": cast.priya.id, "body": ASKED})
    assert await db.fetchrow("SELECT last_seq, waiting_since FROM conversation WHERE id = $1", hers) == before
    for path in (f"/messages/{hers}", "/home", "/messages?all=1"):
        assert "school call you" not in (await dani.get(path)).text


async def test_only_who_has_to_do_with_it_can_be_asked(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    shown = (await amira.get(f"{page}/notes")).text
    for member in (cast.tom, cast.ines, cast.alex, cast.helen, cast.lewis, cast.amira):
        assert f'value="{member.id}"' not in shown
        answer = await amira.post(f"{page}/notes", {"to": member.id, "body": ASKED})
        assert answer.status == 422, member.name
        assert "Choose who you ask" in answer.text
        assert "Did the school call you" in answer.text
    answer = await amira.post(f"{page}/notes", {"to": cast.priya.id, "body": " "})
    assert answer.status == 422
    assert "Write what you want to ask" in answer.text
    long = await amira.post(f"{page}/notes", {"to": cast.priya.id, "body": "x" * 5_001})
    assert long.status == 422
    assert await db.fetchval("SELECT count(*) FROM internal_note WHERE at >= $1", NOW) == 0


async def test_cover_is_asked_while_it_lasts_and_finds_nothing_after(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await cover_for(db, cast.amira, cast.sam, NOW + timedelta(hours=3))
    amira, sam, page = await sign_in(cast.amira), await sign_in(cast.sam), await path_of(db, cast.dani)
    await amira.post(f"{page}/notes", {"to": cast.sam.id, "body": ASKED})
    note = f"{page}/notes/{await question_of(db)}"
    assert (await sam.get(note)).status == 200
    clock.turn_to(NOW + timedelta(hours=4))
    assert (await sam.get(note)).status == 404
    assert (await sam.get(f"{page}/notes")).status == 404
    assert note not in (await sam.get("/staff/today")).text
    assert (await sam.post(note, {"body": "Late"}, page="/account")).status == 404
    assert await db.fetchval("SELECT count(*) FROM internal_note WHERE at >= $1", NOW) == 1


async def test_a_manager_sees_only_the_notes_that_concern_them(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await cover_for(db, cast.amira, cast.sam, NOW + timedelta(hours=3))
    amira, priya, page = await sign_in(cast.amira), await sign_in(cast.priya), await path_of(db, cast.dani)
    await amira.post(f"{page}/notes", {"to": cast.sam.id, "body": ASKED})
    assert "school call you" not in (await priya.get(f"{page}/notes")).text
    assert (await priya.get(f"{page}/notes/{await question_of(db)}")).status == 404


async def test_nobody_else_finds_notes(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, page = await sign_in(cast.amira), await path_of(db, cast.dani)
    await amira.post(f"{page}/notes", {"to": cast.priya.id, "body": ASKED})
    note = f"{page}/notes/{await question_of(db)}"
    for who, visitor in (await strangers_to_dani(cast, sign_in)).items():
        for path in (f"{page}/notes", note):
            assert (await visitor.get(path)).status == 404, who
            assert (await visitor.post(path, {"body": "Mine"}, page="/account")).status == 404, who
    other = (await path_of(db, cast.marcus)) + note.removeprefix(page)
    assert (await amira.get(other)).status == 404
    assert await db.fetchval("SELECT count(*) FROM internal_note WHERE at >= $1", NOW) == 1
