"""When the offices are open and whom to call at night: typed, checked before and after, and in force at once."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.identity.councils import COUNCILS
from portal.safety.watch import WATCH
from portal.statutory.calendar import bank_holidays_of_england
from portal.urgent import store_hours
from portal.urgent.forms_admin import HoursForm
from portal.web.rendering import render
from portal.web.request import after_commit, connection, only_looked, posted, see_other, today_of
from portal.web.routes import Audience, get, post

HOLIDAYS_SHOWN = 8


async def show_hours(request: web.Request) -> web.Response:
    conn = connection(request)
    hours = await store_hours.get_hours(conn)
    await opened(conn, current_actor(request), "hours")
    form = await HoursForm.begin(
        request, days=[str(day) for day in sorted(hours.days)], opens=hours.opens, closes=hours.closes,
        night_name=hours.night_name, night_phone=hours.night_phone, called_on=hours.called_on,
    )  # fmt: skip
    return _page(request, form)


async def change_hours(request: web.Request) -> web.Response:
    """The first post shows before and after; only the second, from that page, changes anything."""
    conn, actor, fields = connection(request), current_actor(request), posted(request)
    form = await HoursForm.posted(request)
    if not form.check(today_of(request)) or fields.get("do") == "back":
        return _page(request, form, status=422 if form.errors else 200)
    seen = fields.get("seen", "")
    if fields.get("do") == "save" and await store_hours.change_hours(conn, form.hours, seen):
        await changed(conn, actor, "hours")
        after_commit(request, request.app[COUNCILS].read_again)
        after_commit(request, request.app[WATCH].read_again)
        return see_other("/admin/hours", done="urgent.saved")
    before = await store_hours.get_hours(conn)
    again = bool(seen) and seen != before.version
    only_looked(request)
    return render(
        request, "urgent/check_hours.html", status=409 if again else 200, again=again, before=before,
        after=form.hours, typed=[(name, value) for name, value in fields.items() if name not in _OWN],
    )  # fmt: skip


_OWN = ("csrf", "key", "do", "seen")


def _page(request: web.Request, form: HoursForm, status: int = 200) -> web.Response:
    today = today_of(request)
    holidays = sorted(day for day in bank_holidays_of_england() if day >= today)[:HOLIDAYS_SHOWN]
    return render(request, "urgent/show_hours.html", status=status, form=form, holidays=holidays)


routes = [
    get("/admin/hours", show_hours, audience=Audience.ADMINISTRATOR),
    post("/admin/hours", change_hours, audience=Audience.ADMINISTRATOR),
]
