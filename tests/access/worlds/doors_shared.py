"""What was shared by name, by the doors that pages and letters take."""

from portal.db import Connection
from portal.my_story import store as my_story
from portal.my_story import store_staff as stories_to_read
from portal.reminders import store_meetings, store_visits
from tests.access.worlds.plainly import Answers, newest_stories
from tests.access.worlds.world import NOW, World


async def told_of_visits(conn: Connection, world: World) -> Answers:
    return {(one.person_id, one.subject.id) for one in await store_visits.list_ended(conn, NOW)}


async def told_of_meetings(conn: Connection, world: World) -> Answers:
    return {(one.person_id, one.subject.id) for one in await store_meetings.list_called_off(conn, NOW)}


async def _homes(conn: Connection, part: str, place: int) -> Answers:
    """One part of everybody's home: the column at this place of each line."""
    rows = await conn.fetch(
        """
        SELECT p.id, h.*
          FROM everyone AS a
          JOIN person AS p ON p.id = a.id AND p.kind <> 'staff' AND p.ended_at IS NULL
         CROSS JOIN LATERAL family_home(p.id, 'Somebody', 'Somebody', interval '1 day') AS h
        """
    )
    return {(row["id"], line[place]) for row in rows for line in row[part]}


async def coming_at_home(conn: Connection, world: World) -> Answers:
    return await _homes(conn, "cards", 0)


async def promised_at_home(conn: Connection, world: World) -> Answers:
    return await _homes(conn, "promises", 2)


async def meetings_at_home(conn: Connection, world: World) -> Answers:
    return await _homes(conn, "meetings", 0)


async def named_to_its_person(conn: Connection, world: World) -> Answers:
    """Of the newest story of each child that is shown, who is named as its reader."""
    return {
        (reader.id, story)
        for child, story in newest_stories(world).items()
        for reader in (await my_story.get_around(conn, child, story)).readers
    }


async def named_to_colleagues(conn: Connection, world: World) -> Answers:
    return {
        (reader.id, story)
        for _, story in newest_stories(world).items()
        for someone in world.living
        for reader in await stories_to_read.list_readers(conn, someone, story)
    }
