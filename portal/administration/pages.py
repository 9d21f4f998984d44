"""Whom a page of an administrator is about, and the page that shows words or a number this once."""

from aiohttp import web

from portal.administration import store
from portal.administration.actions import WayIn
from portal.administration.model import PaperWords, StaffMember, ToldNumber
from portal.identity.actor import StaffRole, current_actor
from portal.web.rendering import render
from portal.web.request import SETTINGS, connection, now_of, own_origin, uuid_in


async def colleague_in(request: web.Request) -> StaffMember:
    """Anybody of staff or a partner but oneself: nobody stops or lets in themselves."""
    person = await store.get_staff(connection(request), uuid_in(request, "person_id"))
    if person is None or person.id == current_actor(request).id:
        raise web.HTTPNotFound
    return person


def way_in(request: web.Request, chosen: str) -> WayIn:
    return WayIn(current_actor(request), chosen == "email", request.app[SETTINGS].secret, now_of(request))


def given_page(
    request: web.Request, name: str, email: str, given: PaperWords | ToldNumber, *, by_two: bool = False
) -> web.Response:
    """`by_two`: the words open nothing before a second person has seen them with who they are for."""
    if isinstance(given, ToldNumber):
        manages = current_actor(request).role is StaffRole.MANAGER
        return render(
            request, "administration/tell_number.html", name=name, email=email, told=given,
            next_page="/team" if manages else "/admin/people",
        )  # fmt: skip
    origin = own_origin(request)
    return render(
        request, "administration/show_words.html", name=name, email=email, paper=given, by_two=by_two,
        address=f"{origin.split('//', 1)[1]}/sign-in",
    )  # fmt: skip
