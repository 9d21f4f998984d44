"""Lists of conversations: what a family finds, and who waits for a member of staff."""

import re
from datetime import timedelta

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.messaging.wire import socket_of
from tests.portal.messages.staffing import cover_for, say
from tests.portal.messages.talk import Db, address_of, send
from tests.running import Answer, SignIn, at


def froms(page: Answer) -> list[str]:
    return re.findall(r'<td role="cell" data-label="From"><a [^>]*><bdi>([^<]*)', page.text)


async def test_a_family_list_names_the_worker_and_what_is_new(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    empty = await dani.get("/messages?all=1")
    assert "No messages yet." in empty.text
    assert "Send Amira a message" in empty.text
    await sign_in(cast.amira)
    await say(db, cast.amira, cast.dani, "A first one")
    # Cut in the gap between two words, it is still cut.
    await say(db, cast.amira, cast.dani, "A" * 30 + " " + "b" * 29 + " and more")
    assert f"{'A' * 30} {'b' * 29}…" in (await dani.get("/messages?all=1")).text
    await say(db, cast.amira, cast.dani, "And " + "a very long one " * 10)
    page = await dani.get("/messages?all=1")
    assert 'aria-label="Amira Khan, social worker, 3 new messages, last message at 10am"' in page.text
    assert "3 new</strong>" in page.text
    assert "a very long one" in page.text
    assert "a very long one " * 5 not in page.text
    assert "<title>(3) Messages" in page.text
    home = await dani.get("/home")
    assert "Read a message from Amira" in home.text
    assert "Messages (3)</a>" in home.text
    assert f"{hers}#new" in page.text
    await db.execute("UPDATE account SET quiet = true WHERE person_id = $1", cast.dani.id)
    quiet = await dani.get("/messages?all=1")
    assert "a very long one" not in quiet.text
    assert "<title>Messages" in quiet.text
    assert "Messages (3)" not in (await dani.get("/home")).text
    await dani.get(hers)
    assert "Read a message from" not in (await dani.get("/home")).text
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 9))
    assert "Yesterday" in (await (await sign_in(cast.dani)).get("/messages?all=1")).text


async def test_a_parent_never_finds_a_childs_conversation_and_no_child_a_parents(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, kit = await sign_in(cast.dani), await sign_in(cast.kit)
    await send(kit, await address_of(db, cast.kit), "Only for Amira")
    await send(dani, await address_of(db, cast.dani), "Only from Dani")
    for visitor, words in ((dani, "Only for Amira"), (kit, "Only from Dani")):
        for path in ("/messages?all=1", "/messages", "/home"):
            page = await visitor.get(path)
            assert words not in page.text
    assert str(await address_of(db, cast.kit)) not in (await dani.get("/messages?all=1")).text


async def test_who_waited_longest_stands_first_counted_in_opening_time(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira = await sign_in(cast.amira)
    assert "No one is waiting for a reply." in (await amira.get("/staff/messages")).text
    tigist, dani = await sign_in(cast.tigist), await sign_in(cast.dani)
    await send(tigist, await address_of(db, cast.tigist), "First")
    clock.turn_to(at(FIRST_DAY, 12))
    await send(dani, await address_of(db, cast.dani), "Second")
    # From Monday at 10 to Tuesday at 11 are 7 hours, a night that does not count, and 2 hours.
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 11))
    page = await (await sign_in(cast.amira)).get("/staff/messages")
    assert froms(page) == ["Tigist Haile", "Dani Rowe"]
    assert "Waiting for you (2)" in page.text
    assert "1 day 1 hour" in page.text
    assert "7 hours" in page.text
    assert page.text.count("Over 1 working day") == 1


