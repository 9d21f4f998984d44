"""Staff and partners: the list, an invitation, new secret words."""

from urllib.parse import urlencode

from aiohttp import web

from portal.administration import actions, store, store_teams
from portal.administration.forms import FilterForm, InviteForm, WordsForm
from portal.administration.handlers_managing import routes as managing_routes
from portal.administration.handlers_moves import routes as move_routes
from portal.administration.handlers_stop import routes as stop_routes
from portal.administration.handlers_teams import routes as team_routes
from portal.administration.model import EmailTaken, Filter, NobodyToConfirm, PaperWords, ToldNumber
from portal.administration.pages import colleague_in
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.identity.passwords import HASHER
from portal.web.draft_store import end_draft
from portal.web.fields import SelectChoice
from portal.web.rendering import render
from portal.web.request import SETTINGS, connection, now_of, own_origin, posted, see_other
from portal.web.routes import Audience, get, post


async def show_administration(request: web.Request) -> web.Response:
    return see_other("/admin/people")


async def list_staff(request: web.Request) -> web.Response:
    form = FilterForm(request.query)
    wanted = form.filter(request.query.get("page", "1"))
    found = await store.list_staff(connection(request), wanted)
    await opened(connection(request), current_actor(request), "staff")
    return render(
        request, "administration/list_staff.html", form=form, found=found, wanted=wanted,
        page_link=lambda page: f"/admin/people?{_query(wanted, page)}",
    )  # fmt: skip


def _query(wanted: Filter, page: int) -> str:
    return urlencode([(name, value) for name, value in _parts(wanted) if value] + [("page", str(page))])


def _parts(wanted: Filter) -> list[tuple[str, str]]:
    return [("q", wanted.q), ("role", wanted.role), ("status", wanted.status)]


async def start_invitation(request: web.Request) -> web.Response:
    form = await _with_teams(request, await InviteForm.begin(request))
    return render(request, "administration/start_invitation.html", form=form)


async def invite_staff(request: web.Request) -> web.Response:
    """Answers with the words themselves, or with the number to tell: they are shown this once."""
    conn, actor = connection(request), current_actor(request)
    form = await _with_teams(request, await InviteForm.posted(request))
    own = await store.get_email(conn, actor.account_id) or ""
    if not form.check(own.rpartition("@")[2]):
        return render(request, "administration/start_invitation.html", status=422, form=form)
    email = (form.email.data or "").lower()
    try:
        given = await actions.invite(conn, request.app[HASHER], _way_in(request, form), form.new, email)
    except EmailTaken:
        form.email.errors = ["administration.e_email_taken"]
        return render(request, "administration/start_invitation.html", status=422, form=form)
    await end_draft(conn, actor.account_id, request.path)
    return _given_page(request, form.new.name, email, given)


async def _with_teams(request: web.Request, form: InviteForm) -> InviteForm:
    teams = await store_teams.list_teams(connection(request))
    form.team.choices = [SelectChoice("", "administration.no_team")]
    form.team.choices += [SelectChoice(str(team.id), f"={team.name}") for team in teams]
    return form


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
            conn, request.app[HASHER], _way_in(request, form), person, form.reason.data or ""
        )
    except NobodyToConfirm:
        form.way.errors = ["administration.e_nobody_to_confirm"]
        return render(request, "administration/start_words.html", status=422, person=person, form=form)
    if given is None:
        raise web.HTTPNotFound
    return _given_page(request, person.name, person.email or "", given, by_two=True)


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


def _way_in(request: web.Request, form: InviteForm | WordsForm) -> actions.WayIn:
    by_email = form.way.data == "email"
    return actions.WayIn(current_actor(request), by_email, request.app[SETTINGS].secret, now_of(request))


def _given_page(
    request: web.Request, name: str, email: str, paper: PaperWords | ToldNumber, *, by_two: bool = False
) -> web.Response:
    if isinstance(paper, ToldNumber):
        return render(request, "administration/tell_number.html", name=name, email=email, told=paper)
    origin = own_origin(request)
    return render(
        request, "administration/show_words.html", name=name, email=email, paper=paper, by_two=by_two,
        address=f"{origin.split('//', 1)[1]}/sign-in",
    )  # fmt: skip


routes = [
    get("/admin", show_administration, audience=Audience.ADMINISTRATOR),
    get("/admin/people", list_staff, audience=Audience.ADMINISTRATOR),
    get("/admin/people/new", start_invitation, audience=Audience.ADMINISTRATOR),
    post("/admin/people/new", invite_staff, audience=Audience.ADMINISTRATOR),
    get("/admin/people/{person_id}/words", start_words, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/words", give_words, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/words/confirm", confirm_words, audience=Audience.ADMINISTRATOR),
    *stop_routes,
    *team_routes,
    *move_routes,
    *managing_routes,
]
