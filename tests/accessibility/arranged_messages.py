"""What staff did with Dani's messages before anybody looks: asked, kept one, promised, searched."""

from uuid import UUID, uuid4

import asyncpg

from messaging.model import Draft
from messaging.store_sending import add_messages
from portal.demo.cast import CAST
from tests.databases import FIRST_DAY
from tests.running import RunningPortal, Visitor, at

Ids = dict[str, str]
SAID = ("Could you ask the school about breakfast club? Kit is often hungry.", "I will ask. And the bus?")
IN_TIGRINYA = ("ሰላም ኣሚራ።", "የቐንየለይ።")
QUESTION = "Did the school call you?"
# Stood in this morning, and does no more.
COVERED = """
    INSERT INTO involvement (council_id, staff_id, child_plan_id, role, covering_for, from_at, to_at)
    SELECT council_id, $1, child_plan_id, 'cover', staff_id, $3, $4 FROM involvement
     WHERE staff_id = $2 AND role = 'allocated' AND to_at IS NULL
       AND child_plan_id IN (SELECT id FROM child_plan WHERE child_id = $5)
    """
# Put out of sight by whose conversation it is.
HIDDEN = "UPDATE conversation SET hidden_through = last_seq, hidden_at = $2 WHERE person_id = $1"


async def arrange_messages(portal: RunningPortal, amira: Visitor) -> Ids:
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        talks = {
            f"{key}_talk": str(
                await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", member.id)
            )
            for key, member in (("dani", CAST.dani), ("tigist", CAST.tigist), ("marcus", CAST.marcus))
        }
        foreign, thanks = [
            await _say(db, talks["dani_talk"], CAST.dani.id, words, "ti") for words in IN_TIGRINYA
        ]
        asked, answered = [
            await _say(db, talks["dani_talk"], by.id, words)
            for by, words in zip((CAST.dani, CAST.amira), SAID, strict=True)
        ]
        page = f"/staff/messages/{talks['dani_talk']}"
        await amira.post(f"{page}/notes", {"to": CAST.priya.id, "body": QUESTION})
        note = await db.fetchval("SELECT id FROM internal_note WHERE body = $1", QUESTION)
        await amira.post(f"{page}/notes/{note}", {"body": "It can wait until Thursday."})
        await amira.post(
            f"{page}/translation/{foreign}",
            {"words": "Hello Amira", "by_whom": "Hana, who interprets for us"},
        )
        await amira.post(f"{page}/record/{asked}", {"child": CAST.kit.id, "why": "What Dani said about food"})
        await amira.post(
            f"{page}/promise/{answered}",
            {
                "child": CAST.kit.id, "owed_by": "council", "who": "Amira Khan", "what": SAID[1],
                "by_on-day": "5", "by_on-month": "June", "by_on-year": str(FIRST_DAY.year),
            },
        )  # fmt: skip
        await amira.post(f"{page}/search", {"words": "school"})
        await db.execute(
            COVERED, CAST.tom.id, CAST.amira.id, at(FIRST_DAY, 8), at(FIRST_DAY, 9, 30), CAST.kit.id
        )
        await _say(db, talks["marcus_talk"], CAST.amira.id, "The visit is at the office.")
        await db.execute(HIDDEN, CAST.marcus.id, at(FIRST_DAY, 9))
        promise = await db.fetchval("SELECT id FROM promise WHERE what = $1", SAID[1])
    finally:
        await db.close()
    made = {"said": asked, "answered": answered, "note": note, "said_promise": promise}
    made |= {"translated": foreign, "untranslated": thanks}
    return talks | {name: str(value) for name, value in made.items()}


async def _say(
    db: "asyncpg.Connection[asyncpg.Record]",
    talk: str,
    person_id: UUID,
    words: str,
    language: str | None = None,
) -> UUID:
    session = await db.fetchval(
        "SELECT s.id FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE a.person_id = $1 LIMIT 1",
        person_id,
    )
    async with db.transaction():
        [judged] = await add_messages(
            db,
            CAST.exampleshire,
            at(FIRST_DAY, 9),
            "",
            [(session, Draft(UUID(talk), uuid4(), words, language))],
        )
    assert judged.id is not None, judged.outcome
    return judged.id
