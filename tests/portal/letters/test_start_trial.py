"""“Send a test to me”: by the way of all letters, to the administrator's own mailbox or mobile and to no family's."""

from uuid import uuid4

from notifications.model import Channel, Due, Go, Letter, State, Verdict, Wording
from portal.db import council_transaction, open_pool
from portal.demo.cast import CAST
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from tests.portal.letters.planting import Db, main_of
from tests.running import SECRET, RunningPortal, SignIn

PAGE = "/admin/texts/test"
A_TEXT: dict[str, object] = {
    "letter": "visit",
    "wording": "discreet",
    "language": "en",
    "way": "text",
    "mobile": "07700 900499",
}
AN_EMAIL: dict[str, object] = {
    **A_TEXT,
    "letter": "welcome",
    "wording": "standard",
    "way": "email",
    "mobile": "",
}


async def due_trials(portal: RunningPortal) -> list[tuple[Due, Verdict]]:
    """What the worker would do about them at this moment, in its own role."""
    worker, now = await open_pool(portal.database.dsn("portal_worker"), 1), portal.clock.now()
    check = Checker((portal.origin,), SECRET)
    try:
        async with council_transaction(worker, CAST.exampleshire, now) as conn:
            found = [one for one in await list_due(conn, now) if one.subject.kind == "trial"]
            return [
                (one, await check(conn, Letter(uuid4(), CAST.exampleshire, one.key, one.channel, one.person_id,
                                               one.subject, State.QUEUED, one.due_at, 0), now))
                for one in found
            ]  # fmt: skip
    finally:
        await worker.close()


async def test_it_goes_to_who_asked_in_the_words_they_chose(portal: RunningPortal, sign_in: SignIn) -> None:
    alex = await sign_in(CAST.alex)
    assert f'href="{PAGE}?letter=visit"' in (await alex.get("/admin/texts")).text
    for form in (A_TEXT, AN_EMAIL):
        kept = await alex.post(PAGE, form)
        assert (kept.status, kept.path) == (200, PAGE)
    by_way = {due.channel: verdict for due, verdict in await due_trials(portal)}
    text, email = by_way[Channel.TEXT], by_way[Channel.EMAIL]
    assert isinstance(text, Go)
    assert isinstance(email, Go)
    assert (text.address, text.wording, text.secret) == ("07700900499", Wording.DISCREET, False)
    assert text.values["day"] == "Wednesday 30 September 2026"
    assert (email.address, email.wording) == (CAST.alex.email, Wording.STANDARD)
    # No link of anybody's: nothing was made for it, and what stands there opens nothing.
    assert email.values["link"].endswith("w" * 43)
    assert "07700900499" in main_of((await alex.get(PAGE)).text)


async def test_a_familys_number_gets_nothing_and_trying_numbers_ends(
    portal: RunningPortal, sign_in: SignIn, db: Db
) -> None:
    alex = await sign_in(CAST.alex)
    for wrong in (
        {"mobile": "0" * 30},
        {"letter": "late"},
        {"letter": "number_check", "way": "email"},
        {"way": ""},
    ):
        answer = await alex.post(PAGE, {**A_TEXT, **wrong})
        assert (answer.status == 422) == (wrong != {"letter": "late"}), wrong
    refused = await alex.post(PAGE, {**A_TEXT, "mobile": "+44 7700 900401"})
    assert "Not sent" in main_of(refused.text)
    assert await db.fetchval("SELECT refused FROM trial_letter WHERE address = '07700900401'")
    assert {due.key for due, _ in await due_trials(portal)} == {"late"}
    # A number that becomes a family's while the letter waits is not texted either.
    await db.execute(
        """
        INSERT INTO contact_point (council_id, person_id, kind, value)
        VALUES ($1, $2, 'mobile', '07700 900499')
        """,
        CAST.exampleshire,
        CAST.dani.id,
    )
    assert await due_trials(portal) == []
    for _ in range(8):
        await alex.post(PAGE, AN_EMAIL)
    enough = await alex.post(PAGE, AN_EMAIL)
    assert enough.status == 429
    assert "Wait a while" in enough.text
    for other in (CAST.priya, CAST.amira, CAST.dani):
        visitor = await sign_in(other)
        assert (await visitor.get(PAGE)).status == 404
        assert (await visitor.post(PAGE, A_TEXT, page="/account")).status == 404
