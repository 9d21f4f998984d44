"""Two databases alike but for one unannounced visit: not one byte of a family's pages may differ, and no letter."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import asyncpg
import pytest

from notifications.store import speaking_for
from notifications.store_outbox import reconcile
from portal.db import Connection, open_pool
from portal.reminders.store_due import list_due
from tests.access.crawling import walk
from tests.databases import FIRST_DAY, CastDatabase, Cluster
from tests.running import at, new_visitor, run_portal

FAMILY = ("dani", "marcus", "kit", "jay")
_FRESH = re.compile(
    r'nonce="[^"]*"|name="(csrf|key|client_id)" value="[^"]*"|(content|data-csrf|data-token)="[\w=-]{40,}"'
    # A calendar file says the second at which it was made, a conversation the moment at which it was drawn, and the
    # list of devices the minute by the clock on the wall.
    r"|DTSTAMP:\w+|\"now\": \"[\w:.-]+\"|Last used on [^<]+"
)
_FRESH_HEADERS = re.compile(r"'nonce-[^']*'")

# A visit can only be taken out of the second database with all that hangs on it.
TAKE_OUT = """
    DELETE FROM visit_child WHERE visit_id = $1;
    DELETE FROM visit_reader WHERE visit_id = $1;
    DELETE FROM visit_topic WHERE visit_id = $1;
    DELETE FROM visit_offered_time WHERE visit_id = $1;
    DELETE FROM visit_ready_item WHERE visit_id = $1;
    DELETE FROM visit_news WHERE visit_id = $1;
    DELETE FROM visit_note WHERE visit_id = $1;
    DELETE FROM visit_words WHERE visit_id = $1;
    DELETE FROM visit WHERE id = $1
"""


async def pages_of(database: CastDatabase) -> dict[tuple[str, str], str]:
    """Every page and file that the family can reach, and what stands at the visit's own address; without what is
    fresh in every answer."""
    found = {}
    async with run_portal(database) as portal:
        hidden = portal.cast.unannounced_visit
        guesses = [
            f"/visits/{hidden}{end}"
            for end in ("", "/change", "/after", "/ready", "/topics/new", "/calendar.ics")
        ]
        for who in FAMILY:
            async with new_visitor(portal.origin) as visitor:
                # Packed, a page is a byte longer or shorter by the nonce in it.
                visitor.extra["Accept-Encoding"] = "identity"
                await visitor.sign_in(getattr(portal.cast, who))
                walked = await walk(visitor, ["/", "/account", *guesses])
                for path, answer in walked.answers.items():
                    headers = "\n".join(
                        f"{name}: {_FRESH_HEADERS.sub('', value)}"
                        for name, value in sorted(answer.headers.items())
                        if name not in ("Date", "Set-Cookie")
                    )
                    text = _FRESH.sub("", answer.text).replace(portal.origin, "")
                    found[who, path] = f"{answer.status}\n{headers}\n\n{text}"
    return found


@contextmanager
def twin_of(cluster: Cluster, database: CastDatabase) -> Iterator[CastDatabase]:
    """The same, in which the visit never was."""
    twin = CastDatabase(cluster.copy("told_template"), cluster.postgres, database.cast)
    try:
        yield twin
    finally:
        cluster.drop(twin.name)


async def take_out(database: CastDatabase) -> None:
    hidden = database.cast.unannounced_visit
    owner = await asyncpg.connect(database.dsn("portal_migrator"))
    for statement in TAKE_OUT.split(";"):
        await owner.execute(statement, hidden)
    assert await owner.fetchval("SELECT count(*) FROM visit WHERE id = $1", hidden) == 0
    await owner.close()


async def test_a_familys_pages_are_the_same_with_and_without_one(
    cluster: Cluster, told_database: CastDatabase
) -> None:
    with twin_of(cluster, told_database) as twin:
        await take_out(twin)
        with_it, without = await pages_of(told_database), await pages_of(twin)
    assert set(with_it) == set(without)
    assert {key for key in with_it if with_it[key] != without[key]} == set()
    total = sum(len(page.encode()) for page in with_it.values())
    print(f"{len(with_it)} pages of {len(FAMILY)} people, {total} bytes, 0 differ")
    assert len(with_it) > 40


# All that can become of it, each with what staff write down on the way.
ENDINGS = ("called_off", "family_called_off", "missed_by_us", "no_answer", "done")
NEWS = """
    INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, late_minutes, was_at, now_at)
    SELECT v.council_id, v.id, $2, v.worker_id, $3, CASE $2 WHEN 'late' THEN 20 END,
           CASE $2 WHEN 'moved' THEN v.starts_at - interval '1 day' END, CASE $2 WHEN 'moved' THEN v.starts_at END
      FROM visit AS v WHERE v.id = $1
