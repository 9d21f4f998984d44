"""Conversations by the doors that pages and sockets take: who reads, who is heard by whom, who is named to whom."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from messaging import store_live
from messaging.model import Draft
from messaging.store import list_threads
from messaging.store_sending import Judged, add_messages
from portal.db import Connection
from portal.messages.store import get_thread
from portal.messages.store_list import list_rows
from portal.reminders.store_told import list_away
from tests.access.worlds import plainly
from tests.access.worlds.plainly import Answers
from tests.access.worlds.world import NOW, TODAY, World


def by_session(world: World) -> dict[UUID, UUID]:
    """Whose each session is, whether or not it lives."""
    people = {row["id"]: row["person_id"] for row in world.rows["account"]}
    return {row["id"]: people[row["account_id"]] for row in world.rows["session"]}


def owners(world: World) -> dict[UUID, UUID]:
    return {talk["id"]: talk["person_id"] for talk in world.rows["conversation"]}


async def told(conn: Connection, world: World) -> Answers:
    """Who is told of what another process kept."""
    found = await store_live.list_told(conn, dict.fromkeys(owners(world), 0))
    return {(owners(world)[one.conversation_id], reader) for one in found for reader in one.readers}


async def threads(conn: Connection, world: World) -> Answers:
    """What programs list."""
    found = [(await list_threads(conn, someone), someone) for someone in world.living]
    return {(owners(world)[thread.id], someone) for some, someone in found for thread in some}


async def standings(conn: Connection, world: World) -> dict[UUID, store_live.Standing]:
    sessions = list(by_session(world))
    return await store_live.list_standings(conn, sessions, sides=sessions)


async def heard(conn: Connection, world: World) -> Answers:
    return {
        (owners(world)[talk], one.person_id)
        for one in (await standings(conn, world)).values()
        for talk in one.conversations
    }


async def answered(conn: Connection, world: World) -> Answers:
    return {(one.person_id,) for one in (await standings(conn, world)).values() if one.answered}


async def with_a_side(conn: Connection, world: World) -> Answers:
    return {(one.person_id,) for one in (await standings(conn, world)).values() if one.side}


def speakers(world: World) -> set[UUID]:
    return {person for _, person in plainly.speak(world)}


async def listed_sides(conn: Connection, world: World) -> Answers:
    return {
        (owners(world)[row.id], row.role, someone)
        for someone in speakers(world)
        for row in await list_rows(conn, someone)
    }


async def page_sides(conn: Connection, world: World) -> Answers:
    """By the page of a conversation, whoever asks for it."""
    asked = [(someone, talk) for someone in speakers(world) for talk in owners(world)]
    pages = [(someone, await get_thread(conn, someone, talk)) for someone, talk in asked]
    return {(page.person_id, page.role, someone) for someone, page in pages if page}


async def on_pages(conn: Connection, world: World) -> Answers:
    """Whose own page names somebody above the box."""
    pages = [(one, await get_thread(conn, one, talk)) for talk, one in owners(world).items()]
    return {(someone,) for someone, page in pages if page and (page.workers or page.covers)}


async def told_of_leave(conn: Connection, world: World) -> Answers:
    workers = {row["id"]: row["staff_id"] for row in world.rows["absence"]}
    return {(one.person_id, workers[one.subject.id]) for one in await list_away(conn, NOW)}


async def leave_on_pages(conn: Connection, world: World) -> Answers:
    """Of whom a page says that somebody reads meanwhile; it tells a week earlier than a letter."""
    pages = [
        (one, await get_thread(conn, one, talk))
        for talk, one in owners(world).items()
        if plainly.opens(world, one)
    ]
    return {
        (someone, worker.id)
        for someone, page in pages
        if page
        for worker in page.workers
        if worker.cover and worker.away_from and worker.away_from <= TODAY + timedelta(days=7)
    }


async def unclosed(conn: Connection, world: World) -> Answers:
    return {
        (someone,)
        for someone in world.people("adult", "young_person")
        for thread in await list_threads(conn, someone)
        if owners(world)[thread.id] == someone and not thread.closed
    }


async def texted(conn: Connection, world: World) -> Answers:
    """Whose words that come in by text are kept."""
    keep = "SELECT add_text_message($1, $2, 'Hello', NULL, NULL)"
    people = world.people("adult", "young_person")
    return {(someone,) for someone in people if await conn.fetchval(keep, someone, uuid4())}


def drafts(world: World) -> list[tuple[UUID, Draft]]:
    return [(session, Draft(talk["id"], uuid4(), "Hello")) for session, talk in plainly.tries(world)]


def judged(world: World, tried: Iterable[tuple[UUID, Draft]], found: Iterable[Judged]) -> Answers:
    return {
        (session, owners(world)[draft.conversation_id], one.outcome, one.role if one.sender_id else None,
         frozenset(one.readers))
        for (session, draft), one in zip(tried, found, strict=True)
    }  # fmt: skip


async def sent_alone(conn: Connection, world: World) -> Answers:
    tried = drafts(world)
    found = [await add_messages(conn, world.council_id, NOW, None, [one]) for one in tried]
    return judged(world, tried, [one for [one] in found])


async def sent_together(conn: Connection, world: World) -> Answers:
    tried = drafts(world)
    return judged(world, tried, await add_messages(conn, world.council_id, NOW, None, tried))


async def speaking(conn: Connection, world: World) -> Answers:
    found = [(session, await store_live.get_speaker(conn, session)) for session in by_session(world)]
    return {(session, person) for session, person in found if person}


async def opening(conn: Connection, world: World) -> Answers:
    """Pages open by the session's secret, and say so of sessions through which somebody may write."""
    open_it = "SELECT session_id, person_id, state FROM open_session($1, $2, false, false)"
    secrets = [bytes.fromhex(row["token_hash"][2:]) for row in world.rows["session"]]
    found = [await conn.fetchrow(open_it, secret, NOW) for secret in secrets]
    return {
        (row["session_id"], row["person_id"])
        for row in found
        if row and row["state"] in ("active", "arriving")
    }


async def named_at_home(conn: Connection, world: World) -> Answers:
    """Who works with somebody, as their home says it."""
    rows = await conn.fetch(
        """
        SELECT p.id, h.workers
          FROM everyone AS a
          JOIN person AS p ON p.id = a.id AND p.kind IN ('adult', 'young_person')
         CROSS JOIN LATERAL family_home(p.id, p.called, p.name, interval '1 day') AS h
        """
    )
    return {
        (someone, who[0], "cover" if covering_for else "worker", covering_for, plan)
        for someone, workers in rows
        for plan, covering_for, who in workers
    }
