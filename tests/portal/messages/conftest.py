"""Conversations of these tests begin with nothing said: what the cast's story says in them is taken out first."""

import pytest

from tests.portal.messages.talk import Db

# Everything that hangs on a message, then the messages themselves.
_HANGING = """
SELECT c.conrelid::regclass::text
  FROM pg_constraint AS c
 WHERE c.contype = 'f' AND c.confrelid = 'message'::regclass
   AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.conrelid AND a.attname = 'conversation_id')
"""


@pytest.fixture(autouse=True)
async def nothing_said(db: Db) -> None:
    for table in {row[0] for row in await db.fetch(_HANGING)}:
        await db.execute(f"DELETE FROM {table} WHERE conversation_id IS NOT NULL")
    for table in ("message", "read_mark", "message_draft"):
        await db.execute(f"DELETE FROM {table}")
    await db.execute("UPDATE conversation SET last_seq = 0, waiting_since = NULL")
