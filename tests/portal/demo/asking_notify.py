"""How tests ask the stand-in for GOV.UK Notify: with the client library that production uses."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from notifications_python_client.errors import HTTPError

from notifications.catalogue import Form
from notifications.model import Channel, Wording
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
