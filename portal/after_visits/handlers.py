"""After a visit, on one page: how it went, what was said, what is shared with whom, what was promised."""

from aiohttp import web

from portal.after_visits import (
    handlers_corrections,
    handlers_how,
    handlers_promises,
    handlers_share,
    handlers_summaries,
    store,
    store_corrections,
    store_promises,
    store_readers,
    store_summaries,
)
from portal.after_visits.choosing import barred_words, chosen, reader_choices
from portal.after_visits.forms_summaries import ReadersForm
from portal.after_visits.model import Candidate, ChildSeen, barred
from portal.after_visits.model_summaries import Summary
from portal.after_visits.opening import Opened, open_recorded_visit, open_visit
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import after_missed_visit
from portal.statutory.model import Due
from portal.statutory.store import list_rules
from portal.statutory.store_facts import list_facts
from portal.web.rendering import render
from portal.web.request import see_other
from portal.web.routes import Audience, get, post


async def show_after(request: web.Request) -> web.Response:
    here = await open_visit(request)
    if not here.visit.recorded and here.visit.state != "called_off":
        return await handlers_how.how_page(request, here)
    await here.log_opened("after")
    return await after_page(request, here)


async def start_summary(request: web.Request) -> web.Response:
    """A draft for the people ticked, begun from what each of them may know already."""
    here = await open_recorded_visit(request)
    form = await ReadersForm.posted(request)
    candidates = await store_readers.list_candidates(here.conn, here.actor.id, here.visit.id)
    readers = chosen(form.readers, candidates)
    if readers is None:
        return await after_page(request, here, form, status=422)
    found = await store_summaries.get_newest_for(here.conn, here.actor.id, here.visit.id, readers)
    if found is not None:
        return see_other(f"{here.path}/summaries/{found}")
    parts = await handlers_summaries.first_words(request, here, readers)
    made = await store_summaries.add_draft(here.conn, here.actor.id, here.visit.id, readers, parts)
    if made is None:
        raise web.HTTPNotFound
    await here.log_changed("summary", made, also=readers)
    return see_other(f"{here.path}/summaries/{made}")


async def after_page(
    request: web.Request, here: Opened, form: ReadersForm | None = None, status: int = 200
) -> web.Response:
    conn, actor_id, visit_id = here.conn, here.actor.id, here.visit.id
    candidates = await store_readers.list_candidates(conn, actor_id, visit_id)
    summaries = await store_summaries.list_summaries(conn, actor_id, visit_id)
    if form is None:
        form = ReadersForm(readers=_narrowest(candidates, summaries))
    form.readers.choices = reader_choices(candidates)
    return render(
        request,
        "after_visits/show_after.html",
        status=status,
        visit=here.visit,
        children=here.children,
        unseen=await _unseen(here),
        words=await store.list_words(conn, actor_id, visit_id),
        asked_for=[one for one in await store.list_topics(conn, actor_id, visit_id) if not one.from_staff],
        barred=barred_words(candidates),
        summaries=[(each, each.first_id not in newer) for each, newer in _with_newer(summaries)],
        promises=await store_promises.list_promises(conn, actor_id, visit_id),
        corrections=await store_corrections.list_corrections(conn, actor_id, visit_id),
        notes=len(await store.list_notes(conn, actor_id, visit_id)),
        form=form,
        here=here.path,
    )


def _with_newer(summaries: list[Summary]) -> list[tuple[Summary, set[object]]]:
    """Each version beside the summaries that a newer version of was listed before it."""
    seen: set[object] = set()
    found = []
    for each in summaries:
        found.append((each, set(seen)))
        seen.add(each.first_id)
    return found


def _narrowest(candidates: list[Candidate], summaries: list[Summary]) -> list[str]:
    """One person is ticked to begin with: the first who may read this visit and has no summary of it yet."""
    have = {reader for summary in summaries for reader in summary.reader_ids}
    for candidate in candidates:
        if candidate.id not in have and candidate.reads_visit and barred(candidate, candidates) is None:
            return [str(candidate.id)]
    return []


async def _unseen(here: Opened) -> list[tuple[ChildSeen, list[Due]]]:
    """Children whom this visit did not see, with what must happen by when. Their clocks did not start again."""
    missed = [
        child
        for child in here.children
        if here.visit.recorded and not child.seen and child.wish_to_see and not child.seen_since
    ]
    if not missed:
        return []
    facts = await list_facts(here.conn, here.actor.id, [child.child_plan_id for child in missed])
    rules, holidays = await list_rules(here.conn), bank_holidays_of_england()
    return [
        (
            child,
            after_missed_visit(facts[child.child_plan_id], rules, holidays)
            if child.child_plan_id in facts
            else [],
        )
        for child in missed
    ]


routes = [
    get("/staff/visits/{visit_id}/after", show_after, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/after", start_summary, audience=Audience.STAFF),
    *handlers_how.routes,
    *handlers_summaries.routes,
    *handlers_share.routes,
    *handlers_promises.routes,
    *handlers_corrections.routes,
]
