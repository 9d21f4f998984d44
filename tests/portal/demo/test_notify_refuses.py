"""What the stand-in for GOV.UK Notify refuses, and why: as Notify says it."""

from uuid import uuid4

import aiohttp
import jwt
import pytest
from notifications_python_client.notifications import NotificationsAPIClient

from notifications.catalogue import Form
from notifications.model import Channel, Wording
from portal.demo.cast import CAST
from portal.demo.notify.clock import wall_seconds
from portal.demo.notify.model import Key
from tests.notify import RunningNotify
from tests.portal.demo.asking_notify import DANI, VALUES, VISIT, call, refused, text

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
        "unsigned": lambda: f"Bearer {jwt.encode(claims, '', algorithm='none')}",
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
