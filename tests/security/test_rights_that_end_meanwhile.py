"""A deed that is under way while the right to it is taken: it is done before the right ends, or not at all."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

import pytest

from portal.demo.cast import Cast, Member
from portal.identity.sessions import end_sessions_of
from tests.portal.planner.pages import filled, form_of
from tests.running import Answer, RunningPortal, SignIn, Visitor, hidden_fields
from tests.security.meanwhile import HOLD_DEEDS, Db, another_connection, until_waiting

REFUSED = (401, 404)
EFFECTS = "SELECT count(*) FROM access_log WHERE actor_id = $1 AND deed = 'changed'"

# How somebody of the family loses a visit, and a member of staff a plan. $1 is who loses it.
LOSSES = {
    "the relationship ends": "UPDATE relationship SET to_on = '2026-06-01' WHERE person_id = $1",
    "an order begins": """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        SELECT council_id, $1, id, 'no_contact', 'a court', '2026-01-01', '2027-01-01'
          FROM person WHERE name = 'Kit Rowe'
    """,
    "the reader is taken off": "UPDATE visit_reader SET ended_at = added_at WHERE person_id = $1",
    "the account is paused": "UPDATE account SET state = 'paused' WHERE person_id = $1",
    "the account is closed": "UPDATE account SET state = 'closed' WHERE person_id = $1",
    "the person leaves": "UPDATE person SET ended_at = now() WHERE id = $1",
    "the involvement ends": "UPDATE involvement SET to_at = from_at + interval '1 second' WHERE staff_id = $1",
}
SESSIONS = "every session ends"
STAFFS = ["the involvement ends", "the account is closed", "the person leaves", SESSIONS]
FAMILYS = [*(loss for loss in LOSSES if loss != "the involvement ends"), SESSIONS]


@dataclass(frozen=True)
class Deed:
    """A form filled in and about to be sent."""

    who: Member
    visitor: Visitor
    path: str
    fields: dict[str, object]

    async def send(self) -> Answer:
        return await self.visitor.send(self.path, self.fields, follow=False)


async def ready_for(what: str, cast: Cast, sign_in: SignIn) -> Deed:
    """The page is open, everything is typed; only the button is still to be pressed."""
    visit = f"/visits/{cast.home_visit}"
    who = cast.amira if what.startswith("she") else cast.dani
    visitor = await sign_in(who)
    if what == "she shares a plan":
        path = f"/staff/visits/new/{cast.kit.id}"
        page = (await visitor.get(path)).text
        return Deed(who, visitor, path, {**filled(page, path), "do": "share"})
    if what == "she adds a topic":
        path = f"/staff/visits/{cast.home_visit}/change"
        page = (await visitor.get(path)).text
        fields = form_of(page, path)
        return Deed(who, visitor, path, {**fields, "topics-9-body": "Said too late", "do": "share"})
    if what == "they confirm":
        fields = form_of((await visitor.get(visit)).text, f"{visit}/confirm")
        return Deed(who, visitor, f"{visit}/confirm", fields)
    path = f"{visit}/topics/new"
    hidden = hidden_fields((await visitor.get(path)).text)
    return Deed(who, visitor, path, {**hidden, "body": "Said too late", "who": "worker"})


async def end(conn: Db, loss: str, who: Member) -> None:
    if loss == SESSIONS:
        await end_sessions_of(conn, who.account_id)
    else:
        await conn.execute(LOSSES[loss], who.id)


async def end_and_count(ending: Awaitable[object], db: Db, who: Member) -> int:
    """How much this person had done when the ending held."""
    await ending
    count: int = await db.fetchval(EFFECTS, who.id)
    return count


async def end_while_it_runs(deed: Deed, portal: RunningPortal, db: Db, loss: str) -> tuple[Answer, int, int]:
    """The deed's answer, what had been done when its right ended, and what in the end."""
    async with another_connection(portal) as holder, another_connection(portal) as other:
        async with holder.transaction():
            await holder.execute(HOLD_DEEDS)
            running = asyncio.create_task(deed.send())
            assert await until_waiting(db, running), "the deed is not held"
            ending = asyncio.create_task(end_and_count(end(other, loss, deed.who), other, deed.who))
            await until_waiting(db, ending, other.get_server_pid())
        answer, by_then = await running, await ending
    return answer, by_then, await db.fetchval(EFFECTS, deed.who.id)


DEEDS = [
    *(("she shares a plan", loss) for loss in STAFFS),
    ("she adds a topic", "the involvement ends"),
    *(("they add a topic", loss) for loss in FAMILYS),
    ("they confirm", "the reader is taken off"),
    ("they confirm", SESSIONS),
]