async def test_cover_finds_what_it_covers_under_its_own_name(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await cover_for(db, cast.amira, cast.sam, at(FIRST_DAY + timedelta(days=1), 0), child=cast.kit)
    sam = await sign_in(cast.sam)
    page = await sam.get("/staff/messages?show=covering")
    assert set(froms(page)) == {"Dani Rowe", "Kit Rowe", "Marcus Bell"}
    assert "for Amira" in page.text
    every = froms(await sam.get("/staff/messages?show=all"))
    assert {"Rosa Costa", "Luca Costa", "Dani Rowe"} <= set(every)
    assert froms(await sam.get("/staff/messages?show=nonsense")) == []


async def test_to_a_cover_new_is_what_the_worker_had_not_seen(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, amira, sam = [await sign_in(who) for who in (cast.dani, cast.amira, cast.sam)]
    hers, staff = await address_of(db, cast.dani), await address_of(db, cast.dani, staff=True)
    await send(dani, hers, "Amira has seen this")
    await send(amira, staff, "And answered it")
    await send(dani, hers, "This came after")
    await cover_for(db, cast.amira, cast.sam, at(FIRST_DAY + timedelta(days=1), 0), child=cast.kit)
    listed = (await sam.get("/staff/messages?show=covering")).text
    assert re.findall(r"\d+ new(?=</strong>)", listed) == ["1 new"]
    page = (await sam.get(staff)).text
    assert page.index("And answered it") < page.index('id="new"') < page.index("This came after")
    assert "new</strong>" not in (await sam.get("/staff/messages?show=covering")).text, "seen by now"
    assert "Seen by Sam, 10am" in (await dani.get(hers)).text.split("This came after")[1]


async def test_what_a_covers_phone_took_is_not_what_they_have_seen(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Nor is the rest new because of it. Of two workers who are covered, one has seen more."""
    grace, amira, ines, sam = [await sign_in(who) for who in (cast.grace, cast.amira, cast.ines, cast.sam)]
    hers, staff = await address_of(db, cast.grace), await address_of(db, cast.grace, staff=True)
    await send(grace, hers, "Ines alone has seen this")
    await ines.get(staff)
    await send(grace, hers, "Amira has seen this")
    await amira.get(staff)
    for away in (cast.amira, cast.ines):
        await cover_for(db, away, cast.sam, at(FIRST_DAY + timedelta(days=1), 0))
    async with socket_of(sam) as phone, socket_of(grace) as mother:
        await send(grace, hers, "This came after")
        await phone.hears("message", body="This came after")
        await mother.hears("delivered", by=cast.sam.name)
    listed = (await sam.get("/staff/messages?show=covering")).text
    assert re.findall(r"\d+ new(?=</strong>)", listed) == ["1 new"]
    page = (await sam.get(staff)).text
    assert page.index("Amira has seen this") < page.index('id="new"') < page.index("This came after")


async def test_lists_hold_nobody_elses(sign_in: SignIn, cast: Cast, db: Db) -> None:
    for member in (cast.tom, cast.priya, cast.lewis):
        page = await (await sign_in(member)).get("/staff/messages?show=all")
        assert "Dani Rowe" not in page.text, member.name
    for member in (cast.grace_lim, cast.alex, cast.helen):
        visitor = await sign_in(member)
        assert (await visitor.get("/staff/messages")).status == 404, member.name
        assert (await visitor.get("/messages")).status == 404, member.name
        assert (await visitor.get("/account/receipts")).status == 404, member.name
        assert "/messages" not in (await visitor.get("/account")).text


async def test_a_person_page_leads_to_their_messages(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers = await address_of(db, cast.dani, staff=True)
    amira, tom, priya = await sign_in(cast.amira), await sign_in(cast.tom), await sign_in(cast.priya)
    link = f"/staff/messages?with={cast.dani.id}"
    assert link in (await amira.get(f"/staff/people/{cast.dani.id}")).text
    assert (await amira.get(link)).path == hers
    assert (await priya.get(link, follow=False)).headers["Location"] == f"/team/audit/{hers.split('/')[-1]}"
    assert (await tom.get(link)).status == 404
    assert (await amira.get("/staff/messages?with=x")).status == 404
