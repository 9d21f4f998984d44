"""The person who asks, as the session names them."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple, cast
from uuid import UUID

from aiohttp import web

from portal.web.request import Display, current
from portal.web.routes import Audience


class Kind(StrEnum):
    YOUNG_PERSON = "young_person"
    ADULT = "adult"
    STAFF = "staff"
    PARTNER = "partner"


class StaffRole(StrEnum):
    WORKER = "worker"
    MANAGER = "manager"
    CHAIR = "chair"
    ADMINISTRATOR = "administrator"


class Actor(NamedTuple):
    """Who asks, and in which council. `invited`: has paper words and no password of their own yet."""

    id: UUID
    council_id: UUID
    account_id: UUID
    session_id: UUID
    kind: Kind
    role: StaffRole | None
    name: str
    called: str
    pronoun: str
    born_on: date | None
    team_id: UUID | None
    language: str
    display: Display
    state: str = "active"

    @property
    def invited(self) -> bool:
        return self.state == "invited"

    @property
    def arriving(self) -> bool:
        """Not through all of the first pages yet."""
        return self.state == "arriving"

    @property
    def handed_over(self) -> bool:
        """Somebody else holds this worker's phone, for one journey."""
        return self.state == "together"

    @property
    def audience(self) -> Audience:
        return audience_of(self.kind, self.role)

    @property
    def is_family(self) -> bool:
        return self.kind in (Kind.YOUNG_PERSON, Kind.ADULT)


_STAFF_AUDIENCES = {
    StaffRole.WORKER: Audience.STAFF,
    StaffRole.MANAGER: Audience.STAFF | Audience.MANAGER,
    StaffRole.CHAIR: Audience.MEETINGS,
    StaffRole.ADMINISTRATOR: Audience.ADMINISTRATOR,
}


def audience_of(kind: Kind, role: StaffRole | None) -> Audience:
    """What a person may come to at all. An unknown role comes to nothing."""
    if kind in (Kind.YOUNG_PERSON, Kind.ADULT):
        return Audience.FAMILY
    if kind is Kind.PARTNER:
        return Audience.MEETINGS
    return _STAFF_AUDIENCES[role] if role else Audience(0)


def home_of(actor: Actor) -> str:
    """The page that signing in leads to."""
    if actor.invited:
        return "/welcome/password"
    if actor.handed_over:
        return "/staff/together/back"
    audience = actor.audience
    if Audience.FAMILY in audience:
        return "/home"
    if Audience.STAFF in audience:
        return "/staff/today"
    if Audience.ADMINISTRATOR in audience:
        return "/admin/people"
    return "/staff/meetings" if actor.role is StaffRole.CHAIR else "/partner"


NAV: dict[Audience, tuple[tuple[str, str], ...]] = {
    Audience.FAMILY: (
        ("/home", "shell.nav.home"),
        ("/visits", "shell.nav.visits"),
        ("/messages", "shell.nav.messages"),
        ("/views", "contributions.nav.views"),
    ),
    Audience.STAFF: (
        ("/staff/today", "shell.nav.today"),
        ("/staff/messages", "shell.nav.messages"),
        ("/staff/people", "shell.nav.people"),
        ("/staff/visits", "shell.nav.staff_visits"),
        ("/staff/meetings", "shell.nav.meetings"),
        ("/staff/views", "contributions.nav.staff_views"),
    ),
    Audience.STAFF | Audience.MANAGER: (
        ("/staff/today", "shell.nav.today"),
        ("/staff/messages", "shell.nav.messages"),
        ("/staff/people", "shell.nav.people"),
        ("/staff/visits", "shell.nav.staff_visits"),
        ("/staff/meetings", "shell.nav.meetings"),
        ("/staff/views", "contributions.nav.staff_views"),
        ("/team", "shell.nav.team"),
    ),
    Audience.MEETINGS: (("/partner", "shell.nav.meetings"),),
    Audience.ADMINISTRATOR: (
        ("/admin/people", "shell.nav.people"),
        ("/admin/teams", "administration.nav.teams"),
        ("/admin/words", "urgent.nav.words"),
        ("/admin/hours", "urgent.nav.hours"),
        ("/admin/help-lines", "administration.lines.h1"),
        ("/admin/texts", "letters.nav.texts"),
    ),
}


# Who runs meetings comes to them as staff; a partner as somebody who is asked.
NAV_OF_CHAIR = (
    ("/staff/meetings", "shell.nav.meetings"),
    ("/partner/views", "contributions.nav.staff_views"),
)


def nav_of(actor: Actor) -> tuple[tuple[str, str], ...]:
    if actor.invited or actor.handed_over:
        return ()
    return NAV_OF_CHAIR if actor.role is StaffRole.CHAIR else NAV.get(actor.audience, ())


def current_actor(request: web.Request) -> Actor:
    """The person who asks. Only for routes that need a session."""
    actor = current(request).actor
    if actor is None:
        raise web.HTTPNotFound
    return cast(Actor, actor)
