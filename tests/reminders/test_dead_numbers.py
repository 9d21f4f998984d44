"""A number that is dead: the next safe way takes over, and a new number is told what the old one never heard."""

from datetime import date, timedelta

from portal.demo.cast import CAST
from portal.safe_contact.store_points import add_point
from tests.notify import RunningNotify, notify
from tests.portal.visits.pages import words
from tests.reminders.arranging import Db
from tests.reminders.living import Simulation, simulated
from tests.running import RunningPortal, SignIn, at

__all__ = ["notify"]
# The network says that the first does not exist; Notify itself does not take the second.
DEAD, REFUSED = "07700900002", "07700 90040"
TUESDAY = date(2026, 6, 2)


async def look(simulation: Simulation, minutes: int) -> None:
    moment = at(TUESDAY, 10) + timedelta(minutes=minutes)
    simulation.town.portal.clock.turn_to(moment)
    await simulation.look(moment)


def to_dani(notify: RunningNotify) -> list[tuple[str, str]]:
    hers = ("447700900002", "447700900409", "dani.rowe@example.com")
    return [(one.to, one.status) for one in notify.sent() if one.to in hers]


async def arrange(db: Db, email: str, number: str = DEAD) -> None:
    await db.execute(
        "UPDATE contact_point SET value = $2 WHERE person_id = $1 AND kind = 'mobile'", CAST.dani.id, number
    )
    await db.execute("UPDATE safe_contact_plan SET email = $2 WHERE person_id = $1", CAST.dani.id, email)


async def test_what_a_dead_number_never_heard_goes_by_the_next_way_that_is_safe(
    portal: RunningPortal, db: Db, notify: RunningNotify
) -> None:
    await arrange(db, "yes")
    async with simulated(portal, db, notify) as simulation:
        for minutes in (0, 10, 20, 30):
            await look(simulation, minutes)
    # The reminder and what she had not read by then, each once: by text in vain, then by e-mail.
    sent = to_dani(notify)
    assert sent[0] == ("447700900002", "permanent-failure")
    assert {to for to, _ in sent[1:]} == {"dani.rowe@example.com"}
    assert await db.fetchval(
        """
        SELECT array_agg(DISTINCT concat_ws(' ', state, why) ORDER BY concat_ws(' ', state, why)) FROM letter
         WHERE person_id = $1
        """,
        CAST.dani.id,
    ) == ["delivered", "failed permanent", "superseded no_longer_true"]


async def test_without_another_safe_way_it_waits_where_staff_see_it_until_there_is_a_new_number(
    portal: RunningPortal, db: Db, notify: RunningNotify
) -> None:
    await arrange(db, "no")
    async with simulated(portal, db, notify) as simulation:
        for minutes in (0, 10, 20):
            await look(simulation, minutes)
        assert to_dani(notify) == [("447700900002", "permanent-failure")]
        assert await db.fetchval(
            "SELECT bool_or(why = 'no_safe_way') FROM letter WHERE person_id = $1 AND state = 'held'",
            CAST.dani.id,
        )
        async with simulation.town.deed(CAST.dani) as conn:
            await add_point(conn, CAST.dani.id, "mobile", "07700 900409", ends_others=True)
        for minutes in (30, 40, 50, 60):
            await look(simulation, minutes)
    assert to_dani(notify)[1:] == [("447700900409", "delivered")] * 2


BY_TEXT = """
    SELECT key, count(*) FROM letter WHERE person_id = $1 AND channel = 'text' AND state <> 'superseded' GROUP BY key
"""


async def test_what_notify_refuses_goes_by_the_next_way_that_is_safe_once(
    portal: RunningPortal, db: Db, notify: RunningNotify, sign_in: SignIn
) -> None:
    await arrange(db, "yes", REFUSED)
    async with simulated(portal, db, notify) as simulation:
        for minutes in (0, 10, 20, 30, 40, 50):
            await look(simulation, minutes)
    sent = to_dani(notify)
    assert {to for to, _ in sent} == {"dani.rowe@example.com"}
    by_text = dict(map(tuple, await db.fetch(BY_TEXT, CAST.dani.id)))
    assert by_text
    assert set(by_text.values()) == {1}
    delivered = await db.fetch(
        "SELECT key FROM letter WHERE person_id = $1 AND channel = 'email' AND state = 'delivered'",
        CAST.dani.id,
    )
    assert len(sent) == len(delivered)
    assert {row["key"] for row in delivered} >= set(by_text)
    letters = await (await sign_in(CAST.amira)).get(f"/staff/people/{CAST.dani.id}/letters")
    assert "Notify did not take it." in words(letters.text)


async def test_what_notify_refuses_goes_by_no_way_that_is_not_safe(
    portal: RunningPortal, db: Db, notify: RunningNotify
) -> None:
    await arrange(db, "no", REFUSED)
    async with simulated(portal, db, notify) as simulation:
        for minutes in (0, 10, 20, 30):
            await look(simulation, minutes)
        assert to_dani(notify) == []
        tried = dict(map(tuple, await db.fetch(BY_TEXT, CAST.dani.id)))
        assert set(tried.values()) == {1}
        async with simulation.town.deed(CAST.dani) as conn:
            await add_point(conn, CAST.dani.id, "mobile", "07700 900409", ends_others=True)
        for minutes in (40, 50, 60, 70):
            await look(simulation, minutes)
    assert {to for to, _ in to_dani(notify)} == {"447700900409"}
    assert len(to_dani(notify)) == len(tried)
