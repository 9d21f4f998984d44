"""What a page of messages shows besides them: in one statement for staff, who have the most of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from messaging.model import Item
from portal.db import Connection, Row
from portal.messages.model import Thread
from portal.messages.model_lines import TakenBack
from portal.messages.model_record import Agreed, Reading
from portal.messages.store_promise import list_promises
from portal.messages.store_reading import READINGS, readings_in
from portal.messages.store_translation import TRANSLATIONS, Translation, translations_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`taken_back` by number. `promises`: for whose conversation it is; the rest for staff.

    `until`: how long a manager who gave a reason can read on.
    """

    taken_back: dict[int, TakenBack]
    promises: list[Agreed] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    until: datetime | None = None
    translations: dict[int, Translation] = field(default_factory=dict)


# As a column of a statement with conversation and numbers of messages as its $2 and $3: who took them back, and when.
_TAKEN_BACK = """
    ARRAY(SELECT (r.of_seq, s.called, m.at)
            FROM retraction AS r
            JOIN message AS m ON m.conversation_id = r.conversation_id AND m.seq = r.seq
            JOIN person AS s ON s.id = m.sender_id
           WHERE r.conversation_id = $2 AND r.of_seq = ANY ($3::int[])) AS taken_back
"""


async def get_beside(conn: Connection, actor_id: UUID, thread: Thread, items: Sequence[Item]) -> Beside:
    """For the page that shows these items of a conversation which the actor was found to read."""
    wanted = [item.seq for item in items]
    if thread.mine:
        return Beside(
            taken_back=await _list_taken_back(conn, actor_id, thread, items),
            promises=await list_promises(conn, actor_id, thread.id),
        )
    row = await conn.fetchrow(
        f"SELECT {_TAKEN_BACK}, {READINGS}, {TRANSLATIONS}", actor_id, thread.id, wanted
    )
    assert row is not None
    return Beside(
        taken_back=_taken_back_in(row),
        readings=readings_in(row),
        until=row["until"] if thread.role == "manager" else None,
        translations=translations_in(row),
    )


async def _list_taken_back(
    conn: Connection, actor_id: UUID, thread: Thread, items: Sequence[Item]
) -> dict[int, TakenBack]:
    """Asks only where something was."""
    wanted = [item.seq for item in items if item.taken_back]
    if not wanted:
        return {}
    row = await conn.fetchrow(f"SELECT $1::uuid, {_TAKEN_BACK}", actor_id, thread.id, wanted)
    assert row is not None
    return _taken_back_in(row)


def _taken_back_in(row: Row) -> dict[int, TakenBack]:
    return {seq: TakenBack(by, at) for seq, by, at in row["taken_back"]}
