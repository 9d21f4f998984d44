"""Summaries of a visit, one for each set of readers: written, looked at as each reader will, then shared."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias
from uuid import UUID

from aiohttp import web

from portal.after_visits import store, store_promises, store_readers, store_summaries
from portal.after_visits.choosing import barred_words, chosen, reader_choices
from portal.after_visits.forms_summaries import MOST_AGREED, SummaryForm
from portal.after_visits.handlers_again import begin_version, who_left, without_left
from portal.after_visits.model import Candidate, Stale
from portal.after_visits.model_summaries import (
    PARTS,
    Agreed,
    Parts,
    Promise,
    Summary,
    prompts,
    words_given_away,
)
from portal.after_visits.opening import Opened, open_recorded_visit
from portal.web.errors import stale_page
from portal.web.fields import SelectChoice, refuse
from portal.web.rendering import render, words_of
from portal.web.request import now_of, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post
from portal.web.times import london, say_day, say_time

# The key of a sentence and its values.
Problem: TypeAlias = tuple[str, dict[str, object]]


async def first_words(request: web.Request, here: Opened, readers: list[UUID]) -> Parts:
    """What a draft begins with: only what every one of its readers may know."""
    topics = await store.list_topics(here.conn, here.actor.id, here.visit.id)
    lines = prompts(topics, readers)
    if len(readers) == 1:
        said = await store.list_words(here.conn, here.actor.id, here.visit.id)
        lines = [f"“{each.body}”" for each in said if each.child_id == readers[0]] + lines
    comes = await store_readers.get_next_visit_for(here.conn, here.actor.id, here.visit.id, readers)
    if comes is None:
        return Parts(told_us="\n".join(lines))
    words, local = words_of(request), london(comes)
    day = say_day(local.date(), london(now_of(request)).year, words.language)
    when = words.plain("time.day_at_time", day=day, time=say_time(local.time(), words.language))
    return Parts(
        told_us="\n".join(lines),
        happens_next=words.plain("after_visits.summary.next_visit", name=here.visit.worker_called, when=when),
    )


async def show_summary(request: web.Request) -> web.Response:
    here, summary = await open_summary(request)
    await here.log_opened("summary", summary.id)
    if summary.shared_at is not None:
        return await _shared_page(request, here, summary)
    form = await SummaryForm.begin_from(request, _as_saved(summary))
    return await _edit(request, here, summary, form)


async def _shared_page(
    request: web.Request, here: Opened, summary: Summary, status: int = 200
) -> web.Response:
    promises = await store_promises.list_promises(here.conn, here.actor.id, here.visit.id)
    left = await who_left(here, summary)
    return render(
        request,
        "after_visits/show_summary.html",
        status=status,
        summary=summary,
        said=said_pairs(summary.parts),
        agreed=[
            one
            for one in promises
            if one.visit_id == here.visit.id and summary.reader_ids & set(one.reader_ids)
        ],
        left=left,
        nobody=summary.reader_ids <= {reader.id for reader in left},
        failed=status == 422,
        here=here.path,
    )


async def change_summary(request: web.Request) -> web.Response:
    here, summary = await open_summary(request)
    form = await SummaryForm.posted(request)
    candidates = await store_readers.list_candidates(here.conn, here.actor.id, here.visit.id)
    if summary.shared_at is not None or form.version.data != str(summary.draft_version):
        return await _stale(request, here, summary, form)
    offered = await promises_elsewhere(here, summary)
    _give_choices(form, candidates, offered)
    sound = form.check(here.visit.worker_called)
    stay = list(without_left(summary, candidates).reader_ids)
    readers = stay if summary.version > 1 else chosen(form.readers, candidates)
    if not sound or readers is None or await _gives_away(here, form, offered, readers):
        return await _edit(request, here, summary, form, status=422)
    try:
        await store_summaries.change_draft(
            here.conn, here.actor.id, _as_typed(summary, form, offered), readers
        )
    except Stale:
        return await _stale(request, here, summary, form)
    await here.log_changed("summary", summary.id, also=readers)
    page = f"{here.path}/summaries/{summary.id}"
    if posted(request).get("go") == "preview":
        return see_other(f"{page}/preview")
    return see_other(page, done="after_visits.summary.saved")


async def add_version(request: web.Request) -> web.Response:
    """Put a shared summary right: a new version beside the one that was shared, which stays."""
    here, summary = await open_summary(request)
    if summary.shared_at is None:
        raise web.HTTPNotFound
    begun = await begin_version(here, summary)
    return begun or await _shared_page(request, here, summary, status=422)


async def open_summary(request: web.Request) -> tuple[Opened, Summary]:
    here = await open_recorded_visit(request)
    summary = await store_summaries.get_summary(
        here.conn, here.actor.id, here.visit.id, uuid_in(request, "summary_id")
    )
    if summary is None:
        raise web.HTTPNotFound
    return here, summary


async def promises_elsewhere(here: Opened, summary: Summary) -> list[Promise]:
    """Promises of this visit that not all of these readers have: they can be told of them in this summary."""
    promises = await store_promises.list_promises(here.conn, here.actor.id, here.visit.id)
    return [
        one
        for one in promises
        if one.visit_id == here.visit.id and not summary.reader_ids <= set(one.reader_ids)
    ]


async def _gives_away(here: Opened, form: SummaryForm, offered: list[Promise], readers: list[UUID]) -> bool:
    """A child's words, or what somebody told only their worker, would reach another reader: refused, by name."""
    before = [one for one in offered if str(one.id) in (form.agreed_before.data or [])]
    texts = [*form.parts().all(), *words_of_agreed(form.all_agreed(), before)]
    problem = await words_of_others(here, texts, frozenset(readers))
    if problem is not None:
        refuse(form.told_us, problem)
    return problem is not None


