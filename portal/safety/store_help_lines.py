"""What a council has changed of its help lines. One administrator at a time changes them."""

from portal.db import Connection
from portal.safety.help_lines import HelpLine


async def list_changed(conn: Connection) -> list[HelpLine]:
    rows = await conn.fetch(
        """
        SELECT id, number, checked_on, texting AS text, young, name, who, hours, free, nation, hidden, place
          FROM help_line ORDER BY place, id
        """
    )
    return [HelpLine(**row) for row in rows]


async def hold_lines(conn: Connection) -> None:
    """Until this deed is done nobody else changes a line of this council."""
    await conn.execute("SELECT FROM council WHERE council_id = current_council() FOR NO KEY UPDATE")


async def change_line(conn: Connection, line: HelpLine) -> None:
    """Adds it, or puts it in the place of what it was."""
    await conn.execute(
        """
        INSERT INTO help_line (
            council_id, id, number, checked_on, texting, young, name, who, hours, free, nation, hidden, place
        )
        VALUES (current_council(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (council_id, id) DO UPDATE
           SET number = excluded.number, checked_on = excluded.checked_on, texting = excluded.texting,
               young = excluded.young, name = excluded.name, who = excluded.who, hours = excluded.hours,
               free = excluded.free, nation = excluded.nation, hidden = excluded.hidden, place = excluded.place
        """,
        line.id,
        line.number,
        line.checked_on,
        line.text,
        line.young,
        line.name,
        line.who,
        line.hours,
        line.free,
        line.nation,
        line.hidden,
        line.place,
    )