"""
# Nobody but the worker knows that it was; a colleague's slip has put its reader there all the same.
SLIP = """
    INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
    SELECT v.council_id, v.id, $2, v.worker_id, $3 FROM visit AS v WHERE v.id = $1
"""
END = """
    UPDATE visit SET state = $2, ended_at = $3, shared_at = $3, ended_words = 'We came by.' WHERE id = $1
"""
STARTS = at(FIRST_DAY.replace(day=11), 8, 15)
MOMENTS = [at(FIRST_DAY + timedelta(days=day), hour) for day in range(12) for hour in (8, 10, 18)]
OUTBOX = """
    SELECT key, channel, person_id, subject_kind, subject_id, subject_version, state, why, due_at, made_at, not_before
      FROM letter ORDER BY key, channel, person_id, subject_kind, subject_id, subject_version
"""


async def becomes(owner: Connection, database: CastDatabase, ending: str, moment: datetime) -> None:
    """What happens to the visit at this moment. In the database without it nothing does."""
    hidden = database.cast.unannounced_visit
    if moment == MOMENTS[0]:
        await owner.execute(SLIP, hidden, database.cast.dani.id, moment)
    if moment == STARTS - timedelta(days=3, minutes=15):
        await owner.execute(NEWS, hidden, "moved", moment)
    if moment == STARTS - timedelta(minutes=15):
        await owner.execute(NEWS, hidden, "late", moment)
    if moment == STARTS + timedelta(hours=1, minutes=45):
        await owner.execute(END, hidden, ending, moment)


async def letters_of(database: CastDatabase, ending: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """What was due three times a day for 12 days, and what stood in the outbox afterwards."""
    owner = await asyncpg.connect(database.dsn("postgres"))
    pool = await open_pool(database.dsn("portal_worker"), 2, name="portal worker")
    due: list[str] = []
    try:
        for moment in MOMENTS:
            await becomes(owner, database, ending, moment)
            async with speaking_for(pool, database.cast.exampleshire, moment) as conn:
                dues = await list_due(conn, moment)
                await reconcile(conn, dues, moment)
            due += sorted(map(repr, dues))
        rows = await owner.fetch(OUTBOX)
    finally:
        await pool.close()
        await owner.close()
    return due, [tuple(row) for row in rows]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_no_letter_differs_whatever_becomes_of_it(
    cluster: Cluster, told_database: CastDatabase, ending: str
) -> None:
    with twin_of(cluster, told_database) as twin:
        await take_out(twin)
        (due, outbox), (other_due, other_outbox) = (
            await letters_of(told_database, ending),
            await letters_of(twin, ending),
        )
    assert due == other_due
    assert outbox == other_outbox
    assert str(told_database.cast.unannounced_visit) not in repr(due)
    print(f"{len(due)} times something was due at 36 moments, {len(outbox)} letters in the outbox, 0 differ")
    assert len(outbox) > 15


async def test_letters_would_tell_of_it_if_it_were_announced(told_database: CastDatabase) -> None:
    """The moments above are those at which a visit is told of, and everything that becomes of it."""
    hidden = told_database.cast.unannounced_visit
    owner = await asyncpg.connect(told_database.dsn("postgres"))
    begins = await owner.fetchval("SELECT starts_at FROM visit WHERE id = $1", hidden)
    await owner.execute("UPDATE visit SET announced = true, shared_at = planned_at WHERE id = $1", hidden)
    await owner.close()
    assert begins == STARTS
    due, outbox = await letters_of(told_database, "called_off")
    assert str(hidden) in repr(due)
    told = {row[0] for row in outbox if hidden in row}
    assert told >= {"visit", "changed", "late", "cancelled"}, told


async def test_staff_do_see_it(told_database: CastDatabase) -> None:
    """The same walk finds it where it may be found: the test above compares something."""
    async with run_portal(told_database) as portal:
        async with new_visitor(portal.origin) as amira:
            await amira.sign_in(portal.cast.amira)
            walked = await walk(amira, ["/"])
        assert any(str(portal.cast.unannounced_visit) in answer.text for answer in walked.answers.values())
