"""Sign in, sign out, leave fast, stay signed in, keep a draft."""

import logging

from aiohttp import web

from portal.db import UNAVAILABLE, said_of
from portal.identity import sessions
from portal.identity.actor import Actor, current_actor, home_of
from portal.identity.councils import COUNCILS
from portal.identity.layer import forget
from portal.identity.password_rules import problem_with
from portal.identity.passwords import HASHER
from portal.identity.sessions import end_sessions_of, hash_of
from portal.sign_in import store
from portal.sign_in.actions import Attempt, SignInDesk, TooManyGuesses, WrongGuess
from portal.sign_in.devices import device_name
from portal.sign_in.forms import FirstPasswordForm, SignInForm
from portal.sign_in.handlers_codes import routes as code_routes
from portal.sign_in.handlers_links import routes as link_routes
from portal.sign_in.pages import device_of, leave_nothing
from portal.sign_in.pages_waiting import wait_page
from portal.sign_in.pages_welcome import ask_for_code, let_in
from portal.web.draft_store import Writer, change_draft
from portal.web.errors import OWN_FIELDS
from portal.web.network import network_of
from portal.web.rendering import render, words_of
from portal.web.request import (
    CLOCK,
    SETTINGS,
    connection,
    current,
    host_of,
    now_of,
    own_path,
    posted,
    see_other,
)
from portal.web.routes import Audience, get, post
from portal.web.times import london, say_time

log = logging.getLogger(__name__)
DESK = web.AppKey("sign_in_desk", SignInDesk)


async def start_sign_in(request: web.Request) -> web.Response:
    actor = current(request).actor
    if isinstance(actor, Actor):
        return see_other(home_of(actor))
    form = SignInForm(next=own_path(request.query.get("next", ""), ""))
    return render(request, "sign_in/start_sign_in.html", form=form)


async def sign_in(request: web.Request) -> web.Response:
    form = await SignInForm.posted(request)
    if not form.validate():
        return render(request, "sign_in/start_sign_in.html", status=422, form=form)
    host = host_of(request)
    attempt = Attempt(
        name=form.name.data or "",
        password=form.password.data or "",
        host=host,
        network=network_of(request),
        device_token=request.cookies.get(request.app[SETTINGS].cookie(sessions.DEVICE_COOKIE)),
        device_name=device_name(request.headers.get("User-Agent", "")),
        at=now_of(request),
    )
    try:
        done = await request.app[DESK].sign_in(attempt, request.app[COUNCILS].at_host(host))
    except WrongGuess:
        form.name.errors = ["sign_in.e_not_right"]
        return render(request, "sign_in/start_sign_in.html", status=422, form=form)
    except TooManyGuesses as too_many:
        return wait_page(request, too_many.wait)
    go_on = ask_for_code if done.wanted else let_in
    return await go_on(request, done, form.next.data)


async def start_sign_out(request: web.Request) -> web.Response:
    """To whom nobody is signed in it says that, and nothing of who was: no cookie and no address has to remember it."""
    page = current(request)
    if isinstance(page.actor, Actor):
        return render(request, "sign_in/start_sign_out.html")
    page.done_key = "sign_in.out.done"
    return render(request, "sign_in/start_sign_in.html", form=SignInForm())


async def sign_out(request: web.Request) -> web.Response:
    await leave_nothing(request)
    response = see_other("/sign-out")
    forget(response, request.app[SETTINGS])
    return response


async def leave(request: web.Request) -> web.Response:
    """Exit this page: ends the session and leads to a page that says nothing about us.

    Also where no database answers: whoever presses it needs another page at once, and the browser forgets who it was.
    """
    council = current(request).council
    try:
        actor = await leave_nothing(request)
        if actor is not None:
            council = await request.app[COUNCILS].find(actor.council_id)
    except UNAVAILABLE as fault:
        log.warning("left without an end to the session: %s", said_of(fault))
    response = web.Response(status=303, headers={"Location": council.exit_url if council else "/"})
    forget(response, request.app[SETTINGS])
    return response


async def stay_signed_in(request: web.Request) -> web.Response:
    """The look-up has already moved the idle limit on."""
    return web.json_response({})


async def keep_draft(request: web.Request) -> web.Response:
    """What is being typed, as it is typed: under the page's own path, for this person only."""
    actor, fields = current_actor(request), posted(request)
    form = own_path(fields.get("form", ""), "")
    own = OWN_FIELDS | {"form", "writer"}
    kept = {name: fields.getall(name) for name in dict.fromkeys(fields) if name not in own}
    kept = {name: values for name, values in kept.items() if "password" not in name}
    if not form or len(form) > 200:
        raise web.HTTPBadRequest
    # While a worker's phone is in somebody else's hands, nothing is put into the worker's own forms.
    if actor.handed_over and not form.startswith("/staff/together/"):
        raise web.HTTPNotFound
    writer = Writer.of(fields.get("writer"), fields.get("kept"))
    if not await change_draft(connection(request), actor.account_id, form, kept, writer):
        return web.json_response({"elsewhere": words_of(request).plain("shell.elsewhere")})
    now = london(request.app[CLOCK].now()).time()
    return web.json_response({"saved_at": say_time(now, words_of(request).language)})


async def start_first_password(request: web.Request) -> web.Response:
    if not current_actor(request).invited:
        return see_other(home_of(current_actor(request)))
    return render(request, "sign_in/start_first_password.html", form=FirstPasswordForm())


async def choose_first_password(request: web.Request) -> web.Response:
    """Paper words end here, and so does every session that was opened with them but this one."""
    actor, conn = current_actor(request), connection(request)
    if not actor.invited:
        raise web.HTTPNotFound
    form = await FirstPasswordForm.posted(request)
    problem = problem_with(form.password.data or "", [current(request).council, actor.name, actor.called])
    if problem:
        form.password.errors = [problem]
        return render(request, "sign_in/start_first_password.html", status=422, form=form)
    hashed = await request.app[HASHER].hash(form.password.data or "")
    await store.change_password(conn, actor.account_id, hashed)
    await end_sessions_of(conn, actor.account_id, but=actor.session_id)
    await store.end_other_devices(conn, actor.account_id, hash_of(device_of(request) or ""))
    return see_other("/", done="sign_in.password_chosen")


routes = [
    get("/sign-in", start_sign_in, audience=Audience.ANYONE),
    post("/sign-in", sign_in, audience=Audience.ANYONE),
    get("/sign-out", start_sign_out, audience=Audience.ANYONE),
    post("/sign-out", sign_out, audience=Audience.ANYONE),
    get("/exit", leave, audience=Audience.ANYONE, leads_away=True),
    post("/session/stay", stay_signed_in, audience=Audience.SIGNED_IN, while_invited=True),
    post("/drafts", keep_draft, audience=Audience.SIGNED_IN),
    get("/welcome/password", start_first_password, audience=Audience.SIGNED_IN, while_invited=True),
    post("/welcome/password", choose_first_password, audience=Audience.SIGNED_IN, while_invited=True),
    *code_routes,
    *link_routes,
]
