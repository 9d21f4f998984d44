"""Moving somebody of staff to another team. Their families keep the worker and the manager that they have."""

from uuid import UUID

from aiohttp import web

from portal.administration import store_teams
from portal.administration.forms_teams import MoveForm
from portal.administration.model import StaffMember
from portal.administration.pages import colleague_in
from portal.identity.access_log import changed
from portal.identity.actor import current_actor
from portal.web.fields import SelectChoice
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post


async def start_move(request: web.Request) -> web.Response:
    person = await _in_a_team(request)
    return _page(request, person, await _offer(request, person, MoveForm()))


async def move(request: web.Request) -> web.Response:
    conn, person = connection(request), await _in_a_team(request)
    form = await _offer(request, person, await MoveForm.posted(request))
    if not form.validate():
        return _page(request, person, form, 422)
    if await store_teams.move(conn, person.id, UUID(form.team.data)):
        await changed(conn, current_actor(request), "team", UUID(form.team.data), about=[person.id])
    return see_other("/admin/people", done="administration.move.done")


async def _in_a_team(request: web.Request) -> StaffMember:
    person = await colleague_in(request)
    if not person.has_team:
        raise web.HTTPNotFound
    return person


async def _offer(request: web.Request, person: StaffMember, form: MoveForm) -> MoveForm:
    """All teams but the one that somebody is in."""
    teams = [team for team in await store_teams.list_teams(connection(request)) if team.name != person.team]
    form.team.choices = [SelectChoice("", "administration.e_team")]
    form.team.choices += [SelectChoice(str(team.id), f"={team.name}") for team in teams]
    return form


def _page(request: web.Request, person: StaffMember, form: MoveForm, status: int = 200) -> web.Response:
    return render(request, "administration/start_move.html", status=status, person=person, form=form)


routes = [
    get("/admin/people/{person_id}/team", start_move, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/team", move, audience=Audience.ADMINISTRATOR),
]
