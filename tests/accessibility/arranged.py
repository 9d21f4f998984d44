"""The cast's database, with the few things added that its story lacks: newcomers, quiet screens, drafts, answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from portal.demo.cast import CAST, EXAMPLESHIRE, Cast, Member
from tests.accessibility.arranged_codes import arrange_codes, ask_for_code, begin_setting_up
from tests.accessibility.arranged_cover import arrange_cover
from tests.accessibility.arranged_ended import arrange_ended
from tests.accessibility.arranged_letters import arrange_letters
from tests.accessibility.arranged_links import arrange_links
from tests.accessibility.arranged_meetings import arrange_meetings
from tests.accessibility.arranged_messages import arrange_messages
from tests.accessibility.arranged_papers import arrange_papers
from tests.accessibility.arranged_staff import arrange_staff
from tests.accessibility.arranged_story import arrange_stories
from tests.accessibility.arranged_urgent import arrange_urgent
from tests.accessibility.arranged_views import arrange_views
from tests.databases import HOST, CastDatabase
from tests.running import RunningPortal, Visitor, new_visitor


def _adult(key: str, name: str) -> Member:
    return Member(
        key=key,
        council=EXAMPLESHIRE,
        kind="adult",
        name=name,
        called=name.split(maxsplit=1)[0],
        email=f"{name.lower().replace(' ', '.')}@example.com",
    )


# In no family and with no visits: whose pages are empty.
NEWCOMER = _adult("newcomer", "Robin Newcomer")
# Came with the words from the paper, and has no password of their own yet.
INVITED = _adult("invited", "Casey Invited")
PAUSED = _adult("paused", "Pat Paused")
# On the last of the first pages, and so on any of them.
ARRIVING = _adult("arriving", "Robin Arriving")

# Between their password and a code; the second has no app yet.
CODING, SETTING_UP = _adult("coding", "Lou Coding"), _adult("setting_up", "Lou Setting Up")
ADDED = (NEWCOMER, INVITED, PAUSED, ARRIVING, CODING, SETTING_UP)
PEOPLE: Mapping[str, Member] = {one.key: one for one in [*CAST.who_sign_in(), *ADDED]}
Ids = dict[str, str]


@dataclass(frozen=True)
class Arranged:
    """The names that addresses in the list of states may use."""

    ids: Ids

    def path(self, text: str) -> str:
        return text.format_map(self.ids)


async def add_people(database: CastDatabase) -> None:
    """Before anybody signs in."""
    db = await asyncpg.connect(database.dsn("portal_migrator"))
    try:
        for member in ADDED:
            await _add(db, member)
        await db.execute("UPDATE account SET welcome_step = 5 WHERE id = $1", ARRIVING.account_id)
        await db.execute(
            "INSERT INTO contact_point (council_id, person_id, kind, value) VALUES ($1, $2, 'mobile', '07700 900499')",
            CAST.exampleshire, ARRIVING.id,
        )  # fmt: skip
        for key, look in LOOKS.items():
            await db.execute(f"UPDATE account SET {look} WHERE person_id = $1", PEOPLE[key].id)
        # In the story Kit answered first; here one child has yet to.
        await db.execute(
            "UPDATE visit_reader SET said_ok_at = NULL, said_ok_to = NULL WHERE person_id = $1", CAST.kit.id
        )
    finally:
        await db.close()


# How some of them chose to see their pages.
LOOKS = {
    "sol": "quiet = true, colours = 'yellow'",
    "ella": "colours = 'dark', text_size = 'large'",
    "luca": "text_size = 'very-large', pictures = false",
    "rosa": "colours = 'light', less_movement = true",
}


async def _add(db: "asyncpg.Connection[asyncpg.Record]", member: Member) -> None:
    await db.execute(
        "INSERT INTO person (council_id, id, kind, name, called) VALUES ($1, $2, $3, $4, $5)",
        CAST.exampleshire, member.id, member.kind, member.name, member.called,
    )  # fmt: skip
    await db.execute(
        """
        INSERT INTO account (council_id, id, person_id, password_hash)
        SELECT council_id, $2, $3, password_hash FROM account WHERE person_id = $1
        """,
        CAST.dani.id, member.account_id, member.id,
    )  # fmt: skip
    await db.execute(
        "INSERT INTO sign_in_name (council_id, host, name, kind, account_id) VALUES ($1, $2, $3, 'email', $4)",
        CAST.exampleshire, HOST, member.sign_in, member.account_id,
    )  # fmt: skip


async def signed_in(database: CastDatabase, member: Member) -> None:
    """What becomes of some of them once they have signed in."""
    if member is CAST.lewis:
        await _hand_over(database, member)
    state = {INVITED.key: "invited", PAUSED.key: "paused"}.get(member.key)
    if member is CAST.helen:
        await begin_setting_up(database, member)
    if member in (CODING, SETTING_UP):
        await ask_for_code(database, member, sets_up=member is SETTING_UP)
    if state is None:
        return
    db = await asyncpg.connect(database.dsn("portal_migrator"))
    try:
        await db.execute("UPDATE account SET state = $2 WHERE id = $1", member.account_id, state)
    finally:
        await db.close()


async def _hand_over(database: CastDatabase, member: Member) -> None:
    """A worker’s phone is in a child’s hands."""
    db = await asyncpg.connect(database.dsn("portal_migrator"))
    try:
        await db.execute(
            "UPDATE session SET together_with = $2 WHERE account_id = $1 AND ended_at IS NULL",
            member.account_id, CAST.alfie.id,
        )  # fmt: skip
    finally:
        await db.close()


async def arrange(portal: RunningPortal) -> Arranged:
    """Does what people of the cast would do, by their pages, and notes the addresses that came of it."""
    cast = portal.cast
    async with new_visitor(portal.origin) as dani, new_visitor(portal.origin) as amira:
        await dani.sign_in(cast.dani)
        await amira.sign_in(cast.amira)
        await dani.post(
            f"/visits/{cast.home_visit}/topics/new", {"body": "The bus was late twice.", "who": "worker"}
        )
        draft = await _draft(amira, cast)
        said = await arrange_messages(portal, amira) | await arrange_urgent(portal, amira)
        said |= await arrange_cover(portal, amira)
        said |= await arrange_views(portal, amira)
        said |= await arrange_meetings(portal)
        said |= await arrange_papers(portal, amira)
        said |= await arrange_ended(portal, amira)
        await arrange_stories(portal, amira)
        await arrange_letters(portal)
    await arrange_codes(portal.database)
    said |= await arrange_links(portal) | await arrange_staff(portal)
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        found = {name: str(await db.fetchval(sql)) for name, sql in QUERIES.items()}
    finally:
        await db.close()
    missing = [name for name, value in found.items() if value == "None"]
    assert not missing, f"nothing in the database for {missing}"
    people = {f"{member.key.replace('-', '_')}_id": str(member.id) for member in cast.everybody()}
    visits = {name: str(getattr(cast, name)) for name in VISITS}
    return Arranged(
        {
            **people,
            **visits,
            **found,
            **said,
            "draft": draft,
            "nowhere": "00000000-0000-4000-8000-000000000000",
        }
    )


VISITS = (
    "home_visit", "office_visit", "unannounced_visit", "last_visit", "earlier_visit", "missed_visit",
    "marcus_last_visit", "review_conference", "core_group", "aziz_review", "hartley_review", "brennan_review",
)  # fmt: skip


async def _draft(amira: Visitor, cast: Cast) -> str:
    """A second, unshared version of what Dani read."""
    page = await amira.get(f"/staff/visits/{cast.earlier_visit}/after")
    shared = next(
        part for part in page.text.split('href="') if f"{cast.earlier_visit}/after/summaries/" in part[:120]
    )
    path = shared.split('"')[0]
    answer = await amira.post(f"{path}/again", page=path)
    assert answer.status == 200, f"no draft: {answer.status}"
    return answer.path.rsplit("/", 1)[-1]


def _visit_of(member: Member, more: str) -> str:
    return f"""
        SELECT v.id FROM visit AS v JOIN visit_reader AS r ON r.visit_id = v.id
         WHERE r.person_id = '{member.id}' AND {more} ORDER BY v.starts_at DESC LIMIT 1
    """


QUERIES = {
    "left_out": f"SELECT id FROM redaction WHERE reader_id = '{CAST.marcus.id}' ORDER BY words LIMIT 1",
    "dani_topic": f"SELECT id FROM visit_topic WHERE added_by = '{CAST.dani.id}' AND visit_id = '{CAST.home_visit}'",
    "kit_topic": f"SELECT id FROM visit_topic WHERE added_by = '{CAST.kit.id}' AND visit_id = '{CAST.home_visit}'",
    "asked_topic": f"SELECT id FROM visit_topic WHERE added_by = '{CAST.dani.id}' AND visit_id = '{CAST.last_visit}'",
    "answered_topic": f"""
        SELECT t.id FROM visit_topic AS t JOIN outcome AS o ON o.topic_id = t.id WHERE t.added_by = '{CAST.dani.id}'
    """,
    "summary": f"""
        SELECT s.id FROM visit_summary AS s JOIN visit_summary_reader AS r ON r.summary_id = s.id
         WHERE s.visit_id = '{CAST.earlier_visit}' AND r.person_id = '{CAST.dani.id}' AND s.shared_at IS NOT NULL
         ORDER BY s.version LIMIT 1
    """,
    "waiting_correction": "SELECT id FROM correction WHERE kind = 'wrong' AND replied_at IS NULL LIMIT 1",
    "correction_visit": "SELECT visit_id FROM correction WHERE kind = 'wrong' AND replied_at IS NULL LIMIT 1",
    "rosa_asked": _visit_of(CAST.rosa, "v.state = 'planned'"),
    "tigist_moved": _visit_of(CAST.tigist, "v.state = 'planned'"),
    "joan_told": "SELECT visit_id FROM visit_told LIMIT 1",
    "sol_missed": _visit_of(CAST.sol, "v.state NOT IN ('planned', 'done')"),
    "grace_asked": _visit_of(CAST.grace, "EXISTS (SELECT FROM visit_change_request AS q WHERE q.visit_id = v.id)"),
    "grace_request": f"""
        SELECT q.id FROM visit_change_request AS q WHERE q.asked_by = '{CAST.grace.id}' AND q.replied_at IS NULL LIMIT 1
    """,
    "called_off": "SELECT id FROM visit WHERE state = 'called_off' LIMIT 1",
    "restriction": f"SELECT id FROM restriction WHERE person_id = '{CAST.marcus.id}' LIMIT 1",
    "relationship": f"""
        SELECT id FROM relationship WHERE person_id = '{CAST.dani.id}' AND child_id = '{CAST.kit.id}' LIMIT 1
    """,
    "plan": f"SELECT id FROM child_plan WHERE child_id = '{CAST.kit.id}' LIMIT 1",
    "involvement": f"""
        SELECT i.id FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id
         WHERE p.child_id = '{CAST.kit.id}' AND i.staff_id = '{CAST.amira.id}' AND i.to_at IS NULL LIMIT 1
    """,
}  # fmt: skip
