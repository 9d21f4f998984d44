"""What no text can say does not leave; what it can say otherwise leaves as one part."""

import pytest

from notifications.gsm import parts
from notifications.model import Go, Wording
from tests.notifications.posting import DANI, PostRoom


async def test_a_value_that_no_text_can_say_is_refused_before_it_is_sent(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    room.answers.otherwise = Go(DANI, Wording.STANDARD, "en", {"url": "https://الثلاثاء.example"})
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    assert (await room.state(letter_id), room.sent()) == ("failed refused", [])
    assert "A letter cannot be written: message text standard en: url is not in the characters" in caplog.text
    assert "الثلاثاء" not in caplog.text
    assert DANI not in caplog.text


async def test_a_text_that_would_be_two_is_refused_before_it_is_sent(room: PostRoom) -> None:
    url = f"https://{'long-name.' * 12}example.gov.uk"
    room.answers.otherwise = Go(DANI, Wording.STANDARD, "en", {"url": url})
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    assert (await room.state(letter_id), room.sent()) == ("failed refused", [])


async def test_welsh_letters_and_curly_signs_leave_as_one_part(room: PostRoom) -> None:
    room.answers.otherwise = Go(DANI, Wording.STANDARD, "en", {"url": "https://gŵyl–cymru.example"})
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    (sent,) = room.notify.sent()
    assert "https://gwyl-cymru.example" in sent.shown
    assert parts(sent.shown) == 1
