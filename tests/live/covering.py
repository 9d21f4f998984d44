"""Dani's worker goes away and comes back while pages stand open, as the manager's own forms have it."""

from datetime import timedelta

from tests.databases import FIRST_DAY
from tests.live.talking import Talking
from tests.portal.cover.going import absence_of, give_cover
from tests.running import hidden_fields

BACK = FIRST_DAY + timedelta(days=4)


async def is_covered(talking: Talking) -> None:
    cast = talking.cast
    answer = await give_cover(await talking.visitor(cast.priya), cast.amira, cast.sam, FIRST_DAY, BACK)
    assert answer.status == 200


async def is_back(talking: Talking) -> None:
    cast = talking.cast
    priya = await talking.visitor(cast.priya)
    absence = await absence_of(await talking.db(), cast.amira)
    page = "/team/cover"
    form = hidden_fields((await priya.get(page)).text)
    answer = await priya.send(f"{page}/{absence}/end", form)
    assert answer.status == 200
