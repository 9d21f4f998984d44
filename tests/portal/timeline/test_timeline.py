"""The timeline of somebody, and the copy of it: all that they may read, nothing else, in one file."""

import re
from datetime import datetime, timedelta

import asyncpg

from portal.clock import LONDON, Clock
from portal.demo.cast import PASSWORD, Cast
from tests.databases import FIRST_DAY
from tests.portal.contributions.telling import jay_tells
from tests.portal.my_story.writing import approve, jay_shows
from tests.running import Answer, SignIn, Visitor, at

Database = asyncpg.Connection
# What belongs to others of the family, or to staff alone: neither page nor copy of Jay's may hold it.
NOT_JAYS = (
    "Quillfeather", "Oatbarrow", "Marcus", "non-molestation", "Baby Brennan", "unannounced", "zq-kit",
)  # fmt: skip


async def keep(visitor: Visitor, what: str) -> Answer:
    return await visitor.post("/timeline/keep", {"what": what, "old_password": PASSWORD}, page="/account")


async def test_jay_reads_what_was_and_keeps_a_copy(cast: Cast, sign_in: SignIn) -> None:
    jay, views = await jay_tells(sign_in, cast.jay, cast.dani.id)
    await jay_shows(jay)
    page = await jay.get("/timeline")
    assert page.status == 200
    for told in ("Visit from Amira", "You wrote your story", "You told Amira what you think. A meeting."):
        assert told in page.text
    assert f'href="/views/{views}"' in page.text
    assert not [word for word in NOT_JAYS if word in page.text]
    # In the order in which it was.
    assert page.text.index("Visit from Amira") < page.text.index("You wrote your story")
    about = await jay.get("/timeline/keep")
    assert "Anyone who opens this phone can read the file." in about.text
    for wrong in ("", "not-his-words"):
        refused = await jay.post("/timeline/keep", {"what": "words", "old_password": wrong})
        assert (refused.status, "Content-Disposition" in refused.headers) == (422, False)
        assert "zq-jay-called" not in refused.text
    copies = [await keep(jay, what) for what in ("lines", "words")]
    for copy in copies:
        assert copy.headers["Content-Disposition"] == 'attachment; filename="keep.html"'
        assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", copy.text)
        assert "<title>Pages to keep</title>" in copy.text
        assert not [word for word in NOT_JAYS if word in copy.text]
    lines, words = (copy.text for copy in copies)
    assert "Visit from Amira" in lines
    assert "I like my new room.\n  It is quiet." in words
    assert "zq-jay-called" in words


async def test_nobody_finds_anothers_timeline_and_a_quiet_screen_keeps_no_file(
    cast: Cast, sign_in: SignIn
) -> None:
    for who in (
        cast.dani,
        cast.marcus,
        cast.amira,
        cast.priya,
        cast.helen,
        cast.grace_lim,
        cast.alex,
        cast.lewis,
    ):
        visitor = await sign_in(who)
        for path in ("/timeline", "/timeline/keep"):
            assert (await visitor.get(path)).status == 404, (who.name, path)
        assert (await keep(visitor, "words")).status == 404
    kit = await sign_in(cast.kit)
    assert "Amira came for a visit" in (await kit.get("/timeline")).text
    assert "ask your worker" in (await kit.get("/timeline/keep")).text
    assert (await keep(kit, "lines")).status == 404
    sol = await sign_in(cast.sol)
    assert "Get my timeline" in (await sol.get("/timeline/keep")).text
    await sol.post("/account/quiet", {"quiet": "y"})
    assert "Quiet mode is on, so there is no file." in (await sol.get("/timeline/keep")).text
    for what in ("lines", "words"):
        assert (await keep(sol, what)).status == 404


async def test_a_copy_holds_all_however_much_it_is(cast: Cast, sign_in: SignIn, db: Database) -> None:
    """A face and a sentence a day are more than a hundred before the winter is over."""
    await db.execute(
        """
        WITH sent AS (
            INSERT INTO contribution (council_id, person_id, occasion, set_id, set_version, began_at, step, sent_at,
                                      read_by_on, answer_by_on)
            SELECT $1, $2, 'quick', 'quick', '1', day, 'now', day, day::date, day::date
              FROM generate_series(timestamptz '2026-01-02 12:00Z', '2026-05-02 12:00Z', interval '1 day') AS day
            RETURNING id, sent_at
        )
        INSERT INTO answer (council_id, contribution_id, question, round, part, words, at, by_id)
        SELECT $1, id, 'now', 1, 'words', 'zq-day-' || (sent_at AT TIME ZONE 'UTC')::date, sent_at, $2 FROM sent
        """,
        cast.exampleshire,
        cast.jay.id,
    )
    words = (await keep(await sign_in(cast.jay), "words")).text
    assert len(set(re.findall(r"zq-day-[0-9-]{10}", words))) == 121
    assert words.index("zq-day-2026-01-02") < words.index("zq-day-2026-05-02")


async def test_years_stand_apart(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    await jay_shows(await sign_in(cast.jay))
    clock.turn_to(datetime(2027, 2, 1, 10, tzinfo=LONDON))
    jay = await sign_in(cast.jay)
    await jay.post("/story")
    await approve(jay)
    newest = await jay.get("/timeline")
    assert re.findall(r"/timeline\?year=(\d{4})", newest.text) == ["2026", "2027"]
    assert "You changed your story" in newest.text
    assert "You wrote your story" not in newest.text
    first = await jay.get("/timeline?year=2026")
    assert "You wrote your story" in first.text
    assert "You changed your story" not in first.text
    assert "You changed your story" in (await jay.get("/timeline?year=nonsense")).text
    copy = await keep(jay, "lines")
    assert re.findall(r"<h2>(\d+)</h2>", copy.text) == ["2026", "2027"]


async def test_a_file_is_had_three_times_in_24_hours(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    jay = await sign_in(cast.jay)
    clock.turn_to(at(FIRST_DAY, 10))
    for _ in range(3):
        assert "Content-Disposition" in (await keep(jay, "lines")).headers
    refused = await keep(jay, "lines")
    assert (refused.status, "Content-Disposition" in refused.headers) == (429, False)
    assert (
        "You have got this 3 times in 24 hours. Get it again from Tuesday 2 June at 10:01am" in refused.text
    )
    # The other file is another matter, and midnight alone changes nothing.
    assert "Content-Disposition" in (await keep(jay, "words")).headers
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 9, 59))
    jay = await sign_in(cast.jay)
    assert (await keep(jay, "lines")).status == 429
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 10, 1))
    assert "Content-Disposition" in (await keep(jay, "lines")).headers
