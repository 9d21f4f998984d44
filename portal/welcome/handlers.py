"""The first time, one thing a page: language, name, whether texts are safe, how to leave, who can see what."""

from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import web

from portal.identity import called_store
from portal.identity.access_log import changed
from portal.identity.actor import current_actor
from portal.identity.being_called import may_be_called, skeleton
from portal.safe_contact import store as plans
from portal.safe_contact.forms import as_answered, blank_plan
from portal.safe_contact.model import has_own_plan
from portal.web.fields import SelectChoice
from portal.web.rendering import CATALOGUES, render
from portal.web.request import connection, current, posted, see_other, today_of
from portal.web.routes import Audience, Handler, get, post
from portal.welcome import store
from portal.welcome.forms import CalledForm, EmailForm, LanguageForm, TextingForm
from portal.welcome.model import LANGUAGE, LEAVE, NAME, TEXTS, WHO, Welcome

Page = Callable[[web.Request, Welcome], Awaitable[web.StreamResponse]]


def on_page(step: int) -> Callable[[Page], Handler]:
    """A page is open up to the furthest that somebody has come to; after the last, none of them is."""

    def deco(page: Page) -> Handler:
        @wraps(page)
        async def opened(request: web.Request) -> web.StreamResponse:
            here = await _here(request)
            if here.step is None:
                return see_other("/home")
            if step > here.step or (step == TEXTS and here.question is None):
                return see_other(f"/welcome/{here.step if step > here.step else LEAVE}")
            # One thing a page: the ways to everything else come with home.
            current(request).nav = ()
            return await page(request, here)

        return opened

    return deco


async def _here(request: web.Request) -> Welcome:
    actor = current_actor(request)
    here = await store.get_welcome(connection(request), actor.account_id, actor.id)
    if has_own_plan(actor.kind, actor.born_on, today_of(request)):
        return here
    return Welcome(
        reached=here.reached, kinds=frozenset(), worker=here.worker, pronoun=here.pronoun, cover=here.cover
    )


async def _go_on(request: web.Request, here: Welcome, step: int) -> web.StreamResponse:
    following = here.after(step)
    await store.change_step(connection(request), current_actor(request).account_id, following)
    return see_other(f"/welcome/{following}")


def _skips(request: web.Request) -> bool:
    return posted(request).get("do") == "skip"


@on_page(LANGUAGE)
async def start_language(request: web.Request, here: Welcome) -> web.StreamResponse:
    form = _with_languages(
        request, await LanguageForm.begin(request, language=current_actor(request).language)
    )
    return render(request, "welcome/start_language.html", form=form)


@on_page(LANGUAGE)
async def change_language(request: web.Request, here: Welcome) -> web.StreamResponse:
    form = _with_languages(request, await LanguageForm.posted(request))
    if not _skips(request):
        if not form.validate():
            return render(request, "welcome/start_language.html", status=422, form=form)
        account_id = current_actor(request).account_id
        await store.change_language(connection(request), account_id, form.language.data)
    return await _go_on(request, here, LANGUAGE)


def _with_languages(request: web.Request, form: LanguageForm) -> LanguageForm:
    """Each language by its own name for itself."""
    names = {tag: words.plain("language.own_name") for tag, words in request.app[CATALOGUES].items()}
    form.language.choices = [SelectChoice(tag, f"={name}") for tag, name in names.items()]
    return form


@on_page(NAME)
async def start_called(request: web.Request, here: Welcome) -> web.StreamResponse:
    form = await CalledForm.begin(request, called=current_actor(request).called)
    return render(request, "welcome/start_called.html", form=form, worker=here.worker)


@on_page(NAME)
async def change_called(request: web.Request, here: Welcome) -> web.StreamResponse:
    if _skips(request):
        return await _go_on(request, here, NAME)
    conn, actor = connection(request), current_actor(request)
    form = await CalledForm.posted(request)
    called = form.called.data or ""
    if form.validate() and not may_be_called(
        called, await called_store.list_taken_names(conn, actor.id), own=[actor.name]
    ):
        form.called.errors = ["account.name.e_taken" if skeleton(called) else "account.name.e_letters"]
    if form.errors:
        return render(request, "welcome/start_called.html", status=422, form=form, worker=here.worker)
    await called_store.change_called(conn, actor.id, called)
    await changed(conn, actor, "name", actor.id, about=[actor.id])
    return await _go_on(request, here, NAME)


@on_page(TEXTS)
async def start_texts(request: web.Request, here: Welcome) -> web.StreamResponse:
    answered = as_answered(await plans.get_plan(connection(request), current_actor(request).id))
    form: TextingForm | EmailForm
    if here.question == "texting":
        form = await TextingForm.begin(request, **answered)
    else:
        form = await EmailForm.begin(request, **answered)
    return render(request, "welcome/start_texts.html", form=form, question=here.question)


@on_page(TEXTS)
async def change_texts(request: web.Request, here: Welcome) -> web.StreamResponse:
    """The one page that cannot be skipped: nothing is sent to anybody who was not asked."""
    conn, actor = connection(request), current_actor(request)
    asks = TextingForm if here.question == "texting" else EmailForm
    form: TextingForm | EmailForm = await asks.posted(request)
    if not form.check():
        return render(request, "welcome/start_texts.html", status=422, form=form, question=here.question)
    plan = await plans.get_plan(conn, actor.id) or blank_plan(today_of(request))
    await plans.save_plan(conn, actor.id, actor.id, form.said(plan))
    await changed(conn, actor, "contact", actor.id, about=[actor.id])
    return await _go_on(request, here, TEXTS)


@on_page(LEAVE)
async def start_leaving(request: web.Request, here: Welcome) -> web.StreamResponse:
    return render(request, "welcome/start_leaving.html", before=here.before(LEAVE))


@on_page(LEAVE)
async def try_leaving(request: web.Request, here: Welcome) -> web.StreamResponse:
    """Whoever tries it is really gone, and finds the next page when they sign in again."""
    onward = await _go_on(request, here, LEAVE)
    return see_other("/exit") if posted(request).get("do") == "try" else onward


@on_page(WHO)
async def show_who(request: web.Request, here: Welcome) -> web.StreamResponse:
    return render(request, "welcome/show_who.html", here=here)


@on_page(WHO)
async def end_welcome(request: web.Request, here: Welcome) -> web.StreamResponse:
    await store.end_welcome(connection(request), current_actor(request).account_id)
    return see_other("/home")


routes = [
    get("/welcome/1", start_language, audience=Audience.FAMILY),
    post("/welcome/1", change_language, audience=Audience.FAMILY),
    get("/welcome/2", start_called, audience=Audience.FAMILY),
    post("/welcome/2", change_called, audience=Audience.FAMILY),
    get("/welcome/3", start_texts, audience=Audience.FAMILY),
    post("/welcome/3", change_texts, audience=Audience.FAMILY),
    get("/welcome/4", start_leaving, audience=Audience.FAMILY),
    post("/welcome/4", try_leaving, audience=Audience.FAMILY),
    get("/welcome/5", show_who, audience=Audience.FAMILY),
    post("/welcome/5", end_welcome, audience=Audience.FAMILY),
]
