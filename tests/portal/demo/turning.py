"""Asking the story at one moment."""

from datetime import datetime

from portal.db import Connection


async def turn(conn: Connection, moment: datetime) -> None:
    await conn.execute("SELECT set_config('app.now', $1, false)", moment.isoformat())
