"""Nothing is written for somebody who belongs to none of a visit's children any more, though they read it once."""

from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db, send_on
from tests.portal.after_visits.sharing import AFTER_HOME, after, begin, record, share
from tests.portal.visits.pages import words
from tests.running import Answer, SignIn, Visitor

OLD, NEW = "zq-old breakfast", "zq-new supper"
KEEPS = "May not read what is new about this visit any more: Dani Rowe. They keep what they have"


@pytest.mark.parametrize("day", ["to_on", "apart_on"])
async def test_whoever_reads_the_visit_no_more_is_offered_no_summary_of_it(
    cast: Cast, sign_in: SignIn, db: Db, day: str
) -> None:
    """A relationship that ended, and a birthday that came: either counts from its own day."""
    amira, tick = await sign_in(cast.amira), f'value="{cast.dani.id}"'
    assert tick in (await amira.get(after(cast.last_visit))).text
    ends = f"UPDATE relationship SET {day} = $2 WHERE person_id = $1"
    await db.execute(ends, cast.dani.id, FIRST_DAY + timedelta(1))
    assert tick in (await amira.get(after(cast.last_visit))).text
    await db.execute(ends, cast.dani.id, FIRST_DAY)
    before = await db.fetchval("SELECT count(*) FROM visit_summary")
    assert tick not in (await amira.get(after(cast.last_visit))).text
    assert (await begin(amira, cast.last_visit, cast.dani)).status == 422
    assert await db.fetchval("SELECT count(*) FROM visit_summary") == before


async def leaves(db: Db, who: Member) -> None:
    """A day ago, whatever the clock of a test says."""
    await db.execute("UPDATE relationship SET to_on = $2 WHERE person_id = $1", who.id, FIRST_DAY)


async def write_again(amira: Visitor, shared: str) -> Answer:
    return await send_on(amira, await amira.get(shared), f"{shared}/again", {})


async def readers_of(db: Db, text: str) -> set[str]:
    rows = await db.fetch(
        "SELECT p.name FROM visit_summary AS s JOIN visit_summary_reader AS r ON r.summary_id = s.id"
        " JOIN person AS p ON p.id = r.person_id WHERE s.going_well = $1 AND s.shared_at IS NOT NULL",
        text,
    )
    return {row["name"] for row in rows}


@pytest.mark.parametrize("when", ["before", "draft", "preview"])
async def test_a_summary_is_put_right_for_those_of_its_readers_who_belong(
    cast: Cast, clock: Clock, sign_in: SignIn, db: Db, when: str
) -> None:
    """Whenever it was that one of them left: who goes keeps what they had, and staff are told."""
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    shared = await share(amira, cast.home_visit, [cast.dani, cast.jay], going_well=OLD)
    if when == "before":
        await leaves(db, cast.dani)
        assert KEEPS in words((await amira.get(shared)).text)
    draft = await write_again(amira, shared)
    assert draft.path != shared, words(draft.text)
    if when == "draft":
        await leaves(db, cast.dani)
        draft = await amira.get(draft.path)
    assert (KEEPS in words(draft.text)) is (when != "preview")
    # Begun is begun: the same draft is found again, whoever reads it.
    assert (await write_again(amira, shared)).path == draft.path
    preview = await send_on(amira, draft, draft.path, {"going_well": NEW, "go": "preview"})
    assert preview.path == f"{draft.path}/preview", words(preview.text)
    if when == "preview":
        await leaves(db, cast.dani)
        assert KEEPS in words((await amira.get(preview.path)).text)
    done = await send_on(amira, preview, preview.path, {})
    assert "The summary is shared." in done.text, words(done.text)
    assert await readers_of(db, OLD) == {"Dani Rowe", "Jay Rowe"}
    assert await readers_of(db, NEW) == {"Jay Rowe"}
    assert NEW in (await (await sign_in(cast.jay)).get(f"/visits/{cast.home_visit}/after")).text
    assert NEW not in (await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}/after")).text


async def test_where_nobody_may_read_it_any_more_the_page_says_so(
    cast: Cast, clock: Clock, sign_in: SignIn, db: Db
) -> None:
    clock.turn_to(AFTER_HOME)
    amira = await sign_in(cast.amira)
    await record(amira, cast.home_visit)
    shared = await share(amira, cast.home_visit, [cast.dani], going_well=OLD)
    open_before = await amira.get(shared)
    await leaves(db, cast.dani)
    refused = await send_on(amira, open_before, f"{shared}/again", {})
    assert refused.status == 422
    assert "Nobody who has this may read a new version of it." in words(refused.text)
    assert "Write a new version" not in words((await amira.get(shared)).text)
    assert (
        await db.fetchval("SELECT count(*) FROM visit_summary WHERE version > 1 AND going_well = $1", OLD)
        == 0
    )
