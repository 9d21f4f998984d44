"""Who is to be asked: by age, and by what somebody is to the children whose plans they are party to."""

from datetime import date
from uuid import UUID

from portal.contributions.model_sets import Whom
from portal.contributions.store_share import is_carer
from portal.db import Connection
from portal.statutory.birthdays import age_on


def age_in(born_on: date | None, today: date) -> int | None:
    return age_on(born_on, today) if born_on else None


async def whom_of(conn: Connection, person_id: UUID, kind: str) -> Whom:
    if kind == "young_person":
        return Whom.YOUNG
    return Whom.CARER if await is_carer(conn, person_id) else Whom.ADULT
