"""How a meeting ended: shared in two kinds of words, not shared yet, promised, not agreed with, answered."""

import re
from datetime import date

import asyncpg

from portal.demo.cast import CAST, Member
from tests.portal.meetings.ending import add, day, fill, ids, share, take_on
from tests.running import RunningPortal, Visitor, new_visitor

Ids = dict[str, str]


async def arrange_ended(portal: RunningPortal, amira: Visitor) -> Ids:
    cast, here = portal.cast, f"/staff/meetings/{CAST.core_group}"
    await _ask_the_children(portal)
    await fill(
        amira, f"{here}/decisions", {**day("held_on", date(2026, 5, 13)), **day("next_on", date(2026, 6, 10))}
    )
    await add(
        amira, here, "The wall has to be dry before winter.", cast.dani, cast.jay, cast.grace_lim,
        child_body="We make the wall by your bed dry.", child_readers=ids(cast.kit),
    )  # fmt: skip
    for who in (cast.dani, cast.kit):
        await take_on(amira, here, "Write to the housing office about the wall", who)
    await share(amira, here)
    await _put_right(amira, cast.dani, cast.grace_lim)
    await add(amira, here, "The club costs nothing until the summer.", cast.dani)
    await take_on(amira, here, "Ask whether the club goes on in the holidays", cast.dani)
    page = f"/meetings/{CAST.core_group}/decisions/disagree"
    for member, words in ((cast.jay, "Ask me first."), (cast.dani, "I want to be told what is said.")):
        async with new_visitor(portal.origin) as visitor:
            await visitor.sign_in(member)
            await visitor.post(page, {"body": words})
    staff = (await amira.get(f"{here}/decisions")).text
    views = list(dict.fromkeys(re.findall(r"/views-of-it/([0-9a-f-]{36})", staff)))
    await amira.post(f"{here}/views-of-it/{views[0]}", {"reply": "We will ask you each time."})
    return {
        "core_draft": _last(staff, "decisions"), "core_agreed": _last(staff, "agreed"),
        "core_promise": _last(staff, "promises"), "core_view": views[1], "core_answered": views[0],
        "core_decision": await _shared(portal),
    }  # fmt: skip


def _last(page: str, kind: str) -> str:
    return str(re.findall(rf"/{kind}/([0-9a-f-]{{36}})", page)[-1])


async def _ask_the_children(portal: RunningPortal) -> None:
    """As if they had been asked to the small group too, and a health visitor."""
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        await db.execute(
            """
            INSERT INTO meeting_reader (council_id, meeting_id, person_id, slot_id, kind, added_by, added_at)
            SELECT r.council_id, r.meeting_id, child.id, r.slot_id,
                   CASE WHEN child.id = $3 THEN 'partner' ELSE r.kind END, r.added_by, r.added_at
              FROM meeting_reader AS r CROSS JOIN unnest($2::uuid[]) AS child (id) WHERE r.meeting_id = $1
            """,
            CAST.core_group,
            [CAST.kit.id, CAST.jay.id, CAST.grace_lim.id],
            CAST.grace_lim.id,
        )
    finally:
        await db.close()


async def _put_right(amira: Visitor, *readers: Member) -> None:
    """One that was shared by mistake, and said in other words: those who had it are shown both."""
    here = f"/staff/meetings/{CAST.core_group}"
    await add(amira, here, "The club is on Mondays.", *readers)
    await share(amira, here)
    page = f"{here}/decisions/{_last((await amira.get(f'{here}/decisions')).text, 'decisions')}/put-right"
    typed = {"how": "other_words", "body": "The club is on Tuesdays.", "because": "We wrote the wrong day."}
    await fill(amira, page, {**typed, "go": "share"})


async def _shared(portal: RunningPortal) -> str:
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        return str(
            await db.fetchval(
                "SELECT beside_id FROM decision WHERE beside_id IS NOT NULL AND meeting_id = $1",
                CAST.core_group,
            )
        )
    finally:
        await db.close()