def words_of_agreed(agreed: Iterable[Agreed], before: Iterable[Promise]) -> list[str]:
    return [
        *(text for one in agreed for text in (one.what, one.helps_because)),
        *(one.what for one in before),
    ]


async def words_of_others(here: Opened, texts: Sequence[str], readers: frozenset[UUID]) -> Problem | None:
    """What to say where these texts hold somebody's own words that not all of these readers may know."""
    words = await store.list_words(here.conn, here.actor.id, here.visit.id)
    topics = await store.list_topics(here.conn, here.actor.id, here.visit.id)
    whose = words_given_away(texts, readers, words, topics)
    return None if whose is None else ("after_visits.summary.e_given_away", {"name": whose})


def _as_saved(summary: Summary) -> dict[str, Any]:
    told_us, going_well, worried, happens_next = summary.parts.all()
    return {
        "version": str(summary.draft_version),
        "readers": [str(reader.id) for reader in summary.readers],
        "told_us": told_us,
        "going_well": going_well,
        "worried": worried,
        "happens_next": happens_next,
        "agreed": [
            {
                "owed_by": one.owed_by,
                "what": one.what,
                "who": one.who_words,
                "by": one.by_on,
                "helps": one.helps_because,
            }
            for one in summary.agreed
        ],
        "agreed_before": [str(promise) for promise in summary.agreed_before],
    }


def _as_typed(summary: Summary, form: SummaryForm, offered: list[Promise]) -> Summary:
    ticked = form.agreed_before.data or []
    return replace(
        summary,
        parts=form.parts(),
        agreed=form.all_agreed(),
        agreed_before=tuple(one.id for one in offered if str(one.id) in ticked),
    )


def _give_choices(form: SummaryForm, candidates: list[Candidate], offered: list[Promise]) -> None:
    form.readers.choices = reader_choices(candidates)
    form.agreed_before.choices = [
        SelectChoice(str(one.id), f"={one.who_words}: {one.what}") for one in offered
    ]


async def _edit(
    request: web.Request, here: Opened, summary: Summary, form: SummaryForm, status: int = 200
) -> web.Response:
    candidates = await store_readers.list_candidates(here.conn, here.actor.id, here.visit.id)
    offered = await promises_elsewhere(here, summary)
    _give_choices(form, candidates, offered)
    form.add_blank_rows()
    summary = without_left(summary, candidates)
    return render(
        request,
        "after_visits/change_summary.html",
        status=status,
        visit=here.visit,
        summary=summary,
        form=form,
        barred=barred_words(candidates),
        limit_reached=len(form.agreed.entries) >= MOST_AGREED,
        failed=status == 422,
        newer=summary if status == 409 else None,
        left=await who_left(here, summary) if summary.version > 1 else [],
        here=here.path,
    )


async def _stale(request: web.Request, here: Opened, summary: Summary, form: SummaryForm) -> web.Response:
    """Both texts on one page: what this person typed in the boxes, what the other saved beside them."""
    newest = await store_summaries.get_summary(here.conn, here.actor.id, here.visit.id, summary.id) or summary
    if newest.shared_at is None:
        form.version.data = str(newest.draft_version)
        return await _edit(request, here, newest, form, status=409)
    return stale_page(
        request,
        f"{here.path}/summaries/{newest.id}",
        typed=said_pairs(form.parts()),
        theirs=said_pairs(newest.parts),
    )


def said_pairs(parts: Parts) -> list[tuple[str, str]]:
    """Headings and texts, without the empty ones."""
    return [(f"after_visits.{name}", text) for name, text in zip(PARTS, parts.all(), strict=True) if text]


routes = [
    get("/staff/visits/{visit_id}/after/summaries/{summary_id}", show_summary, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/after/summaries/{summary_id}", change_summary, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/after/summaries/{summary_id}/again", add_version, audience=Audience.STAFF),
]
