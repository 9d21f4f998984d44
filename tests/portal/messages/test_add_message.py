"""Sending: once, whatever the line does, and never at the price of what was typed."""

import asyncio
import re
from uuid import uuid4

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.messages.talk import Db, address_of, conversation_of, number_in, send
from tests.running import SignIn, at, hidden_fields

TIGRINYA = "ሰላም ኣሚራ። ብዛዕባ ቤት ትምህርቲ ክዛረብ ደልየ።"


async def kept(db: Db, member_id: object) -> list[str]:
    rows = await db.fetch(
        """
        SELECT m.body FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id
         WHERE c.person_id = $1 ORDER BY m.seq
        """,
        member_id,
    )
    return [row["body"] for row in rows]


async def test_the_answer_leads_to_the_message(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    shown = await dani.get(hers)
    fields = {
        **hidden_fields(shown.text),
        "client_id": number_in(shown.text),
        "message": "  Two\r\n\r\n lines  ",
    }
    answer = await dani.send(hers, fields, follow=False)
    said = await db.fetchrow("SELECT id, body FROM message WHERE body LIKE '%Two%'")
    assert said is not None
    assert (answer.status, answer.headers["Location"]) == (303, f"{hers}#m-{said['id']}")
    # Exactly as typed, but for line ends.
    assert said["body"] == "  Two\n\n lines  "


async def test_a_double_tap_a_retry_and_back_are_one_message(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    shown = await dani.get(hers)
    fields = {**hidden_fields(shown.text), "client_id": number_in(shown.text), "message": "Once"}
    answers = await asyncio.gather(*(dani.send(hers, fields, follow=False) for _ in range(4)))
    assert {(answer.status, answer.headers["Location"]) for answer in answers} == {
        (303, answers[0].headers["Location"])
    }
    assert await kept(db, cast.dani.id) == ["Once"]


async def test_other_words_under_the_same_number_are_kept_and_can_be_sent(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    shown = await dani.get(hers)
    fields = {**hidden_fields(shown.text), "client_id": number_in(shown.text), "message": "First"}
    await dani.send(hers, fields)
    page = await dani.send(hers, {**fields, "message": "Changed after Back"})
    assert page.status == 409
    assert "Your last message was sent." in page.text
    assert "Changed after Back</textarea>" in page.text
    assert number_in(page.text) != fields["client_id"]
    await dani.send(hers, {**fields, "client_id": number_in(page.text), "message": "Changed after Back"})
    assert await kept(db, cast.dani.id) == ["First", "Changed after Back"]


async def test_what_cannot_be_sent_stays_in_the_box(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    empty = await send(dani, hers, " \n ")
    assert empty.status == 422
    assert "Write a message" in empty.text
    assert "There is a problem" in empty.text
    long = await send(dani, hers, "a" * 2001)
    assert long.status == 422
    assert "Your message is too long. Use 2,000 letters or fewer" in long.text
    assert "a" * 2001 in long.text
    nul = await send(dani, hers, "Half\x00word")
    assert nul.status == 422
    assert "Half" in nul.text
    without = await send(dani, hers, "No number", client_id="")
    assert without.status == 422
    assert "No number</textarea>" in without.text
    assert number_in(without.text)
    exact = await send(dani, hers, "b" * 2000)
    assert exact.status == 200
    assert await kept(db, cast.dani.id) == ["b" * 2000]


async def test_fast_fingers_wait_a_minute_with_their_words(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    clock.turn_to(at(FIRST_DAY, 10, 30))
    shown = await dani.get(hers)
    fields = hidden_fields(shown.text)
    await db.execute("UPDATE conversation SET last_seq = 20 WHERE person_id = $1", cast.dani.id)
    await db.execute(
        """
        INSERT INTO message (council_id, conversation_id, seq, sender_id, client_id, kind, role, body, at)
        SELECT council_id, id, n, person_id, gen_random_uuid(), 'text', 'family', 'Quick', $2
          FROM conversation, generate_series(1, 20) AS n WHERE person_id = $1
        """,
        cast.dani.id,
        at(FIRST_DAY, 10, 30),
    )
    page = await dani.send(hers, {**fields, "client_id": uuid4(), "message": "The 21st"})
    assert page.status == 429
    assert "You have sent a lot of messages. Wait 1 minute, then try again" in page.text
    assert "The 21st</textarea>" in page.text
    clock.turn_to(at(FIRST_DAY, 10, 31))
    assert (await send(dani, hers, "The 21st")).status == 200


async def test_words_written_after_the_session_ended_are_still_there(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    shown = await dani.get(hers)
    fields = {**hidden_fields(shown.text), "client_id": number_in(shown.text), "message": "Typed on the bus"}
    await db.execute("UPDATE session SET ended_at = now()")
    page = await dani.send(hers, fields)
    assert page.status == 401
    assert "Typed on the bus" in page.text
    # The number goes along, unseen: sending again from there is the same message.
    assert f'<input type="hidden" name="client_id" value="{fields["client_id"]}">' in page.text


async def test_a_conversation_that_closed_meanwhile_gives_the_words_back(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    shown = await dani.get(hers)
    fields = {**hidden_fields(shown.text), "client_id": number_in(shown.text), "message": "Still my words"}
    await db.execute(
        "UPDATE involvement SET from_at = '2020-01-01', to_at = '2021-01-01' WHERE staff_id = $1",
        cast.amira.id,
    )
    page = await dani.send(hers, fields)
    assert page.status == 409
    assert "This conversation is closed." in page.text
    assert "Still my words" in page.text
    assert await kept(db, cast.dani.id) == []


async def test_a_message_keeps_the_language_it_is_written_in(sign_in: SignIn, cast: Cast, db: Db) -> None:
    tigist, hers = await sign_in(cast.tigist), await address_of(db, cast.tigist)
    await send(tigist, hers, TIGRINYA, language="ti")
    amira = await sign_in(cast.amira)
    page = await amira.get(await address_of(db, cast.tigist, staff=True))
    assert f'dir="auto" lang="ti">{TIGRINYA}' in page.text
    assert "Written in Tigrinya" in page.text
    assert (await send(tigist, hers, "Made up", language="zz-x<script>")).status == 200
    assert await db.fetchval("SELECT language FROM message WHERE body = 'Made up'") is None


async def test_markup_in_a_message_is_only_words(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani = await sign_in(cast.dani)
    page = await send(dani, await address_of(db, cast.dani), "<script>alert(1)</script> {{ 7*7 }}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page.text


async def test_words_that_worry_lead_to_the_question_after_they_were_kept(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani, hers = await sign_in(cast.dani), await address_of(db, cast.dani)
    words = "I want to kill myself"
    page = await send(dani, hers, words)
    assert page.path == f"{hers}/now"
    assert await kept(db, cast.dani.id) == [words]
    assert await db.fetchval("SELECT count(*) FROM urgent_item WHERE closed_at IS NULL") == 1
    amira = await sign_in(cast.amira)
    await send(amira, await address_of(db, cast.dani, staff=True), words)
    assert await db.fetchval("SELECT count(*) FROM urgent_item") == 1


async def test_nobody_else_can_write_there(sign_in: SignIn, cast: Cast, db: Db) -> None:
    hers = await conversation_of(db, cast.dani)
    for member, base in ((cast.marcus, "/messages"), (cast.kit, "/messages"), (cast.tom, "/staff/messages")):
        other = await sign_in(member)
        answer = await other.post(
            f"{base}/{hers}", {"client_id": uuid4(), "message": "Not mine"}, page="/account"
        )
        assert answer.status == 404, member.name
        assert re.search("Not mine", answer.text) is None
    assert await kept(db, cast.dani.id) == []
