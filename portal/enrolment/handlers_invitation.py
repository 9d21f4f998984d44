"""An invitation by text or e-mail, with a number that is told face to face."""

from aiohttp import web

from portal.enrolment import actions
from portal.enrolment.forms import InvitationForm
from portal.enrolment.model import NameTaken, Paused
from portal.enrolment.pages import person_in, show_ways
from portal.identity.links import as_told
from portal.identity.passwords import HASHER
from portal.web.rendering import render
from portal.web.request import SETTINGS, connection, current
from portal.web.routes import Audience, post


async def invite_person(request: web.Request) -> web.Response:
    """Answers with the number itself: it is shown this once, so there is no address to go to for it."""
    conn, person = connection(request), await person_in(request)
    points = await actions.list_safe_points(conn, person.id)
    form = (await InvitationForm.posted(request)).offer(points)
    if form.is_old(person):
        return await show_ways(request, person, status=409, problem="enrolment.e_again")
    if not points:
        return await show_ways(request, person, status=409, problem="enrolment.e_no_safe_way")
    if not form.validate():
        return await show_ways(request, person, status=422, form=form)
    point = next(one for one in points if str(one.id) == form.point.data)
    try:
        told = await actions.invite(
            current(request), conn, request.app[HASHER], request.app[SETTINGS].secret, person, point
        )
    except Paused:
        return await show_ways(request, person, status=409, problem="enrolment.e_paused")
    except NameTaken:
        form.point.errors = ["enrolment.e_taken"]
        return await show_ways(request, person, status=422, form=form)
    return render(
        request, "enrolment/tell_number.html", person=person, told=told, number=as_told(told.number)
    )


routes = [post("/staff/people/{person_id}/sign-in/invitation", invite_person, audience=Audience.STAFF)]
