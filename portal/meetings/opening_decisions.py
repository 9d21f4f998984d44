"""The meeting that a page about its end belongs to: one that this person runs, or not there at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from aiohttp import web

from portal.db import Connection
from portal.identity.access_log import changed, opened
from portal.identity.actor import Actor, current_actor
from portal.meetings import store_decisions
from portal.meetings.model import Reader, StaffMeeting
from portal.meetings.opening import meeting_of
from portal.safety import store_redaction
from portal.web.redaction import LeavingOut
from portal.web.rendering import words_of
from portal.web.request import connection, today_of


@dataclass(frozen=True, slots=True)
class Ending:
    """A meeting, and the person who writes up how it ended."""

    conn: Connection
    actor: Actor
    meeting: StaffMeeting
    language: str
    today: date

    @property
    def path(self) -> str:
        return f"/staff/meetings/{self.meeting.id}"

    async def log_opened(self, kind: str = "decisions", item_id: UUID | None = None) -> None:
        await opened(self.conn, self.actor, kind, item_id or self.meeting.id, about=self.meeting.about)

    async def log_changed(self, kind: str = "decisions", item_id: UUID | None = None) -> None:
        await changed(self.conn, self.actor, kind, item_id or self.meeting.id, about=self.meeting.about)

    async def leaving_out(self, readers: Sequence[Reader]) -> dict[UUID, LeavingOut]:
        """What makes any text of this meeting fit for each of these readers."""
        hidden = await store_redaction.list_words(self.conn, self.meeting.id, [one.id for one in readers])
        return {reader_id: LeavingOut(words, self.language) for reader_id, words in hidden.items()}

    async def kept_apart(self, readers: Sequence[Reader]) -> dict[UUID, list[str]]:
        """Whose names should stand in nothing that each of these readers is shown: an order keeps them apart."""
        return await store_decisions.list_kept_apart(
            self.conn, self.actor.id, self.meeting.id, [one.id for one in readers]
        )


async def open_ending(request: web.Request) -> Ending:
    return Ending(
        connection(request),
        current_actor(request),
        await meeting_of(request),
        words_of(request).language,
        today_of(request),
    )


async def hold_ending(request: web.Request) -> Ending:
    """The same, held until the commit: whoever writes at the same time waits, and then sees what was written."""
    here = await open_ending(request)
    if not await store_decisions.hold_meeting(here.conn, here.actor.id, here.meeting.id):
        raise web.HTTPNotFound
    return await open_ending(request)
