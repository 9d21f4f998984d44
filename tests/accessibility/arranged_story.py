"""Stories at every point of their way: begun, approved, read, written anew, hidden, done together."""

from tests.portal.my_story.writing import approve, jay_shows, write
from tests.running import RunningPortal, Visitor, new_visitor


async def arrange_stories(portal: RunningPortal, amira: Visitor) -> None:
    cast = portal.cast
    async with (
        new_visitor(portal.origin) as jay,
        new_visitor(portal.origin) as kit,
        new_visitor(portal.origin) as ella,
        new_visitor(portal.origin) as lewis,
    ):
        for visitor, member in ((jay, cast.jay), (kit, cast.kit), (ella, cast.ella), (lewis, cast.lewis)):
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
