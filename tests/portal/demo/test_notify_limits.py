"""The stand-in's kinds of keys, its limits, and what can be made to go wrong with it."""

import asyncio
from uuid import uuid4

import pytest
from notifications_python_client.errors import HTTP503Error, HTTPError, InvalidResponse

from notifications.catalogue import Form
from notifications.model import Channel, Wording
from portal.demo.cast import CAST
from portal.demo.notify.model import Key, KeyKind
from portal.demo.notify.switches import Receipts, Wrong
from tests.notify import RunningNotify
from tests.patience import PATIENCE
from tests.portal.demo.asking_notify import DANI, VALUES, VISIT, call, refused, text

# Kinds of keys, and limits.


async def test_a_team_key_reaches_the_team_only_and_sends_no_post(notify: RunningNotify) -> None:
    service = notify.of(CAST.exampleshire).service
    service.keys.insert(0, Key("team", uuid4(), KeyKind.TEAM))
    service.team = frozenset({"447700900490"})
    template = str(notify.template_id(VISIT))
    client = notify.client()
    assert (await refused(client.send_sms_notification, DANI, template, VALUES))[2] == (
        "Can’t send to this recipient using a team-only API key"
    )
    await call(client.send_sms_notification, "07700 900490", template, VALUES)
    post = str(notify.template_id(Form("visit", Channel.POST, Wording.STANDARD, "en")))
    assert await refused(client.send_letter_notification, post, VALUES) == (
        403, "BadRequestError", "Cannot send letters with a team api key",
    )  # fmt: skip


async def test_a_service_in_trial_reaches_its_team_only(notify: RunningNotify) -> None:
    notify.of(CAST.exampleshire).service.trial = True
    answer = await refused(
        notify.client().send_sms_notification, DANI, str(notify.template_id(VISIT)), VALUES
    )
    assert answer[:2] == (400, "BadRequestError")
    assert "trial mode" in answer[2]


async def test_a_list_shows_what_the_same_kind_of_key_sent(notify: RunningNotify) -> None:
    sent = await text(notify, reference="with the live key")
    service = notify.of(CAST.exampleshire).service
    service.keys.insert(0, Key("test", uuid4(), KeyKind.TEST))
    client = notify.client()
    assert (await call(client.get_all_notifications))["notifications"] == []
    assert (await call(client.get_notification_by_id, sent["id"]))["reference"] == "with the live key"


async def test_more_than_the_limit_in_a_minute_is_too_fast(notify: RunningNotify) -> None:
    notify.of(CAST.exampleshire).service.rate_limit = 3
    for _ in range(3):
        await text(notify)
    client, template = notify.client(), str(notify.template_id(VISIT))
    assert await refused(client.send_sms_notification, DANI, template, VALUES) == (
        429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3 requests per 60 seconds",
    )  # fmt: skip
    await call(client.get_all_notifications)  # reading is not counted
    assert len(notify.sent()) == 3


async def test_more_than_the_limit_of_a_day_is_too_many(notify: RunningNotify) -> None:
    service = notify.of(CAST.exampleshire).service
    service.daily_limits = dict.fromkeys(service.daily_limits, 1)
    await text(notify)
    client, template = notify.client(), str(notify.template_id(VISIT))
    assert await refused(client.send_sms_notification, DANI, template, VALUES) == (
        429, "TooManyRequestsError", "Exceeded send limits (1) for today",
    )  # fmt: skip


@pytest.mark.parametrize("number", ["07700900000", "07700 900111", "+447700900222"])
async def test_smoke_numbers_are_checked_and_forgotten(notify: RunningNotify, number: str) -> None:
    sent = await text(notify, number)
    assert (await refused(notify.client().get_notification_by_id, sent["id"]))[0] == 404
    assert notify.sent() == []


@pytest.mark.parametrize(
    ("number", "status"),
    [("07700900003", "temporary-failure"), ("07700900002", "permanent-failure"), (DANI, "delivered")],
)
async def test_the_magic_numbers_fail(notify: RunningNotify, number: str, status: str) -> None:
    sent = await text(notify, number)
    await notify.settled()
    assert (await call(notify.client().get_notification_by_id, sent["id"]))["status"] == status


