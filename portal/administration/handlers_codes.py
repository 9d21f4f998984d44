"""Codes from an app: whether all staff are asked for one, and taking away the app of somebody who lost theirs."""

from uuid import UUID

from aiohttp import web

from portal.administration import store_codes
from portal.administration.forms_codes import AskForm, TakeAppForm
from portal.administration.model import StaffMember
from portal.administration.pages import colleague_in
from portal.identity.access_log import changed
from portal.identity.actor import Actor, current_actor
from portal.identity.authenticator_store import end_authenticator, get_authenticator
from portal.identity.own_codes import check_own_code
from portal.identity.own_guesses import may_guess
from portal.identity.second_step_store import shorten_open_ones
from portal.identity.sessions import end_sessions_of
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post

ASK = "/admin/second-step"


async def start_asking(request: web.Request) -> web.Response:
    return await _ask_page(request, AskForm())


async def _ask_page(request: web.Request, form: AskForm, *, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    own = await get_authenticator(conn, actor.account_id)
    now = await store_codes.get_asked(conn)
    status = 422 if form.errors else status
    return render(
        request, "administration/start_asking.html", status=status, form=form, now_asked=now, own=own,
        stale=status == 409,
    )  # fmt: skip


async def change_asking(request: web.Request) -> web.Response:
    """Takes a code of the administrator's own: who asks all for an app has one, and no open page takes it off."""
    conn, actor = connection(request), current_actor(request)
    form = await AskForm.posted(request)
    if form.validate():
        await _prove(request, actor, form)
    if form.errors:
        return await _ask_page(request, form)
    asked = form.turn.data == "on"
    if form.turn.data not in ("on", "off") or not await store_codes.change_asked(conn, asked=asked):
        return await _ask_page(request, AskForm(), status=409)
    if asked:
        await shorten_open_ones(conn, "second_steps.news.asked")
    await changed(conn, actor, "second_step", actor.council_id, reason="on" if asked else "off")
    return see_other(ASK, done="second_steps.asked_on" if asked else "second_steps.asked_off")


async def _prove(request: web.Request, actor: Actor, form: AskForm) -> None:
    if await may_guess(request, actor):
        await check_own_code(request, actor, form.code)
    else:
        refuse(form.code, "account.password.e_wait")


async def start_taking(request: web.Request) -> web.Response:
    person, _ = await _with_app(request)
    return _take_page(request, person, TakeAppForm())


def _take_page(request: web.Request, person: StaffMember, form: TakeAppForm) -> web.Response:
    status = 422 if form.errors else 200
    return render(request, "administration/start_taking_app.html", status=status, person=person, form=form)


async def _with_app(request: web.Request) -> tuple[StaffMember, UUID]:
    """A colleague who has an app, and their account: nobody takes away their own here."""
    person = await colleague_in(request)
    account_id = await store_codes.find_account(connection(request), person.id)
    if account_id is None:
        raise web.HTTPNotFound
    return person, account_id


async def take_app(request: web.Request) -> web.Response:
    """Gives nobody a password. Whoever has theirs sets up another app where the council asks for one, and is told."""
    conn, actor = connection(request), current_actor(request)
    person, account_id = await _with_app(request)
    form = await TakeAppForm.posted(request)
    if not form.validate():
        return _take_page(request, person, form)
    await end_sessions_of(conn, account_id)
    await end_authenticator(conn, account_id, how="administrator", by=actor.id)
    await changed(conn, actor, "authenticator", account_id, about=[person.id], reason=form.reason.data)
    return see_other("/admin/people", done="second_steps.taken")


routes = [
    get(ASK, start_asking, audience=Audience.ADMINISTRATOR),
    post(ASK, change_asking, audience=Audience.ADMINISTRATOR),
    get("/admin/people/{person_id}/app", start_taking, audience=Audience.ADMINISTRATOR),
    post("/admin/people/{person_id}/app", take_app, audience=Audience.ADMINISTRATOR),
]
