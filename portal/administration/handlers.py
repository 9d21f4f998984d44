"""Staff and partners: the list, new secret words."""

from urllib.parse import urlencode

from aiohttp import web

from portal.administration import actions, store, store_inviting
from portal.administration.forms import FilterForm, WordsForm
from portal.administration.handlers_codes import routes as code_routes
from portal.administration.handlers_help_lines import routes as help_line_routes
from portal.administration.handlers_inviting import routes as inviting_routes
from portal.administration.handlers_managing import routes as managing_routes
from portal.administration.handlers_moves import routes as move_routes
from portal.administration.handlers_stop import routes as stop_routes
from portal.administration.handlers_teams import routes as team_routes
from portal.administration.model import Filter, NobodyToConfirm
from portal.administration.pages import colleague_in, given_page, way_in
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.identity.passwords import HASHER
from portal.web.rendering import render
from portal.web.request import connection, posted, see_other
from portal.web.routes import Audience, get, post


async def show_administration(request: web.Request) -> web.Response:
    return see_other("/admin/people")


async def list_staff(request: web.Request) -> web.Response:
    form = FilterForm(request.query)
    wanted = form.filter(request.query.get("page", "1"))
    conn, actor = connection(request), current_actor(request)
    found = await store.list_staff(conn, wanted)
    waiting = await store_inviting.list_waiting(conn, actor.id)
    await opened(conn, actor, "staff")
    return render(
        request, "administration/list_staff.html", form=form, found=found, wanted=wanted, waiting=waiting,
        page_link=lambda page: f"/admin/people?{_query(wanted, page)}",
    )  # fmt: skip


def _query(wanted: Filter, page: int) -> str:
    return urlencode([(name, value) for name, value in _parts(wanted) if value] + [("page", str(page))])


def _parts(wanted: Filter) -> list[tuple[str, str]]:
    return [("q", wanted.q), ("role", wanted.role), ("status", wanted.status)]


async def start_words(request: web.Request) -> web.Response:
    person = await colleague_in(request)
    return render(
        request, "administration/start_words.html", person=person, form=await WordsForm.begin(request)
    )


async def give_words(request: web.Request) -> web.Response:
    conn, person = connection(request), await colleague_in(request)
    form = await WordsForm.posted(request)
    if not form.validate():
        return render(request, "administration/start_words.html", status=422, person=person, form=form)
    if person.settled and form.version.data != person.version:
        form.reason.errors = ["administration.e_again"]
        return render(request, "administration/start_words.html", status=409, person=person, form=form)
    try:
        given = await actions.let_in_again(
            conn, request.app[HASHER], way_in(request, form.way.data), person, form.reason.data or ""
        )
    except NobodyToConfirm:
        form.way.errors = ["administration.e_nobody_to_confirm"]
        return render(request, "administration/start_words.html", status=422, person=person, form=form)
    if given is None:
        raise web.HTTPNotFound
    return given_page(request, person.name, person.email or "", given, by_two=True)


async def confirm_words(request: web.Request) -> web.Response:
    """Another administrator saw the paper in the hands of who it is for: from here on the words work."""
    conn, actor, person = connection(request), current_actor(request), await colleague_in(request)
    if person.given_by in (None, actor.id):
        raise web.HTTPNotFound
    account_id = await store.confirm_words(conn, actor.id, person, posted(request).get("version", ""))
    if account_id is None:
        form = WordsForm()
        form.reason.errors = ["administration.e_other_words"]
        return render(request, "administration/start_words.html", status=409, person=person, form=form)
    await changed(conn, actor, "secret_words", account_id, about=[person.id], reason="confirmed")
    return see_other("/admin/people", done="administration.confirm.done")


routes = [
    get("/admin", show_administration, audience=Audience.ADMINISTRATOR),
    get("/admin/people", list_staff, audience=Audience.ADMINISTRATOR),
    get("/admin/people/{person_id}/words", start_words, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/words", give_words, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/words/confirm", confirm_words, audience=Audience.ADMINISTRATOR),
    *inviting_routes,
    *help_line_routes,
    *code_routes,
    *stop_routes,
    *team_routes,
    *move_routes,
    *managing_routes,
]
