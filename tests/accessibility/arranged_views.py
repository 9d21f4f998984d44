"""What people think, at every point of its way: begun, asked to be checked, sent, answered, late, shared wider."""

import asyncpg

from portal.demo.cast import CAST
from tests.portal.contributions.telling import answer, begin, jay_tells, send, share, throw_away
from tests.running import RunningPortal, SignIn, Visitor, new_visitor

Ids = dict[str, str]


async def arrange_views(portal: RunningPortal, amira: Visitor) -> Ids:
    cast = portal.cast
    async with (
        new_visitor(portal.origin) as jay,
        new_visitor(portal.origin) as kit,
        new_visitor(portal.origin) as dani,
        new_visitor(portal.origin) as lewis,
    ):
        for visitor, member in ((jay, cast.jay), (kit, cast.kit), (dani, cast.dani), (lewis, cast.lewis)):
            await visitor.sign_in(member)
        _, sent = await jay_tells(_signed_in(jay), cast.jay, "meeting", cast.dani.id)
        draft = await begin(jay, "things", "whole")
        await answer(jay, draft, 2, part_0="yes", part_2="My room is fine.")
        child = await begin(kit, "meeting", "whole")
        for step in (2, 3):
            await answer(kit, child, step, part_0="My kite")
        await share(kit, child, "meeting")
        parent = await begin(dani, "meeting", "whole")
        await answer(dani, parent, 1, part_0="Mornings")
        thrown = await begin(jay, "good")
        await throw_away(jay, thrown)
        quick = (await jay.post("/views/quick", {"face": "ok"}, page="/home")).path.split("/")[2]
        late = await begin(kit, "good")
        await answer(kit, late, 2, part_0="I can swim")
        await share(kit, late)
        await send(kit, late)
        base = f"/staff/together/{cast.alfie.id}"
        await lewis.post(base, {"occasion": "things", "way": "short"})
        await lewis.post(f"{base}/2", {"deed": "save", "part_0": "Bubbles"})
        await _answered(amira, sent)
        paper = await _on_paper(amira)
        await _passed(portal, late)
    return {
        "jay_views": sent, "jay_begun": draft, "kit_begun": child, "dani_begun": parent, "jay_quick": quick,
        "jay_thrown": thrown, "kit_late": late, "paper_views": paper,
    }  # fmt: skip


def _signed_in(visitor: Visitor) -> SignIn:
    async def same(_: object) -> Visitor:
        return visitor

    return same


async def _answered(amira: Visitor, views: str) -> None:
    path = f"/staff/views/{views}"
    await amira.post(
        path,
        {"about": "wish", "state": "could_not", "what": "Not this month.", "because": "It is not our door."},
    )
    await amira.post(path, {"about": "all", "state": "working", "what": "We will talk about it on Tuesday."})
    asked: dict[str, object] = {"whom": str(CAST.marcus.id), "about": "good", "why": "He has to know where."}
    await amira.post(f"{path}/wider", {**asked, "tell": "tell"})
    await amira.post(f"{path}/wider", {**asked, "tell": "unsafe", "why_not_told": "It could frighten."})


async def _on_paper(amira: Visitor) -> str:
    page = await amira.post(
        f"/staff/people/{CAST.kit.id}/booklet/type-in", {"part_1_0": "My kite", "part_3_0": "not_always"}
    )
    return page.path.rsplit("/", 1)[-1]


async def _passed(portal: RunningPortal, views: str) -> None:
    """The day that was promised is over."""
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        await db.execute("UPDATE contribution SET read_by_on = '2026-05-29' WHERE id = $1", views)
    finally:
        await db.close()
