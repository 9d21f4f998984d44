"""Stories at every point of their way: begun, approved, read, written anew, hidden, done together."""

import asyncpg

from tests.portal.contributions.telling import answer, begin, send, share
from tests.portal.my_story.writing import approve, jay_shows, write
from tests.running import RunningPortal, Visitor, new_visitor


async def arrange_stories(portal: RunningPortal, amira: Visitor) -> None:
    cast = portal.cast
    async with (
        new_visitor(portal.origin) as jay,
        new_visitor(portal.origin) as kit,
        new_visitor(portal.origin) as ella,
        new_visitor(portal.origin) as luca,
        new_visitor(portal.origin) as lewis,
    ):
        for visitor, member in (
            (jay, cast.jay), (kit, cast.kit), (ella, cast.ella), (luca, cast.luca), (lewis, cast.lewis),
        ):  # fmt: skip
            await visitor.sign_in(member)
        await jay_shows(jay)
        path = f"/staff/people/{cast.jay.id}/story"
        held = (await amira.get(path)).text.split('name="story" value="')[1].split('"')[0]
        await amira.post(path, {"story": held})
        await jay.post("/story")
        await write(jay, part_5="Coding. Toast. Trains.")
        await approve(jay)
        await kit.post("/story")
        await kit.post("/story/1", {"deed": "save", "body": "Kit"})
        await jay_shows(ella)
        await ella.post("/story/showing", {"do": "stop"})
        base = f"/staff/together/{cast.alfie.id}/story"
        await lewis.post(f"{base}/start")
        await lewis.post(f"{base}/1", {"deed": "save", "body": "Alfie"})
        views = await begin(luca, "things")
        await answer(luca, views, 2, part_0="The gym.")
        await share(luca, views, cast.rosa.id)
        await send(luca, views)
    await _put_off(portal)


async def _put_off(portal: RunningPortal) -> None:
    """Luca has yet to choose who sees what."""
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        await db.execute(
            "UPDATE own_step SET put_off_at = answered_at, answered_at = NULL WHERE step = 'at_16'"
        )
    finally:
        await db.close()
