"""Adding a topic in tests, as the plan's own form does."""

from typing import Any

from portal.demo.cast import Cast
from tests.running import Visitor


async def add(visitor: Visitor, cast: Cast, db: Any, body: str = "School shoes", who: str = "worker") -> str:
    """Adds a topic and answers with the path of its page."""
    page = await visitor.post(f"/visits/{cast.home_visit}/topics/new", {"body": body, "who": who})
    assert page.path == f"/visits/{cast.home_visit}"
    topic = await db.fetchval(
        "SELECT id FROM visit_topic WHERE visit_id = $1 AND body = $2", cast.home_visit, body
    )
    return f"/visits/{cast.home_visit}/topics/{topic}"
