"""Help to sign in, and what a link from a letter leads to: never further than to words of one's own."""

import re

from aiohttp import web

from portal.identity.councils import COUNCILS
from portal.identity.layer import forget
from portal.identity.password_rules import problem_with
from portal.identity.passwords import HASHER
from portal.identity.sessions import new_token
from portal.sign_in.actions import TooManyGuesses
from portal.sign_in.forms import FirstPasswordForm, HelpForm, NumberForm
from portal.sign_in.model_links import Asking, LinkOver, OpenedLink
from portal.sign_in.pages import device_of, end_earlier_session, keep_device, link_desk
from portal.sign_in.pages_waiting import wait_page
from portal.web.network import network_of
from portal.web.rendering import render
from portal.web.request import SETTINGS, current, host_of, posted, see_other
from portal.web.routes import Audience, get, post

_LIKE_A_TOKEN = re.compile(r"[0-9A-Za-z]{8,22}")


async def start_help(request: web.Request) -> web.Response:
    return render(request, "sign_in/start_help.html", form=HelpForm())


async def ask_for_help(request: web.Request) -> web.Response:
    """The next page is the same, and comes as soon, whether or not anybody has that name."""
    form = await HelpForm.posted(request)
    if not form.validate():
        return render(request, "sign_in/start_help.html", status=422, form=form)
    asking = Asking(form.name.data or "", network_of(request), device_of(request))
    try:
        await link_desk(request).ask(asking, request.app[COUNCILS].at_host(host_of(request)))
    except TooManyGuesses as too_many:
        return wait_page(request, too_many.wait)
    return see_other("/sign-in/help/sent")


async def show_help_sent(request: web.Request) -> web.Response:
    return render(request, "sign_in/show_help_sent.html")


async def open_link(request: web.Request) -> web.Response:
    """Takes the secret out of the address at once. Nothing is used up: programs look at links before people do.

    A link that lost some of its letters on the way is one that has run out; anything else was never a page.
    """
    token, device = request.match_info["token"], device_of(request)
    if not _LIKE_A_TOKEN.fullmatch(token):
        raise web.HTTPNotFound
    holder = device or new_token()
    known = await link_desk(request).open(token, holder)
    response = see_other("/sign-in/link")
    if known and device is None:
        keep_device(request, response, holder, lasts=False)
    return response


async def show_link(request: web.Request) -> web.Response:
    try:
        link = await _alive(request)
    except LinkOver as over:
        return _over_page(request, over)
    return _link_page(request, link)


async def go_on_with_link(request: web.Request) -> web.Response:
    """First the number, where one was told; then the words. Or it was not for whoever opened it."""
    try:
        link = await _alive(request)
        if posted(request).get("do") == "not_mine":
            return await _refuse(request, link)
        if "password" not in posted(request):
            return await _prove(request, link)
        return await _choose(request, link)
    except LinkOver as over:
        return _over_page(request, over, status=409)


async def _alive(request: web.Request) -> OpenedLink:
    """Raises LinkOver. Whom to call is told by the council that the link is of, also where it is over."""
    link = await link_desk(request).opened(device_of(request))
    current(request).council = await request.app[COUNCILS].find(link.council_id)
    if not link.alive:
        raise LinkOver(refused=link.void_why == "not_theirs")
    return link


async def _refuse(request: web.Request, link: OpenedLink) -> web.Response:
    device = device_of(request)
    assert device is not None
    await link_desk(request).refuse(link, device)
    return see_other("/sign-in/link")


async def _prove(request: web.Request, link: OpenedLink) -> web.Response:
    form, device = await NumberForm.posted(request), device_of(request)
    if link.proved:
        return see_other("/sign-in/link")
    if not form.validate():
        return _link_page(request, link, status=422, form=form)
    assert device is not None
    if not await link_desk(request).prove(link, device, form.typed):
        form.number.errors = ["sign_in.link.e_not_right"]
        return _link_page(request, link, status=422, form=form)
    return see_other("/sign-in/link")


async def _choose(request: web.Request, link: OpenedLink) -> web.Response:
    form, device = await FirstPasswordForm.posted(request), device_of(request)
    if not link.proved:
        return _link_page(request, link, status=422)
    problem = problem_with(form.password.data or "", [current(request).council, link.name, link.called])
    if problem:
        form.password.errors = [problem]
        return _link_page(request, link, status=422, form=form)
    hashed = await request.app[HASHER].hash(form.password.data or "")
    assert device is not None
    known = await link_desk(request).choose(link, device, hashed)
    await end_earlier_session(request)
    response = see_other("/sign-in/password-saved")
    forget(response, request.app[SETTINGS])
    if known:
        keep_device(request, response, device, lasts=True)
    return response


def _link_page(
    request: web.Request,
    link: OpenedLink,
    *,
    status: int = 200,
    form: NumberForm | FirstPasswordForm | None = None,
) -> web.Response:
    """Names nobody before the number was right."""
    if not link.proved:
        number_form = form if isinstance(form, NumberForm) else NumberForm()
        return render(request, "sign_in/prove_link.html", status=status, form=number_form)
    password_form = form if isinstance(form, FirstPasswordForm) else FirstPasswordForm()
    invited = link.kind == "invitation"
    return render(
        request, "sign_in/use_link.html", status=status, form=password_form,
        called=link.called if invited else None, names=link.sign_in_names if invited else (),
    )  # fmt: skip


def _over_page(request: web.Request, over: LinkOver, *, status: int = 200) -> web.Response:
    return render(request, "sign_in/show_link_over.html", status=status, refused=over.refused)


async def show_password_saved(request: web.Request) -> web.Response:
    return render(request, "sign_in/show_password_saved.html")


routes = [
    get("/sign-in/help", start_help, audience=Audience.ANYONE),
    post("/sign-in/help", ask_for_help, audience=Audience.ANYONE),
    get("/sign-in/help/sent", show_help_sent, audience=Audience.ANYONE),
    get("/sign-in/link", show_link, audience=Audience.ANYONE),
    post("/sign-in/link", go_on_with_link, audience=Audience.ANYONE),
    get("/sign-in/link/{token}", open_link, audience=Audience.ANYONE),
    get("/sign-in/password-saved", show_password_saved, audience=Audience.ANYONE),
]
