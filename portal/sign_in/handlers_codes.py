"""Between the right password and a session: a code from an app, or setting that app up where the council asks."""

from aiohttp import web

from portal.identity.actor import Actor, home_of
from portal.identity.councils import COUNCILS
from portal.identity.offered_apps import offer
from portal.identity.second_step_store import PendingStep
from portal.sign_in.actions import TooManyGuesses, WrongGuess
from portal.sign_in.actions_codes import CodeDesk, StepOver, TriedCode
from portal.sign_in.forms import CodeForm, FirstCodeForm
from portal.sign_in.pages import device_of, session_token_of
from portal.sign_in.pages_waiting import wait_page
from portal.sign_in.pages_welcome import CODE, begin_session, first_page, keep_session, let_in, with_next
from portal.web.network import network_of
from portal.web.rendering import render
from portal.web.request import POOL, SETTINGS, current, host_of, now_of, own_path, see_other
from portal.web.routes import Audience, get, post

APP = "/sign-in/app"


def _desk(request: web.Request) -> CodeDesk:
    counting = request.app[COUNCILS].at_host(host_of(request))[0]
    return CodeDesk(request.app[POOL], request.app[SETTINGS].secret, counting, now_of(request))


def _tried(request: web.Request, form: CodeForm) -> TriedCode:
    return TriedCode(
        session_token_of(request) or "", form.code.data or "", device_of(request), network_of(request)
    )


async def start_code(request: web.Request) -> web.Response:
    return await _start(request, APP) or _code_page(request, CodeForm(next=_going(request)))


async def _start(request: web.Request, other: str) -> web.Response | None:
    """Where this browser belongs instead; None where it has come to the right page. Whom to call is their council's."""
    actor = current(request).actor
    if isinstance(actor, Actor):
        return see_other(home_of(actor))
    try:
        step = await _desk(request).opened(session_token_of(request))
    except StepOver:
        return see_other("/sign-in")
    await _know(request, step)
    belongs = APP if step.sealed is not None else CODE
    return see_other(with_next(other, _going(request))) if belongs == other else None


async def _know(request: web.Request, step: PendingStep) -> None:
    """The password was right: from here on the page may say which council this is."""
    current(request).council = await request.app[COUNCILS].find(step.council_id)


def _going(request: web.Request) -> str:
    return own_path(request.query.get("next", ""), "")


async def check_code(request: web.Request) -> web.Response:
    form = await CodeForm.posted(request)
    try:
        await _know(request, await _desk(request).opened(session_token_of(request)))
        if not form.validate():
            return _code_page(request, form)
        return await let_in(request, await _desk(request).check(_tried(request, form)), form.next.data)
    except WrongGuess:
        form.code.errors = ["sign_in.code.e_not_right"]
        return _code_page(request, form)
    except TooManyGuesses as too_many:
        return wait_page(request, too_many.wait, codes=True)
    except StepOver:
        return render(request, "sign_in/show_code_over.html", status=401)


def _code_page(request: web.Request, form: CodeForm) -> web.Response:
    """`on_paper`: for whoever cannot use their app, the same box for the longer code, with letters to type it."""
    on_paper = "on-paper" in request.query or len(form.code.data or "") > 12
    status = 422 if form.errors else 200
    return render(request, "sign_in/start_code.html", status=status, form=form, on_paper=on_paper)


async def start_app(request: web.Request) -> web.Response:
    elsewhere = await _start(request, CODE)
    try:
        return elsewhere or await _app_page(request, FirstCodeForm(next=_going(request)))
    except StepOver:
        return see_other("/sign-in")


async def set_up_app(request: web.Request) -> web.Response:
    """Answers with the codes for paper: they are shown this once."""
    form = await FirstCodeForm.posted(request)
    try:
        await _know(request, await _desk(request).opened(session_token_of(request)))
        return await _set_up(request, form)
    except TooManyGuesses as too_many:
        return wait_page(request, too_many.wait, codes=True)
    except StepOver:
        return render(request, "sign_in/show_code_over.html", status=401)


async def _set_up(request: web.Request, form: CodeForm) -> web.Response:
    if not form.validate():
        return await _app_page(request, form)
    try:
        done, codes = await _desk(request).set_up(_tried(request, form))
    except WrongGuess:
        form.code.errors = ["sign_in.code.e_not_right"]
        return await _app_page(request, form)
    session = await begin_session(request, done)
    if session is None:
        return render(request, "sign_in/show_account_over.html", status=403)
    going = first_page(session.actor, form.next.data)
    page = render(request, "second_steps/show_codes.html", codes=codes, going=going)
    return keep_session(request, page, done)


async def _app_page(request: web.Request, form: CodeForm) -> web.Response:
    """Raises StepOver."""
    secret, name = await _desk(request).offered(session_token_of(request))
    council = current(request).council
    app = offer(secret, name, council.service_name if council else "")
    status = 422 if form.errors else 200
    return render(request, "sign_in/start_app.html", status=status, form=form, app=app)


routes = [
    get(CODE, start_code, audience=Audience.ANYONE),
    post(CODE, check_code, audience=Audience.ANYONE),
    get(APP, start_app, audience=Audience.ANYONE),
    post(APP, set_up_app, audience=Audience.ANYONE),
]
