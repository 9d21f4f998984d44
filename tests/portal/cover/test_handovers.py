"""What both workers write when a family goes over: asked for, never sent for them, read and confirmed."""

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.cover.going import Db
from tests.portal.cover.moving import MOVES, hand_over, move_of, rowes
from tests.portal.messages.talk import conversation_of, send
from tests.running import SignIn, at


async def test_both_workers_are_asked_to_write_and_nothing_is_sent_for_them(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, amira, sam = [await sign_in(who) for who in (cast.priya, cast.amira, cast.sam)]
    await hand_over(priya, await rowes(db, cast), cast.sam)
    conversation = await conversation_of(db, cast.dani)
    sent = await db.fetchval("SELECT last_seq FROM conversation WHERE id = $1", conversation)

    today = (await amira.get("/staff/today")).text
    assert "Say goodbye to Dani" in today
    move = f"/staff/moves/{await move_of(db, cast.kit)}"
    page = await amira.get(move)
    assert "Start a goodbye to Dani" in page.text
    opened = await amira.post(f"{move}/start/{conversation}", page=move)
    assert opened.path == f"/staff/messages/{conversation}"
    assert "From Thursday 4 June, Sam Okoro will work with you instead of me." in opened.text
    assert await db.fetchval("SELECT last_seq FROM conversation WHERE id = $1", conversation) == sent
    await send(amira, opened.path, "Goodbye, Dani. It was good to know you.")
    assert "Say goodbye to Dani" not in (await amira.get("/staff/today")).text
    assert "Say hello" not in (await sam.get("/staff/today")).text

    clock.turn_to(at(MOVES, 10))
    assert "Say goodbye" not in (await amira.get("/staff/today")).text
    today = (await sam.get("/staff/today")).text
    assert "Say hello to Dani" in today
    assert "Read the handover for Kit, from Amira Khan" in today
    opened = await sam.post(f"{move}/start/{conversation}", page=move)
    assert "I work with you now, after Amira Khan." in opened.text
    await send(sam, opened.path, "Hello, I am Sam.")
    assert "Say hello to Dani" not in (await sam.get("/staff/today")).text


async def test_own_words_in_the_box_are_never_replaced(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await hand_over(await sign_in(cast.priya), await rowes(db, cast), cast.sam)
    amira, conversation = await sign_in(cast.amira), await conversation_of(db, cast.dani)
    await db.execute(
        "INSERT INTO message_draft (council_id, conversation_id, person_id, body, saved_at)"
        " SELECT council_id, id, $2, 'My own words', now() FROM conversation WHERE id = $1",
        conversation,
        cast.amira.id,
    )
    move = f"/staff/moves/{await move_of(db, cast.kit)}"
    opened = await amira.post(f"{move}/start/{conversation}", page=move)
    assert "My own words" in opened.text
    assert "instead of me" not in opened.text


async def test_the_new_worker_reads_and_confirms_the_handover(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, amira, sam = [await sign_in(who) for who in (cast.priya, cast.amira, cast.sam)]
    await hand_over(priya, await rowes(db, cast), cast.sam)
    move = f"/staff/moves/{await move_of(db, cast.kit)}"
    assert "Your note is saved." in (await amira.post(move, {"note": "Kit likes trains."})).text
    assert (await sam.get(move)).status == 404, "not before the day"
    assert (await sam.post(f"{move}/confirm", page="/account")).status == 404
    clock.turn_to(at(MOVES, 10))
    assert (await amira.get(move)).status == 404
    assert (await amira.post(move, {"note": "Too late"}, page="/account")).status == 404
    page = await sam.get(move)
    assert "Kit likes trains." in page.text
    assert str(cast.home_visit) in page.text
    assert "Not read yet" in (await priya.get("/team/moves")).text
    done = await sam.post(f"{move}/confirm", page=move)
    assert "Saved. You have read the handover." in done.text
    assert "Read the handover for Kit" not in (await sam.get("/staff/today")).text
    assert await db.fetchval("SELECT count(*) FROM change_of_worker WHERE confirmed_at IS NOT NULL") == 1


async def test_a_handover_is_nobody_elses(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await hand_over(await sign_in(cast.priya), await rowes(db, cast), cast.sam)
    move, conversation = f"/staff/moves/{await move_of(db, cast.kit)}", await conversation_of(db, cast.dani)
    for member in (
        cast.sam,
        cast.priya,
        cast.tom,
        cast.ines,
        cast.lewis,
        cast.alex,
        cast.helen,
        cast.dani,
        cast.kit,
    ):
        visitor = await sign_in(member)
        assert (await visitor.get(move)).status == 404, member.key
        for path in (move, f"{move}/confirm", f"{move}/start/{conversation}"):
            assert (await visitor.post(path, {"note": "Mine"}, page="/account")).status == 404, (
                member.key,
                path,
            )
    amira = await sign_in(cast.amira)
    elsewhere = await conversation_of(db, cast.rosa)
    assert (await amira.post(f"{move}/start/{elsewhere}", page=move)).status == 404
