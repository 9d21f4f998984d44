"""What was shared of a meeting by mistake, and the page that puts it right."""

import re

from portal.demo.cast import Cast
from tests.running import Visitor

WHY = "This was shared with the wrong person."


def desk(cast: Cast) -> str:
    return f"/staff/meetings/{cast.review_conference}"


async def at_desk(helen: Visitor, cast: Cast, kind: str) -> str:
    found = re.search(
        rf"{desk(cast)}/{kind}/[0-9a-f-]{{36}}/put-right", (await helen.get(f"{desk(cast)}/decisions")).text
    )
    assert found, kind
    return found[0]
