"""The stand-in for GOV.UK Notify against the real client library, over HTTP: every endpoint, every refusal."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

import aiohttp
import jwt
import pytest
from notifications_python_client.errors import HTTP503Error, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from notifications.catalogue import LONGEST, Form, forms, template_of
from notifications.model import Channel, Wording
from portal.demo.cast import CAST
from portal.demo.notify.clock import wall_seconds
from portal.demo.notify.model import Key, KeyKind
from portal.demo.notify.switches import Receipts, Wrong
from tests.notify import RunningNotify

VISIT = Form("visit", Channel.TEXT, Wording.STANDARD, "en")
VALUES = {
    "day": "Tuesday 9 June",
    "time": "4pm",
    "url": "https://kite.example.gov.uk",
    "phone": "020 7946 0201",
}
DANI = "07700 900401"
T = TypeVar("T")


async def call(function: Callable[..., T], *arguments: Any, **more: Any) -> T:
    """The library blocks, so it works in a thread of its own."""
    return await asyncio.to_thread(function, *arguments, **more)


async def text(notify: RunningNotify, to: str = DANI, **more: Any) -> dict[str, Any]:
    template = str(notify.template_id(VISIT))
    sent: dict[str, Any] = await call(
        notify.client().send_sms_notification, to, template, personalisation=VALUES, **more
    )
    return sent


async def refused(function: Callable[..., Any], *arguments: Any, **more: Any) -> tuple[int, str, str]:
    """Status, kind of error and first message of a call that Notify does not take."""
    with pytest.raises(HTTPError) as problem:
        await call(function, *arguments, **more)
    answer: Any = problem.value
    error = answer.message[0]
    return answer.status_code, error["error"], error["message"]


# What is taken.


async def test_a_text_is_taken_and_found_again_by_id_and_by_reference(notify: RunningNotify) -> None:
    reference = str(uuid4())
    sent = await text(notify, reference=reference)
    assert sent["content"]["body"].startswith("Reminder: appointment on Tuesday 9 June at 4pm.")
    assert sent["content"]["from_number"] == "447700900860"
    assert sent["template"]["id"] == str(notify.template_id(VISIT))
    assert sent["uri"] == f"{notify.url}/v2/notifications/{sent['id']}"
    await notify.settled()
    client = notify.client()
    found = await call(client.get_notification_by_id, sent["id"])
    assert (found["status"], found["reference"], found["phone_number"]) == (
        "delivered",
        reference,
        "447700900401",
    )
    listed = await call(client.get_all_notifications, reference=reference)
    assert [one["id"] for one in listed["notifications"]] == [sent["id"]]
    assert (await call(client.get_all_notifications, reference=str(uuid4())))["notifications"] == []


async def test_an_email_is_taken(notify: RunningNotify) -> None:
    form = Form("visit", Channel.EMAIL, Wording.DISCREET, "en")
    sent = await call(
        notify.client().send_email_notification,
        "Dani.Rowe@example.com",
        str(notify.template_id(form)),
        personalisation=VALUES,
        sanitise_content_for=["day"],
    )
    assert sent["content"]["subject"] == template_of(form).title
    assert [one.to for one in notify.sent("dani.rowe@example.com")] == ["dani.rowe@example.com"]


async def test_post_is_taken_and_has_words_of_its_own_for_how_far_it_got(notify: RunningNotify) -> None:
    form = Form("visit", Channel.POST, Wording.STANDARD, "en")
    address = {
        "address_line_1": "Dani Rowe",
        "address_line_2": "27 Quillfeather Row",
        "address_line_3": "ZZ9 4KT",
    }
    notify.pace.arrives_after = 0.2
    sent = await call(
        notify.client().send_letter_notification,
        str(notify.template_id(form)),
        VALUES | address,
        "a-reference",
    )
    client = notify.client()
    assert (await call(client.get_notification_by_id, sent["id"]))["status"] == "accepted"
    await notify.settled()
    found = await call(client.get_notification_by_id, sent["id"])
    assert (found["status"], found["line_3"], found["type"]) == ("received", "ZZ9 4KT", "letter")
    assert (await call(client.get_all_notifications, status="received"))["notifications"] == [found]


async def test_the_same_reference_can_be_used_twice_as_at_notify(notify: RunningNotify) -> None:
    first, second = await text(notify, reference="one"), await text(notify, reference="one")
    listed = await call(notify.client().get_all_notifications, reference="one")
    assert [one["id"] for one in listed["notifications"]] == [second["id"], first["id"]]


async def test_every_letter_of_the_catalogue_is_taken_with_its_longest_values(notify: RunningNotify) -> None:
    client = notify.client()
    address = {"address_line_1": "A", "address_line_2": "B", "address_line_3": "ZZ9 4KT"}
    for form in forms():
        values, template = dict(LONGEST[form.language]), str(notify.template_id(form))
        if form.channel is Channel.TEXT:
            await call(client.send_sms_notification, DANI, template, personalisation=values)
        elif form.channel is Channel.EMAIL:
            await call(client.send_email_notification, "a@example.com", template, personalisation=values)
        else:
            await call(client.send_letter_notification, template, values | address)
    assert len(notify.sent()) == len(list(forms()))
    assert {one.template_name for one in notify.sent() if one.parts > 1} == set()


async def test_all_that_was_sent_comes_in_pages(notify: RunningNotify) -> None:
    client, template = notify.client(), str(notify.template_id(VISIT))

    def send_many() -> None:
        for number in range(260):
            client.send_sms_notification(DANI, template, personalisation=VALUES, reference=str(number))

    await call(send_many)
    page = await call(client.get_all_notifications)
    assert len(page["notifications"]) == 250
    assert page["links"]["current"] == f"{notify.url}/v2/notifications"
    assert page["notifications"][-1]["id"] in page["links"]["next"]
    everything = await call(lambda: list(client.get_all_notifications_iterator(template_type="sms")))
    assert [one["reference"] for one in everything] == [str(number) for number in reversed(range(260))]


async def test_each_council_sees_only_its_own(notify: RunningNotify) -> None:
    sent = await text(notify, reference="mine")
    other = notify.client(CAST.sampleton)
    assert (await refused(other.get_notification_by_id, sent["id"]))[:2] == (404, "NoResultFound")
    assert (await call(other.get_all_notifications, reference="mine"))["notifications"] == []
    template = str(notify.template_id(VISIT))
    assert await refused(other.send_sms_notification, DANI, template, VALUES) == (
        400, "BadRequestError", "Template not found",
    )  # fmt: skip


# Templates.


async def test_templates_can_be_read_listed_and_previewed(notify: RunningNotify) -> None:
    client, template = notify.client(), str(notify.template_id(VISIT))
    read = await call(client.get_template, template)
    assert (read["name"], read["type"], read["version"]) == (VISIT.name, "sms", 1)
    assert set(read["personalisation"]) == {"day", "time", "url", "phone"}
    texts = await call(client.get_all_templates, "sms")
    assert {one["type"] for one in texts["templates"]} == {"sms"}
    everything = (await call(client.get_all_templates))["templates"]
    assert {one["name"] for one in everything} == {form.name for form in forms()}
    shown = await call(client.post_template_preview, template, VALUES)
    assert "Tuesday 9 June" in shown["body"]
    assert shown["subject"] is None


async def test_a_changed_template_is_a_new_version_and_the_old_can_be_read(notify: RunningNotify) -> None:
    service = notify.of(CAST.exampleshire).service
    before = template_of(VISIT).body
    notify.stand_in.load(service.id, [(VISIT.name, "sms", None, "New: ((day))")])
    client, template = notify.client(), str(notify.template_id(VISIT))
    assert (await call(client.get_template, template))["version"] == 2
    assert (await call(client.get_template_version, template, 1))["body"] == before
    assert (await refused(client.get_template_version, template, 7))[0] == 404
    assert (await refused(client.get_template, str(uuid4())))[:2] == (404, "NoResultFound")


async def test_words_after_a_flag_show_only_where_it_says_yes(notify: RunningNotify) -> None:
    service = notify.of(CAST.exampleshire).service
    notify.stand_in.load(
        service.id, [("flag", "sms", None, "Come((late?? a little later)) on ((Day_name)).")]
    )
    template, client = str(service.template_named("flag").id), notify.client()
    for flag, shown in (("yes", "Come a little later on Monday."), ("no", "Come on Monday.")):
        values = {"late": flag, "day name": "Monday"}
        assert (await call(client.post_template_preview, template, values))["body"] == shown


# Who may ask.


async def test_a_key_that_is_not_theirs_is_refused(notify: RunningNotify) -> None:
    exampleshire = notify.of(CAST.exampleshire).service
    wrong = f"key-{exampleshire.id}-{uuid4()}"
    for key, message in (
        (wrong, "Invalid token: API key not found"),
        (f"key-{uuid4()}-{uuid4()}", "Invalid token: service not found"),
    ):
        client = NotificationsAPIClient(key, base_url=notify.url)
        assert await refused(client.get_all_notifications) == (403, "AuthError", message)


async def test_a_revoked_key_is_refused(notify: RunningNotify) -> None:
    service = notify.of(CAST.exampleshire).service
    service.keys[0] = Key("old", service.keys[0].secret, revoked=True)
    assert (await refused(notify.client().get_all_notifications))[2] == "Invalid token: API key revoked"


@pytest.mark.parametrize("hours", [2, -2])
async def test_a_clock_two_hours_off_is_refused(notify: RunningNotify, hours: int) -> None:
    notify.switches.clock_off = hours * 3600
    assert await refused(notify.client().get_all_notifications) == (
        403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds",
    )  # fmt: skip
    notify.switches.clock_off = 25
    await call(notify.client().get_all_notifications)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("Basic abc", 401),
        ("Bearer abc", 403),
        ("unsigned", 403),
        ("other algorithm", 403),
        ("no issuer", 403),
    ],
)
async def test_a_request_without_a_proper_token_is_refused(
    notify: RunningNotify, header: str | None, status: int
) -> None:
    service = notify.of(CAST.exampleshire).service
    secret, claims = str(service.keys[0].secret), {"iss": str(service.id), "iat": int(wall_seconds())}
    made = {
        "unsigned": lambda: f"Bearer {jwt.encode(claims, None, algorithm='none')}",
        "other algorithm": lambda: f"Bearer {jwt.encode(claims, secret * 2, algorithm='HS512')}",
        "no issuer": lambda: f"Bearer {jwt.encode({'iat': claims['iat']}, secret)}",
    }
    headers = {} if header is None else {"Authorization": made.get(header, lambda: header)()}
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{notify.url}/v2/notifications", headers=headers) as answer,
    ):
        body = await answer.json()
    assert (answer.status, body["status_code"], body["errors"][0]["error"]) == (status, status, "AuthError")


# What is refused, and why.


async def test_missing_values_are_named(notify: RunningNotify) -> None:
    client, template = notify.client(), str(notify.template_id(VISIT))
    expected = (400, "BadRequestError", "Missing personalisation: time, url")
    given = {"day": "Tuesday", "phone": "1"}
    assert await refused(client.send_sms_notification, DANI, template, given) == expected
    assert await refused(client.post_template_preview, template, given) == expected


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("0770090040", "phone_number Not enough digits"),
        ("077009004011", "phone_number Too many digits"),
        ("020 7946 0201", "phone_number Not a UK mobile number"),
        ("07700 9oo401", "phone_number Must not contain letters or symbols"),
        ("+999 12345678", "phone_number Not a valid country prefix"),
    ],
)
async def test_a_number_that_cannot_be_is_refused(notify: RunningNotify, number: str, message: str) -> None:
    template = str(notify.template_id(VISIT))
    answer = await refused(notify.client().send_sms_notification, number, template, VALUES)
    assert answer == (400, "ValidationError", message)
    assert notify.sent() == []


async def test_a_number_of_another_country_is_refused(notify: RunningNotify) -> None:
    answer = await refused(
        notify.client().send_sms_notification, "+33 6 12 34 56 78", str(notify.template_id(VISIT)), VALUES
    )
    assert answer == (400, "BadRequestError", "Cannot send to international mobile numbers")


@pytest.mark.parametrize("written", ["07700900401", "+44 7700 900401", "0044 (7700) 900-401", "447700900401"])
async def test_a_number_may_be_written_in_many_ways(notify: RunningNotify, written: str) -> None:
    await text(notify, written)
    assert [one.to for one in notify.sent(DANI)] == ["447700900401"]


@pytest.mark.parametrize("address", ["dani", "dani@", "dani@example", "a..b@example..com", "a b@example.com"])
async def test_an_email_address_that_cannot_be_is_refused(notify: RunningNotify, address: str) -> None:
    template = str(notify.template_id(Form("visit", Channel.EMAIL, Wording.STANDARD, "en")))
    answer = await refused(notify.client().send_email_notification, address, template, VALUES)
    assert answer == (400, "ValidationError", "email_address Not a valid email address")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["Dani Rowe", "ZZ9 4KT"], "Address must be at least 3 lines"),
        (["1", "2", "3", "4", "5", "6"], "Must be a real UK postcode"),
        (["Dani Rowe", "No fixed abode", "ZZ9 4KT"], "Must be a real address"),
        (["Dani Rowe", "NFA", "ZZ9 4KT"], "Must be a real address"),
        (
            ["Dani Rowe", "(upstairs)", "ZZ9 4KT"],
            "Address lines must not start with any of the following characters: @ ( ) = [ ] ” \\ / , < > ~",
        ),
    ],
)
async def test_an_address_that_cannot_be_is_refused(
    notify: RunningNotify, lines: list[str], message: str
) -> None:
    values = VALUES | {f"address_line_{number}": line for number, line in enumerate(lines, start=1)}
    template = str(notify.template_id(Form("visit", Channel.POST, Wording.STANDARD, "en")))
    answer = await refused(notify.client().send_letter_notification, template, values)
    assert answer == (400, "ValidationError", message)


async def test_a_template_of_another_kind_or_none_is_refused(notify: RunningNotify) -> None:
    client = notify.client()
    post = str(notify.template_id(Form("visit", Channel.POST, Wording.STANDARD, "en")))
    assert await refused(client.send_sms_notification, DANI, post, VALUES) == (
        400, "BadRequestError", "letter template is not suitable for sms notification",
    )  # fmt: skip
    assert (await refused(client.send_sms_notification, DANI, "no-uuid"))[1:] == (
        "ValidationError", "template_id is not a valid UUID",
    )  # fmt: skip
    notify.of(CAST.exampleshire).service.templates[notify.template_id(VISIT)].archived = True
    assert (await refused(client.send_sms_notification, DANI, str(notify.template_id(VISIT)), VALUES))[2] == (
        "Template has been deleted"
    )


async def test_what_no_endpoint_knows_is_refused(notify: RunningNotify) -> None:
    client = notify.client()
    body = {"phone_number": DANI, "template_id": str(notify.template_id(VISIT)), "when": "now"}
    assert (await refused(client.post, "/v2/notifications/sms", data=body))[2] == (
        "Additional properties are not allowed (when was unexpected)"
    )
    assert (await refused(client.post, "/v2/notifications/sms", data={}))[1:] == (
        "ValidationError", "phone_number is a required property",
    )  # fmt: skip
    assert (await refused(client.get_all_notifications, status="lost"))[2].startswith(
        "status lost is not one of"
    )
    assert (await refused(client.get_notification_by_id, "nothing"))[2] == "id is not a valid UUID"


async def test_a_text_of_more_than_918_characters_is_refused(notify: RunningNotify) -> None:
    answer = await refused(
        notify.client().send_sms_notification,
        DANI,
        str(notify.template_id(VISIT)),
        VALUES | {"day": "x" * 900},
    )
    assert answer[:2] == (400, "BadRequestError")
    assert answer[2].startswith("Text messages cannot be longer than 918 characters. Your message is ")


@pytest.mark.parametrize(
    ("said", "shown", "parts"),
    [
        ("“Don’t” – wait…", '"Don\'t" - wait...', 1),
        ("Zoë café", "Zoë café", 1),
        ("Łódź, naïve", "?ódz, naïve", 1),
        ("مرحبا 🙂", "????? ?", 1),
        ("ŵ" * 70, "ŵ" * 70, 1),
        ("ŵ" * 71, "ŵ" * 71, 2),
        ("€" * 81, "€" * 81, 2),
    ],
)
async def test_a_phone_shows_what_a_text_can_carry(
    notify: RunningNotify, said: str, shown: str, parts: int
) -> None:
    service = notify.of(CAST.exampleshire).service
    notify.stand_in.load(service.id, [("words", "sms", None, "((words))")])
    await call(
        notify.client().send_sms_notification, DANI, str(service.template_named("words").id), {"words": said}
    )
    assert [(one.shown, one.parts) for one in notify.sent()] == [(shown, parts)]


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
    notify.switches.turn_on("slow", seconds=0.5, times=1)
    client = notify.client(timeout=0.2)
    with pytest.raises(HTTP503Error):
        await call(client.send_sms_notification, DANI, str(notify.template_id(VISIT)), VALUES, "slow")
    await asyncio.sleep(0.5)
    # It was taken all the same: exactly what may not be sent again.
    assert len(notify.sent(reference="slow")) == 1


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
