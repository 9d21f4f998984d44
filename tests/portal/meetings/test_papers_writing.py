"""Writing a paper: two at once, which part is which, and putting a draft away."""

import asyncpg

from portal.demo.cast import Cast
from tests.portal.meetings.ending import held_by
from tests.portal.meetings.papers import (
    TEXT,
    look_and_share,
    papers,
    part_with,
    read,
    said,
    say,
    seen_in,
    share,
    write,
)
from tests.running import SignIn

Database = asyncpg.Connection


async def test_two_people_who_write_at_once_both_keep_their_words(cast: Cast, sign_in: SignIn) -> None:
    meeting = cast.review_conference
    amira, helen = await sign_in(cast.amira), await sign_in(cast.helen)
    paper = await write(amira, meeting)
    path = f"{papers(meeting)}/{paper}/text"
    before = seen_in((await helen.get(path)).text)
    await write(amira, meeting, "Amira was first.", paper=paper)
    late = await helen.post(
        path, {"title": "Report", "kind": "report", "text": "Helen came later. 🪁", "seen": before}
    )
    assert late.status == 409
    assert "Amira was first." in late.text
    assert "Helen came later. 🪁" in late.text
    for text, why in (
        ("", "Write the paper"),
        ("x" * 5001, "more than 5,000 letters"),
        ("a\n\n" * 201, "201 parts"),
    ):
        refused = await amira.post(path, {"title": "Report", "kind": "report", "text": text})
        assert refused.status == 422
        assert why in refused.text
        assert text.strip() in refused.text


async def test_the_writer_says_which_part_is_which(cast: Cast, sign_in: SignIn, db: Database) -> None:
    """Words so different that nothing but the writer could know; the comment follows."""
    meeting = cast.review_conference
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    paper = await share(amira, meeting, cast.dani)
    await say(dani, meeting, paper, "Kit was late", "wrong", "The bus was late")
    await write(amira, meeting, TEXT.replace("Kit was late for school 9 times since the last review.",
                                             "Buses did not come."), paper=paper)  # fmt: skip
    path = f"{papers(meeting)}/{paper}/parts"
    page = await amira.get(path)
    assert "Buses did not come." in said(page)
    was = await db.fetchval("SELECT paragraph_key FROM paper_comment")
    taken = part_with((await dani.get(read(meeting, paper))).text, "Kit gets up")
    field = "part_3"
    twice = await amira.post(path, {field: taken, "seen": seen_in(page.text)})
    assert twice.status == 422
    assert "Choose each earlier part only once" in twice.text
    assert (await amira.post(path, {field: str(was), "seen": seen_in(page.text)})).status == 200
    await look_and_share(amira, meeting, paper)
    now = said(await dani.get(read(meeting, paper)))
    assert "Buses did not come. When you wrote this, the words were: Kit was late for school 9 times" in now
    assert "not in the paper any more" not in now


async def test_a_draft_is_put_away_and_what_was_shared_is_not(cast: Cast, sign_in: SignIn) -> None:
    meeting = cast.review_conference
    amira = await sign_in(cast.amira)
    draft, shared = await write(amira, meeting), await share(amira, meeting, cast.dani)
    page = f"{papers(meeting)}/{draft}/end"
    assert f'action="{page}"' not in (await amira.get(f"{papers(meeting)}/{draft}")).text, "not in one press"
    asked = await amira.get(page)
    for words in ("Put this paper away?", "Nobody was shown this. You cannot get it back.", "Keep it"):
        assert words in asked.text, words
    unseen = await amira.post(page)
    assert (unseen.status, "A colleague changed it since you looked." in unseen.text) == (409, True)
    assert (await amira.get(f"{papers(meeting)}/{draft}")).status == 200
    done = await amira.post(page, {"seen": held_by(asked, "seen")})
    assert "The paper is put away. Nobody was shown it." in done.text
    assert (await amira.get(f"{papers(meeting)}/{draft}")).status == 404
    other = f"{papers(meeting)}/{shared}/end"
    assert (await amira.get(other)).status == 404
    assert (await amira.post(other, {"seen": "0"}, page=papers(meeting))).status == 404
    # Pressed once more, in another tab or after the way back.
    for again in (await amira.get(page), await amira.post(page, {"seen": "0"}, page=papers(meeting))):
        assert "This paper is put away already" in again.text
    assert again.status == 409
    assert (await amira.get(f"{papers(cast.core_group)}/{draft}/end")).status == 404, "of another meeting"
    assert (await (await sign_in(cast.sam)).get(page)).status == 404
