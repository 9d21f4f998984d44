"""“Codes from an app” of staff and partners: setting one up, another one, new codes for paper, and none any more."""

from aiohttp import web

from portal.account.forms import OwnPasswordForm
from portal.account.forms_codes import AppForm, FirstCodeForm
from portal.db import council_transaction
from portal.identity import authenticator_store, second_step_store
from portal.identity.access_log import changed
from portal.identity.actor import Actor, current_actor
from portal.identity.authenticators import new_secret, read_code, seal, step_of, unseal
from portal.identity.offered_apps import offer
from portal.identity.own_codes import check_own_code
from portal.identity.own_password import check_own
from portal.identity.second_step_store import OwnStep
from portal.identity.second_steps import keep_app, renew_paper
from portal.identity.sessions import end_sessions_of
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import POOL, SETTINGS, connection, current, now_of, see_other
from portal.web.routes import Audience, get, post

PATH, NEW = "/account/app", "/account/app/new"
WHO = Audience.STAFF | Audience.MANAGER | Audience.MEETINGS | Audience.ADMINISTRATOR


async def start_app(request: web.Request) -> web.Response:
    return await _page(request, OwnPasswordForm())


async def _page(request: web.Request, form: OwnPasswordForm) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    app = await authenticator_store.get_authenticator(conn, actor.account_id)
    asked = await authenticator_store.is_asked_of(conn, actor.account_id)
    if app and not isinstance(form, AppForm):
        form = AppForm()
    if isinstance(form, AppForm):
        form.offer(may_turn_off=not asked)
    status = 422 if form.errors else 200
    return render(request, "account/start_app.html", status=status, form=form, app=app, asked=asked)


async def change_app(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    if await authenticator_store.get_authenticator(conn, actor.account_id) is None:
        form = await OwnPasswordForm.posted(request)
        if form.validate():
            await check_own(request, actor, form.old_password)
        return await _page(request, form) if form.errors else await _begin(request, actor)
    asked = await authenticator_store.is_asked_of(conn, actor.account_id)
    doing = (await AppForm.posted(request)).offer(may_turn_off=not asked)
    if doing.validate():
        await _prove(request, actor, doing)
    if doing.errors:
        return await _page(request, doing)
    deeds = {"codes": _renew_codes, "change": _begin, "off": _turn_off}
    return await deeds[doing.what.data](request, actor)


async def _prove(request: web.Request, actor: Actor, form: AppForm) -> None:
    """Leaves at the field what is wrong. A wrong password uses no code up."""
    await check_own(request, actor, form.old_password)
    if not form.errors:
        await check_own_code(request, actor, form.code)


async def _begin(request: web.Request, actor: Actor) -> web.Response:
    sealed = seal(request.app[SETTINGS].secret, actor.account_id, new_secret())
    await second_step_store.add_own_step(connection(request), actor.account_id, actor.session_id, sealed)
    return see_other(NEW)


async def _renew_codes(request: web.Request, actor: Actor) -> web.Response:
    conn = connection(request)
    app = await authenticator_store.get_authenticator(conn, actor.account_id)
    if app is None:
        return see_other(PATH)
    codes = await renew_paper(conn, app.id)
    await changed(conn, actor, "recovery_code", actor.account_id, about=[actor.id], reason="new ones")
    return render(request, "second_steps/show_codes.html", codes=codes, going=PATH)


async def _turn_off(request: web.Request, actor: Actor) -> web.Response:
    conn = connection(request)
    await authenticator_store.end_authenticator(conn, actor.account_id, how="own", by=actor.id)
    await end_sessions_of(conn, actor.account_id, but=actor.session_id)
    await changed(conn, actor, "authenticator", actor.account_id, about=[actor.id], reason="turned off")
    return see_other(PATH, done="second_steps.off_done")


async def start_new_app(request: web.Request) -> web.Response:
    step = await _own_step(request)
    return await _new_page(request, step, FirstCodeForm()) if step else see_other(PATH)


async def _own_step(request: web.Request) -> OwnStep | None:
    actor = current_actor(request)
    return await second_step_store.find_own_step(connection(request), actor.account_id, actor.session_id)


async def _new_page(request: web.Request, step: OwnStep, form: FirstCodeForm) -> web.Response:
    conn, actor, council = connection(request), current_actor(request), current(request).council
    secret = unseal(request.app[SETTINGS].secret, actor.account_id, step.sealed)
    if secret is None:
        raise web.HTTPNotFound
    name = await authenticator_store.get_name(conn, actor.account_id)
    app = offer(secret, name, council.service_name if council else "")
    status = 422 if form.errors else 200
    return render(request, "account/set_up_app.html", status=status, form=form, app=app)


async def set_up_app(request: web.Request) -> web.Response:
    """Answers with the codes for paper: they are shown this once. A try counts before it is heard."""
    actor, step, form = current_actor(request), await _own_step(request), await FirstCodeForm.posted(request)
    if step is None:
        return see_other(PATH)
    if not form.validate():
        return await _new_page(request, step, form)
    async with council_transaction(request.app[POOL], actor.council_id, now_of(request)) as counting:
        heard = await second_step_store.add_try(counting, step.id)
    secret = unseal(request.app[SETTINGS].secret, actor.account_id, step.sealed)
    code = read_code(form.code.data or "")
    half_minute = step_of(secret, code, step.at) if heard and secret and code else None
    if half_minute is None:
        refuse(form.code, "sign_in.code.e_not_right")
        return await _new_page(request, step, form)
    return await _keep(request, actor, step, half_minute)


async def _keep(request: web.Request, actor: Actor, step: OwnStep, half_minute: int) -> web.Response:
    conn = connection(request)
    await end_sessions_of(conn, actor.account_id, but=actor.session_id)
    await second_step_store.end_step(conn, step.id)
    codes = await keep_app(conn, actor.account_id, step.sealed, half_minute)
    await changed(conn, actor, "authenticator", actor.account_id, about=[actor.id], reason="set up")
    return render(request, "second_steps/show_codes.html", codes=codes, going=PATH)


routes = [
    get(PATH, start_app, audience=WHO),
    post(PATH, change_app, audience=WHO),
    get(NEW, start_new_app, audience=WHO),
    post(NEW, set_up_app, audience=WHO),
]
