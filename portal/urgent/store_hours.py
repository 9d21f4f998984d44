"""The council's own row, as far as an administrator changes it here: opening times and whom to call at night."""

from portal.db import Connection
from portal.urgent.model_admin import Hours


async def get_hours(conn: Connection) -> Hours:
    row = await conn.fetchrow(
        """
        SELECT open_days, opens_at, closes_at, out_of_hours_name, out_of_hours_phone, out_of_hours_called_on
          FROM council WHERE council_id = current_council()
        """
    )
    assert row is not None
    days, opens, closes, name, phone, called_on = row
    return Hours(frozenset(days), opens, closes, name, phone, called_on)


async def change_hours(conn: Connection, hours: Hours, seen: str) -> bool:
    """False where somebody else changed them since `seen`, the version that the check page showed."""
    await conn.execute("SELECT FROM council WHERE council_id = current_council() FOR NO KEY UPDATE")
    if (await get_hours(conn)).version != seen:
        return False
    await conn.execute(
        """
        UPDATE council SET open_days = $1, opens_at = $2, closes_at = $3, out_of_hours_name = $4,
                           out_of_hours_phone = $5, out_of_hours_called_on = $6
         WHERE council_id = current_council()
        """,
        sorted(hours.days),
        hours.opens,
        hours.closes,
        hours.night_name,
        hours.night_phone,
        hours.called_on,
    )
    return True
