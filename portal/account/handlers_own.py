"""Growing up: “you choose who sees your things” at 16 and at 18, and that an account ends at 25."""

from aiohttp import web

from portal.account import store_own
from portal.account.forms_own import ChoosingForm, choosing_form
from portal.account.model_own import Own, Somebody, Step, chooses, grown_up_since, mark_of
from portal.db import Connection
from portal.identity.access_log import changed, opened
from portal.identity.actor import Actor, Kind, current_actor
from portal.web.rendering import render
from portal.web.request import connection, posted, see_other, today_of
from portal.web.routes import Audience, get, post

WHO_SEES, ENDING = "/account/who-sees", "/account/ending"


async def _own(request: web.Request) -> tuple[Connection, Actor, Own]:
    """Whoever is 16 or more and has things of their own here."""
    conn, actor = connection(request), current_actor(request)
    if (
        actor.kind is not Kind.YOUNG_PERSON
        or actor.born_on is None
        or not chooses(actor.born_on, today_of(request))
    ):
        raise web.HTTPNotFound
    return conn, actor, await store_own.get_own(conn, actor.id, actor.born_on)


async def start_who_sees(request: web.Request) -> web.Response:
    conn, actor, own = await _own(request)
    people = await _people(request, own)
    await opened(conn, actor, "who_sees", actor.id, about=[actor.id])
    step = own.asked(today_of(request))
    # Asked for the first time, nobody is ticked beforehand.
    form = choosing_form(people, grown_up=step is Step.AT_18, now=step in own.answered)()
    return _page(request, form, people, own)


async def change_who_sees(request: web.Request) -> web.Response:
    conn, actor, own = await _own(request)
    today = today_of(request)
    step = own.asked(today)
    if posted(request).get("do") == "later":
        await store_own.save_step(conn, actor.id, step, answered=False)
        return see_other("/home", done="account.who_sees.later")
    people = await _people(request, own)
    form = await choosing_form(people, grown_up=step is Step.AT_18, now=False).posted(request)
    form.validate()
    if posted(request).get("seen") != mark_of(people):
        return _page(request, form, people, own, status=409)
    await store_own.choose_views(conn, actor.id, form.codes("views"), grown_up_since(own.born_on, today))
    if step is Step.AT_18:
        wanted = form.codes("things")
        await store_own.choose_things(
            conn, actor.id, [one.id for one in people if one.id and one.code in wanted]
        )
    await store_own.save_step(conn, actor.id, step, answered=True)
    await changed(conn, actor, "who_sees", actor.id, about=[actor.id], reason=step.value)
    return see_other(WHO_SEES, done="account.who_sees.saved")


def _page(
    request: web.Request, form: ChoosingForm, people: list[Somebody], own: Own, *, status: int = 200
) -> web.Response:
    """With 409, something was shown to somebody, or was not any more, since the page was read."""
    step = own.asked(today_of(request))
    return render(
        request, "account/start_who_sees.html", status=status, form=form, people=people, step=step,
        first=step not in own.answered, stale=status == 409, seen=mark_of(people),
    )  # fmt: skip


async def _people(request: web.Request, own: Own) -> list[Somebody]:
    since = grown_up_since(own.born_on, today_of(request))
    people = await store_own.list_somebody(connection(request), current_actor(request).id, since)
    return people if since else [one for one in people if one.told]


async def show_ending(request: web.Request) -> web.Response:
    _, _, own = await _own(request)
    if own.ends_on is None:
        raise web.HTTPNotFound
    today = today_of(request)
    return render(
        request, "account/show_ending.html", ends_on=own.ends_on, soon=own.ends_soon(today),
        waiting=own.waiting(today),
    )  # fmt: skip


async def note_ending(request: web.Request) -> web.Response:
    """“I have read this.”"""
    conn, actor, own = await _own(request)
    step = own.step(today_of(request))
    if step not in (Step.HALF_YEAR_LEFT, Step.MONTH_LEFT):
        raise web.HTTPNotFound
    await store_own.save_step(conn, actor.id, step, answered=True)
    return see_other("/home")


routes = [
    get(WHO_SEES, start_who_sees, audience=Audience.FAMILY),
    post(WHO_SEES, change_who_sees, audience=Audience.FAMILY),
    get(ENDING, show_ending, audience=Audience.FAMILY),
    post(ENDING, note_ending, audience=Audience.FAMILY),
]
