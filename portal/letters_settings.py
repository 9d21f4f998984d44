"""How a deployment reaches GOV.UK Notify: where, and with which keys. Read once at the start; keys are never shown."""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

NOTIFY = "https://api.notifications.service.gov.uk"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# As Notify hands it out: a name, the service, the secret.
_KEY = re.compile(rf".+-{_UUID}-{_UUID}", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]{1,80}")


class LettersProblem(Exception):
    """A setting is missing or unsafe; one line that says what to do, and never holds a key."""


@dataclass(frozen=True)
class LettersSettings:
    """`keys`: by the name that a council's `carrier` row gives. Without any, letters are written and held."""

    url: str = NOTIFY
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


def letters_settings_for(env: Mapping[str, str]) -> LettersSettings:
    """Raises LettersProblem."""
    url = _address(env.get("PORTAL_NOTIFY_URL", "").strip() or NOTIFY)
    path = env.get("PORTAL_NOTIFY_KEYS", "").strip()
    return LettersSettings(url, read_keys(Path(path)) if path else {})


def read_keys(path: Path) -> dict[str, str]:
    """A file of JSON: {"name": "key", …}. Raises LettersProblem."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise LettersProblem(f"PORTAL_NOTIFY_KEYS cannot be read: {problem.strerror}.") from None
    except ValueError:
        listed = None
    if not isinstance(listed, dict):
        raise LettersProblem('PORTAL_NOTIFY_KEYS must be a file of JSON such as {"kite": "…"}.')
    for name, key in listed.items():
        if not _NAME.fullmatch(name):
            raise LettersProblem("A name in PORTAL_NOTIFY_KEYS must be letters, digits, dots, - and _.")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise LettersProblem(
                f"The key {name} in PORTAL_NOTIFY_KEYS is not as Notify writes one: copy it whole."
            )
    return {str(name): str(key) for name, key in listed.items()}


def _address(text: str) -> str:
    """Nothing but Notify itself, or a stand-in on this machine, is ever handed a key or a number."""
    text = text.rstrip("/")
    if text == NOTIFY:
        return text
    parts = urlsplit(text)
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme == "http" and bare and is_this_machine(parts.hostname):
        return text
    raise LettersProblem(f"PORTAL_NOTIFY_URL must be {NOTIFY} (or http on this machine, for its stand-in).")


def is_this_machine(host: str | None) -> bool:
    """By its address: names can be made to lead anywhere."""
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