@pytest.mark.parametrize(("what", "loss"), DEEDS)
async def test_nothing_is_done_after_the_right_to_it_has_ended(
    portal: RunningPortal, sign_in: SignIn, db: Db, what: str, loss: str
) -> None:
    deed = await ready_for(what, portal.cast, sign_in)
    answer, by_then, at_last = await end_while_it_runs(deed, portal, db, loss)
    assert at_last == by_then, f"{at_last - by_then} done after {loss}"
    assert answer.status == 303, "who came first is not refused"
    assert at_last > 0


@pytest.mark.parametrize(("what", "loss"), DEEDS)
async def test_who_comes_second_is_refused_and_who_was_not_ended_after_all_is_not(
    portal: RunningPortal, sign_in: SignIn, db: Db, what: str, loss: str
) -> None:
    deed = await ready_for(what, portal.cast, sign_in)
    async with another_connection(portal) as other:
        ending = other.transaction()
        await ending.start()
        await end(other, loss, deed.who)
        running = asyncio.create_task(deed.send())
        assert await until_waiting(db, running), "the deed did not wait to see whether its right ends"
        await ending.commit()
        assert (await running).status in REFUSED
        assert await db.fetchval(EFFECTS, deed.who.id) == 0


async def test_an_ending_that_did_not_happen_stops_nobody(
    portal: RunningPortal, sign_in: SignIn, db: Db
) -> None:
    deed = await ready_for("they add a topic", portal.cast, sign_in)
    async with another_connection(portal) as other:
        ending = other.transaction()
        await ending.start()
        await end(other, "the account is closed", deed.who)
        running = asyncio.create_task(deed.send())
        assert await until_waiting(db, running)
        await ending.rollback()
        assert (await running).status == 303


async def test_signing_out_everywhere_is_after_what_the_other_phone_does_just_then(
    portal: RunningPortal, sign_in: SignIn, db: Db
) -> None:
    deed, other_phone = (
        await ready_for("they add a topic", portal.cast, sign_in),
        await sign_in(portal.cast.dani),
    )
    devices = "/account/devices"
    form = form_of((await other_phone.get(devices)).text, f"{devices}/end-others")
    fields = {**form, "old_password": deed.who.password}
    async with another_connection(portal) as holder, holder.transaction():
        await holder.execute(HOLD_DEEDS)
        running = asyncio.create_task(deed.send())
        assert await until_waiting(db, running)
        signing_out = asyncio.create_task(other_phone.send(f"{devices}/end-others", fields, follow=False))
        # Pages wait for nobody: they are what somebody reads while they think about pressing again.
        assert (await deed.visitor.get("/account", follow=False)).status == 200
        assert not signing_out.done()
    assert (await running).status == 303
    assert (await signing_out).status == 303
    assert (await deed.send()).status == 401


async def test_two_phones_that_sign_each_other_out_do_not_wait_for_ever(
    portal: RunningPortal, sign_in: SignIn
) -> None:
    devices = "/account/devices"
    phones = [await sign_in(portal.cast.dani) for _ in range(2)]
    forms = [form_of((await phone.get(devices)).text, f"{devices}/end-others") for phone in phones]
    answers = await asyncio.gather(
        *(
            phone.send(
                f"{devices}/end-others", {**form, "old_password": portal.cast.dani.password}, follow=False
            )
            for phone, form in zip(phones, forms, strict=True)
        )
    )
    assert sorted(answer.status for answer in answers) == [303, 401]


async def test_no_order_slips_in_between_while_somebody_is_let_read(
    portal: RunningPortal, sign_in: SignIn, db: Db
) -> None:
    """An order that runs out opens nothing again: so no plan may take somebody on behind an order's back."""
    cast = portal.cast
    await db.execute("UPDATE restriction SET ended_at = from_on")
    amira = await sign_in(cast.amira)
    path = f"/staff/visits/{cast.home_visit}/change"
    fields = form_of((await amira.get(path)).text, path)
    readers = fields["readers"]
    assert isinstance(readers, list)
    async with another_connection(portal) as other:
        order = other.transaction()
        await order.start()
        await end(other, "an order begins", cast.marcus)
        sharing = asyncio.create_task(
            amira.send(path, {**fields, "readers": [*readers, cast.marcus.id], "do": "share"}, follow=False)
        )
        assert await until_waiting(db, sharing)
        await order.commit()
    assert (await sharing).status == 422
    reading = "SELECT count(*) FROM visit_reader WHERE visit_id = $1 AND person_id = $2"
    assert await db.fetchval(reading, cast.home_visit, cast.marcus.id) == 0
