"""The way through a set of questions that a page belongs to: one's own, or of whom the phone was handed to."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from portal.contributions import store, store_answers, store_share
from portal.contributions.journey import Journey
from portal.contributions.model import Contribution
from portal.identity.actor import current_actor
from portal.identity.sessions import get_handed_to
from portal.statutory.voice import voice_of
from portal.web.request import connection, today_of, uuid_in

Find = Callable[[web.Request], Awaitable[Journey]]


async def own_journey(request: web.Request) -> Journey:
    """For whose own words they are, sent or not."""
    found = await store.get_contribution(
        connection(request), current_actor(request).id, uuid_in(request, "contribution_id")
    )
    if found is None or not found.mine:
        raise web.HTTPNotFound
    return await _journey(request, found, f"/views/{found.id}", together=False)


async def together_journey(request: web.Request) -> Journey:
    """For the person whom the worker handed the phone to, until it is finished."""
    conn, actor, person_id = connection(request), current_actor(request), uuid_in(request, "person_id")
    if await get_handed_to(conn, actor.session_id) != person_id:
        raise web.HTTPNotFound
    found = await store.get_begun_with(conn, actor.id, person_id)
    if found is None:
        raise web.HTTPNotFound
    return await _journey(request, found, f"/staff/together/{person_id}", together=True)


async def _journey(request: web.Request, found: Contribution, base: str, *, together: bool) -> Journey:
    conn, actor = connection(request), current_actor(request)
    return Journey(
        contribution=found,
        side=await store_share.get_side(conn, found.person_id, found.meeting_id),
        voice=voice_of(found.kind, found.born_on, today_of(request)),
        base=base,
        together=together,
        answers=await store_answers.list_answers(conn, actor.id, found.id),
    )
