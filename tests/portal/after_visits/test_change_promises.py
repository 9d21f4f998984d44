"""What became of promises: said by staff, with the reason, and read by exactly the people who were told of them."""

from datetime import date

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, form_to, send_on
from tests.portal.visits.pages import words
from tests.running import SignIn, at


def page_of(visit: object) -> str:
    return f"/staff/visits/{visit}/after/promises"


def row_of(fields: dict[str, list[str]], promise: object) -> str:
    """The start of the field names of one promise's row."""
    return next(name for name, value in fields.items() if value == [str(promise)]).removesuffix("promise_id")


async def promise(db: Db, what: str) -> object:
    return await db.fetchval("SELECT id FROM promise WHERE what LIKE $1", what + "%")


async def test_open_promises_come_back_at_the_next_visit_the_councils_first(
    sign_in: SignIn, cast: Cast, clock: Clock
) -> None:
    clock.turn_to(at(date(2026, 6, 9), 18))
    amira = await sign_in(cast.amira)
    shown = words((await amira.get(page_of(cast.home_visit))).text)
    ours = shown.index("Find out who can help to pay for school shoes")
    theirs = shown.index("Ring the doctor about Kit’s cough")
    assert ours < theirs
    assert "Look at the damp in the bathroom" in shown
    assert "Write down for Amira what helps each of you" not in shown
    # Promised to Marcus, who sees nothing of this visit: not on this page, but on his own visit's.
    assert "Go to the last 2 meetings of the course for dads" not in shown
    other = words((await amira.get(page_of(cast.marcus_last_visit))).text)
    assert "Go to the last 2 meetings of the course for dads" in other
    assert "Find out who can help to pay" not in other


async def test_not_done_needs_the_reason_and_its_readers_read_it(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    page = page_of(cast.last_visit)
    shown = await amira.get(page)
    row = row_of(form_to(shown.text, page), await promise(db, "Find out who can help to pay"))
    refused = await send_on(amira, shown, page, {f"{row}state": "not_done"})
    assert refused.status == 422
    assert f'<a href="#{row}because">Say why it was not done' in refused.text
    assert "<title>Error: " in refused.text
    reason = "The fund is closed until August. We will pay for one pair."
    await send_on(amira, refused, page, {f"{row}state": "not_done", f"{row}because": reason})
    dani, kit = await sign_in(cast.dani), await sign_in(cast.kit)
    assert reason in (await dani.get(f"/visits/{cast.last_visit}/after")).text
    assert reason not in (await kit.get(f"/visits/{cast.last_visit}/after")).text


async def test_what_was_not_touched_stays_as_it_was(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """An open promise with a reason for being late keeps the reason when another is settled."""
    amira = await sign_in(cast.amira)
    late = await promise(db, "Look at the damp")
    before = await db.fetchrow("SELECT state, because, version FROM promise WHERE id = $1", late)
    page = page_of(cast.last_visit)
    shown = await amira.get(page)
    row = row_of(form_to(shown.text, page), await promise(db, "Bring you the book"))
    await send_on(amira, shown, page, {f"{row}state": "done"})
    assert await db.fetchrow("SELECT state, because, version FROM promise WHERE id = $1", late) == before
    book = await db.fetchrow("SELECT state, settled_by FROM promise WHERE what LIKE 'Bring you the book%'")
    assert book is not None
    assert tuple(book) == ("done", cast.amira.id)


async def test_two_staff_settling_one_promise_get_both_texts(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    page = page_of(cast.last_visit)
    old = await priya.get(page)
    row = row_of(form_to(old.text, page), await promise(db, "Find out who can help to pay"))
    await fill_in(amira, page, {f"{row}state": "not_done", f"{row}because": "Amira’s reason stands here."})
    answer = await send_on(priya, old, page, {f"{row}state": "not_done", f"{row}because": "Priya’s reason."})
    assert answer.status == 409
    assert "Amira’s reason stands here." in answer.text
    assert "Priya’s reason." in answer.text
    kept = await db.fetchval("SELECT because FROM promise WHERE what LIKE 'Find out who can help to pay%'")
    assert kept == "Amira’s reason stands here."


async def test_a_promise_of_another_family_cannot_be_slipped_in(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    foreign = await db.fetchval(
        """
        SELECT p.id FROM promise AS p JOIN visit_child AS c ON c.visit_id = p.visit_id
         WHERE c.child_id = $1 AND p.state = 'open' LIMIT 1
        """,
        cast.omar.id,
    )
    page = page_of(cast.last_visit)
    shown = await amira.get(page)
    row = row_of(form_to(shown.text, page), await promise(db, "Bring you the book"))
    answer = await send_on(amira, shown, page, {f"{row}promise_id": str(foreign), f"{row}state": "done"})
    assert answer.status == 409
    assert foreign is None or await db.fetchval("SELECT state FROM promise WHERE id = $1", foreign) == "open"
