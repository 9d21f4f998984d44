"""Everything on the family home: one row, asked for by itself or together with the session."""

from datetime import date

from portal.db import Connection, Row
from portal.home.gathered import home_of
from portal.home.model import Home
from portal.identity.actor import Actor
from portal.meetings.model_family import READY_FROM
from portal.statutory.voice import Voice
from portal.web.routes import LookUp


async def read_with_session(conn: Connection, look: LookUp) -> Row | None:
    """The home of an adult who is through the first pages; who grows up may be asked something before it."""
    return await conn.fetchrow(
        """
        SELECT me.*, home.*
          FROM open_session($1, $2, true, $3) AS me
          LEFT JOIN LATERAL (
              SELECT found.*, note_opened(me.person_id, 'home', NULL, found.about) AS noted
                FROM family_home(me.person_id, me.called, me.name, $4) AS found
               WHERE me.kind = 'adult' AND me.state = 'active'
          ) AS home ON true
        """,
        *look,
        READY_FROM,
    )


async def get_home(conn: Connection, actor: Actor, voice: Voice, today: date) -> Home:
    """The whole home of one person; the statement also writes down that it was opened."""
    row = await conn.fetchrow(
        """
        SELECT found.*, note_opened($1, 'home', NULL, found.about) AS noted
          FROM family_home($1, $2, $3, $4) AS found
        """,
        actor.id,
        actor.called,
        actor.name,
        READY_FROM,
    )
    assert row is not None
    return home_of(row, voice, actor, today)
