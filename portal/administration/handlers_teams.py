"""Teams and the numbers that families are given: listed, added, changed; checked before and after, in force at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from aiohttp import web

from portal.administration import store_teams
from portal.administration.forms_teams import ReachedForm
from portal.administration.model_teams import NameTaken, Outdated, Reached
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.identity.councils import COUNCILS
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import after_commit, connection, only_looked, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def list_teams(request: web.Request) -> web.Response:
    conn = connection(request)
    teams, main = await store_teams.list_teams(conn), await store_teams.get_main(conn)
    await opened(conn, current_actor(request), "teams")
    return render(request, "administration/list_teams.html", teams=teams, main=main)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form changes, and as what the log knows it. `save`: what was typed, and the version that was checked."""

    kind: str
    before: Reached | None
    save: Callable[[Reached, str], Awaitable[UUID | None]]


async def _number(request: web.Request) -> Subject:
    conn = connection(request)
    return Subject("number", await store_teams.get_main(conn), partial(store_teams.change_main, conn))


async def _new_team(request: web.Request) -> Subject:
    conn = connection(request)
    return Subject("team", None, lambda new, _seen: store_teams.add_team(conn, new))


async def _team(request: web.Request) -> Subject:
    conn, team_id = connection(request), uuid_in(request, "team_id")
    before = await store_teams.get_team(conn, team_id)
    if before is None:
        raise web.HTTPNotFound
    return Subject("team", before, partial(store_teams.change_team, conn, team_id))


async def start_number(request: web.Request) -> web.Response:
    return await _start(request, await _number(request))


async def change_number(request: web.Request) -> web.Response:
    return await _change(request, await _number(request))


async def start_team(request: web.Request) -> web.Response:
    return await _start(request, await _new_team(request))


async def add_team(request: web.Request) -> web.Response:
    return await _change(request, await _new_team(request))


async def start_change(request: web.Request) -> web.Response:
    return await _start(request, await _team(request))


async def change_team(request: web.Request) -> web.Response:
    return await _change(request, await _team(request))


async def _start(request: web.Request, subject: Subject) -> web.Response:
    before = subject.before or Reached("", "")
    form = await ReachedForm.begin(request, name=before.name, phone=before.phone)
    return _page(request, subject, form)


async def _change(request: web.Request, subject: Subject) -> web.Response:
    """The first post shows before and after; only the second, from that page, changes anything."""
    fields, form = posted(request), await ReachedForm.posted(request)
    if not form.validate() or fields.get("do") == "back":
        return _page(request, subject, form, 422 if form.errors else 200)
    again = False
    if fields.get("do") == "save":
        try:
            saved_id = await subject.save(form.reached, fields.get("seen", ""))
        except NameTaken:
            refuse(form.name, "administration.teams.e_taken")
            return _page(request, subject, form, 422)
        except Outdated:
            again = True
        else:
            await changed(connection(request), current_actor(request), subject.kind, saved_id)
            after_commit(request, request.app[COUNCILS].read_again)
            return see_other("/admin/teams", done="administration.teams.saved")
    only_looked(request)
    return render(
        request, "administration/check_team.html", status=409 if again else 200, again=again,
        before=subject.before, after=form.reached, typed=[(field.name, field.data) for field in form],
    )  # fmt: skip


def _page(request: web.Request, subject: Subject, form: ReachedForm, status: int = 200) -> web.Response:
    return render(request, "administration/change_team.html", status=status, subject=subject, form=form)


routes = [
    get("/admin/teams", list_teams, audience=Audience.ADMINISTRATOR),
    get("/admin/teams/number", start_number, audience=Audience.ADMINISTRATOR),
    post("/admin/teams/number", change_number, audience=Audience.ADMINISTRATOR),
    get("/admin/teams/new", start_team, audience=Audience.ADMINISTRATOR),
    post("/admin/teams/new", add_team, audience=Audience.ADMINISTRATOR),
    get("/admin/teams/{team_id}", start_change, audience=Audience.ADMINISTRATOR),
    post("/admin/teams/{team_id}", change_team, audience=Audience.ADMINISTRATOR),
]
