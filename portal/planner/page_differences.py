"""Two people at one plan: both texts, side by side, and the form with what the second one typed."""

from aiohttp import web

from portal.planner.filled import from_visit
from portal.planner.forms import PLACES, PlanForm
from portal.planner.model_visit import StaffVisit
from portal.planner.page import Desk, offer_choices, show_planner
from portal.web.errors import stale_page


async def show_differences(desk: Desk, newest: StaffVisit) -> web.Response:
    """409: somebody else changed the plan first. Both texts stand on the page, and nothing is lost."""
    theirs = PlanForm(**from_visit(newest, desk.planning))
    offer_choices(theirs, desk.planning, newest)
    desk.visit = newest
    mine, now = _words(desk, desk.form), _words(desk, theirs)
    desk.form.version.data = str(newest.version)
    differs = [(label, now[label], mine[label]) for label in mine if mine[label] != now[label]]
    return await show_planner(desk, status=409, differs=differs)


def show_over(desk: Desk) -> web.Response:
    """409: the visit was called off or written up meanwhile. What was typed stays on the page."""
    typed = [(label, text) for label, text in _words(desk, desk.form).items() if label != "planner.l_place"]
    return stale_page(desk.request, desk.back, typed=typed)


def _words(desk: Desk, form: PlanForm) -> dict[str, str]:
    """The fields of one form as text, by label: for people to compare."""
    called = {str(person.id): person.called for person in desk.planning.people}
    rows = [row for entry in form.children.entries if (row := entry.form).on.data]
    return {
        "planner.l_worker": next(
            (one.name for one in desk.planning.workers if str(one.id) == form.worker.data), ""
        ),
        "planner.l_day": "/".join(form.day.parts),
        "planner.l_time": form.time.data or "",
        "planner.l_minutes": form.minutes.data or "",
        "planner.l_place": f"planner.place.{form.place.data}" if form.place.data in PLACES else "",
        "planner.l_place_words": form.place_words.data or "",
        "planner.l_purpose": form.purpose.data or "",
        "planner.l_also_coming": form.also_coming.data or "",
        "planner.l_topics": "\n".join(entry.form.body.data or "" for entry in form.topics.entries).strip(),
        "planner.l_ready": "\n".join(entry.form.body.data or "" for entry in form.ready.entries).strip(),
        "planner.l_interpreter": form.interpreter.data or "",
        "planner.l_offered": "\n".join(
            f"{'/'.join(entry.form.day.parts)} {entry.form.time.data or ''}" for entry in form.offered.entries
        ).strip(),
        "planner.l_children": ", ".join(called.get(row.child_id.data or "", "") for row in rows),
        "planner.l_alone_why": "\n".join(
            f"{called.get(row.child_id.data or '', '')}: {row.minutes.data} – {row.why.data or ''}"
            for row in rows
            if row.alone.data
        ),
        "planner.l_readers": ", ".join(
            sorted(called.get(one, "") for one in form.readers.data or () if one in called)
        ),
    }
