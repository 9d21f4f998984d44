"""How we contact you: what somebody says about being reached, and what their phone would show. Only about oneself."""

from dataclasses import replace

from aiohttp import web

from portal.account.forms_contact import OwnContactForm, PointForm
from portal.db import Connection
from portal.identity.access_log import changed
from portal.identity.actor import Actor, current_actor
from portal.identity.own_password import check_own, problem_with_own
from portal.safe_contact import store
from portal.safe_contact.forms import as_answered, blank_plan
from portal.safe_contact.loosening import loosens
from portal.safe_contact.model import SafeContact, Stale, has_own_plan
from portal.safe_contact.preview import Sender, previews
from portal.safe_contact.store_points import add_point, end_points, list_own_points
from portal.safe_contact.store_stops import list_stops
from portal.safety.model import Stands, Writing
from portal.safety.opening_words import after_own_words
from portal.safety.returning import CameFrom, Place
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, current, own_origin, posted, see_other, today_of
from portal.web.routes import Audience, get, post

PATH = "/account/contact"


def _person(request: web.Request) -> tuple[Connection, Actor]:
    """Whoever has a plan of their own. Letters to a younger child are nobody's."""
    actor = current_actor(request)
    if not has_own_plan(actor.kind, actor.born_on, today_of(request)):
        raise web.HTTPNotFound
    return connection(request), actor


async def show_contact(request: web.Request) -> web.Response:
    conn, actor = _person(request)
    plan = await store.get_plan(conn, actor.id)
    return await _page(request, plan, await OwnContactForm.begin_from(request, as_answered(plan)))


async def change_contact(request: web.Request) -> web.Response:
    conn, actor = _person(request)
    plan = await store.get_plan(conn, actor.id)
    form = await OwnContactForm.posted(request)
    if not form.check():
        return await _page(request, plan, form, status=422)
    before = plan or blank_plan(today_of(request))
    said = form.said(before)
    if said.version == before.version and loosens(before, said):
        await _ask_for_password(request, actor, form)
        if form.errors:
            return await _page(request, plan, form, status=422)
    try:
        await store.save_plan(conn, actor.id, actor.id, said)
    except Stale:
        form.version.data = str(plan.version) if plan else "0"
        return await _page(request, plan, form, status=409)
    await changed(conn, actor, "contact", actor.id, about=[actor.id])
    back, stands = CameFrom(Place.CONTACT, "contact"), Stands(Writing.CONTACT, actor.id)
    on = await after_own_words(request, _new_words(before, said), stands, PATH, back)
    return see_other(on, done="account.contact.saved")


def _new_words(before: SafeContact, said: SafeContact) -> str:
    """What they wrote themselves and had not written before."""
    both = ((before.shared_with, said.shared_with), (before.letters_to, said.letters_to))
    return "\n".join(new for old, new in both if new and new != old)


async def _ask_for_password(request: web.Request, actor: Actor, form: OwnContactForm) -> None:
    """Whoever holds an open phone could let us write again where somebody said that it is not safe."""
    old = form.old_password.data or ""
    problem = await problem_with_own(request, actor, old) if old else "account.contact.e_loosens"
    if problem:
        refuse(form.old_password, problem)


async def confirm_contact(request: web.Request) -> web.Response:
    """“This is still right”: nothing changes but the day on which it was."""
    conn, actor = _person(request)
    plan = await store.get_plan(conn, actor.id)
    if plan is None:
        raise web.HTTPNotFound
    await store.save_plan(conn, actor.id, actor.id, plan)
    await changed(conn, actor, "contact", actor.id, about=[actor.id])
    return see_other(PATH, done="account.contact.still_right")


async def stop_everything(request: web.Request) -> web.Response:
    """“My phone is not safe”: at once, and asked nothing. The worker finds it among what is to be done."""
    conn, actor = _person(request)
    await store.add_unsafe(conn, actor.id)
    await changed(conn, actor, "contact_unsafe", actor.id, about=[actor.id])
    return see_other(PATH, done="account.contact.stopped")


async def _page(
    request: web.Request, plan: SafeContact | None, form: OwnContactForm, status: int = 200
) -> web.Response:
    """With 409, the boxes hold one's own answers, and above them stands what a worker wrote down meanwhile."""
    conn, actor = _person(request)
    page, today = current(request), today_of(request)
    points = await list_own_points(conn, actor.id)
    stopped = await list_stops(conn, actor.id)
    assert page.council is not None
    sender = Sender(own_origin(request), page.council.phone)
    shown = [] if stopped else previews(plan, points, sender, today=today, language=actor.language)
    return render(
        request,
        "account/show_contact.html",
        status=status,
        plan=plan and _without_what_staff_keep(plan),
        newer=status == 409,
        form=form,
        points=points,
        ask_again=await store.get_own_ask_again(conn, actor.id, plan, today),
        previews=shown,
        failed=status == 422,
    )


def _without_what_staff_keep(plan: SafeContact) -> SafeContact:
    """Whoever holds this phone reads this page: not by which word a call is ours, nor what must never happen."""
    return replace(plan, code_word=None, never=None, not_visited_on=())


async def start_mobile(request: web.Request) -> web.Response:
    return await _start_point(request, "mobile")


async def change_mobile(request: web.Request) -> web.Response:
    return await _change_point(request, "mobile")


async def start_email(request: web.Request) -> web.Response:
    return await _start_point(request, "email")


async def change_email(request: web.Request) -> web.Response:
    return await _change_point(request, "email")


async def _start_point(request: web.Request, kind: str) -> web.Response:
    conn, actor = _person(request)
    now = [point.value for point in await list_own_points(conn, actor.id) if point.kind == kind]
    form = await PointForm.begin(request, value=now[0] if now else "")
    return render(request, "account/start_point.html", form=form, kind=kind, has_one=bool(now))


async def _change_point(request: web.Request, kind: str) -> web.Response:
    """The new one takes the place of the old one, and counts as not tried until something arrived there.

    Needs the password in use: with an open phone alone, somebody would have a link to choose another sent to theirs.
    """
    conn, actor = _person(request)
    form = await PointForm.posted(request)
    has_one = any(point.kind == kind for point in await list_own_points(conn, actor.id))
    ends = has_one and posted(request).get("do") == "take_away"
    if form.check(None if ends else kind):
        await check_own(request, actor, form.old_password)
    if form.errors:
        return render(request, "account/start_point.html", status=422, form=form, kind=kind, has_one=has_one)
    if ends:
        await end_points(conn, actor.id, kind)
    else:
        await add_point(conn, actor.id, kind, form.point, ends_others=True)
    await changed(conn, actor, "contact", actor.id, about=[actor.id])
    return see_other(PATH, done="account.contact.point_saved")


routes = [
    get("/account/contact", show_contact, audience=Audience.FAMILY),
    post("/account/contact", change_contact, audience=Audience.FAMILY),
    post("/account/contact/right", confirm_contact, audience=Audience.FAMILY),
    post("/account/contact/unsafe", stop_everything, audience=Audience.FAMILY),
    get("/account/contact/mobile", start_mobile, audience=Audience.FAMILY),
    post("/account/contact/mobile", change_mobile, audience=Audience.FAMILY),
    get("/account/contact/email", start_email, audience=Audience.FAMILY),
    post("/account/contact/email", change_email, audience=Audience.FAMILY),
]
