"""Getting ready: how to take part, what to say and not to say, questions, who comes along, what would help; asking."""

from dataclasses import dataclass

from aiohttp import web

from portal.identity.access_log import changed
from portal.identity.actor import current_actor
from portal.meetings import store_part
from portal.meetings.forms_part import (
    HowForm,
    NeedsForm,
    PartForm,
    QuestionsForm,
    SayForm,
    TimeForm,
    WhoForm,
    WorryForm,
)
from portal.meetings.model_family import Pack
from portal.meetings.opening_family import after_words, opened_pack, pack_of, voice_in
from portal.safety.model import Stands, Writing
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import reply_by
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, see_other, today_of
from portal.web.routes import Audience, Handler, get, post


@dataclass(frozen=True, slots=True)
class Step:
    """One page of getting ready: its last part of the address, its form and its template."""

    key: str
    form: type[PartForm]
    template: str


def show_step(step: Step) -> Handler:
    async def show(request: web.Request) -> web.Response:
        pack = await opened_pack(request, "meeting_part")
        if not pack.card.is_open(now_of(request)):
            return _closed(request, pack, [])
        return _step_page(request, step, pack, await step.form.begin(request, **step.form.said(pack.part)))

    return show


def keep_step(step: Step) -> Handler:
    async def keep(request: web.Request) -> web.Response:
        conn, actor = connection(request), current_actor(request)
        pack = await pack_of(request)
        form = await step.form.posted(request)
        if not pack.card.is_open(now_of(request)):
            return _closed(request, pack, [form.words] if form.words else [])
        if not form.validate():
            return _step_page(request, step, pack, form, status=422)
        said = form.into(pack.part, pack.card)
        if form.seen.data and form.seen.data != step.form.mark(pack.part) and said != pack.part:
            return _step_page(request, step, pack, form, status=409)
        if not await store_part.change_part(conn, actor.id, pack.id, said):
            return _closed(request, pack, [form.words] if form.words else [])
        await changed(conn, actor, "meeting_part", pack.id, about=[actor.id])
        new_words = form.words if said != pack.part else ""
        stands = Stands(Writing.MEETING, pack.id)
        path = await after_words(request, pack, new_words, stands, f"/meetings/{pack.id}/ready")
        return see_other(path, done="meetings.part.kept")

    return keep


def _step_page(
    request: web.Request, step: Step, pack: Pack, form: PartForm, *, status: int = 200
) -> web.Response:
    """A stale form comes back with what was saved meanwhile above what was typed here."""
    form.seen.data = step.form.mark(pack.part)
    return render(
        request,
        step.template,
        status=status,
        pack=pack,
        form=form,
        voice=voice_in(request),
        stale=status == 409,
        newest=step.form.said(pack.part),
    )


def _closed(request: web.Request, pack: Pack, typed: list[str]) -> web.Response:
    """Their own slot has begun, or it is off. What was typed stands on the page, to be taken along."""
    status = 409 if request.method == "POST" else 200
    return render(request, "meetings/family_closed.html", status=status, pack=pack, typed=typed)


async def show_people(request: web.Request) -> web.Response:
    pack = await opened_pack(request, "meeting_worry")
    return await _people_page(request, pack, await WorryForm.begin(request))


async def add_worry(request: web.Request) -> web.Response:
    """For who runs the meeting, and nobody else."""
    conn, actor = connection(request), current_actor(request)
    pack = await pack_of(request)
    form = await WorryForm.posted(request)
    if not pack.card.is_open(now_of(request)):
        return _closed(request, pack, [form.body.data] if form.body.data else [])
    if not form.validate():
        return await _people_page(request, pack, form, status=422)
    added = await store_part.add_worry(conn, actor.id, pack.id, form.body.data or "")
    if added is None:
        form.body.errors = ["meetings.people.e_many"]
        return await _people_page(request, pack, form, status=422)
    await changed(conn, actor, "meeting_worry", added, about=[actor.id])
    stands = Stands(Writing.WORRY, added)
    path = await after_words(request, pack, form.body.data or "", stands, f"/meetings/{pack.id}/people")
    return see_other(path, done="meetings.people.kept")


async def _people_page(
    request: web.Request, pack: Pack, form: WorryForm, *, status: int = 200
) -> web.Response:
    worries = await store_part.list_worries(
        connection(request), current_actor(request).id, pack.id, pack.hidden, words_of(request).language
    )
    return render(
        request,
        "meetings/family_people.html",
        status=status,
        pack=pack,
        form=form,
        worries=worries,
        open=pack.card.is_open(now_of(request)),
        reply_by=reply_by(today_of(request), max(pack.reads.chair_replies, 1), bank_holidays_of_england()),
    )


async def start_asking(request: web.Request) -> web.Response:
    pack = await opened_pack(request, "meeting_ask")
    if not pack.card.is_open(now_of(request)):
        return _closed(request, pack, [])
    return _asking_page(request, pack, await TimeForm.begin(request))


async def ask_for_another_time(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    pack = await pack_of(request)
    form = await TimeForm.posted(request)
    if not pack.card.is_open(now_of(request)):
        return _closed(request, pack, [form.when.data] if form.when.data else [])
    if pack.asked_for_another_time:
        return _asking_page(request, pack, form, status=409)
    if form.seen.data and form.seen.data != pack.card.starts_at.isoformat():
        return _asking_page(request, pack, form, status=409)
    if not form.validate():
        return _asking_page(request, pack, form, status=422)
    added = await store_part.add_ask_for_another_time(conn, actor.id, pack.id, form.when.data or "")
    if added is None:
        form.when.errors = ["meetings.ask.e_many"]
        return _asking_page(request, pack, form, status=422)
    await changed(conn, actor, "meeting_ask", added, about=[actor.id])
    stands = Stands(Writing.MEETING, pack.id)
    path = await after_words(request, pack, form.when.data or "", stands, f"/meetings/{pack.id}/change")
    return see_other(path)


def _asking_page(request: web.Request, pack: Pack, form: TimeForm, *, status: int = 200) -> web.Response:
    form.seen.data = pack.card.starts_at.isoformat()
    asked = pack.asked_for_another_time
    return render(
        request,
        "meetings/family_change.html",
        status=status,
        pack=pack,
        form=form,
        asked=asked,
        stale=status == 409,
        reply_by=reply_by(
            asked.on if asked else today_of(request),
            max(pack.reads.worker_replies, 1),
            bank_holidays_of_england(),
        ),
    )


STEPS = (
    Step("how", HowForm, "meetings/family_how.html"),
    Step("questions", QuestionsForm, "meetings/family_questions.html"),
    Step("say", SayForm, "meetings/family_say.html"),
    Step("who", WhoForm, "meetings/family_who.html"),
    Step("needs", NeedsForm, "meetings/family_needs.html"),
)
FAMILY, BASE = Audience.FAMILY, "/meetings/{meeting_id}"
routes = [
    get(f"{BASE}/people", show_people, audience=FAMILY),
    post(f"{BASE}/people", add_worry, audience=FAMILY),
    get(f"{BASE}/change", start_asking, audience=FAMILY),
    post(f"{BASE}/change", ask_for_another_time, audience=FAMILY),
    *(get(f"{BASE}/ready/{step.key}", show_step(step), audience=FAMILY) for step in STEPS),
    *(post(f"{BASE}/ready/{step.key}", keep_step(step), audience=FAMILY) for step in STEPS),
]
