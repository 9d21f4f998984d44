"""What Notify's answer to one letter means, and above all: whether Notify may have taken it. Pure.

Only what never left this machine was surely not taken. After anything else that is neither a yes nor a plain no
Notify is asked by reference, because a text that is sent again on a guess is a second text.
"""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import requests
import urllib3.exceptions
from notifications_python_client.errors import APIError

from notifications.model import keepable

# Notify's names of errors: the only thing of an error that is kept. Its sentences can quote a number.
_ERROR_NAME = re.compile(r"[A-Za-z]{3,40}")
_SET_UP = (
    "Template not found",
    "Template has been deleted",
    "template is not suitable",
    "Missing personalisation",
    "does not exist in database for service",
)
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Taken:
    """Notify has it, and says what it will show."""

    notify_id: UUID
    title: str | None
    body: str | None
    status: str = "created"


@dataclass(frozen=True, slots=True)
class Refused:
    """A plain no: this letter will never be taken as it is."""

    what: str


@dataclass(frozen=True, slots=True)
class NotSetUp:
    """A plain no to how we are set up there: another template, value or sender. The letter is as good as it was."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Too many in the last minute, or today. `after`: seconds that Notify asked us to wait."""

    after: float | None
    for_today: bool


@dataclass(frozen=True, slots=True)
class Barred:
    """Notify does not know our key, or our clock is wrong: nothing else would be taken either."""

    what: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """It never left: nobody could be reached."""

    what: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have been taken, or may not."""

    what: str


@dataclass(frozen=True, slots=True)
class TooLate:
    """It was not sent: too much time had passed since its claim."""


Answer: TypeAlias = Taken | Refused | NotSetUp | Busy | Barred | NotTaken | Unclear | TooLate


def read_taken(said: object) -> Answer:
    """What Notify says of a letter that it took, or has. An answer without an id says nothing."""
    if not isinstance(said, Mapping):
        return Unclear("no_object")
    try:
        notify_id = UUID(str(said.get("id")))
    except ValueError:
        return Unclear("no_id")
    content = said.get("content")
    words: Mapping[object, object] = content if isinstance(content, Mapping) else said
    return Taken(notify_id, _text(words, "subject"), _text(words, "body"), _text(said, "status") or "created")


def read_fault(fault: APIError) -> Answer:
    """What an answer means that the library raised."""
    response = fault.response
    if response is None:
        return NotTaken("no_connection") if never_left(fault.__cause__) else Unclear("no_answer")
    status, name = response.status_code, _error_name(response)
    # A plain no of the service, such as to post from one that is not live yet, also comes as 403.
    if status == 401 or (status == 403 and name != "BadRequestError"):
        return Barred(name)
    if status == 429:
        return Busy(_seconds(response.headers.get("Retry-After")), for_today=name == "TooManyRequestsError")
    # Also an error inside Notify: it writes a letter down before it passes it on, and can fail in between.
    if status >= 500 or status < 400 or status in (408, 425):
        return Unclear(f"http_{status}")
    return NotSetUp() if _is_about_our_set_up(response) else Refused(name)


def never_left(cause: BaseException | None) -> bool:
    """Whether a request surely reached nobody: no connection was made, so nothing was written to one."""
    if isinstance(cause, requests.ConnectTimeout):
        return True
    if not isinstance(cause, requests.ConnectionError) or not cause.args:
        return False
    exhausted = cause.args[0]
    if not isinstance(exhausted, urllib3.exceptions.MaxRetryError):
        return False
    reason = exhausted.reason
    if isinstance(reason, urllib3.exceptions.SSLError):
        # A certificate is judged before anything is said; other faults of a secured line can come in mid-sentence.
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)


def _is_about_our_set_up(response: requests.Response) -> bool:
    try:
        said = str(response.json()["errors"][0]["message"])
    except (ValueError, LookupError, TypeError):
        return False
    return any(part in said for part in _SET_UP)


def _error_name(response: requests.Response) -> str:
    try:
        said = response.json()
        name = str(said["errors"][0]["error"])
    except (ValueError, LookupError, TypeError):
        return f"http_{response.status_code}"
    return name if _ERROR_NAME.fullmatch(name) else f"http_{response.status_code}"


def _seconds(header: str | None) -> float | None:
    if header is None or not re.fullmatch(r"\d{1,6}", header.strip()):
        return None
    return min(float(header), _LONGEST_WAIT)


def _text(said: Mapping[object, object], name: str) -> str | None:
    value = said.get(name)
    return keepable(value) if isinstance(value, str) else None
