"""Reading a paper: by who was named, without the other side's words, with what they said and what was answered."""

import re

import asyncpg

from portal.demo.cast import Cast
from tests.portal.meetings.papers import (
    TEXT,
    answer,
    choose,
    leave_out,
    look_and_share,
    papers,
    part_with,
    read,
    said,
    say,
    share,
    write,
)
from tests.running import SignIn, Visitor

Database = asyncpg.Connection
WRONG = "It was 3 times, not 9. 🚌 <b>"
DIFFERENTLY = "Everybody in the house hears that noise."
CHANGED = TEXT.replace("9 times", "3 times").split("\n\nA neighbour")[0] + "\n\nMornings are calm."


async def test_what_is_said_about_a_part_is_answered_and_stays_through_a_new_version(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    paper = await share(amira, meeting, cast.dani)
    path = read(meeting, paper)
    await say(dani, meeting, paper, "Kit was late", "wrong", WRONG)
    old = await dani.get(path)
    await say(dani, meeting, paper, "A neighbour", "differently", DIFFERENTLY)
    assert "Amira will answer by Monday 8 June." in said(old)
    await dani.post(f"{path}/note", {"body": "It reads as if nobody tried.", "version": ""})
    await answer(amira, meeting, "It was 3 times", "You are right. It says 3 now.")
    await write(amira, meeting, CHANGED, paper=paper)
    assert "9 times" in said(await dani.get(path)), "a draft is nobody's"
    await look_and_share(amira, meeting, paper)
    now = said(await dani.get(path))
    assert (
        "3 times since the last review. When you wrote this, the words were: Kit was late for school 9 times"
        in now
    )
    assert WRONG in now
    assert "Amira Khan answered on Monday 1 June: You are right. It says 3 now." in now
    gone = now.split("Words that are not in the paper any more")[1]
    assert "A neighbour called us" in gone
    assert DIFFERENTLY in gone
    assert "It reads as if nobody tried." in now.split("About the whole paper")[1]
    assert "New Mornings are calm." in now
    # The page was open all the time: what is said there is about the words that stood there.
    part = part_with(old.text, "A neighbour")
    version = await db.fetchval("SELECT id FROM paper_version WHERE number = 1 AND paper_id = $1", paper)
    fields: dict[str, object] = {"kind": "wrong", "body": "From an old page", "version": str(version)}
    await dani.post(f"{path}/parts/{part}", fields)
    assert "From an old page" in said(await dani.get(path)).split("any more")[1]
    staff = said(await amira.get(f"{papers(meeting)}/{paper}"))
    assert staff.index("A neighbour called us") < staff.index(DIFFERENTLY)


async def test_two_answers_at_once_keep_the_first_and_show_both(cast: Cast, sign_in: SignIn) -> None:
    meeting = cast.review_conference
    amira, helen, dani = await sign_in(cast.amira), await sign_in(cast.helen), await sign_in(cast.dani)
    paper = await share(amira, meeting, cast.dani)
    await say(dani, meeting, paper, "Kit gets up", "differently", "Not on Mondays")
    shown = await amira.get(papers(meeting))
    path = re.findall(r"/staff/meetings/[0-9a-f-]+/comments/[0-9a-f-]+", shown.text)[0]
    assert "Enter" not in (empty := await helen.post(path, {"reply": " "})).text
    assert empty.status == 422
    assert (await helen.post(path, {"reply": "Thank you, from the chair"})).status == 200
    stale = await amira.post(path, {"reply": "Thank you, from Amira"})
    assert stale.status == 409
    assert "Thank you, from the chair" in stale.text
    assert "Thank you, from Amira" in stale.text
    assert "from the chair" in said(await dani.get(read(meeting, paper)))


# The other side's words, as somebody may have written them.
HIDDEN = [
    "27 Quillfeather Row", "ZZ9 4KT", "Elmtree Primary School", "Dr Osei", "Beech Room", "07700 900401", "Bea Rowe",
    "Bus 14", "dani.rowe@example.com", "Ash Green Clinic", "Thursday 25 June", "Zoë",
]  # fmt: skip
WRITTEN = [
    "27, quillfeather row", "zz94kt", "ELMTREE primary-school", "dr. osei", "the Beech Room", "+44 7700 900 401",
    "Bea  Rowe’s", "bus 14", "Dani.Rowe@example.com", "ash green clinic", "thursday 25 June", "Zoe",
]  # fmt: skip
SIGNS = ["quillfeather", "4kt", "elmtree", "osei", "beech", "900 401", "bea ", "bus 14", "dani.rowe", "ash green",
         "25 june", "zoe"]  # fmt: skip


async def test_each_reader_has_everything_without_what_is_on_their_list(cast: Cast, sign_in: SignIn) -> None:
    meeting = cast.review_conference
    amira, dani, marcus = await sign_in(cast.amira), await sign_in(cast.dani), await sign_in(cast.marcus)
    await leave_out(amira, meeting, cast.marcus, *HIDDEN)
    text = "Kit was late for school.\n\n" + "\n\n".join(f"They said: {words} today." for words in WRITTEN)
    paper = await share(
        amira,
        meeting,
        cast.dani,
        cast.marcus,
        text=f"# At Elmtree Primary School\n\n{text}",
        title="Dr Osei’s report",
    )
    await say(dani, meeting, paper, "Kit was late", "wrong", "zq-dani said this")
    await say(marcus, meeting, paper, "Kit was late", "differently", "zq-marcus said this")
    await answer(
        amira, meeting, "zq-marcus", "Elmtree Primary School told me. So did Dr Osei, at the beech room."
    )
    path = read(meeting, paper)
    whole = said(await dani.get(path))
    assert [words for words in WRITTEN if " ".join(words.split()) not in whole] == []
    pages = [
        await marcus.get(path),
        await marcus.get(f"{path}/print"),
        await marcus.get(f"{path}/parts/{part_with((await marcus.get(path)).text, 'They said')}"),
        await marcus.get(f"{path}/note"),
        await marcus.get(f"/meetings/{meeting}"),
        await amira.get(f"{papers(meeting)}/{paper}/print/{cast.marcus.id}"),
    ]
    for page in pages:
        assert page.status == 200, page.path
        assert "zq-dani" not in page.text
        lower = said(page).casefold()
        assert [sign for sign in SIGNS if sign in lower] == [], page.path
    assert said(pages[0]).count("[left out]") == len(WRITTEN) + 5
    for page in (pages[0], pages[1], pages[5]):
        assert "zq-marcus said this" in page.text
    assert "Osei" not in pages[0].text.split("<title>")[1].split("</title>")[0]


async def _finds_nothing(visitor: Visitor, family: str, staff: str, part: str, person: str) -> None:
    posts = {f"{family}/ask": {"kind": "explain"}, f"{family}/note": {"body": "x"},
             f"{family}/parts/{part}": {"kind": "wrong", "body": "x"}}  # fmt: skip
    for place in ("", "/print", "/note", f"/parts/{part}"):
        assert (await visitor.get(f"{family}{place}")).status == 404, place
        assert (await visitor.get(f"/partner{family}{place}")).status == 404, place
    if staff:
        for place in ("", "/text", "/parts", "/readers", "/share", f"/print/{person}"):
            assert (await visitor.get(f"{staff}{place}")).status == 404, place
        posts |= {f"{staff}/text": {"text": "x"}, f"{staff}/readers": {"who": person}, f"{staff}/share": {},
                  f"{staff}/end": {}, f"{staff}/parts": {}}  # fmt: skip
    for path, fields in posts.items():
        assert (await visitor.post(path, dict(fields), page="/account")).status == 404, path


async def test_nobody_else_finds_a_paper_its_parts_or_its_print(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    paper = await share(amira, meeting, cast.dani)
    family, staff = read(meeting, paper), f"{papers(meeting)}/{paper}"
    part = part_with((await dani.get(family)).text, "Kit was late")
    dani_id = str(cast.dani.id)
    others = "marcus kit jay leila joan luca sol grace chloe tom ines lewis grace_lim alex".split()
    for who in others:
        visitor = await sign_in(getattr(cast, who))
        await _finds_nothing(visitor, family, staff, part, dani_id)
        for path in (
            papers(meeting),
            f"{papers(meeting)}/new",
            f"/staff/meetings/{meeting}/redactions/{dani_id}",
        ):
            assert (await visitor.get(path)).status == 404, (who, path)
        assert paper not in (await visitor.get(f"/meetings/{meeting}")).text
    # Who runs it has the staff's pages and nobody else's; and the chair of one meeting nothing of another.
    for runs in (cast.helen, cast.priya):
        visitor = await sign_in(runs)
        assert (await visitor.get(staff)).status == 200
        await _finds_nothing(visitor, family, "", part, dani_id)
    hartley = f"{papers(cast.hartley_review)}/{await write(await sign_in(cast.ines), cast.hartley_review)}"
    assert (await (await sign_in(cast.helen)).get(hartley)).status == 404
    assert await db.fetchval("SELECT count(*) FROM paper_comment") == 0


async def test_a_reader_sees_nothing_before_the_look_and_nothing_after_being_taken_off(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    amira, dani, jay = await sign_in(cast.amira), await sign_in(cast.dani), await sign_in(cast.jay)
    paper = await share(amira, meeting, cast.dani)
    path = read(meeting, paper)
    await choose(amira, meeting, paper, cast.dani, cast.jay)
    assert (await jay.get(path)).status == 404
    await look_and_share(amira, meeting, paper)
    assert (await jay.get(path)).status == 200
    # Half-way through saying something the right to it ends.
    part = part_with((await dani.get(path)).text, "Kit was late")
    await choose(amira, meeting, paper, cast.jay)
    assert (await dani.get(path)).status == 404
    sent = await dani.post(f"{path}/parts/{part}", {"kind": "wrong", "body": "x"}, page="/account")
    assert sent.status == 404
    assert await db.fetchval("SELECT count(*) FROM paper_comment") == 0
    # Asked back, they see it again only after another look.
    await choose(amira, meeting, paper, cast.dani, cast.jay)
    assert (await dani.get(path)).status == 404


async def test_a_partner_reads_what_was_shared_with_that_seat_and_says_nothing_in_it(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    amira, grace = await sign_in(cast.amira), await sign_in(cast.grace_lim)
    paper = await share(amira, meeting, cast.dani, cast.grace_lim)
    family = read(meeting, paper)
    page = await grace.get(f"/partner{family}")
    assert page.status == 200
    assert "Say something" not in page.text
    assert "Help with this paper" not in page.text
    assert (await grace.get(f"/partner{family}/print")).status == 200
    assert (await grace.get(family)).status == 404
    await db.execute("UPDATE meeting SET state = 'held', held_on = '2026-03-02' WHERE id = $1", meeting)
    assert (await grace.get(f"/partner{family}")).status == 404


async def test_help_is_asked_for_once_and_can_be_taken_back(
    cast: Cast, sign_in: SignIn, db: Database
) -> None:
    meeting = cast.review_conference
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    paper = await share(amira, meeting, cast.dani)
    path = read(meeting, paper)
    for kind in ("call_and_read", "call_and_read", "on_paper", "explain", "more_time", "nonsense"):
        assert (await dani.post(f"{path}/ask", {"kind": kind}, page=path)).status == 200
    rows = await db.fetch("SELECT kind, paper_id, done_at FROM meeting_ask ORDER BY at")
    assert [row["kind"] for row in rows] == ["call_and_read", "on_paper", "explain", "more_time"]
    assert {str(row["paper_id"]) for row in rows} == {paper}
    await dani.post(f"{path}/ask", {"kind": "on_paper", "deed": "end"}, page=path)
    answered = "UPDATE meeting_ask SET reply = 'I call at 10.', done_at = at, done_by = $1 WHERE kind = 'call_and_read'"
    await db.execute(answered, cast.amira.id)
    now = said(await dani.get(path)).split("Help with this paper")[1]
    assert "to call you and read this. I call at 10." in now
    assert "send this on paper" not in now
    assert "Send it on paper" in now, "it can be asked for again"
    assert now.count("Amira has not answered yet.") == 2


async def test_nothing_of_another_council_is_there(cast: Cast, sign_in: SignIn) -> None:
    lewis, chloe = await sign_in(cast.lewis), await sign_in(cast.chloe)
    paper = await share(lewis, cast.dunn_review, cast.chloe)
    assert (await chloe.get(read(cast.dunn_review, paper))).status == 200
    for who in (cast.amira, cast.dani):
        visitor = await sign_in(who)
        assert (await visitor.get(read(cast.dunn_review, paper))).status == 404
        assert (await visitor.get(f"{papers(cast.dunn_review)}/{paper}")).status == 404
