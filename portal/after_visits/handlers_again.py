"""A summary that was shared is put right: a new version beside it, for those of its readers who may read it still."""

from dataclasses import replace

from aiohttp import web

from portal.after_visits import store_readers, store_summaries
from portal.after_visits.model import Candidate
from portal.after_visits.model_summaries import Reader, Summary, staying
from portal.after_visits.opening import Opened
from portal.web.request import see_other


async def who_left(here: Opened, summary: Summary) -> list[Reader]:
    """Who has some version of it and may read nothing new about the visit. They keep what they have."""
    every = await store_summaries.list_summaries(here.conn, here.actor.id, here.visit.id)
    shared = [one for one in every if one.first_id == summary.first_id and one.shared_at is not None]
    had = {reader.id: reader for one in shared for reader in one.readers}
    stay = staying(had.values(), await _candidates(here))
    return [reader for reader in had.values() if reader not in stay]


async def begin_version(here: Opened, summary: Summary) -> web.Response | None:
    """None where nobody who has it may read a new one."""
    stay = [reader.id for reader in staying(summary.readers, await _candidates(here))]
    if not stay:
        return None
    made = await store_summaries.add_version(here.conn, here.actor.id, summary, stay)
    if made is None:
        # A newer version was begun already, by this person or a colleague: go on with that one.
        made = await store_summaries.get_newest_version(here.conn, here.actor.id, summary.first_id)
    else:
        await here.log_changed("summary", made)
    return see_other(f"{here.path}/summaries/{made or summary.id}")


def without_left(draft: Summary, candidates: list[Candidate]) -> Summary:
    """A new version's readers are not chosen again: who may not read it any more is none of them."""
    if draft.version == 1:
        return draft
    return replace(draft, readers=tuple(staying(draft.readers, candidates)))


async def _candidates(here: Opened) -> list[Candidate]:
    return await store_readers.list_candidates(here.conn, here.actor.id, here.visit.id)
