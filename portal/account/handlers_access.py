"""My account, the part that keeps others out: phones signed in on, and the password."""

from aiohttp import web

from portal.account import store
from portal.account.forms import OwnPasswordForm, PasswordForm
from portal.identity.access_log import changed
from portal.identity.actor import Actor, current_actor
from portal.identity.own_guesses import may_guess
from portal.identity.own_password import check_own
from portal.identity.password_rules import problem_with
from portal.identity.passwords import HASHER
from portal.identity.sessions import DEVICE_COOKIE, end_session, end_sessions_of, hash_of, list_sessions
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import SETTINGS, connection, current, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def list_devices(request: web.Request) -> web.Response:
    return await _devices(request, OwnPasswordForm())


async def _devices(request: web.Request, form: OwnPasswordForm) -> web.Response:
    actor = current_actor(request)
    devices = await list_sessions(connection(request), actor.account_id)
    return render(
        request, "account/list_devices.html", status=422 if form.errors else 200,
        devices=devices, this_one=actor.session_id, form=form,
    )  # fmt: skip


async def end_device(request: web.Request) -> web.Response:
    """Signs one phone out. The one in the hand has “Sign out”."""
    actor, session_id = current_actor(request), uuid_in(request, "session_id")
    devices = await list_sessions(connection(request), actor.account_id)
    if session_id == actor.session_id or session_id not in {device.id for device in devices}:
        raise web.HTTPNotFound
    form = await _asked_for_password(request, actor)
    if form.errors:
        return await _devices(request, form)
    await end_session(connection(request), actor.account_id, session_id)
    return see_other("/account/devices", done="account.devices.ended")


async def end_other_devices(request: web.Request) -> web.Response:
    actor, conn = current_actor(request), connection(request)
    form = await _asked_for_password(request, actor)
    if form.errors:
        return await _devices(request, form)
    await end_sessions_of(conn, actor.account_id, but=actor.session_id)
    await store.end_other_devices(conn, actor.account_id, _this_device(request))
    return see_other("/account/devices", done="account.devices.all_ended")


async def _asked_for_password(request: web.Request, actor: Actor) -> OwnPasswordForm:
    form = await OwnPasswordForm.posted(request)
    if form.validate():
        await check_own(request, actor, form.old_password)
    return form


async def start_password(request: web.Request) -> web.Response:
    return render(request, "account/start_password.html", form=PasswordForm())


async def change_password(request: web.Request) -> web.Response:
    """Needs the password in use, so that an open phone is not enough; ends every other session."""
    actor, conn = current_actor(request), connection(request)
    form = await PasswordForm.posted(request)
    if form.validate():
        await _check_password(request, actor, form)
    if form.errors:
        return render(request, "account/start_password.html", status=422, form=form)
    hashed = await request.app[HASHER].hash(form.new_password.data or "")
    await store.change_password(conn, actor.account_id, hashed)
    await end_sessions_of(conn, actor.account_id, but=actor.session_id)
    await store.end_other_devices(conn, actor.account_id, _this_device(request))
    await changed(conn, actor, "password", actor.account_id, about=[actor.id])
    return see_other("/account", done="account.password.done")


async def _check_password(request: web.Request, actor: Actor, form: PasswordForm) -> None:
    """Leaves what is wrong at its field. A new one that cannot be taken costs no guess at the old one."""
    old, new = form.old_password.data or "", form.new_password.data or ""
    if not await may_guess(request, actor):
        refuse(form.old_password, "account.password.e_wait")
        return
    problem = problem_with(new, [current(request).council, actor.name, actor.called])
    if problem or new == old:
        refuse(form.new_password, problem or "account.password.e_same")
        return
    await check_own(request, actor, form.old_password)


def _this_device(request: web.Request) -> bytes | None:
    token = request.cookies.get(request.app[SETTINGS].cookie(DEVICE_COOKIE))
    return hash_of(token) if token else None


routes = [
    get("/account/devices", list_devices, audience=Audience.SIGNED_IN),
    post("/account/devices/{session_id}/end", end_device, audience=Audience.SIGNED_IN),
    post("/account/devices/end-others", end_other_devices, audience=Audience.SIGNED_IN),
    get("/account/password", start_password, audience=Audience.SIGNED_IN),
    post("/account/password", change_password, audience=Audience.SIGNED_IN),
]
