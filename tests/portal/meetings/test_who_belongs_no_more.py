"""Who belongs to no child of a meeting any more is shown nothing of it, and nobody is left to think that they are."""

from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db
from tests.portal.meetings.ending import add, share
from tests.portal.meetings.papers import LEFT, papers, seen_in, write
from tests.portal.visits.pages import words
from tests.running import SignIn, hidden_fields


async def leave(db: Db, who: Member) -> None:
    await db.execute("UPDATE relationship SET to_on = $2 WHERE person_id = $1", who.id, FIRST_DAY)


async def test_a_paper_is_not_offered_to_them(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, meeting = await sign_in(cast.amira), cast.review_conference
    paper = await write(amira, meeting)
    here = f"{papers(meeting)}/{paper}"
    await amira.post(f"{here}/readers", {"who": [cast.dani.id, cast.marcus.id]})
    looked = seen_in((await amira.get(f"{here}/share")).text)
    await leave(db, cast.marcus)
    # The page that was open before they left: what was looked at is not what would be shared.
    stale = await amira.post(f"{here}/share", {"seen": looked, "checked": "y"})
    assert stale.status == 409
    assert LEFT in words(stale.text)
    await amira.post(f"{here}/share", {"seen": seen_in(stale.text), "checked": "y"})
    shown = await db.fetch(
        "SELECT person_id FROM paper_reader WHERE paper_id = $1::uuid AND shown_at IS NOT NULL", paper
    )
    assert [row["person_id"] for row in shown] == [cast.dani.id]
    page = await amira.get(f"{here}/readers")
    assert LEFT in words(page.text)
    await amira.send(f"{here}/readers", {**hidden_fields(page.text), "who": [cast.dani.id, cast.marcus.id]})
    readers = await db.fetch(
        "SELECT person_id FROM paper_reader WHERE paper_id = $1::uuid AND ended_at IS NULL", paper
    )
    assert [row["person_id"] for row in readers] == [cast.dani.id]
    assert LEFT in words((await amira.get(f"/staff/meetings/{meeting}")).text)


async def test_a_decision_for_them_is_not_shared(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, here = await sign_in(cast.priya), f"/staff/meetings/{cast.core_group}"
    kept = await add(priya, here, "Dani and Amira meet on Mondays", cast.dani)
    assert "Dani and Amira meet on Mondays" in kept.text
    await leave(db, cast.dani)
    refused = await share(priya, here)
    assert refused.status == 422
    assert "does not belong to it, any more. Choose again" in words(refused.text)
    form = await priya.get(f"{here}/decisions/new")
    assert f'value="{cast.dani.id}"' not in form.text
    await add(priya, here, "Another one", cast.dani)
    chosen = await db.fetch(
        "SELECT d.body FROM decision AS d JOIN decision_reader AS r ON r.decision_id = d.id"
        " WHERE d.meeting_id = $1 AND r.person_id = $2 AND d.shared_at IS NULL",
        cast.core_group,
        cast.dani.id,
    )
    assert [row["body"] for row in chosen] == ["Dani and Amira meet on Mondays"]


async def test_nobody_is_asked_to_speak_up_for_them(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("UPDATE meeting_reader SET ended_at = added_at WHERE person_id = $1", cast.grace_lim.id)
    amira = await sign_in(cast.amira)
    here = f"/staff/meetings/{cast.review_conference}/speaks-up/{cast.dani.id}"
    form = await amira.get(here)
    assert f'value="{cast.grace_lim.id}"' in form.text
    await leave(db, cast.dani)
    assert f'value="{cast.grace_lim.id}"' not in (await amira.get(here)).text
    # The page that was open before.
    answer = await amira.send(here, {**hidden_fields(form.text), "who": cast.grace_lim.id, "chose": "y"})
    assert answer.status == 422
    assert await db.fetchval("SELECT count(*) FROM meeting_reader WHERE chosen_by = $1", cast.dani.id) == 0
