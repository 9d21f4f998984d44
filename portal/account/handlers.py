"""My account: its rows, how pages look, quiet mode, language, and what we call you."""

from aiohttp import web

from portal.account import store
from portal.account.forms import DisplayForm, LanguageForm, NameForm, QuietForm
from portal.account.handlers_access import routes as access_routes
from portal.account.handlers_codes import routes as code_routes
from portal.account.handlers_contact import routes as contact_routes
from portal.account.handlers_hiding import routes as hiding_routes
from portal.account.handlers_own import routes as own_routes
from portal.account.model_own import chooses
from portal.identity import called_store
from portal.identity.access_log import changed
from portal.identity.actor import Kind, current_actor
from portal.identity.being_called import may_be_called, skeleton
from portal.safe_contact.model import has_own_plan
from portal.web.fields import SelectChoice
from portal.web.rendering import CATALOGUES, render
from portal.web.request import Display, connection, see_other, today_of
from portal.web.routes import Audience, get, post


async def show_account(request: web.Request) -> web.Response:
    actor = current_actor(request)
    return render(
        request,
        "account/show_account.html",
        languages=_languages(request),
        young=actor.kind is Kind.YOUNG_PERSON,
        chooses=actor.kind is Kind.YOUNG_PERSON and chooses(actor.born_on, today_of(request)),
        has_plan=_has_plan(request),
    )


def _has_plan(request: web.Request) -> bool:
    """Whether they say themselves how we contact them."""
    actor = current_actor(request)
    return actor.is_family and has_own_plan(actor.kind, actor.born_on, today_of(request))


async def start_display(request: web.Request) -> web.Response:
    shown = current_actor(request).display
    form = await DisplayForm.begin(
        request, text_size=shown.text_size, colours=shown.colours, style=shown.style, pictures=shown.pictures,
        less_movement=shown.less_movement,
    )  # fmt: skip
    return render(request, "account/start_display.html", form=form)


async def change_display(request: web.Request) -> web.Response:
    form = await DisplayForm.posted(request)
    if not form.validate():
        return render(request, "account/start_display.html", status=422, form=form)
    chosen = Display(
        text_size=form.text_size.data, colours=form.colours.data, style=form.style.data,
        pictures=form.pictures.data, less_movement=form.less_movement.data,
    )  # fmt: skip
    await store.change_display(connection(request), current_actor(request).account_id, chosen)
    return see_other("/account", done="account.saved")


async def start_quiet(request: web.Request) -> web.Response:
    form = await QuietForm.begin(request, quiet=current_actor(request).display.quiet)
    return render(request, "account/start_quiet.html", form=form, has_plan=_has_plan(request))


async def change_quiet(request: web.Request) -> web.Response:
    form = await QuietForm.posted(request)
    await store.change_quiet(connection(request), current_actor(request).account_id, quiet=form.quiet.data)
    return see_other("/account", done="account.quiet.on" if form.quiet.data else "account.quiet.off")


async def start_language(request: web.Request) -> web.Response:
    form = _offer_languages(
        request, await LanguageForm.begin(request, language=current_actor(request).language)
    )
    return render(request, "account/start_language.html", form=form)


async def change_language(request: web.Request) -> web.Response:
    form = _offer_languages(request, await LanguageForm.posted(request))
    if not form.validate():
        return render(request, "account/start_language.html", status=422, form=form)
    await store.change_language(connection(request), current_actor(request).account_id, form.language.data)
    return see_other("/account", done="account.saved")


def _languages(request: web.Request) -> dict[str, str]:
    """The languages whose catalogue exists, each by its own name for itself."""
    return {tag: words.plain("language.own_name") for tag, words in request.app[CATALOGUES].items()}


def _offer_languages(request: web.Request, form: LanguageForm) -> LanguageForm:
    form.language.choices = [SelectChoice(tag, f"={name}") for tag, name in _languages(request).items()]
    return form


async def start_name(request: web.Request) -> web.Response:
    form = await NameForm.begin(request, called=current_actor(request).called)
    return render(request, "account/start_name.html", form=form)


async def change_name(request: web.Request) -> web.Response:
    actor, conn = current_actor(request), connection(request)
    form = await NameForm.posted(request)
    checked = form.validate()
    called = form.called.data or ""
    taken = await called_store.list_taken_names(conn, actor.id) if checked else []
    if checked and not may_be_called(called, taken, own=[actor.name]):
        form.called.errors = ["account.name.e_taken" if skeleton(called) else "account.name.e_letters"]
    if form.errors:
        return render(request, "account/start_name.html", status=422, form=form)
    await called_store.change_called(conn, actor.id, called)
    await changed(conn, actor, "name", actor.id, about=[actor.id])
    return see_other("/account", done="account.saved")


routes = [
    get("/account", show_account, audience=Audience.SIGNED_IN),
    get("/account/display", start_display, audience=Audience.SIGNED_IN),
    post("/account/display", change_display, audience=Audience.SIGNED_IN),
    get("/account/quiet", start_quiet, audience=Audience.SIGNED_IN),
    post("/account/quiet", change_quiet, audience=Audience.SIGNED_IN),
    get("/account/language", start_language, audience=Audience.SIGNED_IN),
    post("/account/language", change_language, audience=Audience.SIGNED_IN),
    get("/account/name", start_name, audience=Audience.SIGNED_IN),
    post("/account/name", change_name, audience=Audience.SIGNED_IN),
    *access_routes,
    *code_routes,
    *contact_routes,
    *hiding_routes,
    *own_routes,
]
