"""Nobody reads what they were not chosen for: not parents, not children, not carers, not staff of before."""

import re

import asyncpg
import pytest

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.portal.contributions.telling import NOT_IN_FRONT, WORDS, answer, begin, jay_tells, send, share
from tests.running import RunningPortal, SignIn, Visitor, hidden_fields

Database = asyncpg.Connection
PLACES = ("", "/1", "/2", "/share", "/share/each", "/check", "/sent", "/now", "/take-back")


async def sees_nothing(visitor: Visitor, views: str) -> None:
    """Every address of it is as if it had never been, and no list holds a trace."""
    for place in PLACES:
        for base in ("/views", "/staff/views", "/partner/views"):
            assert (await visitor.get(f"{base}/{views}{place}")).status == 404
    for path in (
        "/home",
        "/views",
        "/staff/today",
        "/staff/views",
        "/team",
        "/partner",
        "/partner/views",
        "/visits",
    ):
        page = await visitor.get(path)
        assert views not in page.text
        assert not re.search(r"zq-(?:jay|dani|about|ella)-", page.text)


@pytest.mark.parametrize(
    "who",
    "dani marcus kit tom sam ines lewis helen grace_lim alex joan leila luca sol ella grace chloe tigist".split(),
)
async def test_only_the_worker_reads_what_a_child_sent_to_her_alone(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    _, views = await jay_tells(sign_in, cast.jay)
    member: Member = getattr(cast, who)
    visitor = await sign_in(member)
    await sees_nothing(visitor, views)
    posts = {
        f"/views/{views}/2": {"part_0": "not mine"},
        f"/views/{views}/check": {"seen": "x"},
        f"/views/{views}/take-back": {},
        f"/views/{views}/put-away": {},
        f"/staff/views/{views}": {"state": "done", "what": "x", "about": "all"},
        f"/staff/views/{views}/wider": {"whom": str(cast.dani.id), "why": "x", "tell": "tell"},
        f"/staff/views/{views}/helper": {"saw": "x"},
    }
    for path, fields in posts.items():
        assert (await visitor.post(path, dict(fields), page="/account")).status == 404, path


async def test_a_draft_is_nobodys_but_its_writers(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 3, part_0="zq-jay-draft")
    for who in (cast.amira, cast.priya, cast.dani, cast.kit, cast.helen):
        await sees_nothing(await sign_in(who), views)


async def test_a_named_person_reads_exactly_what_they_were_chosen_for(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    for step, words in WORDS.items():
        await answer(jay, views, step, part_0=words)
    await answer(jay, views, 5, part_0="", part_1=NOT_IN_FRONT)
    await jay.post(f"/views/{views}/share/each", {"part_2": [str(cast.dani.id)], "part_3": ["meeting"]})
    await send(jay, views)
    dani, helen = await sign_in(cast.dani), await sign_in(cast.helen)
    page = (await dani.get(f"/views/{views}")).text
    assert WORDS[4] in page
    assert WORDS[3] not in page
    assert NOT_IN_FRONT not in page
    assert "Question" not in page, "nothing tells how many there are"
    assert "skipped" not in page
    read = (await helen.get(f"/partner/views/{views}")).text
    assert NOT_IN_FRONT in read
    assert WORDS[4] not in read
    await sees_nothing(await sign_in(cast.marcus), views)
    await sees_nothing(await sign_in(cast.kit), views)


async def test_what_is_chosen_for_is_lost_with_the_relationship_and_with_an_order(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    _, views = await jay_tells(sign_in, cast.jay, cast.dani.id, cast.marcus.id)
    dani, marcus = await sign_in(cast.dani), await sign_in(cast.marcus)
    assert (await dani.get(f"/views/{views}")).status == 200
    assert (await marcus.get(f"/views/{views}")).status == 200
    await db.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        SELECT council_id, $1, $2, 'no_contact', 'An order', '2026-05-01', '2026-12-01' FROM person WHERE id = $1
        """,
        cast.marcus.id,
        cast.jay.id,
    )
    await db.execute("UPDATE relationship SET to_on = '2026-06-01' WHERE person_id = $1", cast.dani.id)
    await sees_nothing(marcus, views)
    await sees_nothing(dani, views)


async def test_a_person_whom_an_order_keeps_away_cannot_be_chosen(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    await db.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        SELECT council_id, $1, $2, 'no_contact', 'An order', '2026-05-01', '2026-12-01' FROM person WHERE id = $1
        """,
        cast.marcus.id,
        cast.jay.id,
    )
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 2, part_0="My room")
    assert "Marcus" not in (await jay.get(f"/views/{views}/share")).text
    assert (await share(jay, views, cast.marcus.id)).status == 422
    await jay.post(f"/views/{views}/share/each", {"part_0": [str(cast.marcus.id)]})
    assert await db.fetchval("SELECT count(*) FROM answer_reader") == 0


async def test_a_child_reads_nothing_of_what_a_parent_sent(cast: Cast, sign_in: SignIn) -> None:
    dani = await sign_in(cast.dani)
    views = await begin(dani, "meeting")
    await answer(dani, views, 3, part_0="zq-dani-worry")
    await share(dani, views, "meeting")
    assert (await send(dani, views)).path.endswith("/sent")
    for who in (cast.jay, cast.kit, cast.marcus, cast.joan):
        await sees_nothing(await sign_in(who), views)
    helen = await sign_in(cast.helen)
    assert "zq-dani-worry" in (await helen.get(f"/partner/views/{views}")).text


async def test_a_carer_and_a_mother_read_nothing_of_each_other(cast: Cast, sign_in: SignIn) -> None:
    for writer, reader in ((cast.joan, cast.leila), (cast.leila, cast.joan)):
        visitor = await sign_in(writer)
        views = await begin(visitor, "meeting", "whole")
        await answer(visitor, views, 1, part_0="zq-about-omar")
        await share(visitor, views, "meeting")
        await send(visitor, views)
        await sees_nothing(await sign_in(reader), views)


async def test_what_is_for_the_meeting_only_cannot_go_to_a_person(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    joan = await sign_in(cast.joan)
    views = await begin(joan, "meeting", "whole")
    await answer(joan, views, 7, part_0="Not in front of Omar")
    await joan.post(f"/views/{views}/share/each", {"part_0": [str(cast.leila.id), "meeting"]})
    rows = await db.fetch("SELECT person_id, meeting FROM answer_reader WHERE ended_at IS NULL")
    assert [tuple(row) for row in rows] == [(None, True)]


async def test_brothers_and_sisters_on_different_plans_stay_apart(cast: Cast, sign_in: SignIn) -> None:
    ella = await sign_in(cast.ella)
    views = await begin(ella)
    await answer(ella, views, 3, part_0="zq-ella-worry")
    await share(ella, views)
    await send(ella, views)
    # Amira works with Max, and not with Ella.
    await sees_nothing(await sign_in(cast.amira), views)
    await sees_nothing(await sign_in(cast.grace), views)
    ines = await sign_in(cast.ines)
    assert "zq-ella-worry" in (await ines.get(f"/staff/views/{views}")).text


async def test_cover_reads_from_the_first_hour_to_the_last(cast: Cast, sign_in: SignIn, db: Database) -> None:
    _, views = await jay_tells(sign_in, cast.jay)
    sam = await sign_in(cast.sam)
    assert (await sam.get(f"/staff/views/{views}")).status == 404
    await db.execute(
        "UPDATE involvement SET from_at = '2026-06-01 00:00+01', to_at = NULL WHERE staff_id = $1 AND role = 'cover'",
        cast.sam.id,
    )
    assert (await sam.get(f"/staff/views/{views}")).status == 200
    await db.execute(
        "UPDATE involvement SET to_at = '2026-06-01 09:00+01' WHERE staff_id = $1 AND role = 'cover'",
        cast.sam.id,
    )
    assert (await sam.get(f"/staff/views/{views}")).status == 404


async def test_the_database_itself_shows_nothing_without_a_council(
    portal: RunningPortal, sign_in: SignIn
) -> None:
    await jay_tells(sign_in, portal.cast.jay)
    conn = await asyncpg.connect(portal.database.dsn("portal_web"))
    try:
        for table in (
            "contribution",
            "answer",
            "answer_reader",
            "contribution_sharing",
            "outcome",
            "contribution_read",
        ):
            assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 0
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(f"DELETE FROM {table}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("UPDATE answer SET words = 'x'")
    finally:
        await conn.close()


async def test_no_address_holds_an_answer(cast: Cast, sign_in: SignIn) -> None:
    jay = await sign_in(cast.jay)
    page = await jay.get("/home")
    form = re.search(r'<form method="post" action="/views/quick".*?</form>', page.text, re.DOTALL)
    assert form
    assert form[0].count('<button class="feel__face" name="face"') == 5
    assert (await jay.get("/views/quick?face=bad")).status == 404


async def test_who_comes_to_read_it_meanwhile_is_named_before_it_is_sent(
    cast: Cast, sign_in: SignIn, clock: Clock, db: Database
) -> None:
    jay = await sign_in(cast.jay)
    views = await begin(jay)
    await answer(jay, views, 3, part_0="Do not tell Sam. zq-only-amira")
    await share(jay, views)
    page = await jay.get(f"/views/{views}/check")
    assert "Sam Okoro" not in page.text
    await db.execute(
        """
        WITH gone AS (
            UPDATE involvement SET to_at = $3 WHERE staff_id = $1 AND role = 'allocated' AND to_at IS NULL RETURNING *
        )
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
        SELECT council_id, $2, child_plan_id, 'allocated', $3 FROM gone
        """,
        cast.amira.id,
        cast.sam.id,
        clock.now(),
    )
    seen = re.search(r'name="seen" value="(\w+)"', page.text)
    assert seen
    looked = await jay.send(f"/views/{views}/check", {**hidden_fields(page.text), "seen": seen[1]})
    assert looked.status == 409
    assert "Something changed since you looked." in looked.text
    assert "Sam Okoro" in looked.text
    sam = await sign_in(cast.sam)
    assert (await sam.get(f"/staff/views/{views}")).status == 404
    assert (await send(jay, views)).path == f"/views/{views}/sent"
