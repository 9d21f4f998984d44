"""How a visit went: recorded once, put right when it was wrong, and what children said, kept as they said it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from portal.after_visits import store
from portal.after_visits.forms import HowForm, NoteForm, WordsForm
from portal.after_visits.model import ChildSeen, Outcome, Stale, Visit
from portal.after_visits.opening import Opened, open_visit
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import working_days_after
from portal.web.errors import stale_page
from portal.web.fields import Message, SelectChoice
from portal.web.messages import Catalogue
from portal.web.rendering import render, words_of
from portal.web.request import now_of, see_other
from portal.web.routes import Audience, get, post
from portal.web.times import london, say_day, say_time

# Offered as the day to share by; the worker chooses.
SHARE_WITHIN_WORKING_DAYS = 3


async def show_how_it_went(request: web.Request) -> web.Response:
    return await how_page(request, await open_visit(request))


async def how_page(request: web.Request, here: Opened) -> web.Response:
    await here.log_opened()
    recorded = _as_recorded(here.visit, here.children, now_of(request))
    form = await HowForm.begin_from(request, recorded)
    if len(form.children.entries) != len(here.children):
        # What was half typed about other children would only be refused.
        form = HowForm(**recorded)
    return _how(request, here, form)


async def change_how_it_went(request: web.Request) -> web.Response:
    here = await open_visit(request)
    form = await HowForm.posted(request)
    if [row.form.child_id.data for row in form.children.entries] != [str(child) for child in here.child_ids]:
        raise web.HTTPNotFound
    if not form.check(here.visit, here.children, now_of(request)):
        return _how(request, here, form, status=422)
    if here.visit.state == "called_off" or form.version.data != str(here.visit.version):
        return _stale(request, here, form)
    words = words_of(request)
    how = form.how(here.visit, here.children, lambda came: sorry(words, here.visit, came, now_of(request)))
    try:
        await store.change_how_it_went(here.conn, here.actor.id, here.visit, how)
    except Stale:
        return _stale(request, here, form)
    said = form.said() if how.outcome.happened else {}
    if said and not await store.add_words(here.conn, here.actor.id, here.visit.id, said):
        raise web.HTTPNotFound
    await here.log_changed("visit")
    return see_other(
        here.path, done="after_visits.how.done_mistake" if how.our_mistake else "after_visits.how.done"
    )


def sorry(words: Catalogue, visit: Visit, came: datetime | None, now: datetime) -> str:
    """What the family reads where the worker wrote nothing and the mistake was ours."""
    if came is None:
        return words.plain("after_visits.sorry.missed")
    return words.plain(
        "after_visits.sorry.other_time",
        came=_moment(words, came, now),
        planned=_moment(words, visit.starts_at, now),
    )


def _moment(words: Catalogue, moment: datetime, now: datetime) -> str:
    local = london(moment)
    return words.plain(
        "time.day_at_time",
        day=say_day(local.date(), london(now).year, words.language),
        time=say_time(local.time(), words.language),
    )


def _as_recorded(visit: Visit, children: list[ChildSeen], now: datetime) -> dict[str, Any]:
    today, planned = london(now).date(), london(visit.starts_at)
    last_day = max(today, planned.date())
    share_by = visit.share_by_on or working_days_after(
        last_day, SHARE_WITHIN_WORKING_DAYS, bank_holidays_of_england()
    )
    came = london(visit.came_at) if visit.came_at else None
    return {
        "version": str(visit.version),
        "outcome": visit.state if visit.recorded else (Outcome.DONE if visit.starts_at <= now else None),
        "children": [_as_row(child, recorded=visit.happened) for child in children],
        "present": visit.present or "",
        "share_by": share_by,
        "came_on": came.date() if came else None,
        "came_at": say_time(came.time()) if came else "",
        "words": visit.ended_words or "",
    }


def _as_row(child: ChildSeen, *, recorded: bool) -> dict[str, object]:
    return {
        "child_id": str(child.child_id),
        "seen": _yes_no(child.seen) if recorded else None,
        "seen_alone": _yes_no(child.seen_alone),
        "because": child.not_alone_because,
        "words": child.not_alone_words or "",
        "bedroom": _yes_no(child.bedroom_seen),
    }


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _how(request: web.Request, here: Opened, form: HowForm, status: int = 200) -> web.Response:
    return render(
        request,
        "after_visits/change_how_it_went.html",
        status=status,
        visit=here.visit,
        form=form,
        rows=list(zip(form.children.entries, here.children, strict=True)),
    )


def _stale(request: web.Request, here: Opened, form: HowForm) -> web.Response:
    typed: list[tuple[Message, str | None]] = [
        ("after_visits.how.l_present", form.present.data),
        ("after_visits.how.l_words", form.words.data),
    ]
    typed += [
        (("after_visits.words.said", {"name": child.called}), row.form.said.data)
        for row, child in zip(form.children.entries, here.children, strict=True)
    ]
    theirs = [
        ("after_visits.how.l_present", here.visit.present),
        ("after_visits.how.l_words", here.visit.ended_words),
    ]
    return stale_page(request, f"{here.path}/how", typed=typed, theirs=theirs)


async def show_words(request: web.Request) -> web.Response:
    here = await open_visit(request)
    return await _words(request, here, await WordsForm.begin(request))


async def add_words(request: web.Request) -> web.Response:
    here = await open_visit(request)
    form = await WordsForm.posted(request)
    form.child.choices = _child_choices(here)
    if not form.validate():
        return await _words(request, here, form, status=422)
    said = {UUID(form.child.data): form.body.data or ""}
    if not await store.add_words(here.conn, here.actor.id, here.visit.id, said):
        raise web.HTTPNotFound
    await here.log_changed("words")
    return see_other(here.path, done="after_visits.words.done")


def _child_choices(here: Opened) -> list[SelectChoice]:
    return [SelectChoice(str(child.child_id), "=" + child.called) for child in here.children]


async def _words(request: web.Request, here: Opened, form: WordsForm, status: int = 200) -> web.Response:
    form.child.choices = _child_choices(here)
    if len(here.children) == 1 and not form.child.data:
        form.child.data = str(here.children[0].child_id)
    if status == 200:
        await here.log_opened("words")
    said = await store.list_words(here.conn, here.actor.id, here.visit.id)
    return render(
        request, "after_visits/add_words.html", status=status, visit=here.visit, form=form, said_before=said
    )


async def show_notes(request: web.Request) -> web.Response:
    here = await open_visit(request)
    await here.log_opened("notes")
    return await _notes(request, here, await NoteForm.begin(request))


async def add_note(request: web.Request) -> web.Response:
    here = await open_visit(request)
    form = await NoteForm.posted(request)
    if not form.validate():
        return await _notes(request, here, form, status=422)
    if not await store.add_note(here.conn, here.actor.id, here.visit.id, form.body.data or ""):
        raise web.HTTPNotFound
    await here.log_changed("notes")
    return see_other(f"/staff/visits/{here.visit.id}/notes", done="after_visits.notes.done")


async def _notes(request: web.Request, here: Opened, form: NoteForm, status: int = 200) -> web.Response:
    notes = await store.list_notes(here.conn, here.actor.id, here.visit.id)
    return render(
        request, "after_visits/show_notes.html", status=status, visit=here.visit, form=form, notes=notes
    )


routes = [
    get("/staff/visits/{visit_id}/after/how", show_how_it_went, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/after/how", change_how_it_went, audience=Audience.STAFF),
    get("/staff/visits/{visit_id}/after/words", show_words, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/after/words", add_words, audience=Audience.STAFF),
    get("/staff/visits/{visit_id}/notes", show_notes, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/notes", add_note, audience=Audience.STAFF),
]
