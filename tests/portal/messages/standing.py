"""What stands above a conversation in tests, and who is away meanwhile."""

import re
from datetime import date

from portal.demo.cast import Member
from tests.portal.messages.talk import Db
from tests.running import Answer


def strip_in(page: Answer) -> str:
    found = re.findall(r'<div class="status[^"]*" id="status">(.*?)</div>', page.text, re.DOTALL)
    assert len(found) <= 1, "one strip at a time"
    return " ".join(re.sub(r"<[^>]+>", "", found[0]).split()) if found else ""


async def away(db: Db, who: Member, from_on: date, back_on: date) -> None:
    await db.execute(
        """
        INSERT INTO absence (council_id, staff_id, kind, from_on, back_on, set_by, set_at)
        SELECT council_id, id, 'leave', $2, $3, id, now() FROM person WHERE id = $1
        """,
        who.id,
        from_on,
        back_on,
    )
