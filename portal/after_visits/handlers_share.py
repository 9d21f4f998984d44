"""What each reader will see, before anything is shared; and the sharing, in one transaction."""

from uuid import UUID

from aiohttp import web

from portal.after_visits import store, store_promises, store_readers, store_summaries
from portal.after_visits.forms_summaries import ShareForm
from portal.after_visits.handlers_again import who_left, without_left
from portal.after_visits.handlers_summaries import (
    Problem,
    open_summary,
    said_pairs,
    words_of_agreed,
    words_of_others,
)
from portal.after_visits.model import Candidate, Stale, kept_apart
from portal.after_visits.model_summaries import (
    Agreed,
    Parts,
    Promise,
    Summary,
    council_first,
    prompts,
    without_prompts,
)
from portal.after_visits.opening import Opened
from portal.web.errors import stale_page
from portal.web.rendering import render
from portal.web.request import see_other
from portal.web.routes import Audience, get, post


async def show_preview(request: web.Request) -> web.Response:
    here, draft = await open_summary(request)
    if draft.shared_at is not None:
        return see_other(f"{here.path}/summaries/{draft.id}")
    await here.log_opened("summary", draft.id)
    return await _preview(request, here, draft)


async def share_summary(request: web.Request) -> web.Response:
    here, draft = await open_summary(request)
    form = await ShareForm.posted(request)
    if draft.shared_at is not None or form.version.data != str(draft.draft_version):
        return _stale(request, here, draft)
    # Held until the commit: nobody adds another reader to the visit between this look and the sharing.
    if not await store_readers.lock_readers(here.conn, here.actor.id, here.visit.id):
        raise web.HTTPNotFound
    candidates = await store_readers.list_candidates(here.conn, here.actor.id, here.visit.id)
    draft = without_left(draft, candidates)
    parts = await _as_shared(here, draft)
    problem = _problem(draft, parts, candidates) or await _given_away(here, draft, parts)
    if problem is not None:
        return await _preview(request, here, draft, problem)
    readers = list(draft.reader_ids)
    await store_summaries.change_readers(here.conn, here.actor.id, draft.id, readers)
    try:
        await store_summaries.share_draft(here.conn, here.actor.id, draft, parts)
    except Stale:
        return _stale(request, here, draft)
    await store_readers.add_readers(here.conn, here.actor.id, here.visit.id, readers)
    await store_promises.add_promises(here.conn, here.actor.id, draft)
    await here.log_changed("summary", draft.id, also=readers)
    return see_other(here.path, done="after_visits.share.done")


def _problem(draft: Summary, parts: Parts, candidates: list[Candidate]) -> Problem | None:
    """Why this cannot be shared as things stand now: orders and homes may have changed since it was written."""
    may = {one.id for one in candidates if not one.kept_from_home}
    if not draft.readers or not draft.reader_ids <= may or kept_apart(draft.reader_ids, candidates):
        return "after_visits.share.e_readers", {}
    if parts.empty and not draft.agreed and not draft.agreed_before:
        return "after_visits.share.e_empty", {}
    return None


async def _given_away(here: Opened, draft: Summary, parts: Parts) -> Problem | None:
    """Words that were written down, or kept to the worker alone, since the draft was saved are looked for too."""
    promises = await store_promises.list_promises(here.conn, here.actor.id, here.visit.id)
    before = [one for one in promises if one.id in draft.agreed_before]
    texts = [*parts.all(), *words_of_agreed(draft.agreed, before)]
    return await words_of_others(here, texts, draft.reader_ids)


async def _as_shared(here: Opened, draft: Summary) -> Parts:
    """The texts without the lines that the draft began with and nobody wrote after."""
    topics = await store.list_topics(here.conn, here.actor.id, here.visit.id)
    asked = prompts(topics, draft.reader_ids)
    return Parts(*(without_prompts(text, asked) for text in draft.parts.all()))


async def _preview(
    request: web.Request, here: Opened, draft: Summary, problem: Problem | None = None
) -> web.Response:
    candidates = {
        one.id: one for one in await store_readers.list_candidates(here.conn, here.actor.id, here.visit.id)
    }
    draft = without_left(draft, list(candidates.values()))
    promises = await store_promises.list_promises(here.conn, here.actor.id, here.visit.id)
    topics = await store.list_topics(here.conn, here.actor.id, here.visit.id)
    return render(
        request,
        "after_visits/show_preview.html",
        status=422 if problem else 200,
        visit=here.visit,
        summary=draft,
        our_topics=[topic for topic in topics if topic.from_staff and here.visit.announced],
        said=said_pairs(await _as_shared(here, draft)),
        readers=[
            (reader, candidates.get(reader.id), _agreed_for(reader.id, here, draft, promises))
            for reader in draft.readers
        ],
        form=ShareForm(version=str(draft.draft_version)),
        problem=problem,
        failed=problem is not None,
        left=await who_left(here, draft) if draft.version > 1 else [],
        here=here.path,
    )


def _agreed_for(
    reader: UUID, here: Opened, draft: Summary, promises: list[Promise]
) -> list[Promise | Agreed]:
    """All that this reader will see as agreed at this visit: what they have, what they are told now, what is new."""
    have: list[Promise | Agreed] = [
        one
        for one in promises
        if one.visit_id == here.visit.id and (reader in one.reader_ids or one.id in draft.agreed_before)
    ]
    return council_first([*have, *draft.agreed])


def _stale(request: web.Request, here: Opened, newest: Summary) -> web.Response:
    way_on = f"{here.path}/summaries/{newest.id}" + ("" if newest.shared_at else "/preview")
    return stale_page(request, way_on, theirs=said_pairs(newest.parts))


routes = [
    get(
        "/staff/visits/{visit_id}/after/summaries/{summary_id}/preview", show_preview, audience=Audience.STAFF
    ),
    post(
        "/staff/visits/{visit_id}/after/summaries/{summary_id}/preview",
        share_summary,
        audience=Audience.STAFF,
    ),
]
