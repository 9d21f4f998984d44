"""What a handler asks of its request: connection, time, ids, posted fields, and where to go next."""

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from aiohttp import web
from multidict import MultiDict

from portal.clock import Clock
from portal.db import Connection, Pool, Row
from portal.settings import Settings, origin_of
from portal.web.posted import Posted
from portal.web.times import london

SETTINGS = web.AppKey("settings", Settings)
CLOCK = web.AppKey("clock", Clock)
POOL = web.AppKey("pool", Pool)
NOTHING_POSTED = Posted(MultiDict())


@dataclass(frozen=True, slots=True)
class Council:
    """What everybody who reaches a council's pages may know of it."""

    id: UUID
    name: str
    service_name: str
    colour: str
    second_colour: str | None
    logo: str | None
    exit_url: str
    team_name: str
    phone: str
    out_of_hours_name: str
    out_of_hours_phone: str
    theme_css_path: str | None = None


class Display(NamedTuple):
    """How this person chose to see the pages; kept on the server, not on the phone."""

    text_size: str = "normal"
    colours: str = "phone"
    style: str = "plain"
    pictures: bool = True
    less_movement: bool = False
    quiet: bool = False


AS_IT_COMES = Display()


@dataclass(slots=True)
class Current:
    """One request: made by the outermost layer, filled as layers learn who asks. `actor` is identity's."""

    now: datetime
    nonce: str
    # What lines of the log know this request by, and a page that failed tells.
    reference: str = field(default_factory=lambda: secrets.token_hex(4))
    today: date = field(init=False)
    council: Council | None = None
    conn: Connection | None = None
    came_along: Row | None = None
    actor: object | None = None
    account_id: UUID | None = None
    session_id: UUID | None = None
    csrf_secret: bytes = b""
    csrf_is_new: bool = False
    csrf_token: str = ""
    idle_minutes: int = 30
    language: str = "en"
    display: Display = AS_IT_COMES
    nav: tuple[tuple[str, str], ...] = ()
    # The page of ours that this one belongs to, where its own address says another place in the menu.
    below: str = ""
    done_key: str | None = None
    posted: Posted = field(default_factory=lambda: NOTHING_POSTED)
    # By the address of a form, the pages whose half typed words it begins with, as the keys of their forms.
    kept: dict[str, str] = field(default_factory=dict)
    # What was posted was only looked at, and may be sent again.
    only_looked: bool = False
    afterwards: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = london(self.now).date()


CURRENT = web.RequestKey("current", Current)


def current(request: web.Request) -> Current:
    return request[CURRENT]


def only_looked(request: web.Request) -> None:
    """This post changes nothing: its answer, such as a preview, is shown again to whoever opens it again."""
    current(request).only_looked = True


def beside_lines(request: web.Request, route: str) -> dict[str, str]:
    """What lines of the log carry that this request writes: ids and a pseudonym, never who or what it was about.

    Before sign-in there is no council, and several may share the address.
    """
    page, secret = request[CURRENT], request.app[SETTINGS].secret
    told = {"request": page.reference, "route": route}
    if page.account_id is not None and page.council is not None:
        account = hmac.new(secret, b"log\0" + page.account_id.bytes, "sha256")
        told |= {"council": str(page.council.id), "who": account.hexdigest()[:12]}
    return told


def connection(request: web.Request) -> Connection:
    """The request's connection, already inside its one transaction."""
    conn = request[CURRENT].conn
    if conn is None:
        raise RuntimeError("this route is open to anyone and has no connection of its own")
    return conn


def came_along(request: web.Request) -> Row | None:
    """What the page's route read together with the session, where it was read: its row in the log stands then."""
    return request[CURRENT].came_along


def now_of(request: web.Request) -> datetime:
    return request[CURRENT].now


def today_of(request: web.Request) -> date:
    return request[CURRENT].today


def is_prefetch(request: web.Request) -> bool:
    """A browser that asks ahead of somebody: nobody has seen the answer, and perhaps nobody will."""
    return "prefetch" in request.headers.get("Sec-Purpose", "")


def host_of(request: web.Request) -> str:
    """The name that this browser reaches us by, without its port."""
    return request.host.rsplit(":", 1)[0]


def own_origin(request: web.Request) -> str:
    """Where people of this council open the portal."""
    return origin_of(request.host, request.app[SETTINGS].origins)


def posted(request: web.Request) -> Posted:
    """The fields of the posted form; empty for a GET."""
    return request[CURRENT].posted


def uuid_in(request: web.Request, name: str) -> UUID:
    """An id from the address. What is no id was never a page."""
    return id_in(request.match_info[name])


def id_in(text: str) -> UUID:
    """The id that somebody's address holds. What is no id was never a page."""
    if not is_id(text):
        raise web.HTTPNotFound
    return UUID(text)


def is_id(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


class _WithId(Protocol):
    @property
    def id(self) -> UUID: ...


One = TypeVar("One", bound=_WithId)


def one_in(request: web.Request, name: str, among: Iterable[One]) -> One:
    """Of these, the one whose id the address holds. What is not among them was never a page."""
    wanted = uuid_in(request, name)
    for one in among:
        if one.id == wanted:
            return one
    raise web.HTTPNotFound


def number_in(text: str | None, *, digits: int = 9) -> int | None:
    """A whole number from an address or a hidden field; None for what is none, or has more digits than that."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None


_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def after_commit(request: web.Request, work: Callable[[], Awaitable[None]]) -> None:
    """What this process does once the deed stands, before it is answered: read anew what it holds in memory."""
    request[CURRENT].afterwards.append(work)


class SeeOther(web.Response):
    """A 303 that may carry the key of a sentence for the “Done” banner of the next page."""

    def __init__(self, location: str, done: str | None = None) -> None:
        super().__init__(status=303, headers={"Location": location})
        self.done = done


def see_other(path: str, *, done: str | None = None) -> SeeOther:
    return SeeOther(own_path(path), done)


# Nothing in it that a browser takes away, either: "/..//elsewhere" would begin with two slashes after that.
_OWN_PATH = re.compile(r"/(?![/\\])(?![^?#]*/[./])[!-\[\]-~]*")


def own_path(path: str, otherwise: str = "/") -> str:
    """The path if it is one of ours and nothing else, never an address elsewhere."""
    return path if _OWN_PATH.fullmatch(path) else otherwise
