"""Saying something that worries in each place where somebody of a family types, by its page."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.messaging.wire import socket_of
from tests.notify import RunningNotify
from tests.portal.after_visits.filling import fill_in
from tests.portal.contributions.telling import answer, begin, send, share
from tests.portal.meetings import papers
from tests.portal.meetings.asked import keep, pack_of
from tests.portal.meetings.ending import share as share_decisions
from tests.portal.meetings.written_up import written_up
from tests.portal.my_story import writing
from tests.portal.urgent.saying import conversation_of
from tests.portal.visits.pages import carried
from tests.reminders.posting import poster_for
from tests.running import Answer, RunningPortal, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
WORRIES = "zq-worry: he hits me when you are gone"


@dataclass
class World:
    portal: RunningPortal
    sign_in: SignIn
    db: Db
    clock: Clock
    notify: RunningNotify

    @property
    def cast(self) -> Cast:
        return self.portal.cast


Said: TypeAlias = Callable[[World, Visitor, str], Awaitable[Answer | None]]
Then: TypeAlias = Callable[[World, Visitor], Awaitable[object]]


@dataclass(frozen=True)
class Way:
    """`led`: to the page with the words, as it stands among links; None where they stand with the item itself.

    `then`: what makes words readable of which staff see nothing before it; `unsent`: nothing here does.
    `reader`: who reads them, if not the worker.
    """

    say: Said
    led: str | None
    who: str = "jay"
    asks: bool = True
    then: Then | None = None
    reader: str = ""
    unsent: bool = False


async def _message(world: World, jay: Visitor, box: str) -> Answer:
    talk = await conversation_of(world.db, world.cast.jay)
    page = await jay.get(f"/messages/{talk}")
    client_id = carried(page.text, "client_id")
    return await jay.post(f"/messages/{talk}", {box: WORRIES, "client_id": client_id})


async def _by_socket(world: World, jay: Visitor, box: str) -> None:
    async with socket_of(jay) as socket:
        await socket.send(await socket.only_conversation(), WORRIES)


async def _by_text(world: World, _: Visitor, box: str) -> None:
    portal = world.portal
    poster = await poster_for(world.notify, portal.database.dsn(), portal.origin, portal.cast.exampleshire)
    assert await poster.text("447700900401", WORRIES) == 204


async def _when_asked(world: World, jay: Visitor, box: str) -> Answer:
    talk = await conversation_of(world.db, world.cast.jay)
    return await jay.post(f"/messages/{talk}/now/talk", {"answer": "call_times", box: WORRIES})


async def _topic(world: World, jay: Visitor, box: str) -> Answer:
    return await jay.post(f"/visits/{world.cast.home_visit}/topics/new", {box: WORRIES, "who": "worker"})


async def _topic_changed(world: World, jay: Visitor, box: str) -> Answer:
    visit = f"/visits/{world.cast.home_visit}"
    page = await jay.post(f"{visit}/topics/new", {"body": "My bike", "who": "worker"})
    topics = re.findall(rf"{visit}/topics/([0-9a-f-]{{36}})", page.text)
    return await fill_in(jay, f"{visit}/topics/{topics[-1]}", {box: WORRIES, "deed": "save"})


async def _another_time(world: World, jay: Visitor, box: str) -> Answer:
    path = f"/visits/{world.cast.home_visit}/change"
    seen = carried((await jay.get(path)).text, "seen")
    return await jay.post(path, {"seen": seen, "time": "none", "when": "later", box: WORRIES})


async def _correction(world: World, jay: Visitor, box: str) -> Answer:
    visit = await world.db.fetchval(
        """
        SELECT s.visit_id FROM visit_summary AS s JOIN visit_summary_reader AS r ON r.summary_id = s.id
         WHERE r.person_id = $1 AND s.shared_at IS NOT NULL ORDER BY s.shared_at DESC LIMIT 1
        """,
        world.cast.jay.id,
    )
    return await jay.post(f"/visits/{visit}/after/wrong", {box: WORRIES})


def _step(step: str) -> Said:
    async def say(world: World, jay: Visitor, box: str) -> Answer:
        return await keep(jay, pack_of(world.cast), step, **{box: WORRIES})

    return say


async def _worry(world: World, jay: Visitor, box: str) -> Answer:
    return await jay.post(f"{pack_of(world.cast)}/people", {box: WORRIES})


async def _another_slot(world: World, jay: Visitor, box: str) -> Answer:
    return await fill_in(jay, f"{pack_of(world.cast)}/change", {box: WORRIES})


async def _part_of_paper(world: World, dani: Visitor, box: str) -> Answer:
    meeting = world.cast.review_conference
    paper = await papers.share(await world.sign_in(world.cast.amira), meeting, world.cast.dani)
    return await papers.say(dani, meeting, paper, "Kit was late", "differently", WORRIES)


async def _note_on_paper(world: World, dani: Visitor, box: str) -> Answer:
    meeting = world.cast.review_conference
    paper = await papers.share(await world.sign_in(world.cast.amira), meeting, world.cast.dani)
    return await dani.post(f"{papers.read(meeting, paper)}/note", {box: WORRIES})


async def _decided(world: World, _: Visitor, box: str) -> Answer:
    helen, here = await written_up(world.cast, world.clock, world.sign_in)
    await share_decisions(helen, here)
    dani = await world.sign_in(world.cast.dani)
    return await dani.post(f"/meetings/{world.cast.review_conference}/decisions/disagree", {box: WORRIES})


async def _contact(world: World, marcus: Visitor, box: str) -> Answer:
    said = {
        "texting": "no", "email": "no", "calls": "no", "letters": "y", "device_shared": "y",
        "letters_to": "Marcus Bell\n4 Mill Row\nExampleton\nZZ9 1AB", "shared_with": "Nan",
        "old_password": world.cast.marcus.password,
    }  # fmt: skip
    words = f"{WORRIES}\n4 Mill Row\nExampleton\nZZ9 1AB" if box == "letters_to" else WORRIES
    return await fill_in(marcus, "/account/contact", {**said, box: words})


async def _views(world: World, jay: Visitor, box: str) -> Answer:
    return await answer(jay, await begin(jay), 2, part_0=WORRIES)


async def _views_sent(world: World, jay: Visitor) -> None:
    views = str(await _views_of(world, world.cast.jay))
    await share(jay, views)
    await send(jay, views)


async def _views_of(world: World, member: Member) -> UUID:
    found: UUID = await world.db.fetchval(
        "SELECT id FROM contribution WHERE person_id = $1 ORDER BY began_at DESC LIMIT 1", member.id
    )
    return found


async def _story(world: World, jay: Visitor, box: str) -> Answer:
    await jay.post("/story")
    return await jay.post("/story/3", {"deed": "save", box: WORRIES})


async def _story_approved(world: World, jay: Visitor) -> None:
    await writing.approve(jay)


async def _together(world: World, amira: Visitor, box: str) -> None:
    base = f"/staff/together/{world.cast.kit.id}"
    await amira.post(base, {"occasion": "things", "way": "short"})
    await amira.post(f"{base}/2", {"deed": "save", "part_0": WORRIES})


async def _story_together(world: World, amira: Visitor, box: str) -> None:
    base = f"/staff/together/{world.cast.kit.id}/story"
    await amira.post(f"{base}/start")
    await amira.post(f"{base}/3", {"deed": "save", box: WORRIES})


async def _on_paper(world: World, amira: Visitor, box: str) -> None:
    path = f"/staff/people/{world.cast.kit.id}/booklet/type-in"
    await amira.post(path, {"part_1_0": WORRIES})


ANSWERS = r"/staff/meetings/{id}/answers"
WAYS = {
    "SOCKET send": Way(_by_socket, None, asks=False),
    "POST /notify/texts": Way(_by_text, None, "dani", asks=False),
    "POST /messages/{conversation_id}": Way(_message, None),
    # They have just been asked.
    "POST /messages/{conversation_id}/now/talk": Way(_when_asked, None, asks=False),
    "POST /account/contact": Way(_contact, "/staff/people/{id}/contact", "marcus"),
    "POST /visits/{visit_id}/topics/new": Way(_topic, "/staff/visits/{id}"),
    "POST /visits/{visit_id}/topics/{topic_id}": Way(_topic_changed, "/staff/visits/{id}"),
    "POST /visits/{visit_id}/change": Way(_another_time, "/staff/visits/{id}/requests/{id}"),
    "POST /visits/{visit_id}/after/wrong": Way(_correction, "/staff/visits/{id}/after/corrections/{id}"),
    "POST /meetings/{meeting_id}/ready/needs": Way(_step("needs"), ANSWERS),
    "POST /meetings/{meeting_id}/ready/questions": Way(_step("questions"), ANSWERS),
    "POST /meetings/{meeting_id}/ready/say": Way(_step("say"), ANSWERS),
    "POST /meetings/{meeting_id}/ready/who": Way(_step("who"), ANSWERS),
    "POST /meetings/{meeting_id}/change": Way(_another_slot, ANSWERS),
    # For who runs the meeting alone: nobody else is told so much as that there is one.
    "POST /meetings/{meeting_id}/people": Way(_worry, ANSWERS, reader="helen"),
    "POST /meetings/{meeting_id}/papers/{paper_id}/parts/{key}": Way(
        _part_of_paper, "/staff/meetings/{id}/comments/{id}", "dani"
    ),
    "POST /meetings/{meeting_id}/papers/{paper_id}/note": Way(
        _note_on_paper, "/staff/meetings/{id}/comments/{id}", "dani"
    ),
    "POST /meetings/{meeting_id}/decisions/disagree": Way(
        _decided, "/staff/meetings/{id}/views-of-it/{id}", "dani"
    ),
    "POST /views/{contribution_id}/{step}": Way(_views, "/staff/views/{id}", then=_views_sent),
    "POST /story/{step}": Way(_story, "/staff/people/{id}/story", then=_story_approved),
    "POST /staff/together/{person_id}/{step}": Way(
        _together, "/staff/views/{id}", "kit", asks=False, unsent=True
    ),
    "POST /staff/together/{person_id}/story/{step}": Way(
        _story_together, "/staff/people/{id}/story", "kit", asks=False, unsent=True
    ),
    "POST /staff/people/{person_id}/booklet/type-in": Way(_on_paper, "/staff/views/{id}", "kit", asks=False),
}
