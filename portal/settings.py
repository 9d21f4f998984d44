"""What a deployment decides. Read once at the start; the only reader of the environment."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from portal.letters_settings import LettersProblem, LettersSettings, is_this_machine, letters_settings_for

SocketPath: TypeAlias = Literal["lean", "plain"]


class SettingsProblem(Exception):
    """A setting is missing or unsafe; the message is one line that says what to do."""


@dataclass(frozen=True)
class Settings:
    """As the environment says, and what follows from it; every request asks for that, so it is worked out once."""

    database_url: str
    # Where people open the portal, for example https://kite.example.gov.uk. Nothing else may post to it.
    origins: tuple[str, ...]
    secret: bytes
    audit_key: bytes | None = None
    bind: str = "127.0.0.1"
    port: int = 8000
    pool_size: int = 10
    # How many proxies of ours stand in front; that many entries of X-Forwarded-For are believed.
    proxies: int = 0
    # A missing message of the catalogue is an error instead of a log line.
    strict_words: bool = False
    # How many events one socket may send in 10 seconds.
    event_limit: int = 20
    # How frames of sockets are read and written: our own short way, or the library's.
    socket_path: SocketPath = "lean"
    # How letters leave. Only the worker, and commands that ask Notify, need it.
    letters: LettersSettings = field(default_factory=LettersSettings)

    @cached_property
    def secure(self) -> bool:
        """True where cookies can be Secure: every origin is https."""
        return all(origin.startswith("https://") for origin in self.origins)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Host headers that this deployment answers to, with their port where it is not the usual one."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    def cookie(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name


def settings_for(env: Mapping[str, str] | None = None) -> Settings:
    """Reads and checks the environment. Raises SettingsProblem with one plain line."""
    env = os.environ if env is None else env
    secret = _key(env, "PORTAL_SECRET")
    if secret is None:
        raise SettingsProblem(
            "Set PORTAL_SECRET to at least 64 hexadecimal digits, for example from: openssl rand -hex 32"
        )
    database_url = _needed(env, "DATABASE_URL", "the address of PostgreSQL 16 or later, as role portal_web")
    origins = _origins(env)
    return Settings(
        database_url=database_url,
        origins=origins,
        secret=secret,
        audit_key=_key(env, "PORTAL_AUDIT_KEY"),
        bind=env.get("PORTAL_BIND", "127.0.0.1"),
        port=_number(env, "PORTAL_PORT", 8000, 1, 65535),
        pool_size=_number(env, "PORTAL_POOL", 10, 2, 200),
        # The portal speaks no TLS itself: before https stands a proxy. Taken for the person, it would be everybody.
        proxies=_number(env, "PORTAL_PROXIES", int(origins[0].startswith("https://")), 0, 5),
        event_limit=_number(env, "PORTAL_EVENT_LIMIT", 20, 1, 1_000_000),
        socket_path=_socket_path(env),
        letters=_letters(env),
    )


def origin_of(host: str, origins: Sequence[str]) -> str:
    """Where people of the council at this host open the portal; `host` may leave out its port.

    Always one of the configured ones, never what a request called itself.
    """
    asked = urlsplit(f"//{host}")
    exact = (one for one in origins if urlsplit(one).netloc == asked.netloc)
    named = (one for one in origins if urlsplit(one).hostname == asked.hostname)
    return next(exact, None) or next(named, origins[0])


def _letters(env: Mapping[str, str]) -> LettersSettings:
    try:
        return letters_settings_for(env)
    except LettersProblem as problem:
        raise SettingsProblem(str(problem)) from None


def _needed(env: Mapping[str, str], name: str, what: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsProblem(f"Set {name}: {what}.")
    return value


def _origins(env: Mapping[str, str]) -> tuple[str, ...]:
    named = _needed(env, "PORTAL_ORIGIN", "where people open the portal").split(",")
    origins = tuple(_origin(one) for one in named)
    if len({urlsplit(one).scheme for one in origins}) > 1:
        raise SettingsProblem(
            "PORTAL_ORIGIN names http beside https: cookies would travel open. Name the https addresses alone."
        )
    return origins


def _origin(text: str) -> str:
    text = text.strip().rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path or parts.query:
        raise SettingsProblem(f"PORTAL_ORIGIN must look like https://kite.example.gov.uk, not {text!r}.")
    if parts.scheme == "http" and not (parts.hostname == "localhost" or is_this_machine(parts.hostname)):
        raise SettingsProblem(
            f"PORTAL_ORIGIN {text} must begin with https:// (http is for this machine only)."
        )
    return text


def _key(env: Mapping[str, str], name: str) -> bytes | None:
    text = env.get(name, "").strip()
    if not text:
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        raise SettingsProblem(f"{name} must be hexadecimal digits, at least 64 of them.") from None
    if len(key) < 32 or len(set(key)) < 8:
        raise SettingsProblem(
            f"{name} is too short or too regular: use at least 64 random hexadecimal digits."
        )
    return key


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name, "").strip() or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsProblem(f"{name} must be a number from {least} to {most}, not {text!r}.")
    return int(text)


def _socket_path(env: Mapping[str, str]) -> SocketPath:
    text = env.get("PORTAL_SOCKET_PATH", "").strip() or "lean"
    if text == "lean":
        return "lean"
    if text == "plain":
        return "plain"
    raise SettingsProblem(f"PORTAL_SOCKET_PATH must be lean or plain, not {text!r}.")


def migrator_url(env: Mapping[str, str] | None = None) -> str:
    """The only setting that migrating needs. Raises SettingsProblem."""
    return _needed(
        os.environ if env is None else env,
        "DATABASE_URL",
        "the address of PostgreSQL, as role portal_migrator",
    )