# What goes wrong.


async def test_a_slow_answer_is_slower_than_the_client_waits(notify: RunningNotify) -> None:
    notify.switches.turn_on("slow", seconds=1.0, times=1)
    client = notify.client(timeout=0.1)
    with pytest.raises(HTTP503Error):
        await call(client.send_sms_notification, DANI, str(notify.template_id(VISIT)), VALUES, "slow")
    # It is taken all the same: exactly what may not be sent again.
    async with asyncio.timeout(PATIENCE):
        while not notify.sent(reference="slow"):  # noqa: ASYNC110 - it happens at the stand-in
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("wrong", "kept"), [(Wrong.CUT_BEFORE, 0), (Wrong.CUT_AFTER, 1), (Wrong.HALF_ANSWER, 1)]
)
async def test_a_cut_connection_leaves_the_sender_in_doubt(
    notify: RunningNotify, wrong: Wrong, kept: int
) -> None:
    notify.switches.turn_on(wrong, times=1)
    client, template = notify.client(), str(notify.template_id(VISIT))
    with pytest.raises((HTTPError, InvalidResponse)):
        await call(client.send_sms_notification, DANI, template, VALUES, "cut")
    listed = await call(client.get_all_notifications, reference="cut")
    assert len(listed["notifications"]) == kept
    await call(client.send_sms_notification, DANI, template, VALUES, "next")


@pytest.mark.parametrize("status", ["400", "403", "429", "500", "503"])
async def test_a_status_can_be_switched_on(notify: RunningNotify, status: str) -> None:
    notify.switches.turn_on(status, times=1)
    client, template = notify.client(), str(notify.template_id(VISIT))
    assert (await refused(client.send_sms_notification, DANI, template, VALUES))[0] == int(status)
    assert notify.sent() == []
    await call(client.send_sms_notification, DANI, template, VALUES)


async def test_a_500_can_come_after_it_was_taken(notify: RunningNotify) -> None:
    notify.switches.turn_on("500", stored=True, times=1)
    client, template = notify.client(), str(notify.template_id(VISIT))
    assert await refused(client.send_sms_notification, DANI, template, VALUES, "kept") == (
        500, "Exception", "Internal server error",
    )  # fmt: skip
    assert len(notify.sent(reference="kept")) == 1


async def test_a_429_can_say_when_to_come_back(notify: RunningNotify) -> None:
    notify.switches.turn_on("429", retry_after=7, service_id=notify.of(CAST.exampleshire).service.id)
    with pytest.raises(HTTPError) as problem:
        await text(notify)
    assert problem.value.response is not None
    assert problem.value.response.headers["Retry-After"] == "7"
    await call(notify.client(CAST.sampleton).get_all_notifications)


async def test_when_it_is_down_nobody_answers_and_afterwards_it_knows_everything(
    notify: RunningNotify,
) -> None:
    await text(notify, reference="before")
    client = notify.client()
    await call(client.get_all_notifications)  # leaves a connection open
    await notify.stand_in.go_down()
    with pytest.raises(HTTP503Error):
        await call(client.get_all_notifications)
    await notify.stand_in.come_back()
    assert len((await call(client.get_all_notifications, reference="before"))["notifications"]) == 1


async def test_every_request_stands_in_the_ledger(notify: RunningNotify) -> None:
    await text(notify)
    notify.switches.turn_on("cut_after", times=1)
    with pytest.raises(HTTPError):
        await text(notify)
    assert [(one.method, one.path, one.status, one.switch) for one in notify.ledger.asked] == [
        ("POST", "/v2/notifications/sms", 201, None),
        ("POST", "/v2/notifications/sms", 0, "cut_after"),
    ]


async def test_an_unknown_address_is_not_found(notify: RunningNotify) -> None:
    with pytest.raises(HTTPError) as problem:
        await call(notify.client().get, "/v2/nothing")
    assert problem.value.status_code == 404


async def test_no_receipt_is_posted_where_none_is_wanted(notify: RunningNotify) -> None:
    notify.switches.receipts = Receipts.DUPLICATED
    await text(notify)
    await notify.settled()
    assert notify.ledger.posted == []
