"""What somebody asked for and waits for: it leaves at once, at any hour, and its words are kept nowhere."""

from datetime import date

from portal.demo.cast import CAST
from tests.notify import RunningNotify, notify
from tests.portal.sign_in.letters import ask
from tests.reminders.arranging import Db
from tests.reminders.living import simulated
from tests.running import RunningPortal, Visitor, at

__all__ = ["notify"]


async def test_a_link_that_was_asked_for_leaves_at_once_whatever_the_hour(
    portal: RunningPortal, db: Db, notify: RunningNotify, stranger: Visitor
) -> None:
    late = at(date(2026, 6, 2), 22)
    portal.clock.turn_to(late)
    async with simulated(portal, db, notify) as simulation:
        await ask(stranger, CAST.marcus.sign_in)
        await simulation.look(late)
    [sent] = notify.sent()
    assert sent.to == "447700900402"
    assert f"{portal.origin}/sign-in/link/" in sent.shown
    kept = await db.fetchrow("SELECT state, body, title FROM letter WHERE key = 'reset'")
    assert kept is not None
    assert tuple(kept) == ("delivered", None, None)


async def test_a_link_for_whoever_wants_no_contact_still_reaches_them_when_they_ask(
    portal: RunningPortal, db: Db, notify: RunningNotify, stranger: Visitor
) -> None:
    await db.execute(
        "UPDATE safe_contact_plan SET only_i_contact = true WHERE person_id = $1", CAST.marcus.id
    )
    noon = at(date(2026, 6, 3), 12)
    portal.clock.turn_to(noon)
    async with simulated(portal, db, notify) as simulation:
        await ask(stranger, CAST.marcus.sign_in)
        await simulation.look(noon)
    # His reminder of the visit on the 10th was due at ten, and did not leave.
    assert [one.template_name.split()[0] for one in notify.sent("447700900402")] == ["reset"]
