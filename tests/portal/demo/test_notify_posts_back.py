"""What the stand-in posts to the portal: receipts and texts, with their token, and again where it was not heard."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from notifications.catalogue import Form
from notifications.model import Channel, Wording
from portal.demo.cast import CAST
from portal.demo.notify.control import controlling
from portal.demo.notify.switches import Receipts
from tests.notify import RunningNotify
from tests.portal.demo.asking_notify import DANI, VISIT, call, text
from tests.ports import free_port


@dataclass
class Listener:
    """Somebody who is posted to: answers as told, and keeps what came."""

    origin: str
    heard: list[tuple[str, str | None, dict[str, Any]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((request.path, request.headers.get("Authorization"), await request.json()))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)


@pytest.fixture
async def listener(notify: RunningNotify) -> AsyncIterator[Listener]:
    port = free_port()
    listening = Listener(f"http://127.0.0.1:{port}")
    app = web.Application()
    app.router.add_post("/{path:.*}", listening.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    for one in notify.councils:
        one.call_back(listening.origin)
    yield listening
    await runner.cleanup()


async def test_a_receipt_says_what_became_of_it_and_proves_who_posts(
    notify: RunningNotify, listener: Listener
) -> None:
    sent = await text(notify, reference="mine")
    await notify.settled()
    ((path, token, receipt),) = listener.heard
    assert (path, token) == ("/notify/receipts", f"Bearer {notify.token()}")
    assert {name: receipt[name] for name in ("id", "reference", "to", "status", "notification_type")} == {
        "id": sent["id"],
        "reference": "mine",
        "to": "447700900401",
        "status": "delivered",
        "notification_type": "sms",
    }
    assert receipt["template_id"] == str(notify.template_id(VISIT))
    assert receipt["created_at"] <= receipt["sent_at"] <= receipt["completed_at"]


async def test_each_council_is_told_of_its_own_with_its_own_token(
    notify: RunningNotify, listener: Listener
) -> None:
    sampleton = notify.client(CAST.sampleton)
    template = str(notify.template_id(Form("card", Channel.TEXT, Wording.STANDARD, "en"), CAST.sampleton))
    await call(sampleton.send_sms_notification, DANI, template, {"phone": "020 7946 0301"})
    await notify.settled()
    assert [token for _, token, _ in listener.heard] == [f"Bearer {notify.token(CAST.sampleton)}"]
    assert notify.token(CAST.sampleton) != notify.token()


@pytest.mark.parametrize("answer", [500, 503, 429])
async def test_it_tries_again_until_it_is_heard(
    notify: RunningNotify, listener: Listener, answer: int
) -> None:
    listener.answers = [answer, answer]
    await text(notify)
    await notify.settled()
    assert len(listener.heard) == 3
    assert [one.status for one in notify.ledger.posted] == [answer, answer, 204]


async def test_it_gives_up_after_five_more_attempts(notify: RunningNotify, listener: Listener) -> None:
    notify.pace.retry_every = 0.01
    listener.answers = [500] * 10
    await text(notify)
    await notify.settled()
    assert [one.attempt for one in notify.ledger.posted] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("answer", [400, 401, 404, 413])
async def test_any_other_refusal_is_final(notify: RunningNotify, listener: Listener, answer: int) -> None:
    listener.answers = [answer]
    await text(notify)
    await notify.settled()
    assert len(listener.heard) == 1


async def test_nobody_listening_is_tried_again(notify: RunningNotify) -> None:
    notify.pace.retry_every = 0.01
    for one in notify.councils:
        one.call_back(f"http://127.0.0.1:{free_port()}")
    await text(notify)
    await notify.settled()
    assert [one.status for one in notify.ledger.posted] == [None] * 6


@pytest.mark.parametrize(
    ("how", "statuses"),
    [
        (Receipts.DUPLICATED, ["delivered", "delivered"]),
        (Receipts.OUT_OF_ORDER, ["delivered", "sending"]),
        (Receipts.NEVER, []),
        (Receipts.STUCK, []),
    ],
)
async def test_receipts_can_be_switched(
    notify: RunningNotify, listener: Listener, how: Receipts, statuses: list[str]
) -> None:
    notify.switches.receipts = how
    sent = await text(notify)
    await notify.settled()
    assert sorted(receipt["status"] for _, _, receipt in listener.heard) == sorted(statuses)
    found = await call(notify.client().get_notification_by_id, sent["id"])
    assert found["status"] == ("sending" if how is Receipts.STUCK else "delivered")


async def test_what_becomes_of_a_number_can_be_said(notify: RunningNotify, listener: Listener) -> None:
    notify.stand_in.becomes(DANI, "permanent-failure")
    await text(notify)
    await notify.settled()
    assert [receipt["status"] for _, _, receipt in listener.heard] == ["permanent-failure"]


async def test_any_receipt_can_be_posted_once_more(notify: RunningNotify, listener: Listener) -> None:
    await text(notify)
    await notify.settled()
    notify.stand_in.postman.tell_of(notify.sent()[0], "temporary-failure")
    await notify.settled()
    assert [receipt["status"] for _, _, receipt in listener.heard] == ["delivered", "temporary-failure"]


async def test_post_has_no_receipt(notify: RunningNotify, listener: Listener) -> None:
    template = str(notify.template_id(Form("card", Channel.POST, Wording.STANDARD, "en")))
    address = {
        "address_line_1": "Dani Rowe",
        "address_line_2": "27 Quillfeather Row",
        "address_line_3": "ZZ9 4KT",
    }
    await call(notify.client().send_letter_notification, template, {"phone": "020 7946 0201"} | address)
    await notify.settled()
    assert listener.heard == []
    assert len(notify.sent()) == 1


async def test_a_text_that_somebody_sends_is_posted_and_can_be_read(
    notify: RunningNotify, listener: Listener
) -> None:
    sent = notify.answer(DANI, "2")
    await notify.settled()
    ((path, token, posted),) = listener.heard
    assert (path, token) == ("/notify/texts", f"Bearer {notify.token()}")
    assert (posted["source_number"], posted["destination_number"], posted["message"]) == (
        "447700900401", "447700900860", "2",
    )  # fmt: skip
    read = await call(notify.client().get_received_texts)
    assert [(one["id"], one["content"]) for one in read["received_text_messages"]] == [(str(sent.id), "2")]
    assert (await call(notify.client(CAST.sampleton).get_received_texts))["received_text_messages"] == []


async def test_received_texts_come_in_pages(notify: RunningNotify) -> None:
    for number in range(255):
        notify.answer(DANI, str(number))
    page = await call(notify.client().get_received_texts)
    assert len(page["received_text_messages"]) == 250
    everything = await call(lambda: list(notify.client().get_received_texts_iterator()))
    assert [one["content"] for one in everything] == [str(number) for number in reversed(range(255))]


async def test_where_there_is_no_number_nothing_can_be_answered(notify: RunningNotify) -> None:
    with pytest.raises(LookupError):
        notify.answer(DANI, "1", CAST.sampleton)


# The control address.


async def test_everything_can_be_read_and_switched_from_another_process(
    notify: RunningNotify, listener: Listener
) -> None:
    service = str(notify.of(CAST.exampleshire).service.id)
    sent = await text(notify, reference="mine")
    await notify.settled()
    async with controlling(notify.stand_in) as control, aiohttp.ClientSession(control) as http:
        ledger = await (await http.get("/ledger", params={"to": DANI})).json()
        assert [(row["id"], row["template"], row["status"]) for row in ledger["sent"]] == [
            (sent["id"], VISIT.name, "delivered")
        ]
        after = {"after": ledger["sent"][0]["number"]}
        assert (await (await http.get("/ledger", params=after)).json())["sent"] == []
        assert (await (await http.get("/count")).json())[service] == 1
        assert len((await (await http.get("/requests")).json())["requests"]) == 1
        assert [row["status"] for row in (await (await http.get("/posted")).json())["posted"]] == [204]
        await http.post("/texts", json={"service": service, "number": DANI, "words": "STOP"})
        await http.post("/receipts", json={"service": service, "id": sent["id"], "status": "sending"})
        await notify.settled()
        assert [path for path, _, _ in listener.heard[1:]] == ["/notify/texts", "/notify/receipts"]
        assert (await http.post("/switches", json={"wrong": "503", "service": service})).status == 201
        assert [one.wrong for one in notify.switches.on] == ["503"]
        await http.delete("/switches")
        assert notify.switches.on == []
        await http.post(
            "/state", json={"down": True, "receipts": "never", "becomes": {DANI: "permanent-failure"}}
        )
        assert (notify.switches.down, notify.switches.receipts) == (True, Receipts.NEVER)
        await http.post("/state", json={"down": False, "clock_off": 60, "arrives_after": 0})
        assert (notify.switches.down, notify.switches.clock_off, notify.pace.arrives_after) == (False, 60, 0)
        assert (await http.post("/switches", json={"wrong": "nonsense"})).status == 400
        loaded = await http.put(
            f"/templates/{service}", json={"templates": [["new", "sms", None, "((day))"]]}
        )
        assert "new" in await loaded.json()
        callbacks = {"receipts": {"url": f"{listener.origin}/elsewhere", "token": "other"}, "texts": None}
        await http.put(f"/callbacks/{service}", json=callbacks)
        await http.delete("/ledger")
    assert notify.of(CAST.exampleshire).service.texts is None
    assert notify.sent() == []


async def test_it_is_carried_to_its_end_even_when_nobody_waits(notify: RunningNotify) -> None:
    notify.pace.arrives_after = 0
    await asyncio.gather(*(text(notify) for _ in range(3)))
    await notify.settled()
    assert {one.status for one in notify.sent()} == {"delivered"}
