"""A manager withdraws what they handed over from a later day: they have these plans on, as before."""

from uuid import UUID

from aiohttp import web

from portal.cover import store_managers
from portal.cover.forms_managers import WithdrawForm
from portal.cover.model_managers import Handed
from portal.identity.access_log import changed_each, opened
from portal.identity.actor import current_actor
from portal.web.fields import refuse
from portal.web.rendering import render, words_of
from portal.web.request import connection, id_in, posted, see_other, today_of
from portal.web.routes import Audience, get, post
from portal.web.times import london, say_day_in_page

PAGE = "/team/managers/withdraw"


async def start_withdrawing(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    to_come = await _to_come(request)
    await opened(conn, actor, "managers", about={one.child_id for one in to_come})
    return _page(request, to_come, await WithdrawForm.begin(request))


async def withdraw_changes(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    to_come, form = await _to_come(request), await WithdrawForm.posted(request)
    chosen = [id_in(one) for one in dict.fromkeys(posted(request).getall("changes", ()))]
    _offer(request, to_come, form)
    if not chosen:
        form.validate()
        return _page(request, to_come, form, status=422)
    withdrawn = await _withdraw(request, chosen, {one.id for one in to_come})
    if not withdrawn:
        # Withdrawn on another page, or the day has come: nothing of it is done, so that the answer is true of all.
        refuse(form.changes, "cover.withdraw.e_changed")
        return _page(request, await _to_come(request), form, status=409)
    about = [(one, (child_id, actor.id)) for one, child_id in withdrawn]
    await changed_each(conn, actor, "change_of_manager", about, "withdrawn")
    return see_other("/team/managers", done="cover.withdraw.done")


async def _to_come(request: web.Request) -> list[Handed]:
    changes = await store_managers.list_changes(connection(request), current_actor(request).id)
    return [one for one in changes if one.to_withdraw]


async def _withdraw(request: web.Request, chosen: list[UUID], offered: set[UUID]) -> list[tuple[UUID, UUID]]:
    """Nothing, unless all that was chosen is still to come."""
    if not offered.issuperset(chosen):
        return []
    withdrawn = await store_managers.withdraw(connection(request), current_actor(request).id, chosen)
    return withdrawn if len(withdrawn) == len(chosen) else []


def _offer(request: web.Request, to_come: list[Handed], form: WithdrawForm) -> None:
    words, year = words_of(request), today_of(request).year

    def line(one: Handed) -> str:
        day = say_day_in_page(london(one.at).date(), year, words.language)
        return words.plain("cover.withdraw.line", child=one.child_name, name=one.to_name, day=day)

    form.offer(to_come, line)


def _page(request: web.Request, to_come: list[Handed], form: WithdrawForm, status: int = 200) -> web.Response:
    _offer(request, to_come, form)
    return render(request, "cover/start_withdrawing.html", status=status, form=form, to_come=to_come)


routes = [
    get(PAGE, start_withdrawing, audience=Audience.MANAGER),
    post(PAGE, withdraw_changes, audience=Audience.MANAGER),
]
