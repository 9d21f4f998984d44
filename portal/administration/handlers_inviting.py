"""Inviting somebody of staff or a partner, and a second person's yes where one is needed."""

from aiohttp import web

from portal.administration import actions, actions_inviting, store, store_inviting, store_teams
from portal.administration.forms import InviteForm
from portal.administration.model import EmailTaken, ToldNumber
from portal.administration.model_inviting import Changed, Invitation
from portal.administration.pages import given_page, way_in
from portal.identity.access_log import opened
from portal.identity.actor import StaffRole, current_actor
from portal.identity.link_store import find_told
from portal.identity.links import as_told
from portal.identity.passwords import HASHER
from portal.web.draft_store import end_draft
from portal.web.fields import SelectChoice
from portal.web.rendering import render
from portal.web.request import SETTINGS, SeeOther, connection, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def start_invitation(request: web.Request) -> web.Response:
    form = await _with_teams(request, await InviteForm.begin(request))
    return render(request, "administration/start_invitation.html", form=form)


async def invite_staff(request: web.Request) -> web.Response:
    """Answers with the words themselves, or with the number to tell: they are shown this once."""
    conn, actor = connection(request), current_actor(request)
    form = await _with_teams(request, await InviteForm.posted(request))
    domain = (await store.get_email(conn, actor.account_id) or "").rpartition("@")[2]
    if not form.check(domain):
        return render(request, "administration/start_invitation.html", status=422, form=form)
    email = (form.email.data or "").lower()
    again = await _told_again(request, form.new.name, email)
    if again:
        return again
    try:
        if await store_inviting.is_taken(conn, email):
            raise EmailTaken
        answer = await (_ask if form.by_two(domain) else _invite)(request, form, email)
    except EmailTaken:
        form.email.errors = ["administration.e_email_taken"]
        return render(request, "administration/start_invitation.html", status=422, form=form)
    await end_draft(conn, actor.account_id, request.path)
    return answer


async def _invite(request: web.Request, form: InviteForm, email: str) -> web.Response:
    way = way_in(request, form.way.data)
    given = await actions.invite(connection(request), request.app[HASHER], way, form.new, email)
    return given_page(request, form.new.name, email, given)


async def _ask(request: web.Request, form: InviteForm, email: str) -> web.Response:
    way = way_in(request, form.way.data)
    asked_id, words = await actions_inviting.ask_for(
        connection(request), request.app[HASHER], way, form.new, email
    )
    if words:
        return given_page(request, form.new.name, email, words, by_two=True)
    return see_other(f"/admin/invitations/{asked_id}", done="administration.second.asked")


async def _told_again(request: web.Request, name: str, email: str) -> web.Response | None:
    """A button pressed twice is answered twice with the same number: whoever pressed it saw the second answer alone."""
    secret, actor = request.app[SETTINGS].secret, current_actor(request)
    found = await find_told(connection(request), secret, actor.id, email, name)
    return given_page(request, name, email, ToldNumber(as_told(found[0]), found[1])) if found else None


async def _with_teams(request: web.Request, form: InviteForm) -> InviteForm:
    teams = await store_teams.list_teams(connection(request))
    form.team.choices = [SelectChoice("", "administration.no_team")]
    form.team.choices += [SelectChoice(str(team.id), f"={team.name}") for team in teams]
    return form


async def show_invitation(request: web.Request) -> web.Response:
    asked = await _invitation_in(request)
    await opened(connection(request), current_actor(request), "invitation", asked.id)
    return _page(request, asked)


async def approve(request: web.Request) -> web.Response:
    """By somebody else than who asked, and of what they looked at."""
    conn, asked = connection(request), await _invitation_in(request)
    if asked.asked_by == current_actor(request).id:
        raise web.HTTPNotFound
    again = await _told_again(request, asked.name, asked.email) if asked.outcome == "approved" else None
    if again:
        return again
    way = way_in(request, "paper" if asked.on_paper else "email")
    seen = posted(request).get("version", "")
    try:
        given = await actions_inviting.approve(conn, request.app[HASHER], way, asked, seen)
    except Changed:
        return _page(request, await _invitation_in(request), "administration.second.e_changed")
    except EmailTaken:
        return _page(request, asked, "administration.second.e_taken")
    if given is None:
        return _back(request, "administration.second.approved_paper")
    return given_page(request, asked.name, asked.email, given)


async def withdraw(request: web.Request) -> web.Response:
    asked = await _invitation_in(request)
    try:
        await actions_inviting.withdraw(connection(request), current_actor(request), asked)
    except Changed:
        return _page(request, await _invitation_in(request), "administration.second.e_changed")
    return _back(request, "administration.second.withdrawn")


async def _invitation_in(request: web.Request) -> Invitation:
    """For administrators, and for a manager who could say yes to it."""
    asked = await store_inviting.get_invitation(
        connection(request), current_actor(request).id, uuid_in(request, "invitation_id")
    )
    if asked is None:
        raise web.HTTPNotFound
    return asked


def _page(request: web.Request, asked: Invitation, problem: str | None = None) -> web.Response:
    return render(
        request,
        "administration/show_invitation.html",
        status=409 if problem else 200,
        asked=asked,
        problem=problem,
    )


def _back(request: web.Request, done: str) -> SeeOther:
    """To where whoever decides came from."""
    manages = current_actor(request).role is StaffRole.MANAGER
    return see_other("/team" if manages else "/admin/people", done=done)


_DECIDERS = Audience.ADMINISTRATOR | Audience.MANAGER

routes = [
    get("/admin/people/new", start_invitation, audience=Audience.ADMINISTRATOR),
    post("/admin/people/new", invite_staff, audience=Audience.ADMINISTRATOR),
    get("/admin/invitations/{invitation_id}", show_invitation, audience=_DECIDERS),
    post("/admin/invitations/{invitation_id}", approve, audience=_DECIDERS),
    post("/admin/invitations/{invitation_id}/withdraw", withdraw, audience=_DECIDERS),
]
